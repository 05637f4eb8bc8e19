"""People pay on the working day on which an invoice is payable: the due-date clock."""

from __future__ import annotations

import numpy as np
import pytest
from tests.insight.books import FIRST, book, paid_by
from tests.insight.whole_ledgers import cash_ahead

from mainstay.insight.calibration import backtest, calibration
from mainstay.insight.clock import UNKNOWN, waits_for_a_working_day
from mainstay.insight.fitting import fit
from mainstay.insight.ledger import ledger
from mainstay.insight.outlook import outlook
from mainstay.insight.shrinkage import worth_of_factors, worth_of_shares

SUNDAY = FIRST + (-FIRST) % 7
"""Ordinal 1 was a Monday, so a multiple of seven is a Sunday."""


def firm_of(days_late, *, due=None, terms=30, clients=6, issued=None):
    """A ledger of invoices each paid so many days after its due date; one more of client 0 is asked about."""
    days_late = np.asarray(days_late)
    size = len(days_late)
    due = SUNDAY + 2 + 7 * np.arange(size) if due is None else np.asarray(due)
    issued = due - terms if issued is None else issued
    return ledger(client=np.arange(size) % clients, issued=issued, due=due, amount_minor=np.full(size, 100_00),
                  paid=due + days_late)  # fmt: skip


def asked(known, due, *, issued=None, client=0):
    """What is said on its day of issue of one more invoice."""
    issued = due - 30 if issued is None else issued
    one = ledger(client=[client], issued=[issued], due=[due], amount_minor=[100_00])
    return outlook(fit(known, issued), known, issued, one)


def test_who_pays_on_the_due_day_is_expected_then_and_is_not_late():
    seen = asked(firm_of([0] * 60), SUNDAY + 2 + 7 * 60)
    assert seen.q50.tolist() == [30]
    assert seen.late[0] < 0.12


def test_the_chance_of_late_is_what_happens_where_most_pay_on_the_day():
    chance = np.random.default_rng(3)
    late = np.where(chance.random(400) < 0.7, 0, np.where(chance.random(400) < 0.7, chance.integers(1, 30, 400), -3))
    seen = asked(firm_of(late, clients=40), SUNDAY + 2 + 7 * 400)
    assert seen.late[0] == pytest.approx(np.mean(late > 0), abs=0.06)


def test_a_firm_whose_every_invoice_is_due_on_a_sunday_is_paid_on_monday_and_not_late():
    due = SUNDAY + 7 * np.arange(60)
    seen = asked(firm_of([1] * 60, due=due), int(due[-1]) + 7)
    assert seen.due.tolist() == [31]
    assert seen.q50.tolist() == [31]
    assert seen.late[0] < 0.12


def test_where_people_pay_on_days_off_a_due_date_stays_where_it_is():
    due = SUNDAY + 7 * np.arange(60)
    spread = [0, 1] * 30
    assert waits_for_a_working_day(firm_of([1] * 60, due=due))
    assert not waits_for_a_working_day(firm_of(spread, due=due))
    assert asked(firm_of(spread, due=due), int(due[-1]) + 7).due.tolist() == [30]


def test_a_holiday_is_a_day_off_where_the_ledger_says_so():
    due = SUNDAY + 2 + 7 * np.arange(40)
    one = ledger(client=[0], issued=[int(due[-1])], due=[int(due[-1]) + 30], payable=[int(due[-1]) + 39],
                 amount_minor=[1])  # fmt: skip
    known = firm_of([0] * 40, due=due)
    seen = outlook(fit(known, int(due[-1])), known, int(due[-1]), one)  # Ramazan Bayramı of nine days
    assert seen.due.tolist() == [39]
    assert seen.q50.tolist() == [39]


def test_one_payment_ever_on_the_due_day_makes_that_day_likelier_and_nothing_sure():
    before, after = asked(ledger(client=[], issued=[], due=[], amount_minor=[]), SUNDAY + 72), asked(
        firm_of([0]), SUNDAY + 72
    )  # fmt: skip
    assert 0.2 < after.late[0] < before.late[0] < 0.6


def test_all_invoices_due_on_one_day():
    due = np.full(50, SUNDAY + 2)
    known = firm_of([0] * 25 + [5] * 25, due=due, clients=50, issued=SUNDAY + 2 - np.arange(20, 70))
    seen = asked(known, SUNDAY + 60, client=99)
    assert 0.3 < seen.late[0] < 0.7


@pytest.mark.parametrize("terms", [0, -5])
def test_due_at_once_or_before_it_was_issued(terms):
    known = firm_of([max(-terms, 0)] * 30, terms=terms)
    day = SUNDAY + 2 + 7 * 30
    seen = asked(known, day + terms, issued=day)
    assert np.all((seen.q10 >= 0) & (seen.q10 <= seen.q50) & (seen.q50 <= seen.q90))
    assert (seen.late[0] < 0.3) if terms == 0 else seen.late[0] == 1


def test_many_invoices_of_one_client():
    size = 20_000
    known = firm_of(np.arange(size) % 4 // 3 * 6, due=SUNDAY + 2 + 7 * (np.arange(size) // 200), clients=1)
    seen = asked(known, SUNDAY + 2 + 7 * 100)
    assert seen.late[0] == pytest.approx(0.25, abs=0.08)


def test_who_stands_out_is_told_from_the_rest():
    late = np.where(np.arange(300) % 6 == 0, 12, 0)
    known = firm_of(late)
    day = SUNDAY + 2 + 7 * 300
    assert asked(known, day, client=0).late[0] > 0.8
    assert asked(known, day, client=1).late[0] < 0.15


def test_what_waits_past_the_due_day_is_expected_after_today():
    known = firm_of([0] * 60)
    day = int(known.due[-1]) + 7
    one = ledger(client=[0], issued=[day - 30], due=[day], amount_minor=[1])
    firm = fit(known, day)
    for age in (29, 30, 31, 45):
        seen = outlook(firm, known, day - 30 + age, one)
        assert seen.q10[0] >= age
        assert seen.late[0] == pytest.approx(1.0) if age > 29 else seen.late[0] < 0.2


def test_cash_comes_in_the_week_of_the_due_day():
    known = firm_of([0] * 60).joined(
        ledger(client=[0], issued=[SUNDAY + 420], due=[SUNDAY + 450], amount_minor=[100_00])
    )
    (ahead,) = cash_ahead(fit(known, SUNDAY + 422), known, SUNDAY + 422)
    week = int((SUNDAY + 450 - SUNDAY - 423) // 7)
    assert ahead.expected_minor[week] > 60_00


def test_calibration_counts_late_from_the_working_day():
    due = SUNDAY + 7 * np.arange(120)
    known = firm_of([1] * 120, due=due)
    found = calibration(backtest(known, int(due[-1]) + 40))
    assert found.late.happened == 0
    assert found.late.predicted < 0.15


def test_a_reason_says_what_paying_by_the_due_date_changes():
    known = firm_of([0] * 30 + [20] * 30, clients=30)
    reason = asked(known, SUNDAY + 2 + 7 * 60).reason(0)
    steps = ("firm_days", "invoice_days", "record_days", "open_days", "due_days", "waited_days")
    assert sum(reason.params[step] for step in steps) == reason.params["middle_days"]


def test_nothing_known_is_the_shipped_clock():
    assert fit(book(), FIRST).clock == UNKNOWN
    assert fit(book(*paid_by(0, 30, 30, 30)), FIRST + 200).clock.on_day > UNKNOWN.on_day


def test_the_firm_counts_for_more_where_its_clients_are_alike():
    cases = np.full(30, 20.0)
    assert worth_of_shares(0.5, cases / 2, cases) > 30
    assert worth_of_shares(0.5, np.where(np.arange(30) % 2, 20.0, 0.0), cases) < 4
    assert worth_of_factors(cases, cases) > 30
    assert worth_of_factors(np.where(np.arange(30) % 2, 60.0, 0.0), cases) < 4
