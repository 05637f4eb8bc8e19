"""A book in which nothing is recorded any more is stale, not lost: silence since then makes nobody a worse payer."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.builders import ACT, NOW, a_client, a_paid_invoice, an_issued_invoice, day

from mainstay.billing.actions.invoices import issue_invoice
from mainstay.billing.models import InvoiceOutlook
from mainstay.billing.queries.recorded import recorded_until
from mainstay.billing.rules.drafts import InvoiceDraft
from mainstay.kernel.money import Money
from mainstay.scoring.actions.scoring import score_book

LAST = date(2024, 3, 30)
"""The day, in UTC, of all that the tests record."""
MONTHS = timedelta(days=150)


@pytest.fixture
def waiting(book):
    """An invoice a week overdue of somebody who pays on time."""
    for number in range(6):
        a_paid_invoice(on=day(number * 9 - 100), paid_on=day(number * 9 - 69))
    return an_issued_invoice(on=day(-8))


def never(as_of: date) -> int:
    score_book(as_of=as_of, **ACT)
    return InvoiceOutlook.objects.get(as_of=as_of).never_ppm


def test_nothing_recorded_for_months_makes_nobody_a_worse_payer(waiting, stale_book):
    assert recorded_until() == LAST
    assert never(LAST) == never(LAST + MONTHS)


def test_in_a_book_that_is_kept_silence_counts(waiting):
    before = never(LAST)
    assert never(LAST + MONTHS) > 2 * before


def test_what_is_recorded_then_makes_the_silence_count(waiting, stale_book):
    before, on = never(LAST + MONTHS), LAST + MONTHS
    draft = InvoiceDraft(a_client("Somebody else").ref, on, on, Money(500, "GBP"))
    issue_invoice(draft=draft, **{**ACT, "now": NOW + MONTHS})
    assert recorded_until() == on
    score_book(as_of=on, **ACT)
    assert InvoiceOutlook.objects.get(invoice=waiting).never_ppm > 2 * before


def test_an_empty_book_has_no_such_day(book):
    assert recorded_until() is None
