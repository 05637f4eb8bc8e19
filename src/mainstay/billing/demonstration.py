"""How what happens to documents and money in the demonstration firm is recorded: by the actions of the package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mainstay.billing.actions.expected_dates import set_expected_date
from mainstay.billing.actions.invoices import (
    close_dispute,
    dispute_invoice,
    issue_invoice,
    void_invoice,
    write_off_invoice,
)
from mainstay.billing.actions.payments import issue_credit_note, record_payment, recover, refund, reverse_payment
from mainstay.billing.rules.demonstration import (
    CreditNoteIssued,
    DisputeClosed,
    InvoiceDisputed,
    InvoiceIssued,
    InvoiceVoided,
    InvoiceWrittenOff,
    LossRecovery,
    PaymentExpected,
    PaymentReceived,
    PaymentRefunded,
    PaymentReversed,
)
from mainstay.billing.rules.drafts import CreditNoteDraft, ExpectedDateDraft, InvoiceDraft, PaymentDraft
from mainstay.billing.rules.instalment_drafts import DraftInstalment
from mainstay.billing.rules.lines import ONE, DocumentLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from mainstay.kernel.offers import Dated, Stage


def _issue(event: InvoiceIssued, stage: Stage) -> None:
    draft = InvoiceDraft(
        client_ref=stage.refs["client"][event.client],
        issued_on=event.on,
        due_on=event.due_on,
        total=event.total,
        tax=event.tax,
        reference=event.reference,
        instalments=tuple(DraftInstalment(due, minor) for due, minor in event.instalments),
        lines=(DocumentLine(event.reference, ONE, event.total.minor),) if event.reference else (),
    )
    stage.refs["invoice"][event.invoice] = issue_invoice(draft=draft, by=stage.by, now=stage.now).ref


def _void(event: InvoiceVoided, stage: Stage) -> None:
    ref = stage.refs["invoice"][event.invoice]
    void_invoice(ref=ref, on=event.on, reason=event.reason, by=stage.by, now=stage.now)


def _dispute(event: InvoiceDisputed, stage: Stage) -> None:
    ref = stage.refs["invoice"][event.invoice]
    dispute_invoice(ref=ref, on=event.on, reason=event.reason, by=stage.by, now=stage.now)


def _close_dispute(event: DisputeClosed, stage: Stage) -> None:
    ref = stage.refs["invoice"][event.invoice]
    close_dispute(ref=ref, on=event.on, outcome=event.outcome, by=stage.by, now=stage.now)


def _expect(event: PaymentExpected, stage: Stage) -> None:
    draft = ExpectedDateDraft(event.expected_on, event.reason)
    ref = stage.refs["invoice"][event.invoice]
    set_expected_date(ref=ref, draft=draft, today=event.on, by=stage.by, now=stage.now)


def _credit(event: CreditNoteIssued, stage: Stage) -> None:
    client, invoice = stage.refs["client"][event.client], stage.refs["invoice"][event.invoice]
    draft = CreditNoteDraft(client_ref=client, issued_on=event.on, total=event.total, reason=event.reason)
    issue_credit_note(draft=draft, settles=((invoice, event.total.minor),), by=stage.by, now=stage.now)


def _write_off(event: InvoiceWrittenOff, stage: Stage) -> None:
    ref = stage.refs["invoice"][event.invoice]
    lost = write_off_invoice(ref=ref, on=event.on, reason=event.reason, by=stage.by, now=stage.now)
    stage.refs["write_off"][event.invoice] = lost.ref


def _pay(event: PaymentReceived, stage: Stage) -> None:
    paid = PaymentDraft(client_ref=stage.refs["client"][event.client], paid_on=event.on, amount=event.amount)
    settles = tuple((stage.refs["invoice"][invoice], minor) for invoice, minor in event.settles)
    payment = record_payment(draft=paid, settles=settles, by=stage.by, now=stage.now)
    stage.refs["payment"][event.payment] = payment.ref


def _recover(event: LossRecovery, stage: Stage) -> None:
    recover(
        write_off_ref=stage.refs["write_off"][event.invoice],
        payment_ref=stage.refs["payment"][event.payment],
        minor=event.minor,
        on=event.on,
        by=stage.by,
        now=stage.now,
    )


def _reverse(event: PaymentReversed, stage: Stage) -> None:
    ref = stage.refs["payment"][event.payment]
    reverse_payment(ref=ref, on=event.on, reason=event.reason, by=stage.by, now=stage.now)


def _refund(event: PaymentRefunded, stage: Stage) -> None:
    ref = stage.refs["payment"][event.payment]
    refund(origin_ref=ref, minor=event.minor, on=event.on, note=event.note, by=stage.by, now=stage.now)


RECORDED: Final[dict[type[Dated], Callable[[Any, Stage], None]]] = {
    InvoiceIssued: _issue,
    InvoiceVoided: _void,
    InvoiceDisputed: _dispute,
    DisputeClosed: _close_dispute,
    PaymentExpected: _expect,
    CreditNoteIssued: _credit,
    InvoiceWrittenOff: _write_off,
    PaymentReceived: _pay,
    LossRecovery: _recover,
    PaymentReversed: _reverse,
    PaymentRefunded: _refund,
}
"""Kind of event -> what records one."""
