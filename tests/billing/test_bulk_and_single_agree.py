"""An import and the actions of single documents tell one story twice: they leave the same book."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from tests.builders import all_columns

from mainstay.billing.actions.importing_files import import_invoice_file
from mainstay.billing.actions.invoices import issue_invoice, write_off_invoice
from mainstay.billing.actions.payments import record_payment
from mainstay.billing.formats.layouts import SUBJECT
from mainstay.billing.queries.receivables import receivables
from mainstay.billing.rules.drafts import InvoiceDraft, PaymentDraft
from mainstay.clients.actions.clients import add_client
from mainstay.clients.rules.drafts import ClientDraft
from mainstay.intake.import_reading import Wishes, read_import
from mainstay.intake.profiling import Choices
from mainstay.kernel.actor import Actor
from mainstay.kernel.money import Money
from mainstay.overview.queries.checks import prove_book
from mainstay.scoring.queries.payment_habits import habits
from mainstay.store.context import use_firm

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
BY = Actor("person", "1", "Özge Çağlar", "owner")
# number, client, issued, due, total, paid, paid on, written off, written off on
ROWS = [
    ("A-1", "Işık İnşaat", "2026-01-05", "2026-02-04", "100.00", "", "", "", ""),
    ("A-2", "Işık İnşaat", "2026-01-06", "2026-02-05", "250.50", "250.50", "2026-02-01", "", ""),
    ("A-3", "O'Brien & Sons", "2026-01-31", "2026-02-28", "80.00", "30.00", "2026-03-03", "", ""),
    ("A-4", "O'Brien & Sons", "2026-02-28", "2026-02-28", "60.00", "75.00", "2026-03-10", "", ""),
    ("A-5", "Özge Çağlar", "2026-01-01", "2026-01-31", "40.00", "", "", "40.00", "2026-04-01"),
    ("A-6", "Özge Çağlar", "2026-01-02", "2026-02-01", "90.00", "50.00", "2026-02-20", "40.00", "2026-04-02"),
]
HEADER = "Invoice Number,Client,Invoice Date,Due Date,Total,Amount Paid,Payment Date,Written Off,Write-off Date"
KEPT = """
    SELECT i.number, c.name, i.currency, CAST(i.issued_on AS text), CAST(i.due_on AS text), i.total_minor, i.open_minor,
           i.paid_minor, i.credited_minor, i.written_off_minor, CAST(i.settled_on AS text), i.has_reversals,
           i.is_settled_day_known
    FROM billing_invoice i JOIN clients_client c ON c.id = i.client_id ORDER BY i.number
"""
MOVED = """
    SELECT i.number, CAST(a.allocated_on AS text), a.minor, p.minor, p.unallocated_minor, CAST(p.paid_on AS text),
           w.minor
    FROM billing_allocation a JOIN billing_invoice i ON i.id = a.invoice_id
    LEFT JOIN billing_payment p ON p.id = a.payment_id LEFT JOIN billing_writeoff w ON w.id = a.write_off_id
    ORDER BY i.number, a.allocated_on, a.minor
"""


def by_import(folder: Path) -> None:
    file = folder / "invoices.csv"
    file.write_text("\n".join([HEADER, *(",".join(row) for row in ROWS)]) + "\n", encoding="utf-8")
    import_reading = read_import(file, SUBJECT, Wishes(choices=Choices(currency="GBP")))
    outcome = import_invoice_file(
        import_reading=import_reading, rejects_file=folder / "rejected.csv", today=date(2026, 5, 1), by=BY, now=NOW
    )
    assert (outcome.invoices, outcome.payments, outcome.clients, outcome.rejected) == (6, 4, 3, 0)


def by_actions() -> None:
    refs: dict[str, str] = {}
    for number, name, issued, due, total, paid, paid_on, lost, lost_on in ROWS:
        if name not in refs:
            refs[name] = add_client(draft=ClientDraft(name), by=BY, now=NOW).ref
        draft = InvoiceDraft(
            refs[name], date.fromisoformat(issued), date.fromisoformat(due), Money.parse(total, "GBP"), number
        )
        invoice = issue_invoice(draft=draft, by=BY, now=NOW)
        if paid:
            money = PaymentDraft(refs[name], date.fromisoformat(paid_on), Money.parse(paid, "GBP"))
            record_payment(draft=money, settles=((invoice.ref, None),), by=BY, now=NOW)
        if lost:
            minor = Money.parse(lost, "GBP").minor
            write_off_invoice(
                ref=invoice.ref, on=date.fromisoformat(lost_on), minor=minor, reason="lost", by=BY, now=NOW
            )


def what_is_there() -> tuple[object, ...]:
    pages = [receivables(as_of=day, by=BY) for day in (date(2026, 2, 10), date(2026, 3, 5), date(2026, 5, 1))]
    sums = [[(group.currency, group.ageing) for group in page.currencies] for page in pages]
    return all_columns(KEPT), all_columns(MOVED), sums, habits(as_of=date(2026, 5, 1))


def test_an_import_leaves_the_book_that_single_actions_leave(book: str, other_book: str, tmp_path: Path) -> None:
    by_import(tmp_path)
    imported = what_is_there()
    assert prove_book() == []
    with use_firm(other_book):
        by_actions()
        assert prove_book() == []
        assert what_is_there() == imported
