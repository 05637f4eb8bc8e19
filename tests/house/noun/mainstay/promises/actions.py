"""Record what a client promised to pay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mainstay.billing.queries.fetching import invoice_for
from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.kernel.money import Money, amount_text
from mainstay.kernel.refusal import Refusal
from mainstay.promises.models import Promise
from mainstay.promises.rules.acts import RECORD_PROMISE
from mainstay.promises.rules.promises import PROMISE_RECORDED
from mainstay.store.refs import new_ref
from mainstay.timeline.actions.recording import Happening, record

if TYPE_CHECKING:
    from datetime import date, datetime

    from mainstay.kernel.actor import Actor
    from mainstay.promises.rules.promises import PromiseDraft


class MoreThanIsOwed(Refusal):
    """More is promised than is open."""

    code = "promised_more_than_is_owed"
    sentence = _("Only %(open)s of invoice %(number)s is open: that or less can be promised.")


@transaction.atomic
@keyed(RECORD_PROMISE)
def record_promise(
    *, invoice_ref: str, draft: PromiseDraft, on: date, by: Actor, now: datetime, key: str = ""
) -> Promise:
    """Record what is promised of an invoice; refuses more than is open, and an unknown invoice."""
    require(by, RECORD_PROMISE)
    invoice = invoice_for(ref=invoice_ref, by=by)
    if draft.amount.minor > invoice.open_minor:
        raise MoreThanIsOwed(open=Money(invoice.open_minor, invoice.currency), number=invoice.number)
    promise = Promise.objects.create(
        ref=new_ref("w"),
        client_id=invoice.client_id,
        invoice=invoice,
        minor=draft.amount.minor,
        currency=draft.amount.currency,
        made_on=on,
        promised_on=draft.promised_on,
        recorded_at=now,
    )
    amount, on_day = amount_text(promise.minor, promise.currency), draft.promised_on.isoformat()
    facts: dict[str, object] = {"number": invoice.number, "amount": amount, "on": on_day}
    happening = Happening(invoice.client_id, PROMISE_RECORDED, on, promise.ref, facts, {"said": draft.said})
    record(happening=happening, by=by, now=now)
    return promise
