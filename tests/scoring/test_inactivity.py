"""An old book brought in: its silence is said once, and no client is called leaving for it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.builders import ACT, OWNER, a_client, a_paid_invoice, an_issued_invoice, day
from tests.insight.whole_ledgers import standing_would_change
from tests.mornings import this_morning

from mainstay.billing.actions.invoices import void_invoice
from mainstay.billing.actions.payments import take_back_allocation
from mainstay.clients.models import Standing
from mainstay.clients.rules.ratings import RELATIONSHIPS
from mainstay.insight.standing import STANDINGS
from mainstay.scoring.actions.scoring import score_book, update_scores
from mainstay.scoring.phrases import earlier_months_sentence, inactive_sentence
from mainstay.scoring.queries.forecasts import standing_changes_of
from mainstay.scoring.queries.insights import insights
from mainstay.scoring.queries.ledger import BookReader
from mainstay.scoring.rules.scores import calibration_document, calibration_from, inactive_since

NOW = datetime(2028, 12, 1, 3, 0, tzinfo=UTC)
LAST, TODAY = day(338), day(1_500)


@pytest.fixture
def old(book):
    """Five clients with an invoice each month for a year, all paid on time; nothing for three years after it."""
    for number in range(5):
        for month in range(12):
            issued = day(30 * month + 2 * number)
            a_paid_invoice(a_client(f"Müşteri {number}"), on=issued, paid_on=issued + timedelta(days=20))
    return book


def standings() -> Counter[str]:
    return Counter(
        Standing.objects.filter(ended_on__isnull=True, standing__in=RELATIONSHIPS).values_list("standing", flat=True)
    )


@pytest.mark.parametrize("size", [50_000, 30, 1])
def test_an_old_book_is_scored_as_of_its_last_invoice(old, monkeypatch, size):
    monkeypatch.setattr("mainstay.scoring.queries.ledger.BLOCK", size)  # so many invoices are looked at at once
    scoring = score_book(as_of=TODAY, by=OWNER, now=NOW)
    assert scoring.inputs["inactive_since"] == str(LAST)
    assert standings() == {"steady": 5}
    page = insights(by=OWNER)
    assert page is not None
    assert (page.inactive_since, page.leaving, this_morning(TODAY).since) == (LAST, (), LAST)
    found = page.calibration
    assert (found.late.cases, found.errors) == (59, 59)  # the first is of 29 February
    assert calibration_from(calibration_document(found)) == found


def test_brought_in_it_was_active_in_the_months_before_and_nobody_changes_since(old):
    update_scores(today=TODAY, by=OWNER, now=NOW)
    assert set(Standing.objects.values_list("standing", "ended_on")) == {("steady", None), ("on_time", None)}


def test_a_new_invoice_wakes_it(old):
    score_book(as_of=TODAY, by=OWNER, now=NOW)
    an_issued_invoice(a_client("Müşteri 0"), on=TODAY)
    assert this_morning(TODAY - timedelta(days=1)).since is None  # it was scored a day later
    assert this_morning(TODAY).since is None
    scoring = score_book(as_of=TODAY, by=OWNER, now=NOW)
    assert scoring.inputs["inactive_since"] is None
    assert standings() == {"steady": 5}
    page = insights(by=OWNER)
    assert page is not None
    assert page.inactive_since is None


@pytest.mark.parametrize("is_moved", [False, True])
def test_an_invoice_credited_away_whole_does_not_wake_it(old, is_moved):
    on = TODAY - timedelta(days=9)
    if is_moved:
        invoice = a_paid_invoice(a_client("Müşteri 0"), on=on, paid_on=on)
        take_back_allocation(allocation_id=invoice.allocations.get().pk, on=on, **ACT)
    else:
        invoice = an_issued_invoice(a_client("Müşteri 0"), on=on)
    void_invoice(ref=invoice.ref, on=on, reason="Yanlış", **ACT)
    assert score_book(as_of=TODAY, by=OWNER, now=NOW).inputs["inactive_since"] == str(LAST)
    assert score_book(as_of=on - timedelta(days=1), by=OWNER, now=NOW).inputs["inactive_since"] == str(LAST)


@pytest.mark.parametrize("size", [50_000, 30, 1])
def test_what_would_change_a_standing_is_the_same_whichever_way_the_book_is_gone_through(old, monkeypatch, size):
    for month in range(7):  # who left before the book fell inactive
        a_paid_invoice(a_client("Giden"), on=day(30 * month), paid_on=day(30 * month + 9))
    score_book(as_of=TODAY, by=OWNER, now=NOW)
    monkeypatch.setattr("mainstay.scoring.queries.ledger.BLOCK", size)
    read = BookReader(as_of=TODAY).whole().ledger
    codes = set()
    for row in Standing.objects.select_related("client").filter(ended_on__isnull=True, standing__in=RELATIONSHIPS):
        before = {"previous": STANDINGS.index(row.standing), "since": row.since_on.toordinal()}
        found = standing_changes_of(client_ref=row.client.ref, as_of=TODAY, by=OWNER)
        assert found == standing_would_change(read, TODAY.toordinal(), row.client_id, **before)
        codes |= {(row.standing, one.code) for one in found.changed}
    assert ("drifting", "orders") in codes  # which ends the inactivity


def test_it_is_said_with_the_day():
    assert inactive_sentence(LAST) == (
        "Your last invoice is dated 1 Feb 2025. Import newer invoices to stay up to date; until then, clients are "
        "rated as of that date."
    )


def test_which_months_were_predicted_again_is_said_where_they_are_not_the_last(old):
    score_book(as_of=LAST + timedelta(days=20), by=OWNER, now=NOW)
    now = insights(by=OWNER)
    score_book(as_of=TODAY, by=OWNER, now=NOW)
    later = insights(by=OWNER)
    assert now is not None
    assert later is not None
    assert earlier_months_sentence(now.calibration) == ""
    assert earlier_months_sentence(later.calibration) == (
        "We re-ran the forecasts of the 12 months to Feb 2025, the last month with invoices, each with what was "
        "known then, and compared them with what happened."
    )
    kept_at_first = calibration_document(later.calibration)
    del kept_at_first["until"]
    assert earlier_months_sentence(calibration_from(kept_at_first)) == ""


def test_what_an_earlier_version_stored_is_read() -> None:
    assert [inactive_since({name: "2019-07-30"}) for name in ("inactive_since", "asleep_since", "invoices")] == [
        date(2019, 7, 30), date(2019, 7, 30), None,
    ]  # fmt: skip
