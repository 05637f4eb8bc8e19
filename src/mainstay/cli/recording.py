"""Writing into the book by hand: clients, invoices, money, and what corrects them. Nothing is ever overwritten."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TextIO

import click

from mainstay.cli.details import FROM, details_of, minor_of, read_client, read_document
from mainstay.cli.opening import Asked, Described, Opened, opened
from mainstay.cli.reading import KEY, Day
from mainstay.cli.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mainstay.kernel.money import Money


@click.group(
    cls=Described, help=_("Write into the book by hand; a mistake is corrected by a second record, never by a change.")
)
def record() -> None:
    """Group what can be recorded."""


_ON = click.option("--on", type=Day(), help=_("The day it happened (2026-03-31); today where not given."))
_CURRENCY = click.option("--currency", help=_("Such as GBP or TRY; the client's or the firm's where not given."))
_REASON = click.option("--reason", required=True, help=_("Why; it is kept with the record."))


@record.command(help=_("Add the client NAME; --from takes all of it from a file."))
@click.argument("name", required=False)
@details_of(None)
@FROM
@click.option("--number", "external_id", default="", help=_("The client's number in your other product."))
@KEY
@click.pass_obj
def client(asked: Asked, /, external_id: str, file: TextIO | None, key: str, **fields: Any) -> None:
    """Add a client."""
    given = {name: value for name, value in fields.items() if value is not None}
    with opened(asked, found_if_missing=given.get("currency", "")) as book:
        from dataclasses import replace

        from mainstay.clients.actions.clients import add_client

        draft = read_client({**read_document(file), **given}, book.firm.currency)
        added = add_client(draft=replace(draft, external_id=external_id), by=book.by, now=book.now, key=key)
        click.echo(_("%(name)s is in the book: %(ref)s") % {"name": added.name, "ref": added.ref})


@record.command(help=_("Issue an invoice to CLIENT over AMOUNT (such as 1200.50)."))
@click.argument("client")
@click.argument("amount")
@_CURRENCY
@_ON
@click.option("--due", type=Day(), help=_("The due day; by the client's terms, else after 30 days."))
@click.option("--number", default="", help=_("The invoice number; the next of your series where not given."))
@click.option("--tax", help=_("The tax inside the amount."))
@click.option("--reference", default="", help=_("The client's order number or the like."))
@KEY
@click.pass_obj
def invoice(asked: Asked, /, client: str, amount: str, **options: Any) -> None:
    """Issue an invoice."""
    with _at(asked, client, options) as at:
        from mainstay.billing.actions.importing import DEFAULT_TERMS_DAYS
        from mainstay.billing.actions.invoices import issue_invoice
        from mainstay.billing.rules.drafts import InvoiceDraft
        from mainstay.cli.show import day

        total = at.money(amount)
        terms = DEFAULT_TERMS_DAYS if at.terms_days is None else at.terms_days
        draft = InvoiceDraft(
            client_ref=at.ref,
            issued_on=at.on,
            due_on=options["due"] or at.on + timedelta(days=terms),
            total=total,
            number=options["number"],
            reference=options["reference"],
            tax=None if options["tax"] is None else at.money(options["tax"]),
        )
        issued = issue_invoice(draft=draft, by=at.book.by, now=at.book.now, key=options["key"])
        values = {"number": issued.number, "name": at.name, "due": day(issued.due_on)}
        click.echo(_("Invoice %(number)s issued to %(name)s, due on %(due)s.") % values)


@record.command(help=_("Record AMOUNT paid by CLIENT; --invoice allocates it, again and again if need be."))
@click.argument("client")
@click.argument("amount")
@click.option("--invoice", "invoices", multiple=True, help=_("The number of an invoice it settles."))
@_CURRENCY
@_ON
@click.option("--note", default="", help=_("What the bank statement says."))
@KEY
@click.pass_obj
def payment(asked: Asked, /, client: str, amount: str, invoices: tuple[str, ...], **options: Any) -> None:
    """Record a payment."""
    with _at(asked, client, options) as at:
        from mainstay.billing.actions.payments import record_payment
        from mainstay.billing.rules.drafts import PaymentDraft

        # A script's own word names the payment for good: it is refused, too, when the key is long forgotten.
        draft = PaymentDraft(at.ref, at.on, at.money(amount), options["key"], options["note"])
        settles = tuple((number, None) for number in invoices)
        paid = record_payment(draft=draft, settles=settles, by=at.book.by, now=at.book.now, key=options["key"])
        click.echo(_("Payment recorded: %(ref)s") % {"ref": paid.ref})


@record.command(help=_("Issue a credit note to CLIENT over AMOUNT; --invoice allocates it."))
@click.argument("client")
@click.argument("amount")
@click.option("--invoice", "invoices", multiple=True, help=_("The number of an invoice it reduces."))
@_CURRENCY
@_ON
@_REASON
@click.option("--number", default="", help=_("Its number; the next of your series where not given."))
@KEY
@click.pass_obj
def credit_note(asked: Asked, /, client: str, amount: str, invoices: tuple[str, ...], **options: Any) -> None:
    """Issue a credit note."""
    with _at(asked, client, options) as at:
        from mainstay.billing.actions.payments import issue_credit_note
        from mainstay.billing.rules.drafts import CreditNoteDraft

        draft = CreditNoteDraft(at.ref, at.on, at.money(amount), options["number"], options["reason"])
        settles = tuple((number, None) for number in invoices)
        note = issue_credit_note(draft=draft, settles=settles, by=at.book.by, now=at.book.now, key=options["key"])
        click.echo(_("Credit note %(number)s issued: %(ref)s") % {"number": note.number, "ref": note.ref})


@record.command(help=_("Allocate AMOUNT of the payment or credit note SOURCE to INVOICE."))
@click.argument("source")
@click.argument("invoice")
@click.argument("amount")
@_ON
@KEY
@click.pass_obj
def allocation(asked: Asked, source: str, invoice: str, amount: str, on: date | None, key: str) -> None:
    """Allocate what is left of a payment or credit note."""
    with opened(asked) as book:
        from mainstay.billing.actions.payments import allocate

        minor = _of_invoice(book, invoice, amount)
        allocate(
            origin_ref=source, invoice_ref=invoice, minor=minor, on=on or book.today, by=book.by, now=book.now, key=key
        )
        click.echo(_("Allocated to invoice %(number)s.") % {"number": invoice})


@record.command(help=_("Take what SOURCE (a payment or credit note) settled of INVOICE back, or move it with --to."))
@click.argument("source")
@click.argument("invoice")
@click.option("--to", "target", help=_("The number of the invoice it belongs to."))
@_ON
@KEY
@click.pass_obj
def unallocation(asked: Asked, source: str, invoice: str, target: str | None, on: date | None, key: str) -> None:
    """Take an allocation back, or move it."""
    with opened(asked) as book:
        from mainstay.billing.actions.payments import move_allocation, take_back_allocation
        from mainstay.billing.queries.fetching import allocation_between

        found = allocation_between(origin_ref=source, invoice_ref=invoice, by=book.by)
        day = on or book.today
        if target is None:
            take_back_allocation(allocation_id=found, on=day, by=book.by, now=book.now, key=key)
            click.echo(_("Taken back from invoice %(number)s.") % {"number": invoice})
        else:
            move_allocation(allocation_id=found, to_invoice_ref=target, on=day, by=book.by, now=book.now, key=key)
            click.echo(_("Moved to invoice %(number)s.") % {"number": target})


@record.command(help=_("Take the payment PAYMENT back whole, because it bounced or was recorded by mistake."))
@click.argument("payment")
@_ON
@_REASON
@KEY
@click.pass_obj
def reversal(asked: Asked, payment: str, on: date | None, reason: str, key: str) -> None:
    """Reverse a payment."""
    with opened(asked) as book:
        from mainstay.billing.actions.payments import reverse_payment

        reverse_payment(ref=payment, on=on or book.today, reason=reason, by=book.by, now=book.now, key=key)
        click.echo(_("The payment is taken back; its invoices are open again."))


@record.command(help=_("Give AMOUNT back out of what is left of the payment or credit note SOURCE."))
@click.argument("source")
@click.argument("amount")
@_ON
@click.option("--note", default="", help=_("How it was paid back."))
@KEY
@click.pass_obj
def refund(asked: Asked, source: str, amount: str, on: date | None, note: str, key: str) -> None:
    """Refund."""
    with opened(asked) as book:
        from mainstay.billing.actions import payments
        from mainstay.billing.queries.fetching import currency_of

        minor = minor_of(amount, currency_of(origin_ref=source, by=book.by))
        made = payments.refund(
            origin_ref=source, minor=minor, on=on or book.today, note=note, by=book.by, now=book.now, key=key
        )
        click.echo(_("Refund recorded: %(ref)s") % {"ref": made.ref})


@record.command(help=_("Write off what is open on INVOICE, or --amount of it."))
@click.argument("invoice")
@click.option("--amount", help=_("A part of what is open."))
@_ON
@_REASON
@KEY
@click.pass_obj
def write_off(asked: Asked, invoice: str, amount: str | None, on: date | None, reason: str, key: str) -> None:
    """Write off."""
    with opened(asked) as book:
        from mainstay.billing.actions.invoices import write_off_invoice

        minor = None if amount is None else _of_invoice(book, invoice, amount)
        written = write_off_invoice(
            ref=invoice, minor=minor, on=on or book.today, reason=reason, by=book.by, now=book.now, key=key
        )
        click.echo(_("Written off: %(ref)s") % {"ref": written.ref})


@record.command(help=_("Use AMOUNT of the payment PAYMENT for what was written off before (WRITE-OFF)."))
@click.argument("write_off", metavar="WRITE-OFF")
@click.argument("payment")
@click.argument("amount")
@_ON
@KEY
@click.pass_obj
def recovery(asked: Asked, write_off: str, payment: str, amount: str, on: date | None, key: str) -> None:
    """Recover a loss."""
    with opened(asked) as book:
        from mainstay.billing.actions.payments import recover
        from mainstay.billing.queries.fetching import currency_of

        minor = minor_of(amount, currency_of(origin_ref=payment, by=book.by))
        recover(
            write_off_ref=write_off,
            payment_ref=payment,
            minor=minor,
            on=on or book.today,
            by=book.by,
            now=book.now,
            key=key,
        )
        click.echo(_("Recovered."))


@record.command(help=_("Void INVOICE by a credit note over its whole total; payments on it stay on account."))
@click.argument("invoice")
@_ON
@_REASON
@KEY
@click.pass_obj
def void(asked: Asked, invoice: str, on: date | None, reason: str, key: str) -> None:
    """Void an invoice."""
    with opened(asked) as book:
        from mainstay.billing.actions.invoices import void_invoice

        note = void_invoice(ref=invoice, on=on or book.today, reason=reason, by=book.by, now=book.now, key=key)
        values = {"number": invoice, "credit_note": note.number}
        click.echo(_("Invoice %(number)s is voided by credit note %(credit_note)s.") % values)


@record.command(help=_("Note that the client disputes INVOICE; --settled closes the dispute with what came of it."))
@click.argument("invoice")
@_ON
@click.option("--reason", default="", help=_("What the client says."))
@click.option("--settled", "outcome", help=_("Close the open dispute: what came of it."))
@KEY
@click.pass_obj
def dispute(asked: Asked, invoice: str, on: date | None, reason: str, outcome: str | None, key: str) -> None:
    """Open or close a dispute."""
    with opened(asked) as book:
        from mainstay.billing.actions.invoices import close_dispute, dispute_invoice

        day = on or book.today
        if outcome is None:
            dispute_invoice(ref=invoice, on=day, reason=reason, by=book.by, now=book.now, key=key)
            click.echo(_("Invoice %(number)s is disputed.") % {"number": invoice})
        else:
            close_dispute(ref=invoice, on=day, outcome=outcome, by=book.by, now=book.now, key=key)
            click.echo(_("The dispute about invoice %(number)s is closed.") % {"number": invoice})


@dataclass(frozen=True, slots=True)
class _At:
    book: Opened
    ref: str
    name: str
    terms_days: int | None
    on: date
    currency: str

    def money(self, amount: str) -> Money:
        from mainstay.kernel.money import Money

        return Money(minor_of(amount, self.currency), self.currency)


@contextmanager
def _at(asked: Asked, wanted: str, options: dict[str, Any]) -> Iterator[_At]:
    """The client meant, the day, and the currency."""
    with opened(asked) as book:
        from mainstay.clients.queries.fetching import client_called

        found = client_called(wanted=wanted, by=book.by)
        currency = options["currency"] or found.currency or book.firm.currency
        yield _At(book, found.ref, found.name, found.terms_days, options["on"] or book.today, currency)


def _of_invoice(book: Opened, number: str, amount: str) -> int:
    from mainstay.billing.queries.fetching import currency_of

    return minor_of(amount, currency_of(origin_ref=number, by=book.by))
