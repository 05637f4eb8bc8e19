"""A run killed in the middle, and two at once: whole batches only, every invoice once, nothing lost."""

from __future__ import annotations

import signal
from decimal import Decimal

import pytest
from tests.cli.conftest import BATCH, IN_SMALL_BATCHES
from tests.cli.outcomes import sums, whole

HEADER = "Invoice Number,Client,Invoice Date,Due Date,Total,Currency,Paid,Payment Date"
DAY = "2026-06-30"


def amount(number: int) -> Decimal:
    return Decimal(number % 977 + 1) + Decimal(number % 100) / 100


def lines(numbers: range) -> list[str]:
    """Invoices by number; every third is paid in full, every third in part."""
    paid = {0: lambda total: f"{total},2026-04-02", 1: lambda _: "0.50,2026-04-02", 2: lambda _: ","}
    return [f"A-{n},Client {n % 50},2026-03-01,2026-03-31,{amount(n)},GBP,{paid[n % 3](amount(n))}" for n in numbers]


def open_sum(numbers: range) -> str:
    return (
        f"{sum(amount(n) - (amount(n) if n % 3 == 0 else Decimal('0.50') if n % 3 == 1 else 0) for n in numbers):.2f}"
    )


def test_a_run_killed_in_the_middle_is_simply_started_again(place, shop, write, until, rows_kept):
    numbers = range(6_000)
    file = write("a.csv", HEADER, *lines(numbers))
    running = place.start("import", "invoices", file, "--yes", "--firm", shop.firm, code=IN_SMALL_BATCHES)
    until(lambda: rows_kept(shop.firm, "billing_invoice") or running.poll() is not None)
    running.kill()
    place.ended(running, code=-signal.SIGKILL)

    kept = rows_kept(shop.firm, "billing_invoice")
    assert kept in range(BATCH, len(numbers), BATCH)
    assert rows_kept(shop.firm, "billing_payment") == sum(n % 3 != 2 for n in range(kept))
    assert shop("check").code == 0
    assert shop.owed(DAY)["GBP"][0] == open_sum(range(kept))

    outcome = shop.bring(file)
    assert outcome == whole(
        outcome,
        rows=len(numbers),
        came_in=len(numbers) - kept,
        unchanged=kept,
        invoices=len(numbers) - kept,
        payments=sum(n % 3 != 2 for n in numbers[kept:]),
    )
    total = f"{sum(map(amount, numbers)):.2f}"
    assert sums(outcome) == {("invoiced", "GBP"): (total, total)}
    assert shop.owed(DAY)["GBP"][0] == open_sum(numbers)
    assert shop("check").code == 0


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(range(2_400), range(2_400), id="the same file"),
        pytest.param(range(2_400), range(1_200, 3_600), id="two files that overlap"),
    ],
)
def test_two_imports_at_once(place, shop, write, first, second):
    files = [write("a.csv", HEADER, *lines(first)), write("b.csv", HEADER, *lines(second))]
    arguments = ("--yes", "--json", "--firm", shop.firm)
    running = [place.start("import", "invoices", file, *arguments, code=IN_SMALL_BATCHES) for file in files]
    outcomes = [place.ended(process).document for process in running]

    everything = range(max(first.stop, second.stop))
    assert [outcome["rows"] for outcome in outcomes] == [len(first), len(second)]
    assert sum(outcome["invoices"] for outcome in outcomes) == len(everything)
    assert sum(outcome["unchanged"] for outcome in outcomes) == len(first) + len(second) - len(everything)
    assert sum(outcome["payments"] for outcome in outcomes) == sum(n % 3 != 2 for n in everything)
    assert sum(outcome["clients"] for outcome in outcomes) == 50
    assert [outcome["rejected"] for outcome in outcomes] == [0, 0]
    assert shop.invoices(DAY) == len(everything)
    assert shop.owed(DAY)["GBP"][0] == open_sum(everything)
    shop("check")


def test_two_first_imports_at_once_found_one_book(empty_place, write):
    files = [write("a.csv", HEADER, *lines(range(50))), write("b.csv", HEADER, *lines(range(25, 75)))]
    running = [empty_place.start("import", "invoices", file, "--yes", "--json") for file in files]
    outcomes = [empty_place.ended(process).document for process in running]
    assert sum(outcome["invoices"] for outcome in outcomes) == 75
    assert [row["slug"] for row in empty_place.run("firms", "--json").document["firms"]] == ["book"]
    assert empty_place.book("book").owed(DAY)["GBP"][0] == open_sum(range(75))
