"""A file whose numbers run for each client comes in again after two of its clients became one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from tests.builders import OWNER

from mainstay.billing.actions.importing_files import import_invoice_file
from mainstay.billing.models import Invoice
from mainstay.clients.models import Client
from mainstay.intake.import_reading import Wishes, read_import
from mainstay.overview.actions.merging import merge_clients, unmerge_client
from mainstay.overview.gathered import import_kinds, proved

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from mainstay.billing.rules.import_outcome import ImportOutcome

HEADER = "Client,Invoice No,Invoice Date,Due Date,Total,Amount Paid,Payment Date,Currency"
STAYS, GONE = "Alder Joinery", "Birch Bakery"
NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def bring(book: str, tmp_path: Path) -> Callable[[Sequence[str]], ImportOutcome]:
    """Import a file of these rows."""

    def bring(rows: Sequence[str]) -> ImportOutcome:
        path = tmp_path / "invoices.csv"
        path.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
        reading = read_import(path, import_kinds()["invoices"].subject, Wishes())
        return import_invoice_file(
            import_reading=reading, rejects_file=tmp_path / "rejects.csv", today=TODAY, by=OWNER, now=NOW
        )

    return bring


def rows_of(client: str, *, month: int, total: str = "", paid: str = "") -> list[str]:
    """Invoices 1 to 3 of a client; `total` the same for each where it is given, `paid` in full what a day says."""
    return [
        f"{client},{n},2026-0{month}-0{n},2026-0{month}-2{n},{total or f'{n}{month}0.00'},"
        f"{(total or f'{n}{month}0.00') if paid else ''},{paid},GBP"
        for n in (1, 2, 3)
    ]


def merged() -> tuple[Client, Client]:
    stays, gone = (Client.objects.get(name=name) for name in (STAYS, GONE))
    merge_clients(gone_ref=gone.ref, stays_ref=stays.ref, today=TODAY, by=OWNER, now=NOW)
    return stays, gone


@pytest.mark.parametrize(
    ("month", "total"), [(2, ""), (1, ""), (1, "50.00")], ids=["other days", "same days and totals", "all alike"]
)
def test_the_same_file_again_creates_nothing_twice_and_says_so(bring, month: int, total: str) -> None:
    rows = [*rows_of(STAYS, month=1, total=total), *rows_of(GONE, month=month, total=total)]
    assert bring(rows).invoices == 6
    stays, gone = merged()
    again = bring(rows)
    assert (again.invoices, again.payments, again.unchanged, again.rejected) == (0, 0, 6, 0)
    assert again.clients == 0
    assert Invoice.objects.filter(client=stays).count() == 6
    assert proved() == []
    unmerge_client(client_ref=gone.ref, today=TODAY, by=OWNER, now=NOW)
    assert [Invoice.objects.filter(client=one).count() for one in (stays, gone)] == [3, 3]
    back = bring(rows)
    assert (back.invoices, back.unchanged, back.rejected) == (0, 6, 0)


@pytest.mark.parametrize("total", ["", "50.00"], ids=["told apart", "all alike"])
def test_what_was_paid_since_goes_to_the_invoice_of_the_client_that_it_was(bring, total: str) -> None:
    bring([*rows_of(STAYS, month=1, total=total), *rows_of(GONE, month=1 if total else 2, total=total)])
    ours = set(Invoice.objects.filter(client__name=GONE).values_list("ref", flat=True))
    merged()
    paid = bring(
        [
            *rows_of(STAYS, month=1, total=total),
            *rows_of(GONE, month=1 if total else 2, total=total, paid="2026-03-05"),
        ]
    )
    assert (paid.invoices, paid.payments, paid.rejected) == (0, 3, 0)
    assert set(Invoice.objects.filter(open_minor=0).values_list("ref", flat=True)) == ours
    assert proved() == []
