"""An invoice in instalments that is entered by hand: what is asked of them, how it is issued, a total split evenly."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import ACT, a_client, day, refused

from mainstay.billing.actions.invoices import issue_invoice
from mainstay.billing.actions.refusals import DraftRefused
from mainstay.billing.models import Invoice
from mainstay.billing.phrases.sentences import problem_sentence
from mainstay.billing.queries.instalments import instalments_of
from mainstay.billing.rules.drafts import InvoiceDraft
from mainstay.billing.rules.instalment_drafts import DraftInstalment, split_evenly
from mainstay.kernel.money import Money

DRAFT = InvoiceDraft("", day(0), day(60), Money(90_000, "GBP"), "I-1")


def parts(*of: tuple[int, int]) -> tuple[DraftInstalment, ...]:
    return tuple(DraftInstalment(day(number), minor) for number, minor in of)


@pytest.mark.parametrize(
    ("instalments", "code"),
    [
        (parts((60, 90_000)), "one_instalment"),
        (parts((0, 45_000), (60, 45_000)), None),
        (parts((-1, 45_000), (60, 45_000)), "due_before_issued"),
        (parts((60, 45_000), (60, 45_000)), "instalments_on_one_day"),
        (parts((30, 45_000), (60, 44_999)), "instalments_too_little"),
        (parts((30, 45_000), (60, 45_001)), "instalments_too_much"),
        (parts((30, 90_000), (60, 0)), "zero_amount"),
        (parts((30, 91_000), (60, -1_000)), "zero_amount"),
        (parts(*((number, 1) for number in range(61))), "too_many_instalments"),
    ],
)
def test_what_keeps_instalments_from_being_issued(instalments, code):
    found = replace(DRAFT, instalments=instalments).problems()
    assert [(one.field, one.code) for one in found] == ([] if code is None else [("instalments", code)])
    assert all(problem_sentence(one) for one in found)


def test_how_much_is_missing_is_said():
    [found] = replace(DRAFT, instalments=parts((30, 45_000), (60, 44_000))).problems()
    assert problem_sentence(found) == ("The instalments are £10.00 short of the total of £900.00: add it.")


def test_it_is_issued_with_its_parts_or_not_at_all(book):
    draft = replace(DRAFT, client_ref=a_client().ref, instalments=parts((20, 40_000), (40, 30_000), (60, 20_000)))
    issued = issue_invoice(draft=draft, **ACT)
    found = [(one.due_on, one.minor, one.open_minor) for one in instalments_of(issued)]
    assert found == [(day(20), 40_000, 40_000), (day(40), 30_000, 30_000), (day(60), 20_000, 20_000)]
    with refused(DraftRefused):
        issue_invoice(draft=replace(draft, number="I-2", instalments=parts((20, 1), (60, 2))), **ACT)
    assert Invoice.objects.count() == 1


@given(st.integers(2, 60), st.integers(60, 10**12), st.dates(date(1970, 1, 1), date(2090, 12, 31)))
def test_a_total_split_evenly_is_that_total_month_by_month(count, minor, first):
    found = split_evenly(minor, count, first)
    assert len(found) == count
    assert sum(one.amount_minor for one in found) == minor
    assert max(one.amount_minor for one in found) - min(one.amount_minor for one in found) < count
    assert found[0].due == first
    months = [one.due.year * 12 + one.due.month for one in found]
    assert months == list(range(months[0], months[0] + count))
    draft = replace(DRAFT, issued_on=first, due_on=found[-1].due, total=Money(minor, "GBP"), instalments=found)
    assert draft.problems() == []


def test_the_last_of_a_month_stays_the_last():
    found = split_evenly(400, 4, date(2027, 11, 30))
    assert [one.due.isoformat() for one in found] == ["2027-11-30", "2027-12-30", "2028-01-30", "2028-02-29"]
