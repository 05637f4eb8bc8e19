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
from mainstay.insight.working_days import WEEKEND, DaysOff

MONTH_END, QUARTER_END = SCHEDULES.index("month_end"), SCHEDULES.index("quarter_end")


def runs_on(day: date, off: DaysOff = WEEKEND) -> set[str]:
    return {SCHEDULES[place] for place in np.flatnonzero(is_run(np.array([day.toordinal()]), off)[0])}


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


# Good Friday, Easter Monday, the last Monday of May; the 15th of July; a week of Kurban Bayramı.
OFF = DaysOff((5, 6), tuple(date(*day).toordinal() for day in (
    (2026, 4, 3), (2026, 4, 6), (2027, 5, 31), (2026, 7, 15), *((2026, 9, day) for day in range(28, 31)),
)))  # fmt: skip


@pytest.mark.parametrize(
    ("day", "schedules"),
    [
        (date(2026, 4, 3), set()),
        (date(2026, 4, 7), {"mondays", "tuesdays", "fridays"}),  # put off over the Easter weekend
        (date(2027, 5, 31), set()),
        (date(2027, 5, 28), {"month_end", "fridays"}),  # brought forward: still the last working day of May
        (date(2026, 7, 16), {"middle", "wednesdays", "thursdays"}),
        (date(2026, 9, 25), {"month_end", "quarter_end", "fridays"}),
        (date(2026, 9, 30), set()),
    ],
)
def test_a_run_on_a_day_off_moves_to_a_working_day(day, schedules):
    assert runs_on(day, OFF) == schedules


def next_run(day: date, schedule: str, off: DaysOff = WEEKEND) -> date:
    while schedule not in runs_on(day, off):
        day += timedelta(days=1)
    return day


def paid_in_runs(schedule: str, count: int, every: int = 9) -> list[tuple[date, date, date]]:
    """Issued, due, paid."""
    issued = [date(2024, 1, 3) + timedelta(days=every * place) for place in range(count)]
    return [(day, day + timedelta(days=14), next_run(day + timedelta(days=14), schedule)) for day in issued]


def seen_of(rows: list[tuple[date, date, date]], asked: date, off: DaysOff = WEEKEND):
    rows = [row for row in rows if row[2] < asked]
    issued, due, paid = ([day.toordinal() for day in column] for column in zip(*rows, strict=True))
    known = ledger(
        client=[0] * len(rows), issued=issued, due=due, paid=paid, amount_minor=[100_00] * len(rows), off=off
    )
    day = asked.toordinal()
    one = ledger(client=[0], issued=[day], due=[day + 14], amount_minor=[100_00], off=off)
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


def test_a_run_on_a_holiday_is_learnt_and_expected_on_the_day_it_moves_to():
    fridays_off = tuple(date(2024, 1, 5).toordinal() + 7 * week for week in range(200) if week % 2)
    off = DaysOff(WEEKEND.weekend, fridays_off)  # every other Friday is a holiday, paid on the Monday after
    rows = [(issued, due, next_run(due, "fridays", off)) for issued, due, _ in paid_in_runs("fridays", 60)]
    assert {paid.weekday() for _, _, paid in rows} == {0, 4}
    for asked in (rows[-1][0] + timedelta(days=200), rows[-1][0] + timedelta(days=207)):
        seen, _ = seen_of(rows, asked, off)
        assert seen.schedule.tolist() == [SCHEDULES.index("fridays")]
        assert seen.q50.tolist() == [(next_run(asked + timedelta(days=14), "fridays", off) - asked).days]


@pytest.mark.parametrize("before_run", [3, 20])
def test_which_run_is_taken_hangs_on_how_long_before_it_the_invoice_was_due(before_run):
    rows = [(issued, due, next_run(due + timedelta(days=10), "month_end")) for issued, due, _ in
            paid_in_runs("month_end", 40)]  # fmt: skip
    due = date(2025, 10, 31) - timedelta(days=before_run)
    asked = due - timedelta(days=14)
    seen, _ = seen_of(rows, asked)
    expected = date(2025, 11, 28) if before_run == 3 else date(2025, 10, 31)
    assert seen.q50.tolist() == [(expected - asked).days]
