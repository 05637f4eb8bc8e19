"""An expected date of one's own goes before the forecast: in the cash ahead, in lists, as long as it has not passed."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest
from tests.builders import ACT, ISIK, OBRIEN, OWNER, a_client, a_paid_invoice, an_issued_invoice, day

from mainstay.billing.actions.expected_dates import remove_expected_date, set_expected_date
from mainstay.billing.rules.drafts import ExpectedDateDraft
from mainstay.scoring.actions.scoring import score_book
from mainstay.scoring.queries.forecasts import expected_currencies, live_book_outlook, stored_book_outlook
from mainstay.scoring.rules.scores import figures_from

NOW = datetime(2024, 12, 1, 3, 0, tzinfo=UTC)
TODAY = day(200)
OPEN = {"GBP": 25_000}


@pytest.fixture
def waiting(book):
    """Işık pays ten days late; one invoice over 100 and O'Brien's over 150 are open."""
    for month in range(6):
        issued = day(30 * month)
        a_paid_invoice(a_client(ISIK), on=issued, paid_on=issued + timedelta(days=40))
    an_issued_invoice(a_client(OBRIEN), "150.00", on=day(190))
    return an_issued_invoice(a_client(ISIK), on=day(190))


def expect(invoice, on, today=TODAY):
    set_expected_date(ref=invoice.ref, draft=ExpectedDateDraft(on, "promised by phone"), today=today, **ACT)


def pounds(as_of=TODAY):
    return figures_from(score_book(as_of=as_of, by=OWNER, now=NOW).figures)[0]


def outlook_of_isik(as_of):
    listed = stored_book_outlook(as_of=as_of, by=OWNER).invoices
    return next(one.outlook for one in listed if one.client_name == ISIK)


def on_screen(as_of=TODAY):
    return expected_currencies(as_of=as_of, open_minor=OPEN, by=OWNER)["GBP"]


def test_what_is_expected_on_a_day_comes_in_its_week_less_what_is_at_risk(waiting):
    before = pounds()
    sure = 10_000 - outlook_of_isik(TODAY).at_risk_minor
    expect(waiting, day(204))  # in the first week, where the forecast saw little
    after = pounds()
    first = after.ahead.weeks[0]
    assert before.ahead.weeks[0].expected_minor < sure <= first.expected_minor
    assert first.low_minor >= sure
    assert sum(week.expected_minor for week in after.ahead.weeks) == after.ahead.within_minor
    for name in ("invoices", "open_minor", "at_risk_minor"):
        assert getattr(after, name) == getattr(before, name)
    assert after.ahead.never_minor == before.ahead.never_minor
    assert after.ahead.within_minor + after.ahead.later_minor + after.ahead.never_minor == after.open_minor
    due = ("overdue_minor", "due_later_minor")
    assert [asdict(after.ahead)[name] for name in due] == [asdict(before.ahead)[name] for name in due]
    assert [week.due_minor for week in after.ahead.weeks] == [week.due_minor for week in before.ahead.weeks]


@pytest.mark.parametrize(("on", "week"), [(200, 0), (201, 0), (207, 0), (208, 1), (291, 12), (292, None)])
def test_each_day_falls_into_its_week(waiting, on, week):
    expect(waiting, day(on))
    ahead = pounds().ahead
    found = [place for place, one in enumerate(ahead.weeks) if one.low_minor > 9_000]
    assert found == ([] if week is None else [week])
    assert (ahead.later_minor > 9_000) == (week is None)


def test_the_screen_knows_the_date_at_once_and_when_it_is_gone(waiting):
    scored = pounds()
    assert on_screen().ahead == scored.ahead
    expect(waiting, day(204))
    live = on_screen().ahead
    assert live.weeks[0].low_minor > 9_000
    assert pounds().ahead == live == on_screen().ahead
    remove_expected_date(ref=waiting.ref, today=TODAY, **ACT)
    assert on_screen().ahead.weeks == scored.ahead.weeks


def test_a_date_that_passed_overnight_no_longer_counts(waiting):
    expect(waiting, day(200))
    assert pounds().ahead.weeks[0].low_minor > 9_000
    assert on_screen(day(201)).ahead.weeks[0].low_minor < 9_000


def test_lists_show_the_date_instead_of_the_forecast_and_keep_both(waiting):
    expect(waiting, day(204))
    pounds()
    seen = outlook_of_isik(TODAY)
    assert (seen.own_on, seen.own_reason, seen.shown_on) == (day(204), "promised by phone", day(204))
    assert seen.expected_on != day(204)
    later = outlook_of_isik(day(205))
    assert (later.own_on, later.shown_on) == (None, later.expected_on)


def test_of_a_past_day_the_forecast_knows_the_date_of_then(waiting):
    expect(waiting, day(204), day(199))
    expect(waiting, day(230), day(201))
    found = {}
    for number in (198, 200, 202):
        of_day = live_book_outlook(as_of=day(number), by=OWNER).invoices
        found[number] = next(one.outlook.own_on for one in of_day if one.client_name == ISIK)
    assert found == {198: None, 200: day(204), 202: day(230)}
