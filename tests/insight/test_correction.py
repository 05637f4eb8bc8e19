"""Past forecasts correct the next ones: where that is clear, no farther than it is, and in every figure alike."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.insight.whole_ledgers import cash_ahead

from mainstay.insight.calibration import RELIABLE, backtest, calibration, correction_of, learnt
from mainstay.insight.cash import with_weekly_error
from mainstay.insight.correction import AS_IT_IS, Correction, Moved, cash_moved_by, moved_by, stretched_by
from mainstay.insight.fitting import fit
from mainstay.insight.ledger import ledger
from mainstay.insight.outlook import outlook, outlook_of
from mainstay.insight.predicting import corrected, predict

START = 736_330


def paying(days, *, every=5, terms=30, clients=10):
    """One invoice every few days, client after client, each paid so many days after its due date."""
    issued = START + every * np.arange(len(days))
    return ledger(
        client=np.arange(len(days)) % clients,
        issued=issued,
        due=issued + terms,
        amount_minor=np.full(len(days), 100_00),
        paid=issued + terms + np.asarray(days),
    )


@given(st.floats(0.02, 0.98), st.integers(5, 400))
def test_what_happened_as_often_as_forecast_moves_nothing(chance, cases):
    predicted = np.full(cases, chance)
    happened = np.full(cases, chance)  # each happened by this much
    moved = moved_by(predicted, happened, np.ones(cases))
    assert moved.applied(predicted) == pytest.approx(predicted, abs=1e-3)


@given(st.integers(1, 400), st.integers(1, 400))
def test_more_of_the_same_cases_move_farther_towards_what_happened(few, more):
    def moved(cases):
        return moved_by(np.full(cases, 0.8), np.zeros(cases, dtype=bool), np.ones(cases)).applied(np.array([0.8]))[0]

    assert moved(few + more) <= moved(few) + 1e-6 <= 0.8 + 1e-6


def test_no_case_moves_nothing():
    assert moved_by(np.zeros(0), np.zeros(0, dtype=bool), np.zeros(0)) == AS_IT_IS.late
    assert stretched_by(np.zeros(0), np.zeros(0), np.zeros(0)) == 1.0
    assert cash_moved_by(np.zeros((0, 3))) == (1.0, 0.0)


def test_a_range_that_was_too_narrow_is_widened_and_one_too_wide_drawn_in():
    middle, end = np.full(2_000, 30.0), np.full(2_000, 40.0)
    wide = np.linspace(-20, 60, 2_000)  # nine of ten lie below 52
    assert 40 < 30 + stretched_by(middle, end, wide) * 10 < 52
    assert stretched_by(middle, end, np.linspace(28, 32, 2_000)) < 1
    few = stretched_by(middle[:20], end[:20], wide[::100])
    assert 1 < few < stretched_by(middle, end, wide)


@given(st.floats(-2, 2), st.floats(0.3, 1.5), st.floats(-2, 2))
def test_late_and_thirty_days_late_are_as_the_correction_says_and_the_quantiles_follow(shift, slope, shift30):
    book = paying([3, 12, -2, 40, 8, 1, 0, 17] * 5)
    today = int(book.issued[-1]) + 1
    firm = fit(book, today)
    rows = np.array(book.open_on(today))
    plain = predict(firm, book, today, book.rows(rows), rows)
    correction = Correction(Moved(shift, slope), Moved(shift30, 1.0))
    seen = outlook_of(firm, corrected(plain, correction, firm.never))
    before = outlook_of(firm, plain)
    is_new = plain.age <= plain.clock.due
    assert np.all(seen.late30 <= seen.late + 1e-9)
    assert np.all((seen.q10 <= seen.q50) & (seen.q50 <= seen.q90))
    if shift >= 0 and slope == 1:
        assert np.all(seen.late[is_new] >= before.late[is_new] - 1e-6)
    # Half are paid by the middle: what is likelier late than not is expected after the due day.
    paid_late = 1 - (1 - seen.late) / (1 - seen.never)
    assert np.all((seen.q50 > seen.due)[paid_late > 0.51])
    assert np.all((seen.q50 <= seen.due)[paid_late < 0.49])


def test_a_firm_forecast_as_well_as_can_be_is_left_as_it_is():
    rng = np.random.default_rng(4)
    book = paying(np.where(rng.random(400) < 0.7, 0, rng.integers(1, 30, 400)))
    firm = learnt(book, int(book.issued[-1]))
    assert firm.correction.late == AS_IT_IS.late
    assert firm.correction.late30 == AS_IT_IS.late30


def test_a_firm_forecast_wrongly_all_the_time_is_corrected(monkeypatch):
    """The model is spoilt on purpose: whatever it learns, the due day is taken for far too early."""
    rng = np.random.default_rng(5)
    book = paying(np.where(rng.random(300) < 0.85, -rng.integers(1, 15, 300), rng.integers(1, 20, 300)), every=3)
    today = int(book.issued[-1])

    def spoilt(ledger, as_of):
        firm = fit(ledger, as_of)
        return replace(firm, clock=replace(firm.clock, rates=firm.clock.rates * 0.2, on_day=0.0))

    monkeypatch.setattr("mainstay.insight.calibration.fit", spoilt)
    seen = backtest(book, today)
    found = calibration(seen)
    off = abs(float(seen.rests_on.late.mean()) - found.late.happened)
    assert off > RELIABLE
    assert abs(found.late.predicted - found.late.happened) < off / 1.5
    assert correction_of(spoilt(book, today), seen, book).late.shift < 0


def test_what_is_still_off_by_more_than_ten_points_is_said(monkeypatch):
    monkeypatch.setattr("mainstay.insight.priors.CLEARLY", 1e9)  # nothing is clear enough to be taken
    rng = np.random.default_rng(6)
    book = paying(np.where(rng.random(300) < 0.5, 0, rng.integers(1, 20, 300)), every=3)
    found = calibration(backtest(book, int(book.issued[-1])))
    assert found.is_reliable
    half = replace(found, late=replace(found.late, predicted=found.late.happened + RELIABLE + 0.01))
    assert half.unreliable == ("late",)
    assert not half.is_reliable


def test_a_weekly_error_widens_the_band_of_a_week_and_moves_its_mean_by_the_level_alone():
    sums = np.full((1, 13, 4_000), 1_000.0)
    found = with_weekly_error(sums, Correction(level=1.1, spread=0.3))
    assert found.mean() == pytest.approx(1_100, rel=0.02)
    assert found[0, 0].std() == pytest.approx(330, rel=0.06)
    assert np.array_equal(with_weekly_error(sums, AS_IT_IS), sums)


def test_the_weekly_error_is_what_invoices_alone_leave_unexplained():
    rng = np.random.default_rng(7)
    expected, alone = np.ones(400), np.full(400, 0.2)
    common = np.exp(rng.normal(0, 0.3, 400) - 0.045)
    level, spread = cash_moved_by(np.column_stack((expected, alone, common + rng.normal(0, 0.2, 400))))
    assert level == pytest.approx(1.0, abs=0.06)
    assert spread == pytest.approx(0.3, abs=0.06)
    calm = cash_moved_by(np.column_stack((expected, alone, 1 + rng.normal(0, 0.2, 400))))
    assert calm[1] < 0.1


def test_the_cash_ahead_still_adds_up_when_more_is_expected_of_a_week():
    book = paying([3, 12, -2, 40, 8, 1, 0, 17] * 5)
    today = int(book.issued[-1]) + 1
    firm = replace(fit(book, today), correction=Correction(level=1.4, spread=0.2))
    (ahead,) = cash_ahead(firm, book, today)
    assert ahead.within_minor + ahead.later_minor + ahead.never_minor == ahead.open_minor
    assert ahead.expected_minor.sum() == ahead.within_minor
    assert (ahead.expected_minor >= 0).all()


def test_the_correction_reaches_every_outlook_of_the_firm():
    book = paying([3, 12, -2, 40, 8, 1, 0, 17] * 5)
    today = int(book.issued[-1])
    firm = fit(book, today)
    row = np.array([len(book) - 1])
    plain = outlook(firm, book, today, book.rows(row), row)
    seen = outlook(replace(firm, correction=Correction(late=Moved(-1.0))), book, today, book.rows(row), row)
    assert seen.late[0] < plain.late[0]
    assert seen.q50[0] <= plain.q50[0]
