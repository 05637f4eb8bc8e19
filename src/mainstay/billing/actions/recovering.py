"""Money that came in for an invoice after it was written off: recorded and recovered in one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from mainstay.billing.actions.payments import record_payment, recover
from mainstay.billing.actions.refusals import WrittenOffLess
from mainstay.billing.models import Payment
from mainstay.billing.queries.fetching import invoice_for
from mainstay.billing.queries.returning import losses_of_invoice
from mainstay.billing.rules.acts import RECOVER
from mainstay.billing.rules.drafts import PaymentDraft
from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.kernel.money import Money

if TYPE_CHECKING:
    from datetime import date, datetime

    from mainstay.kernel.actor import Actor


@transaction.atomic
@keyed(RECOVER)
def receive_recovery(*, ref: str, minor: int, on: date, by: Actor, now: datetime, key: str = "") -> Payment:
    """Record a payment for what was written off on an invoice, and recover it: the oldest write-off first.

    Refuses more than is still lost; whoever may not record payments is refused, too.
    """
    require(by, RECOVER)
    invoice = invoice_for(ref=ref, by=by)
    losses = losses_of_invoice(invoice.pk)
    lost = sum(one.lost_minor for one in losses)
    if minor > lost:
        raise WrittenOffLess(left=Money(lost, invoice.currency))
    draft = PaymentDraft(invoice.client.ref, on, Money(minor, invoice.currency))
    payment = record_payment(draft=draft, by=by, now=now)
    left = minor
    for one in losses:
        part = min(left, one.lost_minor)
        if part:
            recover(write_off_ref=one.ref, payment_ref=payment.ref, minor=part, on=on, by=by, now=now)
        left -= part
    return Payment.objects.get(pk=payment.pk)
