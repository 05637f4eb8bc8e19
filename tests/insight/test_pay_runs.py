"""Who pays on certain days of the month, the week or the quarter is found by enough evidence, and expected then."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from django.utils import translation
from tests.insight.whole_ledgers import cash_ahead

from mainstay.insight.fitting import fit
from mainstay.insight.ledger import NOT_YET, ledger
from mainstay.insight.outlook import outlook
from mainstay.insight.outlook_phrases import outlook_sentence
from mainstay.insight.pay_runs import SCHEDULES, is_run

MONTH_END, QUARTER_END = SCHEDULES.index("month_end"), SCHEDULES.index("quarter_end")


def runs_on(day: date) -> set[str]:
    return {SCHEDULES[place] for place in np.flatnonzero(is_run(np.array([day.toordinal()]))[0])}


@pytest.mark.parametrize(
    ("day", "schedules"),
    [
        (date(2026, 1, 30), {"month_end", "fridays"}),  # the 31st is a Saturday
        (date(2026, 1, 31), set()),
        (date(2026, 3, 31), {"month_end", "quarter_end", "tuesdays"}),
        (date(2026, 2, 16), {"middle", "mondays"}),  # the 15th is a Sunday
        (date(2026, 4, 15), {"middle", "wednesdays"}),
        (date(2026, 12, 31), {"month_end", "quarter_end", "thursdays"}),
        (date(2026, 4, 16), {"thursdays"}),
        (date(2026, 8, 17), {"middle", "mondays"}),  # the 15th is a Saturday
    ],
)
def test_which_days_are_runs(day, schedules):
    assert runs_on(day) == schedules


def next_run(day: date, schedule: str) -> date:
    while schedule not in runs_on(day):
        day += timedelta(days=1)
    return day


def paid_in_runs(schedule: str, count: int, every: int = 9) -> list[tuple[date, date, date]]:
    """Issued, due, paid."""
    issued = [date(2024, 1, 3) + timedelta(days=every * place) for place in range(count)]
    return [(day, day + timedelta(days=14), next_run(day + timedelta(days=14), schedule)) for day in issued]


def seen_of(rows: list[tuple[date, date, date]], asked: date):
    rows = [row for row in rows if row[2] < asked]
    issued, due, paid = ([day.toordinal() for day in column] for column in zip(*rows, strict=True))
    known = ledger(client=[0] * len(rows), issued=issued, due=due, paid=paid, amount_minor=[100_00] * len(rows))
    day = asked.toordinal()
    one = ledger(client=[0], issued=[day], due=[day + 14], amount_minor=[100_00])
    return outlook(fit(known, day), known, day, one), known.joined(one)


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_a_schedule_is_found_used_and_said(schedule):
    rows = paid_in_runs(schedule, 60)
    asked = rows[-1][0] + timedelta(days=200)
    seen, _ = seen_of(rows, asked)
    expected = next_run(asked + timedelta(days=14), schedule)
    assert seen.schedule.tolist() == [SCHEDULES.index(schedule)]
    assert seen.q50.tolist() == [(expected - asked).days]
    with translation.override("en"):
        said = outlook_sentence(seen.reason(0), terms_days=14, days_late=0)
    assert said.startswith("They usually pay on ")
    assert not any(letter.isdigit() for letter in said.replace("15th", ""))


def test_two_payments_at_the_end_of_a_month_are_not_enough():
    rows = paid_in_runs("month_end", 2, every=31)
    seen, _ = seen_of(rows, rows[-1][2] + timedelta(days=1))
    assert seen.schedule.tolist() == [-1]
    assert "pay_run" not in seen.reason(0).params


def test_who_pays_on_any_day_has_no_schedule():
    chance = np.random.default_rng(4)
    rows = [(issued, due, due + timedelta(days=int(chance.integers(0, 25)))) for issued, due, _ in
            paid_in_runs("fridays", 300, every=3)]  # fmt: skip
    seen, _ = seen_of(rows, rows[-1][0] + timedelta(days=60))
    assert seen.schedule.tolist() == [-1]


def test_invoices_due_at_the_end_of_the_month_and_paid_then_make_no_run():
    rows = [(day - timedelta(days=30), day, day) for _, _, day in paid_in_runs("month_end", 30, every=31)]
    seen, _ = seen_of(rows, rows[-1][2] + timedelta(days=5))
    assert seen.schedule.tolist() == [-1]


def test_what_is_still_unpaid_after_a_run_is_expected_after_it():
    rows = paid_in_runs("month_end", 60)
    asked = date(2026, 3, 2)
    _, both = seen_of(rows, asked)
    firm = fit(both, date(2026, 4, 1).toordinal())
    seen = outlook(firm, both, date(2026, 4, 1).toordinal(), both.only([len(both) - 1]), [len(both) - 1])
    assert seen.q10[0] >= 30
    assert seen.q90[0] >= (date(2026, 4, 30) - asked).days


def test_cash_comes_in_the_week_of_the_run():
    rows = paid_in_runs("quarter_end", 80)
    asked = date(2026, 1, 20)
    _, both = seen_of(rows, asked)
    (ahead,) = cash_ahead(fit(both, asked.toordinal()), both, asked.toordinal())
    week = (date(2026, 3, 31) - asked - timedelta(days=1)).days // 7
    assert ahead.expected_minor[week] > 60_00


def test_silence_before_the_run_says_nothing_of_never_and_after_it_much():
    rows = paid_in_runs("quarter_end", 80)
    issued = rows[-1][0] + timedelta(days=200)
    due = issued + timedelta(days=14)
    run = next_run(due, "quarter_end")
    assert (run - due).days > 20
    known = ledger(
        client=[0] * (len(rows) + 1),
        issued=[*(row[0].toordinal() for row in rows), issued.toordinal()],
        due=[*(row[1].toordinal() for row in rows), due.toordinal()],
        paid=[*(row[2].toordinal() for row in rows), NOT_YET],
        amount_minor=[100_00] * (len(rows) + 1),
    )

    def never(day: date) -> float:
        on, at = day.toordinal(), np.array([len(rows)])
        return float(outlook(fit(known, on), known, on, known.rows(at), at).never[0])

    before, last, missed = never(due), never(run - timedelta(days=1)), never(run + timedelta(days=7))
    assert before <= last < 1.5 * before
    assert missed > 4 * last
