"""Writing into the book by hand: clients, invoices, money, and what corrects them. Nothing is ever overwritten."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

import click

from mainstay.cli.details import (
    FROM,
    answer,
    currency_said,
    details_of,
    document_from,
    drafted,
    happened,
    instalments_in,
    read_client,
    read_document,
)
from mainstay.cli.opening import Asked, Described, Opened, opened, refuse
from mainstay.cli.reading import JSON, KEY, Day
from mainstay.cli.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date


@click.group(cls=Described, help=_("Record by hand; a mistake is corrected by a second record, never by a change."))
def record() -> None:
    """Group what can be recorded."""


_ON = click.option("--on", type=Day(), help=_("The day it happened (2026-03-31); today where not given."))
_CURRENCY = click.option("--currency", help=_("Such as GBP or TRY; the client's or the firm's where not given."))
_REASON = click.option("--reason", help=_("Why; it is kept with the record."))


@record.command(help=_("Add the client NAME; --from takes all of it from a file."))
@click.argument("name", required=False)
@details_of(None)
@FROM
@click.option("--number", "external_id", default="", help=_("The client's number in your other product."))
@JSON
@KEY
@click.pass_obj
def client(asked: Asked, /, external_id: str, file: TextIO | None, key: str, *, is_json: bool, **fields: Any) -> None:
    """Add a client."""
    given = {name: value for name, value in fields.items() if value is not None}
    with opened(asked, found_if_missing=given.get("currency", ""), key=key) as book:
        from dataclasses import replace

        from mainstay.clients.actions.clients import add_client

        draft = read_client({**read_document(file), **given}, book.firm.currency)
        added = add_client(draft=replace(draft, external_id=external_id), by=book.by, now=book.now, key=key)
        from mainstay.clients.forms import ClientForm

        said = _("%(name)s added: %(ref)s") % {"name": added.name, "ref": added.ref}
        answer(said, {"ref": added.ref, **ClientForm.document_of(draft)}, is_json=is_json)


@record.command(help=_("Issue an invoice to CLIENT over AMOUNT (such as 1200.50); --from takes all of it from a file."))
@click.argument("client")
@click.argument("amount", required=False)
@_CURRENCY
@_ON
@click.option("--due", type=Day(), help=_("The due day; by the client's terms, else after 30 days."))
@click.option("--number", help=_("The invoice number; the next of your series where not given."))
@click.option("--tax", help=_("The tax inside the amount."))
@click.option("--reference", help=_("The client's order number or the like."))
@click.option(
    "--instalment",
    "instalments",
    multiple=True,
    metavar="DAY=AMOUNT",
    help=_("A due date with what falls due then, such as 2026-02-28=400; give each of them, two or more."),
)
@FROM
@JSON
@KEY
@click.pass_obj
def invoice(asked: Asked, /, client: str, file: TextIO | None, key: str, *, is_json: bool, **given: Any) -> None:
    """Issue an invoice."""
    with _at(asked, client, key) as at:
        from mainstay.billing.actions.importing import DEFAULT_TERMS_DAYS
        from mainstay.billing.actions.invoices import issue_invoice
        from mainstay.billing.forms import InvoiceForm
        from mainstay.cli.show import day

        terms = DEFAULT_TERMS_DAYS if at.terms_days is None else at.terms_days
        given["instalments"] = instalments_in(given["instalments"])
        draft = drafted(InvoiceForm, at.document(file, given), terms_days=terms, **at.made_with)
        issued = issue_invoice(draft=draft, by=at.book.by, now=at.book.now, key=key)
        values = {"number": issued.number, "name": at.name, "due": day(issued.due_on)}
        said = _("Invoice %(number)s issued to %(name)s, due on %(due)s.") % values
        if draft.instalments:
            said = _("Invoice %(number)s issued to %(name)s in instalments, the last due on %(due)s.") % values
        document = InvoiceForm.document_of(draft) | {"number": issued.number}
        answer(said, {"ref": issued.ref, **document}, is_json=is_json)


@record.command(help=_("Record AMOUNT paid by CLIENT; --invoice allocates it, again and again if need be."))
@click.argument("client")
@click.argument("amount", required=False)
@click.option("--invoice", "invoices", multiple=True, help=_("The number of an invoice it settles."))
@_CURRENCY
@_ON
@click.option("--note", help=_("What the bank statement says."))
@FROM
@JSON
@KEY
@click.pass_obj
def payment(
    asked: Asked,
    /,
    client: str,
    invoices: tuple[str, ...],
    file: TextIO | None,
    key: str,
    *,
    is_json: bool,
    **given: Any,
) -> None:
    """Record a payment."""
    with _at(asked, client, key) as at:
        from dataclasses import replace

        from mainstay.billing.actions.payments import record_payment
        from mainstay.billing.forms import PaymentForm

        document = {"currency": at.currency, **at.document(file, given)}
        # A script's own word names the payment for good: it is refused, too, when the key is long forgotten.
        draft = replace(drafted(PaymentForm, document, **at.made_with), external_id=key)
        settles = tuple((number, None) for number in invoices)
        paid = record_payment(draft=draft, settles=settles, by=at.book.by, now=at.book.now, key=key)
        said = _("Payment recorded: %(ref)s") % {"ref": paid.ref}
        answer(said, {"ref": paid.ref, **PaymentForm.document_of(draft)}, is_json=is_json)


@record.command(help=_("Issue a credit note to CLIENT over AMOUNT; --invoice allocates it."))
@click.argument("client")
@click.argument("amount", required=False)
@click.option("--invoice", "invoices", multiple=True, help=_("The number of an invoice it reduces."))
@_CURRENCY
@_ON
@_REASON
@click.option("--number", help=_("Its number; the next of your series where not given."))
@FROM
@JSON
@KEY
@click.pass_obj
def credit_note(
    asked: Asked,
    /,
    client: str,
    invoices: tuple[str, ...],
    file: TextIO | None,
    key: str,
    *,
    is_json: bool,
    **given: Any,
) -> None:
    """Issue a credit note."""
    with _at(asked, client, key) as at:
        from mainstay.billing.actions.payments import issue_credit_note
        from mainstay.billing.forms import CreditNoteForm

        draft = drafted(CreditNoteForm, at.document(file, given), **at.made_with)
        settles = tuple((number, None) for number in invoices)
        note = issue_credit_note(draft=draft, settles=settles, by=at.book.by, now=at.book.now, key=key)
        said = _("Credit note %(number)s issued: %(ref)s") % {"number": note.number, "ref": note.ref}
        document = CreditNoteForm.document_of(draft) | {"number": note.number}
        answer(said, {"ref": note.ref, **document}, is_json=is_json)


@record.command(help=_("Allocate AMOUNT of the payment or credit note SOURCE to INVOICE."))
@click.argument("source")
@click.argument("invoice", required=False)
@click.argument("amount", required=False)
@_ON
@FROM
@JSON
@KEY
@click.pass_obj
def allocation(
    asked: Asked, /, source: str, on: date | None, file: TextIO | None, key: str, *, is_json: bool, **given: Any
) -> None:
    """Allocate what is left of a payment or credit note."""
    with opened(asked, key=key) as book:
        from dataclasses import asdict

        from mainstay.billing.actions.payments import allocate
        from mainstay.billing.forms import AllocationForm
        from mainstay.kernel.money import decimal_text

        document = document_from(file, **given)
        draft = drafted(AllocationForm, document, money_in=currency_said(book, document.get("invoice"), document))
        day = happened(book, on)
        made = allocate(origin_ref=source, **asdict(draft), on=day, by=book.by, now=book.now, key=key)
        said = _("Allocated to invoice %(number)s.") % {"number": draft.invoice_ref}
        recorded = {
            "source": source,
            "invoice": draft.invoice_ref,
            "amount": decimal_text(made.minor, made.invoice.currency),
            "on": day,
        }
        answer(said, recorded, is_json=is_json)


@record.command(help=_("Take what SOURCE (a payment or credit note) settled of INVOICE back, or move it with --to."))
@click.argument("source")
@click.argument("invoice")
@click.option("--to", help=_("The number of the invoice it belongs to."))
@_ON
@FROM
@JSON
@KEY
@click.pass_obj
def unallocation(
    asked: Asked, /, source: str, invoice: str, file: TextIO | None, key: str, *, is_json: bool, **given: Any
) -> None:
    """Take an allocation back, or move it."""
    with opened(asked, key=key) as book:
        from mainstay.billing.actions.payments import move_allocation, take_back_allocation
        from mainstay.billing.forms import UnallocationForm
        from mainstay.billing.queries.fetching import allocation_between
        from mainstay.kernel.money import decimal_text

        draft = drafted(UnallocationForm, {"on": book.today, **document_from(file, **given)})
        found = allocation_between(origin_ref=source, invoice_ref=invoice, by=book.by)
        acting: dict[str, Any] = {"on": draft.on, "by": book.by, "now": book.now, "key": key}
        if draft.to_invoice_ref:
            made = move_allocation(allocation_id=found, to_invoice_ref=draft.to_invoice_ref, **acting)
            said = _("Moved to invoice %(number)s.") % {"number": draft.to_invoice_ref}
        else:
            made = take_back_allocation(allocation_id=found, **acting)
            said = _("Taken back from invoice %(number)s.") % {"number": invoice}
        amount = decimal_text(abs(made.minor), made.invoice.currency)
        recorded = {"source": source, "invoice": invoice, "amount": amount}
        answer(said, recorded | UnallocationForm.document_of(draft), is_json=is_json)


@record.command(help=_("Take the payment PAYMENT back whole, because it bounced or was recorded by mistake."))
@click.argument("payment")
@_ON
@_REASON
@FROM
@JSON
@KEY
@click.pass_obj
def reversal(asked: Asked, /, payment: str, file: TextIO | None, key: str, *, is_json: bool, **given: Any) -> None:
    """Reverse a payment."""
    with opened(asked, key=key) as book:
        from dataclasses import asdict

        from mainstay.billing.actions.payments import reverse_payment
        from mainstay.billing.forms import ReversalForm

        draft = drafted(ReversalForm, {"on": book.today, **document_from(file, **given)})
        reverse_payment(ref=payment, **asdict(draft), by=book.by, now=book.now, key=key)
        said = _("The payment is reversed; its invoices are open again.")
        answer(said, {"payment": payment, **ReversalForm.document_of(draft)}, is_json=is_json)


@record.command(help=_("Give AMOUNT back out of what is left of the payment or credit note SOURCE."))
@click.argument("source")
@click.argument("amount", required=False)
@_ON
@click.option("--note", help=_("How it was paid back."))
@FROM
@JSON
@KEY
@click.pass_obj
def refund(asked: Asked, /, source: str, file: TextIO | None, key: str, *, is_json: bool, **given: Any) -> None:
    """Refund."""
    with opened(asked, key=key) as book:
        from dataclasses import asdict

        from mainstay.billing.actions import payments
        from mainstay.billing.forms import RefundForm

        document = {"on": book.today, **document_from(file, **given)}
        money_in = currency_said(book, source, document)
        draft = drafted(RefundForm, document, money_in=money_in, today=book.today)
        made = payments.refund(origin_ref=source, **asdict(draft), by=book.by, now=book.now, key=key)
        said = _("Refund recorded: %(ref)s") % {"ref": made.ref}
        recorded = {"ref": made.ref, "source": source, **RefundForm.document_of(draft, money_in=money_in)}
        answer(said, recorded, is_json=is_json)


@record.command(help=_("Write off what is open on INVOICE, or --amount of it."))
@click.argument("invoice")
@click.option("--amount", help=_("A part of what is open."))
@_ON
@_REASON
@FROM
@JSON
@KEY
@click.pass_obj
def write_off(asked: Asked, /, invoice: str, file: TextIO | None, key: str, *, is_json: bool, **given: Any) -> None:
    """Write off."""
    with opened(asked, key=key) as book:
        from dataclasses import asdict

        from mainstay.billing.actions.invoices import write_off_invoice
        from mainstay.billing.forms import WriteOffForm

        document = {"on": book.today, **document_from(file, **given)}
        money_in = currency_said(book, invoice, document)
        draft = drafted(WriteOffForm, document, money_in=money_in, today=book.today)
        written = write_off_invoice(ref=invoice, **asdict(draft), by=book.by, now=book.now, key=key)
        said = _("Written off: %(ref)s") % {"ref": written.ref}
        answer(said, {"ref": written.ref, **WriteOffForm.document_of(draft, money_in=money_in)}, is_json=is_json)


@record.command(help=_("Use AMOUNT of the payment PAYMENT for what was written off before (WRITE-OFF)."))
@click.argument("write_off", metavar="WRITE-OFF")
@click.argument("payment")
@click.argument("amount", required=False)
@_ON
@FROM
@JSON
@KEY
@click.pass_obj
def recovery(
    asked: Asked, /, write_off: str, payment: str, file: TextIO | None, key: str, *, is_json: bool, **given: Any
) -> None:
    """Recover a loss."""
    with opened(asked, key=key) as book:
        from dataclasses import asdict

        from mainstay.billing.actions.payments import recover
        from mainstay.billing.forms import RecoveryForm

        document = {"on": book.today, **document_from(file, **given)}
        money_in = currency_said(book, payment, document)
        draft = drafted(RecoveryForm, document, money_in=money_in, today=book.today)
        made = recover(write_off_ref=write_off, payment_ref=payment, **asdict(draft), by=book.by, now=book.now, key=key)
        recorded = {"ref": made.ref, "write_off": write_off, "payment": payment}
        recorded |= RecoveryForm.document_of(draft, money_in=money_in)
        answer(_("Recovered."), recorded, is_json=is_json)


@record.command(help=_("Record AMOUNT that came in for INVOICE after it was written off; it counts as recovered."))
@click.argument("invoice")
@click.argument("amount", required=False)
@_ON
@FROM
@JSON
@KEY
@click.pass_obj
def recovered(asked: Asked, /, invoice: str, file: TextIO | None, key: str, *, is_json: bool, **given: Any) -> None:
    """Record a payment of a loss."""
    with opened(asked, key=key) as book:
        from dataclasses import asdict

        from mainstay.billing.actions.recovering import receive_recovery
        from mainstay.billing.forms import RecoveryForm

        document = {"on": book.today, **document_from(file, **given)}
        money_in = currency_said(book, invoice, document)
        draft = drafted(RecoveryForm, document, money_in=money_in, today=book.today)
        paid = receive_recovery(ref=invoice, **asdict(draft), by=book.by, now=book.now, key=key)
        recorded = {"payment": paid.ref, "invoice": invoice, **RecoveryForm.document_of(draft, money_in=money_in)}
        answer(_("Payment recorded and recovered: %(ref)s") % {"ref": paid.ref}, recorded, is_json=is_json)


@record.command(help=_("Undo the payment, credit note, write-off or invoice REF, unless later records depend on it."))
@click.argument("ref")
@JSON
@KEY
@click.pass_obj
def undo(asked: Asked, /, ref: str, key: str, *, is_json: bool) -> None:
    """Undo by a correcting record."""
    with opened(asked, key=key) as book:
        from mainstay.billing.actions import undoing

        undoing.undo(ref=ref, by=book.by, now=book.now, key=key)
        answer(_("Undone: a correcting record was added."), {"ref": ref}, is_json=is_json)


@record.command(help=_("Void INVOICE by a credit note over its whole total; payments on it stay on account."))
@click.argument("invoice")
@_ON
@_REASON
@FROM
@JSON
@KEY
@click.pass_obj
def void(asked: Asked, /, invoice: str, file: TextIO | None, key: str, *, is_json: bool, **given: Any) -> None:
    """Void an invoice."""
    with opened(asked, key=key) as book:
        from dataclasses import asdict

        from mainstay.billing.actions.invoices import void_invoice
        from mainstay.billing.forms import VoidForm

        draft = drafted(VoidForm, {"on": book.today, **document_from(file, **given)})
        note = void_invoice(ref=invoice, **asdict(draft), by=book.by, now=book.now, key=key)
        values = {"number": invoice, "credit_note": note.number}
        said = _("Invoice %(number)s is voided by credit note %(credit_note)s.") % values
        answer(said, {"invoice": invoice, "credit_note": note.ref, **VoidForm.document_of(draft)}, is_json=is_json)


@record.command(help=_("Note that the client disputes INVOICE; --settled closes the dispute with what came of it."))
@click.argument("invoice")
@_ON
@click.option("--reason", help=_("What the client says."))
@click.option("--settled", "outcome", help=_("Close the open dispute: what came of it."))
@FROM
@JSON
@KEY
@click.pass_obj
def dispute(asked: Asked, /, invoice: str, file: TextIO | None, key: str, *, is_json: bool, **given: Any) -> None:
    """Open or close a dispute."""
    with opened(asked, key=key) as book:
        from dataclasses import asdict

        from mainstay.billing.actions.invoices import close_dispute, dispute_invoice
        from mainstay.billing.forms import DisputeForm, DisputeOutcomeForm

        acting: dict[str, Any] = {"ref": invoice, "by": book.by, "now": book.now, "key": key}
        document = {"on": book.today, **document_from(file, **given)}
        if "outcome" in document:
            end = drafted(DisputeOutcomeForm, document, today=book.today)
            close_dispute(**asdict(end), **acting)
            said, recorded = _("The dispute about invoice %(number)s is closed."), DisputeOutcomeForm.document_of(end)
        else:
            draft = drafted(DisputeForm, document, today=book.today)
            dispute_invoice(**asdict(draft), **acting)
            said, recorded = _("Invoice %(number)s is disputed."), DisputeForm.document_of(draft)
        answer(said % {"number": invoice}, {"invoice": invoice, **recorded}, is_json=is_json)


@record.command(
    help=_("Say that you expect INVOICE to be paid on a day, and why; --remove lets the forecast speak again.")
)
@click.argument("invoice")
@click.option("--on", type=Day(), help=_("The day on which you expect it to be paid (2026-03-31)."))
@_REASON
@click.option("--remove", "is_removed", is_flag=True, help=_("Remove the date that you set."))
@FROM
@JSON
@KEY
@click.pass_obj
def expected_date(
    asked: Asked, /, invoice: str, file: TextIO | None, key: str, *, is_removed: bool, is_json: bool, **given: Any
) -> None:
    """Set or remove the expected date of an invoice."""
    with opened(asked, key=key) as book:
        from mainstay.billing.actions.expected_dates import remove_expected_date, set_expected_date
        from mainstay.billing.forms import ExpectedDateForm
        from mainstay.cli.show import day

        acting: dict[str, Any] = {"ref": invoice, "today": book.today, "by": book.by, "now": book.now, "key": key}
        if is_removed:
            if document_from(file, **given):
                refuse(_("--remove takes no date and no reason: leave them out."))
            removed = remove_expected_date(**acting)
            document = {"invoice": invoice, "ref": removed.ref, "removed": True}
            answer(_("The expected date of invoice %(number)s is removed.") % {"number": invoice}, document,
                   is_json=is_json)  # fmt: skip
            return
        draft = drafted(ExpectedDateForm, document_from(file, **given), today=book.today)
        made = set_expected_date(draft=draft, **acting)
        values = {"number": invoice, "day": day(draft.on)}
        document = {"invoice": invoice, "ref": made.ref, **ExpectedDateForm.document_of(draft)}
        answer(_("You expect invoice %(number)s to be paid on %(day)s.") % values, document, is_json=is_json)


@dataclass(frozen=True, slots=True)
class _At:
    book: Opened
    ref: str
    name: str
    terms_days: int | None
    currency: str

    @property
    def made_with(self) -> dict[str, Any]:
        """What a form about this client's money is made with."""
        return {"client_ref": self.ref, "money_in": self.currency, "today": self.book.today}

    def document(self, file: TextIO | None, given: dict[str, Any]) -> dict[str, Any]:
        """What the file and the options say; it happened today where neither says when."""
        return {"on": self.book.today, **document_from(file, **given)}


@contextmanager
def _at(asked: Asked, wanted: str, key: str) -> Iterator[_At]:
    """The client meant, and the currency they are billed in."""
    with opened(asked, key=key) as book:
        from mainstay.clients.queries.fetching import client_called

        found = client_called(wanted=wanted, by=book.by)
        yield _At(book, found.ref, found.name, found.terms_days, found.currency or book.firm.currency)
