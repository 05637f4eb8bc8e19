"""The vectorised arithmetic of habits says what the statistics module says, client by client."""

from __future__ import annotations

import statistics
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.scoring.rules.payment_habits import (
    ENOUGH_FOR_TREND,
    NO_HABITS,
    RECENT,
    STEADY_WITHIN_DAYS,
    Habits,
    SettlementColumns,
    habits_of,
)

AS_OF = 20_000
PAID, UNDATED, OPEN, LOST = range(4)
ROWS = st.lists(
    st.tuples(st.integers(1, 3), st.integers(AS_OF - 60, AS_OF + 30), st.integers(-20, 60), st.integers(0, 3)),
    max_size=40,
)


def ledger(rows) -> SettlementColumns:
    table = np.array(rows, dtype=np.int64).reshape(-1, 4)
    return SettlementColumns(
        client=table[:, 0],
        due=table[:, 1].astype(np.int32),
        settled=(table[:, 1] + table[:, 2]).astype(np.int32),
        is_paid=table[:, 3] == PAID,
        is_settled_undated=table[:, 3] == UNDATED,
        is_open=table[:, 3] == OPEN,
        also_overdue=np.zeros(0, dtype=np.int64),
    )


def naive(rows) -> Habits:
    paid = sorted((due + late, late) for _, due, late, how in rows if how == PAID)
    days = [late for _, late in paid]
    counted = {
        "invoices": len(rows),
        "paid": len(paid) + sum(how == UNDATED for *_, how in rows),
        "open": sum(how == OPEN for *_, how in rows),
        "overdue": sum(how == OPEN and due < AS_OF for _, due, _, how in rows),
    }
    if not days:
        return Habits(**{**asdict(NO_HABITS), **counted})
    recent, before = days[-RECENT:], days[:-RECENT]
    return Habits(
        **counted,
        on_time_share=sum(late <= 0 for late in days) / len(days),
        median=float(statistics.median(days)),
        mean=statistics.fmean(days),
        spread=statistics.stdev(days) if len(days) > 1 else None,
        usual_latest=statistics.quantiles(days, n=5, method="inclusive")[3] if len(days) > 1 else float(days[0]),
        trend=statistics.fmean(recent) - statistics.fmean(before) if len(days) >= ENOUGH_FOR_TREND else None,
        longest=max(days),
        last=days[-1],
    )


@given(ROWS)
def test_habits_are_what_the_statistics_module_says(rows) -> None:
    found = habits_of(ledger(rows), AS_OF)
    assert set(found) == {client for client, *_ in rows}
    for client, habits in found.items():
        expected = naive([row for row in rows if row[0] == client])
        assert asdict(habits) == pytest.approx(asdict(expected), abs=1e-9, nan_ok=False)


@given(ROWS.filter(bool), st.randoms())
def test_the_order_of_the_rows_does_not_matter(rows, random) -> None:
    found = habits_of(ledger(rows), AS_OF)
    random.shuffle(rows)
    shuffled = habits_of(ledger(rows), AS_OF)
    assert {c: asdict(h) for c, h in shuffled.items()} == {c: pytest.approx(asdict(h)) for c, h in found.items()}


@pytest.mark.parametrize(
    ("trend", "direction"),
    [(None, "unknown"), (0.0, "steady"), (STEADY_WITHIN_DAYS - 0.01, "steady"), (3.0, "slower"), (-3.0, "faster")],
)
def test_where_the_trend_points(trend, direction) -> None:
    assert Habits(**{**asdict(NO_HABITS), "trend": trend}).direction == direction
