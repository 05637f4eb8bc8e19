"""A book in which nobody was invoiced for long: the silence is not its clients'."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.insight.books import FIRST, ROWS, book, lived_on, paid_by
from tests.insight.whole_ledgers import similarity, standings

from mainstay.insight.inactivity import Inactivity, inactivity
from mainstay.insight.phrases import points_lines, standing_sentence
from mainstay.insight.standing import LEAVING, STANDINGS, Standings
from mainstay.kernel.problem import Reason

EIGHT = [
    {"client": client, "issued": 30 * place + 3 * client, "days": 25} for client in range(8) for place in range(24)
]
"""Eight clients, each on a day of its own each month; the last invoice is of day 711."""
LAST = 711


def inactive(rows, day: int) -> Inactivity:
    ledger = book(*[row for row in rows if row["issued"] <= day])
    whose = ledger.client, ledger.issued
    return inactivity(np.unique(ledger.issued), lambda: [whose], FIRST + day, visits=4, chance=0.1)


def since(rows, day: int) -> int | None:
    """The day since which the book is inactive, counted from the first."""
    found = inactive(rows, day).since
    return None if found is None else found - FIRST


def words(found: Standings) -> list[str]:
    return [STANDINGS[code] for code in found.standing]


def figures(found: Standings) -> list[object]:
    """All that is said of the clients, but how long ago it was."""
    reasons = (found.reason(place) for place in range(len(found)))
    said = [(one.code, {**one.params, "inactive_days": 0, "is_inactive": False}) for one in reasons]
    return [*said, found.standing.tolist(), found.returns.tolist(), found.chance.tolist()]


# -- when it is inactive -----------------------------------------------------------------------------------------------


def test_a_month_of_silence_is_a_holiday_and_a_day_more_is_not():
    assert [since(EIGHT, LAST + days) for days in (0, 1, 14, 31, 32, 5_000)] == [None, None, None, None, LAST, LAST]


def test_who_bills_all_clients_on_one_day_of_the_month_is_inactive_before_any_of_them_leaves():
    rows = [{"client": client, "issued": 30 * place, "days": 25} for client in range(8) for place in range(24)]
    ledger = book(*rows)
    first = next(day for day in range(690, 900) if since(rows, day) is not None)
    assert first - 690 == 79
    assert {word for day in range(690, 1_000, 5) for word in words(standings(ledger, FIRST + day))} == {"steady"}


def test_a_book_has_to_have_five_clients_lately():
    four = [row for row in EIGHT if row["client"] < 4]
    assert since(four, 2_000) is None
    assert since([*four, {"client": 9, "issued": 699 - 365}], 2_000) is None
    assert since([*four, {"client": 9, "issued": 699 - 364}], 2_000) == 699


def test_a_book_of_few_invoices_has_no_rhythm():
    assert since([{"client": client, "issued": client % 3} for client in range(8)], 2_000) is None


def test_the_going_of_the_busiest_client_is_not_the_silence_of_the_book():
    seldom = [{"client": client, "issued": 60 * client} for client in range(1, 7)]
    busy = [{"client": 0, "issued": day} for day in range(0, 364, 2)]
    rows = [*seldom, *busy]
    assert [since(rows, 362 + days) for days in (32, 60, 120)] == [None, None, None]
    assert words(standings(book(*rows), FIRST + 362 + 60, clients=[0])) == ["drifting"]
    assert since([*rows, *({**row, "client": 7} for row in busy)], 362 + 32) == 362  # two of them at once: it is


def test_a_pause_as_long_as_one_before_is_usual():
    """A firm closed for some months each year: the first time nobody can know, then it is its rhythm."""
    seasons = [{**row, "issued": row["issued"] + 900 * season} for season in range(2) for row in EIGHT]
    assert since(seasons, LAST + 100) == LAST
    assert since(seasons, 900 + LAST + 189) is None
    assert since(seasons, 900 + LAST + 190) == 900 + LAST


def test_an_empty_book_is_active():
    assert since([], 0) is None
    assert len(standings(book(), FIRST)) == 0


# -- what is counted ---------------------------------------------------------------------------------------------------


def test_days_without_the_inactive_time_and_back_again():
    found = Inactivity(1_000, None, np.array([10, 50]), np.array([20, 80]))
    days = np.array([0, 10, 20, 21, 50, 80, 100])
    assert found.counted(days).tolist() == [0, 10, 11, 12, 41, 42, 62]
    assert found.on_calendar(found.counted(days)).tolist() == days.tolist()
    assert Inactivity(5, None, days[:0], days[:0]).counted(days).tolist() == days.tolist()


def test_all_silent_for_years_are_what_they_were_on_the_last_day():
    ledger = book(*EIGHT)
    active, soon, now = (standings(ledger, FIRST + day) for day in (LAST, LAST + 40, 5_000))
    assert [found.inactive_since for found in (active, soon, now)] == [None, FIRST + LAST, FIRST + LAST]
    assert words(active) == words(now) == ["steady"] * 8
    assert figures(now) == figures(soon)
    assert [found.reason(0).params["missing"] for found in (active, now)] == [["agreement"]] * 2
    reason = now.reason(0)
    assert (reason.params["idle_days"], reason.params["inactive_days"]) == (21, 5_000 - LAST)
    assert standing_sentence(reason) == "Pays on time, 24 invoices in 2 years, orders every month."
    assert [text for name, _, text in points_lines(reason) if name in {"Regularity", "Share of income"}] == [
        ("Orders every month, 99% likely to order again within a year, counted up to your last invoice."),
        "12% of the income of the last year, counted up to your last invoice.",
    ]
    assert similarity(now, ledger).best == similarity(active, ledger).best > 0
    before = {"idle_days": "silent_days", "inactive_days": "slept_days", "is_inactive": "asleep"}
    stored = Reason(reason.code, {before.get(name, name): value for name, value in reason.params.items()})
    assert standing_sentence(stored) == standing_sentence(reason)
    assert points_lines(stored) == points_lines(reason)


def test_who_was_leaving_when_the_book_became_inactive_still_is():
    rows = [row for row in EIGHT if row["client"] or row["issued"] < 360]
    found = standings(book(*rows), FIRST + 3_000)
    assert words(found) == ["drifting", *["steady"] * 7]
    assert standing_sentence(found.reason(0)) == (
        "Usually orders every month, no invoice for 13 months, counted up to your last invoice."
    )


def test_one_silent_while_the_others_come_may_be_leaving():
    rows = [row for row in EIGHT if row["client"] or row["issued"] < 360]
    found = standings(book(*rows), FIRST + LAST)
    assert (found.inactive_since, words(found)) == (None, ["drifting", *["steady"] * 7])


def test_a_firm_with_one_client_or_two_hears_that_they_may_be_leaving():
    for clients in (1, 2):
        rows = [row for row in EIGHT if row["client"] < clients]
        found = standings(book(*rows), FIRST + 900)
        assert (found.inactive_since, words(found)) == (None, ["drifting"] * clients)


def test_nobody_stays_new_because_nothing_was_brought_in():
    rows = [*EIGHT, {"client": 8, "issued": LAST - 20, "days": 15}]

    def said(day: int) -> str:
        found = standings(book(*rows), FIRST + day, clients=[8])
        return f"{words(found)[0]}: {standing_sentence(found.reason(0))}"

    assert said(LAST) == "new: First invoice 3 weeks ago, paid once, on time."
    assert said(LAST + 60) == "new: First invoice 3 months ago, paid once, on time."
    assert said(4_000) == "too_early: 1 invoice in 3 weeks, paid once, on time, too little to tell."


def test_what_is_unpaid_is_counted_to_the_day_itself():
    found = standings(book(*EIGHT, {"client": 0, "issued": LAST}), FIRST + 3_000, clients=[0])
    assert (found.overdue.tolist(), found.lost.tolist()) == ([0], [1])


# -- active again ------------------------------------------------------------------------------------------------------


def test_one_new_invoice_after_years_makes_nobody_leave():
    rows = [*EIGHT, {"client": 0, "issued": 4_000, "days": 20}]
    inactive, active = (standings(book(*rows), FIRST + day) for day in (3_999, 4_010))
    assert (inactive.inactive_since, active.inactive_since) == (FIRST + LAST, None)
    assert words(inactive) == words(active) == ["steady"] * 8
    assert active.idle.tolist() == [10, *(LAST - 690 - 3 * client + 1 + 10 for client in range(1, 8))]
    assert active.away.tolist()[:2] == [22, 30]
    assert [found.reason(1).params["missing"] for found in (inactive, active)] == [["agreement"]] * 2
    # From then on the others have to come: after half a year without them they drifting away.
    rows += [{"client": 0, "issued": 4_000 + 20 * place, "days": 20} for place in range(1, 10)]
    found = standings(book(*rows), FIRST + 4_185)
    assert words(found) == ["steady", *["drifting"] * 7]
    assert standing_sentence(found.reason(1)) == "Usually orders every month, no invoice for 10 years."


def test_a_holiday_and_a_long_pause_let_no_standing_flap():
    """Replayed day by day: the days without an invoice and the first ones after them change nobody."""
    for pause in (14, 40, 200):
        rows = [*EIGHT, *({**row, "issued": row["issued"] + LAST + pause} for row in EIGHT if row["issued"] < 100)]
        ledger = book(*rows)
        before = standings(ledger, FIRST + LAST)
        was, began = before.standing, before.since
        for day in range(LAST + 1, LAST + pause + 20):
            found = standings(ledger, FIRST + day, previous=was, since=began)
            assert words(found) == ["steady"] * 8, (pause, day)
            was, began = found.standing, found.since


# -- for every book ----------------------------------------------------------------------------------------------------

_MANY = st.lists(
    st.fixed_dictionaries({"client": st.integers(0, 7), "issued": st.integers(0, 400)}), min_size=20, max_size=40
)


@settings(max_examples=60)
@given(_MANY, st.integers(0, 900), st.data())
def test_nothing_after_the_day_is_looked_at(rows, day, data):
    before, after = lived_on(data.draw, rows, rows[:5], day)
    known, on_calendar = (standings(book(*each), FIRST + day, clients=range(8)) for each in (before, after))
    assert figures(on_calendar) == figures(known)
    assert on_calendar.inactive_since == known.inactive_since


@settings(max_examples=60)
@given(_MANY, st.integers(450, 1500), st.integers(1, 1500))
def test_an_inactive_book_stays_so_and_no_visit_is_scored_otherwise(rows, day, more):
    first, later = (standings(book(*rows), FIRST + each) for each in (day, day + more))
    if first.inactive_since is not None:
        assert later.inactive_since == first.inactive_since
        for name in ("visits", "known", "tenure", "idle", "away", "returns", "chance", "share"):
            assert getattr(later, name).tolist() == getattr(first, name).tolist()
        assert (later.standing == LEAVING).tolist() == (first.standing == LEAVING).tolist()


@settings(max_examples=60)
@given(ROWS, st.integers(0, 2_000))
def test_a_book_of_few_clients_is_never_inactive(rows, day):
    """All books of `ROWS` have four clients at most."""
    assert standings(book(*rows), FIRST + day).inactive_since is None


def test_paid_on_unknown_days_is_a_visit_too():
    rows = [row for client in range(6) for row in paid_by(client, *[20] * 12, every=31 + client)]
    ledger = book(*rows)
    undated = replace(ledger, is_undated=np.ones(len(ledger), dtype=bool))
    assert (
        standings(undated, FIRST + 2_000).inactive_since == standings(ledger, FIRST + 2_000).inactive_since is not None
    )
