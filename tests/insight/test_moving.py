"""A firm's past fades only where its clients as a whole have begun to pay otherwise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainstay.insight.fitting import fit
from mainstay.insight.ledger import NOT_YET, ledger
from mainstay.insight.moving import LASTING, Memory, memory_of
from mainstay.insight.outlook import outlook

START = 736_330


def drawn(seed, shares, each=200):
    """Clients in turn; from one stretch to the next the share that pays late moves."""
    chance = np.random.default_rng(seed)
    late = np.concatenate([chance.random(each) < share for share in shares])
    size = len(late)
    issued = START + 2 * np.arange(size)
    days = np.where(late, chance.integers(1, 40, size), -chance.integers(0, 8, size))
    return ledger(
        client=chance.integers(0, 25, size), issued=issued, due=issued + 30, amount_minor=np.full(size, 100_00),
        paid=issued + 30 + days,
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_a_level_that_stays_does_not_fade(seed):
    book = drawn(seed, [0.4, 0.4])
    assert memory_of(book, book.payable, int(book.issued[-1])) == LASTING


@pytest.mark.parametrize("seed", range(6))
def test_a_level_that_moves_makes_the_past_fade_and_the_forecast_follows(seed):
    book = drawn(seed, [0.1, 0.8])
    today = int(book.issued[-1])
    memory = memory_of(book, book.payable, today)
    assert 0 < memory.half_life <= 60
    rows = np.array([len(book) - 1])
    assert outlook(fit(book, today), book, today, book.rows(rows), rows).late[0] > 0.6


@settings(max_examples=30)
@given(st.integers(0, 29), st.integers(0, 50))
def test_a_small_book_does_not_fade(count, seed):
    book = drawn(seed, [0.0, 1.0], 15).rows(np.arange(count))
    assert memory_of(book, book.payable, START + 2_000) == LASTING


def test_nothing_paid_and_everything_on_one_day_is_borne():
    size = 60
    day = np.full(size, START)
    book = ledger(client=np.zeros(size, dtype=int), issued=day, due=day, amount_minor=np.full(size, 1))
    assert memory_of(book, book.payable, START + 400) == LASTING
    paid = ledger(client=np.zeros(size, dtype=int), issued=day, due=day, amount_minor=np.full(size, 1), paid=day)
    assert memory_of(paid, paid.payable, START + 400) == LASTING
    assert paid.paid.max() < NOT_YET


def test_what_fell_due_longer_ago_counts_less_and_lasting_memory_counts_all_alike():
    due = START + np.arange(0, 300, 30)
    assert np.all(LASTING.fading(due) == 1)
    fading = Memory(30.0, START + 270).fading(due)
    assert np.all(np.diff(fading) > 0)
    assert fading[-1] == 1
    assert fading[-2] == pytest.approx(0.5)
