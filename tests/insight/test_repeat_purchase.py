from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainstay.insight.repeat_purchase import Rhythm, VisitHabit, fit_repeat_purchase, repeat_purchase, rhythms

WEEK = 7
CDNOW = VisitHabit(r=0.243, alpha=4.414, a=0.793, b=2.426)
"""As published for the 2,357 buyers of compact discs, in weeks: Fader, Hardie, Lee (2005), table 2."""


def test_the_expected_purchases_of_the_published_example():
    # x = 2, t_x = 30.43, T = 38.86, 39 weeks ahead: 1.226 purchases (Fader, Hardie, Lee: Implementing the BG/NBD Model
    # in Excel). By simulation of the posterior: rate and chance of leaving given that the client is alive, times
    # P(alive), which is what is tried here.
    chance = np.random.default_rng(5)
    rate = chance.gamma(CDNOW.r + 2, 1 / (CDNOW.alpha + 38.86), 2_000_000)
    leaves = chance.beta(CDNOW.a, CDNOW.b + 2, 2_000_000)
    bought = float(np.mean((1 - np.exp(-rate * leaves * 39)) / leaves))
    alive = CDNOW.alive(np.array([2]), np.array([30.43]), np.array([38.86]))[0]
    assert alive * bought == pytest.approx(1.226, abs=0.004)


def test_who_is_alive_and_who_returns_as_firms_of_known_habit_show():
    # Clients invented by the model's own rules; those who look alike are counted.
    place, day, gone, later = invented(CDNOW, 400_000, 39.0, 26.0)
    now = counted(place, day, 400_000)
    alike = (now.visits == 3) & (now.last > 20) & (now.last < 24)
    weeks = np.full(alike.sum(), 39.0)
    alive = CDNOW.alive(now.repeats[alike], now.last[alike], weeks)
    returns = alive * CDNOW.comes(now.repeats[alike], weeks, 26.0)
    assert alike.sum() > 2000
    assert np.mean(alive) == pytest.approx(np.mean(~gone[alike]), abs=0.025)
    assert np.mean(returns) == pytest.approx(np.mean(later[alike]), abs=0.025)


def test_the_habit_of_many_clients_is_found_again():
    place, day, _, _ = invented(CDNOW, 8_000, 78.0, 1.0)
    whole, _ = rhythms(place, np.floor(day * WEEK).astype(np.int64), 8_000)
    found = fit_repeat_purchase(whole, 78 * WEEK)
    assert found.r == pytest.approx(CDNOW.r, rel=0.12)
    assert found.alpha / WEEK == pytest.approx(CDNOW.alpha, rel=0.2)
    assert found.a / (found.a + found.b) == pytest.approx(0.793 / (0.793 + 2.426), rel=0.12)


def test_without_a_client_what_is_usual_elsewhere():
    nobody, _ = rhythms(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), 1)
    prior = fit_repeat_purchase(nobody, 0)
    assert [round(number, 2) for number in (prior.r, prior.alpha, prior.a, prior.b)] == [
        1,
        90.02,
        0.4,
        3.65,
    ]
    seen = repeat_purchase(prior, nobody, 0)
    assert (seen.alive[0], seen.returns[0], seen.chance[0], seen.idle[0]) == (0, 0, 1, 0)


def test_one_client_moves_the_prior_and_no_more():
    alone, _ = rhythms(np.zeros(24, dtype=np.int64), np.arange(24) * 30, 1)
    found = fit_repeat_purchase(alone, 700)
    assert 30 < found.alpha / found.r < 90


def test_the_rhythm_of_visits():
    place = np.array([0, 0, 0, 0, 1, -1, 0])
    day = np.array([60, 0, 30, 30, 500, 7, 100])
    now, before = rhythms(place, day, 3)
    assert columns(now) == {
        "visits": [4, 1, 0], "first": [0, 500, 0], "last": [100, 500, 0], "usual": [30, 0, 0], "longest": [40, 0, 0],
    }  # fmt: skip
    assert columns(before) == {
        "visits": [3, 0, 0], "first": [0, 0, 0], "last": [60, 0, 0], "usual": [30, 0, 0], "longest": [30, 0, 0],
    }  # fmt: skip


def test_only_the_last_ten_gaps_are_the_rhythm():
    days = np.cumsum([0, 400, *[30] * 10])
    now, _ = rhythms(np.zeros(12, dtype=np.int64), days, 1)
    assert now.longest.tolist() == [30]
    now, _ = rhythms(np.zeros(11, dtype=np.int64), days[:-1], 1)
    assert now.longest.tolist() == [400]


@settings(max_examples=60)
@given(st.lists(st.integers(0, 900), min_size=1, max_size=12, unique=True), st.integers(0, 500), st.integers(1, 300))
def test_longer_silence_is_never_likelier(days, waited, longer):
    now, _ = rhythms(np.zeros(len(days), dtype=np.int64), np.array(days), 1)
    habit = fit_repeat_purchase(now, max(days))
    sooner, later = (repeat_purchase(habit, now, max(days) + idle) for idle in (waited, waited + longer))
    for name in ("alive", "returns", "returns_in_a_year", "chance"):
        assert 0 <= getattr(later, name)[0] <= getattr(sooner, name)[0] <= 1
    assert sooner.returns[0] <= sooner.returns_in_a_year[0] + 1e-12


def test_extreme_books_are_fitted():
    daily, _ = rhythms(np.zeros(5000, dtype=np.int64), np.arange(5000), 1)
    for found in (
        daily,
        replace(daily, last=daily.first),
        rhythms(np.arange(2000), np.zeros(2000, dtype=int), 2000)[0],
    ):
        habit = fit_repeat_purchase(found, 40_000)
        assert all(np.isfinite(number) and number > 0 for number in (habit.r, habit.alpha, habit.a, habit.b))


def columns(found: Rhythm) -> dict[str, list[float]]:
    return {name: getattr(found, name).tolist() for name in ("visits", "first", "last", "usual", "longest")}


def counted(place, day, size):
    """Visits with fractions of weeks: the day is not whole, so nothing is merged."""
    order = np.lexsort((day, place))
    place, day = place[order], day[order]
    visits = np.bincount(place, minlength=size)
    last = day[np.cumsum(visits) - 1]
    return Rhythm(visits, np.zeros(size), last, np.zeros(size), np.zeros(size))


def invented(habit, size, weeks, ahead):
    """Clients as the model tells them: who came when, who is gone, who comes in the weeks ahead."""
    chance = np.random.default_rng(11)
    rate, leaves = chance.gamma(habit.r, 1 / habit.alpha, size), chance.beta(habit.a, habit.b, size)
    place, day = [np.arange(size)], [np.zeros(size)]
    now, here = np.zeros(size), np.arange(size)
    later = np.zeros(size, dtype=bool)
    gone = np.zeros(size, dtype=bool)
    while len(here):
        now[here] += chance.exponential(1, len(here)) / rate[here]
        later[here[(now[here] > weeks) & (now[here] <= weeks + ahead)]] = True
        here = here[now[here] <= weeks]
        place.append(here)
        day.append(now[here])
        leaving = chance.random(len(here)) < leaves[here]
        gone[here[leaving]] = True
        here = here[~leaving]
    return np.concatenate(place), np.concatenate(day), gone, later
