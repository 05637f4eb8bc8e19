"""Expected dates of an export come in again: those that have ended, what the forecast said, and who was closer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.billing.test_expected_dates import expect, pay, stood
from tests.builders import ACT, a_client, an_issued_invoice, day

from mainstay.billing.actions.importing_files import import_invoice_file
from mainstay.billing.formats.layouts import SUBJECT
from mainstay.billing.queries.expected_dates import own_dates_record
from mainstay.intake.import_reading import Wishes, read_import

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mainstay.billing.rules.import_outcome import ImportOutcome

HEADER = "Mainstay ref,Invoice,Client ID,Client name,Issued on,Expected on,Reason,Forecast said,Set on,Set by,Ended on"


@pytest.fixture
def bring(tmp_path: Path) -> Callable[..., ImportOutcome]:
    """Import rows of expected dates on day 60: invoice, expected, forecast, set, ended, each as a number of days."""

    def bring(*rows: tuple[str, int, int | str, int, int | str], client: str = "") -> ImportOutcome:
        lines = [
            f"x-1,{number},,{client},,{day(on)},'-1 said so,{at(said)},{day(set_on)},Özge,{at(ended)}"
            for number, on, said, set_on, ended in rows
        ]
        file = tmp_path / "expected-dates.csv"
        file.write_text("\n".join([HEADER, *lines]), encoding="utf-8")
        reading = read_import(file, SUBJECT, Wishes())
        assert reading.is_settled
        return import_invoice_file(import_reading=reading, rejects_file=None, today=day(60), **ACT)

    return bring


def at(number: int | str) -> str:
    return str(day(number)) if isinstance(number, int) else number


def counts(outcome: ImportOutcome) -> tuple[int, int, int, int]:
    assert outcome.tally.total_rows == outcome.rows
    assert outcome.invoices == outcome.payments == 0
    return outcome.expected_dates, outcome.updated, outcome.unchanged, outcome.rejected


def test_the_dates_that_passed_come_in_with_who_was_closer(book, bring):
    invoice = an_issued_invoice(number="A-1")
    pay(invoice, day(40))
    rows = (("A-1", 20, 30, 1, 25), ("A-1", 39, 50, 25, ""))
    assert counts(bring(*rows)) == (2, 0, 0, 0)
    assert stood() == [(day(20), day(1), day(25)), (day(39), day(25), None)]
    # Of the first the forecast was 10 days off and the date 20, of the second 10 and 1.
    assert tuple(own_dates_record(as_of=day(60))) == (1, 1, 0)
    assert counts(bring(*rows)) == (0, 0, 2, 0)


def test_what_has_ended_since_is_ended_and_what_stands_here_is_left_alone(book, bring):
    invoice = an_issued_invoice(number="A-1")
    expect(invoice, day(20), day(1), "-1 said so")
    assert counts(bring(("A-1", 20, "", 1, 9))) == (0, 1, 0, 0)
    assert counts(bring(("A-1", 20, "", 1, ""))) == (0, 0, 1, 0)
    assert stood() == [(day(20), day(1), day(9))]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("A-2", 20, "", 1, ""), "invoice_unknown"),
        (("A-1", 20, "", 4, ""), "expected_dates_overlap"),
        (("A-1", 20, "", 1, 7), "expected_dates_overlap"),
        (("A-1", 3, "", 8, ""), "before_it_was_set"),
        (("A-1", 20, "", 8, 7), "before_it_was_set"),
        (("A-1", 90, "", 61, ""), "day_ahead"),
        (("A-1", 20, "soon", 1, 2), "unreadable_date"),
    ],
)
def test_what_cannot_be_is_rejected_with_its_reason(book, bring, row, code):
    expect(an_issued_invoice(number="A-1"), day(20), day(5))
    outcome = bring(row)
    assert counts(outcome) == (0, 0, 0, 1)
    assert [one.problem.code for one in outcome.rejects] == [code]
    assert stood() == [(day(20), day(5), None)]


def test_an_invoice_of_another_client_is_not_meant(book, bring):
    an_issued_invoice(number="A-1")
    a_client("Somebody else")
    assert counts(bring(("A-1", 20, "", 1, ""), client="Somebody else")) == (0, 0, 0, 1)
