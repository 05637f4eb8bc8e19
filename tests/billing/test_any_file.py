"""Whatever a file holds: every row ends in one way, every sum is accounted for, and twice is as good as once."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mainstay.billing.actions.importing_files import import_invoice_file
from mainstay.billing.formats.layouts import SUBJECT
from mainstay.billing.models import CreditNote, Invoice
from mainstay.intake.import_reading import Wishes, read_import
from mainstay.intake.profiling import Choices
from mainstay.kernel.actor import Actor
from mainstay.overview.queries.checks import prove_book

BY = Actor("person", "1", "Özge Çağlar", "owner")
HEADER = ("Type", "Invoice No", "Client", "Invoice Date", "Due Date", "Total", "Currency", "Status")
_ROWS = st.tuples(
    st.sampled_from(["", "Invoice", "Credit note", "İade", "Refund", "Purchase"]),
    st.sampled_from(["1", "2", "'2", "A-1", "a-1 ", "A-2", ""]),
    st.sampled_from(["Işık İnşaat", "ışık inşaat", "O'Brien & Sons", "Özge Çağlar", ""]),
    st.sampled_from(["2025-03-01", "2026-03-01", "2026-03-02", "2026-02-31"]),
    st.sampled_from(["", "2026-04-01", "2026-05-01"]),
    st.sampled_from(["100.00", "100.00", "250.50", "-40.00", "-100.00", "0.00", "much"]),
    st.sampled_from(["GBP", "GBP", "EUR"]),
    st.sampled_from(["", "Sent", "Draft", "Void"]),
)


def imported(folder: str, rows: list[tuple[str, ...]], hour: int, *, is_numbered: bool):
    path = Path(folder) / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        # Without a column of numbers, equal rows are told apart by their count alone.
        csv.writer(file).writerows(row if is_numbered else (row[0], *row[2:]) for row in [HEADER, *rows])
    reading = read_import(path, SUBJECT, Wishes(choices=Choices(None, "ymd", "point", "GBP")))
    return import_invoice_file(
        import_reading=reading, rejects_file=Path(folder) / f"rejected-{hour}.csv", today=date(2026, 6, 1), by=BY,
        now=datetime(2026, 6, 1, hour, tzinfo=UTC),
    )  # fmt: skip


def in_the_book() -> Counter[str]:
    """What was invoiced less what was credited, by currency."""
    found: Counter[str] = Counter()
    for currency, minor in Invoice.objects.values_list("currency", "total_minor"):
        found[currency] += minor
    for currency, minor in CreditNote.objects.values_list("currency", "total_minor"):
        found[currency] -= minor
    return found


@pytest.mark.usefixtures("book")
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_ROWS, min_size=1, max_size=12), st.booleans())
def test_every_row_and_every_sum_is_accounted_for(rows, is_numbered):
    with TemporaryDirectory() as folder, transaction.atomic():
        first = imported(folder, rows, 9, is_numbered=is_numbered)
        assert first.tally.total_rows == first.rows == len(rows)
        # Nothing was in the book before: nothing of the file may be taken for known.
        assert (first.unchanged, first.updated) == (0, 0)
        booked = in_the_book()
        sums = {one.currency: one for one in first.tally.sums() if one.of == "invoiced"}
        assert {code: one.in_book_minor for code, one in sums.items() if one.in_book_minor} == {
            code: minor for code, minor in booked.items() if minor
        }
        for one in first.tally.sums():
            assert one.in_file_minor == one.in_book_minor + one.left_out_minor + one.rejected_minor
        assert prove_book() == []

        again = imported(folder, rows, 10, is_numbered=is_numbered)
        assert again.tally.total_rows == len(rows)
        assert (again.came_in, again.updated) == (0, 0)
        assert in_the_book() == booked
        transaction.set_rollback(True)
