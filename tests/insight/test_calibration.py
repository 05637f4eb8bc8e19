from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.insight.books import FIRST, ROWS, book, lived_on, paid_by

from mainstay.insight import calibration as module
from mainstay.insight.calibration import backtest, calibration
from mainstay.insight.fitting import fit
from mainstay.insight.ledger import NOT_YET
from mainstay.insight.outlook import outlook
from mainstay.insight.reliability import Bin, Reliability, reliability, wilson

FIGURES = ("late", "late30", "q10", "q50", "q90")


def scored(rows, day, months=12):
    return backtest(book(*rows), FIRST + day, months)


# -- nothing leaks -----------------------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(ROWS, ROWS, st.integers(0, 1200), st.data())
def test_nothing_after_the_day_is_looked_at(rows, others, day, data):
    before, after = lived_on(data.draw, rows, others, day)
    assert repr(scored(after, day, 36)) == repr(scored(before, day, 36))


@settings(max_examples=25)
@given(ROWS, st.integers(0, 700), st.data())
def test_what_was_predicted_is_what_the_outlook_said_that_day(rows, day, data):
    """The fates after the day of issue change what is scored, never what was forecast."""
    _, after = lived_on(data.draw, rows, [], day)
    ledger, later = book(*after), FIRST + day + 600
    seen = backtest(ledger, later, 60)
    for place, row in enumerate(seen.place.tolist()):
        issued = int(ledger.issued[row])
        firm = fit(ledger, date.fromordinal(issued).replace(day=1).toordinal() - 1)
        on_the_day = np.flatnonzero((ledger.issued == issued) & np.isin(np.arange(len(ledger)), seen.place))
        one = outlook(firm, ledger, issued, ledger.rows(on_the_day), on_the_day)
        which = on_the_day.tolist().index(row)
        assert [seen.due[place], seen.rests_on.late[place], seen.rests_on.late30[place]] == pytest.approx(
            [one.due[which], one.late[which], one.late30[which]]
        )


# -- who is scored -----------------------------------------------------------------------------------------------------


def test_only_what_has_fallen_due_is_compared_though_it_be_paid_already():
    rows = [{"issued": 0, "terms": 10, "days": 2}, {"issued": 0, "terms": 11, "days": 2}, {"issued": 0, "terms": 10}]
    seen = scored(rows, 10)
    assert seen.place.tolist() == [0, 2]
    assert seen.days.tolist() == [2, NOT_YET]
    found = calibration(seen)
    assert (found.late.cases, found.late.happened, found.late30.cases, found.errors) == (2, 0.5, 0, 0)


def test_thirty_days_late_is_compared_thirty_days_after_the_due_date():
    rows = [{"issued": 0, "terms": 10, "days": 41}, {"issued": 1, "terms": 10, "days": 1}]
    before, on_it = (calibration(scored(rows, day)).late30 for day in (39, 40))
    assert (before.cases, on_it.cases, on_it.happened) == (0, 1, 1.0)
    assert calibration(scored(rows, 41)).late30.cases == 2


def test_a_credit_note_and_an_older_invoice_are_not_compared():
    rows = [{"issued": 0, "days": 5}, {"issued": 400, "days": 5}, {"issued": 400, "days": 5, "amount": -1}]
    assert scored(rows, 500).place.tolist() == [1]


def test_a_range_is_compared_once_it_is_over():
    rows = [*paid_by(0, *[30] * 12), {"issued": 400, "terms": 10}, {"issued": 401, "terms": 10, "days": 0}]
    seen = scored(rows, 500, months=2)
    end = 400 + int(np.ceil(seen.q90[0]))
    assert seen.place.tolist() == [12, 13]
    found = [calibration(replace(seen, as_of=FIRST + day)) for day in (end - 1, end, end + 1)]
    assert [(one.before, one.inside, one.after) for one in found] == [(0, 0, 0), (0, 0, 1), (1, 0, 1)]


def test_a_loss_is_predicted_on_the_first_of_the_month_after_the_due_date():
    first = date(2015, 3, 1).toordinal() - FIRST
    fell_due = first - 20
    rows = [
        *paid_by(1, *[30] * 10),
        {"client": 2, "issued": fell_due - 30},  # never paid
        {"client": 3, "issued": fell_due - 30, "days": 30 + 366},  # too late to count
        {"client": 4, "issued": fell_due - 30, "days": 30 + 365},  # paid in the end
        {"client": 5, "issued": fell_due - 30, "days": 40},  # paid before the month was over
        {"client": 6, "issued": fell_due - 30, "written_off": first + 100},
        {"client": 7, "issued": fell_due - 30, "written_off": first - 1},
        {"client": 8, "issued": fell_due - 30, "days": 400, "amount": 0},
    ]
    ledger = book(*rows)
    assert backtest(ledger, FIRST + fell_due + 365).never_place.tolist() == []
    seen = backtest(ledger, FIRST + fell_due + 365 + 31)
    assert seen.never_place.tolist() == [10, 11, 12, 14]
    assert seen.is_never.tolist() == [True, True, False, True]
    day = FIRST + first
    expected = outlook(fit(ledger, day - 1), ledger, day, ledger.rows(seen.never_place), seen.never_place).never
    assert seen.never == pytest.approx(expected)


# -- the months --------------------------------------------------------------------------------------------------------

MONTHLY = [row for client in range(3) for row in paid_by(client, *[30 + 5 * client] * 24)]


def test_of_a_book_that_ended_the_months_end_with_its_last_invoice():
    """Day 690 is of 2 Apr 2015: the twelve months to it, and for losses the twelve to the due date a month later."""
    rows = [*MONTHLY, {"client": 4, "issued": 690}, {"client": 4, "issued": 600}]
    end = date.fromordinal(FIRST + 690)
    soon, later = scored(rows, 690 + 440), scored(rows, 5_000)
    assert [date.fromordinal(seen.until) for seen in (soon, later)] == [end, end]
    assert sorted(later.issued.tolist()) == sorted(
        FIRST + row["issued"] for row in rows if date.fromordinal(FIRST + row["issued"]) >= date(2014, 5, 1)
    )
    for name in (*FIGURES, "rule", "place", "days", "never_place", "never"):
        assert getattr(later, name).tolist() == getattr(soon, name).tolist(), name
    assert later.is_never.tolist().count(True) == 2
    found = calibration(later)
    assert (found.as_of, date.fromordinal(found.until), found.late.cases) == (FIRST + 5_000, end, 38)
    assert not found.late.is_enough


def test_a_credit_note_or_an_invoice_of_tomorrow_ends_no_month():
    rows = [*MONTHLY, {"issued": 800, "amount": -1}, {"issued": 900}]
    assert scored(rows, 899).until == FIRST + 690
    assert scored(rows, 900).until == FIRST + 900
    assert backtest(book(), FIRST).until == FIRST


# -- the plain rule ----------------------------------------------------------------------------------------------------


def test_the_plain_rule_is_the_mean_of_what_the_client_had_paid_by_then():
    rows = [
        {"client": 0, "issued": 0, "terms": 14, "days": 20},
        {"client": 1, "issued": 15, "terms": 14, "days": 40},
        {"client": 0, "issued": 30, "terms": 14, "days": 30},
        {"client": 0, "issued": 100, "terms": 14, "days": 3},
        {"client": 2, "issued": 100, "terms": 14, "days": 9},
    ]
    assert scored(rows, 200).rule.tolist() == [14.0, 14.0, 20.0, 25.0, 30.0]


def test_the_error_counts_whatever_is_very_late_as_thirty_days_late():
    rows = [{"client": 0, "issued": 0, "terms": 10, "days": 10}, {"client": 0, "issued": 20, "terms": 10}]
    found = calibration(scored(rows, 200))
    assert (found.errors, found.rule_error_days, found.is_error_enough) == (2, (0 + 30) / 2, False)


# -- bins --------------------------------------------------------------------------------------------------------------


def test_the_intervals_are_wilsons():
    # as published tables have them
    assert wilson(10, 20, 1.96) == pytest.approx((0.2993, 0.7007), abs=1e-4)
    assert wilson(0, 10, 1.96) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(10, 10, 1.96) == pytest.approx((0.7225, 1.0), abs=1e-4)


def test_bins_hold_as_many_cases_each_and_say_what_happened():
    predicted = np.repeat([0.1, 0.5, 0.9], 20)
    happened = np.repeat([0, 1, 0, 1, 1, 0], [18, 2, 10, 10, 19, 1]).astype(bool)
    assert reliability(predicted[::-1], happened[::-1]) == Reliability(
        bins=tuple(
            Bin(pytest.approx(chance), count / 20, 20, *wilson(count, 20, 1.2816), *wilson(count, 20, 1.96))
            for chance, count in ((0.1, 2), (0.5, 10), (0.9, 19))
        ),
        cases=60,
        predicted=pytest.approx(0.5),
        happened=31 / 60,
        is_enough=True,
    )


def test_cases_of_which_the_same_was_predicted_stay_together():
    found = reliability(np.repeat([0.2, 0.8], [90, 30]), np.zeros(120, dtype=bool))
    assert [one.cases for one in found.bins] == [90, 30]


def test_few_or_one_sided_cases_are_not_enough():
    some = np.zeros(60, dtype=bool)
    assert not reliability(np.full(59, 0.5), some[:59]).is_enough
    assert reliability(np.full(60, 0.5), some).is_enough
    assert not reliability(np.full(60, 0.05), some).is_enough
    assert not reliability(np.full(60, 0.95), some).is_enough
    assert reliability(np.zeros(0), some[:0]) == Reliability((), 0, 0.0, 0.0, is_enough=False)


# -- edges -------------------------------------------------------------------------------------------------------------


def test_nothing_to_compare_says_so():
    for rows, day in (([], 0), ([{"issued": 0}], -5), ([{"issued": 0}], 29), ([{"issued": 0, "amount": -1}], 3_000)):
        found = calibration(scored(rows, day))
        assert (found.late.cases, found.never.cases, found.inside, found.errors) == (0, 0, 0, 0)
        assert [found.late.is_enough, found.is_range_enough, found.is_error_enough, found.is_sampled] == [False] * 4
    assert calibration(backtest(book(), -5)).late.cases == 0
    assert calibration(scored(paid_by(0, 5, 5), 100, months=0)).late.cases == 0


def test_of_a_large_book_the_same_whole_clients_are_compared_every_time(monkeypatch):
    rows = [row for client in range(20) for row in paid_by(client, *[30] * 5)]
    everyone = scored(rows, 300)
    monkeypatch.setattr(module, "LEARNT_AT_MOST", 30)
    some = scored(rows, 300)
    assert (everyone.is_sampled, len(everyone.place)) == (False, 100)
    assert (some.is_sampled, len(some.place)) == (True, 30)
    clients = sorted({place // 5 for place in some.place.tolist()})
    assert len(clients) == 6
    backwards = scored(rows[::-1], 300)
    assert sorted({(99 - place) // 5 for place in backwards.place.tolist()}) == clients
    monkeypatch.setattr(module, "SCORED_AT_MOST", 10)
    assert scored(rows, 300).place.tolist() == some.place[::3].tolist()


def test_a_single_client_with_too_many_invoices_is_compared_by_its_latest(monkeypatch):
    monkeypatch.setattr(module, "LEARNT_AT_MOST", 4)
    assert scored(paid_by(0, *[30] * 10), 400).place.tolist() == [6, 7, 8, 9]


def test_of_more_invoices_than_are_scored_whole_days_are_taken_spread_evenly_and_on_every_weekday(monkeypatch):
    monkeypatch.setattr(module, "SCORED_AT_MOST", 300)
    issued = np.repeat(np.arange(1, 351), 3)
    rows = module._some_days(issued, np.arange(len(issued)))
    days, invoices = np.unique(issued[rows], return_counts=True)
    assert (len(days), set(invoices.tolist())) == (100, {3})
    assert np.diff(days).max() <= 7
    assert np.bincount(days % 7).min() >= 8
    assert module._some_days(issued, np.arange(300)).tolist() == list(range(300))


def test_of_many_invoices_on_few_days_every_day_stays(monkeypatch):
    monkeypatch.setattr(module, "SCORED_AT_MOST", 10)
    issued = np.repeat(np.arange(0, 360, 30), 100)
    assert len(np.unique(issued[module._some_days(issued, np.arange(1_200))])) == 12
