"""Say when an invoice is expected to be paid, and take that back: it goes before the forecast while it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Coalesce

from mainstay.billing.actions.refusals import DraftRefused, NoExpectedDate, NothingOpen, TooEarly
from mainstay.billing.models import ExpectedDate, InvoiceOutlook
from mainstay.billing.phrases.sentences import problem_sentence
from mainstay.billing.queries.fetching import invoice_for
from mainstay.billing.rules.acts import EXPECT_PAYMENT
from mainstay.billing.rules.happenings import EXPECTED_DATE_CHANGED, EXPECTED_DATE_REMOVED, EXPECTED_DATE_SET
from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.store.refs import new_ref
from mainstay.timeline.actions.recording import Happening, record

if TYPE_CHECKING:
    from datetime import date, datetime

    from mainstay.billing.rules.drafts import ExpectedDateDraft
    from mainstay.kernel.actor import Actor


@transaction.atomic
@keyed(EXPECT_PAYMENT)
def set_expected_date(
    *, ref: str, draft: ExpectedDateDraft, today: date, by: Actor, now: datetime, key: str = ""
) -> ExpectedDate:
    """Expect an open invoice to be paid on a day, in place of the day expected until now; nothing is written twice.

    The day that the forecast says is kept beside it. `today` is the firm's day. Refuses a day that has passed, a draft
    without a reason, an invoice of which nothing is open, and a `today` before one was set or ended.
    """
    require(by, EXPECT_PAYMENT)
    problems = draft.problems(today)
    if problems:
        sentences = {problem.field: problem_sentence(problem) for problem in problems}
        raise DraftRefused(problems=" ".join(sentences.values()), fields=sentences)
    invoice = invoice_for(ref=ref, by=by)
    if invoice.open_minor == 0:
        raise NothingOpen(number=invoice.number)
    rows = ExpectedDate.objects.filter(invoice=invoice)
    latest = rows.aggregate(last=Max(Coalesce("ended_on", "set_on")))["last"]
    if latest is not None and today < latest:
        raise TooEarly(day=today, earliest=latest)
    before = rows.filter(ended_on__isnull=True).first()
    if before is not None:
        if (before.expected_on, before.reason) == (draft.on, draft.reason):
            return before
        _end(before, today)
    forecast = InvoiceOutlook.objects.filter(invoice=invoice, as_of__lte=today).first()
    made = ExpectedDate.objects.create(
        ref=new_ref("x"),
        invoice=invoice,
        expected_on=draft.on,
        reason=draft.reason,
        forecast_on=None if forecast is None else forecast.expected_on,
        set_on=today,
        set_by=by.name[:120],
        recorded_at=now,
    )
    facts: dict[str, object] = {"number": invoice.number, "on": str(draft.on)}
    kind = EXPECTED_DATE_SET
    if before is not None and before.expected_on >= today:
        kind, facts = EXPECTED_DATE_CHANGED, {**facts, "was_on": str(before.expected_on)}
    happening = Happening(invoice.client_id, kind, today, invoice.ref, facts, {"reason": draft.reason})
    record(happening=happening, by=by, now=now)
    return made


@transaction.atomic
@keyed(EXPECT_PAYMENT)
def remove_expected_date(*, ref: str, today: date, by: Actor, now: datetime, key: str = "") -> ExpectedDate:
    """Take the expected date of an invoice back, so that the forecast speaks again; refuses when none stands."""
    require(by, EXPECT_PAYMENT)
    invoice = invoice_for(ref=ref, by=by)
    standing = ExpectedDate.objects.filter(invoice=invoice, ended_on__isnull=True).first()
    if standing is None:
        raise NoExpectedDate(number=invoice.number)
    _end(standing, today)
    facts: dict[str, object] = {"number": invoice.number, "was_on": str(standing.expected_on)}
    record(happening=Happening(invoice.client_id, EXPECTED_DATE_REMOVED, today, invoice.ref, facts), by=by, now=now)
    return standing


def _end(standing: ExpectedDate, today: date) -> None:
    standing.ended_on = max(today, standing.set_on)
    ExpectedDate.objects.filter(pk=standing.pk).update(ended_on=standing.ended_on)
