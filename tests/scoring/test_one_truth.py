"""Whatever happened since the book was scored, no page speaks of another open amount than the one it shows."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.builders import ISIK, OWNER, a_client, a_payment, an_issued_invoice, day
from tests.mornings import this_morning
from tests.overview.lives import acts, begin, play

from mainstay.billing.queries.receivables import receivables
from mainstay.billing.rules.invoice_filter import InvoiceFilter
from mainstay.overview.queries.invoices import invoices_page
from mainstay.scoring.actions.scoring import score_book
from mainstay.scoring.queries import forecasts
from mainstay.scoring.queries.forecasts import expected_currencies

if TYPE_CHECKING:
    from datetime import date

NOW = datetime(2024, 12, 1, 3, 0, tzinfo=UTC)
AT_RISK = InvoiceFilter(state="risk", currency="", age="")
QUICK = settings(
    max_examples=int(os.environ.get("MAINSTAY_LIVES", "20")),
    derandomize="CI" in os.environ,
    suppress_health_check=list(HealthCheck),
)


def one_truth(as_of: date) -> dict[str, int]:
    """Check what the pages of a day say of what is open and at risk; what is open, by currency."""
    page = receivables(as_of=as_of, by=OWNER)
    opened = {group.currency: group.ageing.open_minor for group in page.currencies}
    expected = expected_currencies(as_of=as_of, open_minor=opened, by=OWNER)
    today = this_morning(as_of)
    assert {group.currency: group.ageing.open_minor for group in today.owed} == opened
    for currency, one in expected.items():
        assert one.open_minor == opened[currency]
        assert one.ahead.within_minor + one.ahead.later_minor + one.ahead.never_minor == one.open_minor
        assert today.at_risk_minor.get(currency, one.at_risk_minor) == one.at_risk_minor
    for currency, minor in today.at_risk_minor.items():
        assert 0 <= minor <= opened[currency]
    return opened


def of_50(kind: str, a: int = 0, b: int = 0) -> tuple[str, int, int, int, int]:
    return kind, a, b, 50, 0


@QUICK
# As much is open in one currency as when the book was scored, and something else in the other.
@example(
    [
        of_50("issue", 0, 14), of_50("settle"), of_50("expect no more"), of_50("issue"), of_50("expect no more"),
        of_50("recover"), of_50("issue", 0, 23), of_50("take back"), of_50("issue", 0, 1),
    ],
    [of_50("reverse"), of_50("settle", 17), of_50("issue", 0, 47), of_50("issue"), of_50("issue", 0, 29)],
    30,
)  # fmt: skip
@given(acts(0, 60, 14), acts(0, 90, 10), st.integers(30, 100))
def test_what_is_open_is_one_amount_on_every_page_of_any_day(book, early, late, asked) -> None:
    with transaction.atomic():
        begin()
        play(early)
        score_book(as_of=day(60), by=OWNER, now=NOW)
        play(late)
        for on in {asked, 59, 60, 61, 90}:
            one_truth(day(on))
        newest = invoices_page(wanted=AT_RISK, as_of=day(100), number=1, by=OWNER)
        assert newest.at_risk_minor == this_morning(day(100)).at_risk_minor
        transaction.set_rollback(True)


def test_a_payment_since_the_book_was_scored(book, monkeypatch) -> None:
    client = a_client(ISIK)
    an_issued_invoice(client, 500_000, "GBP", day(0), day(14))
    an_issued_invoice(client, 70_000, "GBP", day(20), day(40))
    score_book(as_of=day(60), by=OWNER, now=NOW)
    before = expected_currencies(as_of=day(60), open_minor={"GBP": 570_000}, by=OWNER)["GBP"]
    a_payment(client, 500_000, "GBP", day(60))
    opened = one_truth(day(60))
    page = receivables(as_of=day(60), by=OWNER)
    assert page.currencies[0].ageing.open_minor in {70_000, 570_000}
    assert before.open_minor == 570_000
    monkeypatch.setattr(forecasts, "_ANEW", 0)
    assert expected_currencies(as_of=day(61), open_minor={"GBP": opened["GBP"] - 1}, by=OWNER) == {}


def test_an_invoice_since_the_book_was_scored_is_counted_beside_what_is_at_risk(book) -> None:
    client = a_client(ISIK)
    an_issued_invoice(client, 500_000, "GBP", day(0), day(14))
    score_book(as_of=day(60), by=OWNER, now=NOW)
    an_issued_invoice(client, 70_000, "GBP", day(61), day(90))
    page = this_morning(day(61))
    assert (page.unscored, page.scored_on) == (1, day(60))
    assert 0 < page.at_risk_minor["GBP"] <= 500_000
