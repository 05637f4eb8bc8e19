"""Overdue from the day after; every day belongs to one bucket, and the older debt never to a milder one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.billing.rules.due import BUCKETS, bucket_of, bucket_starts, days_past_due, is_overdue

DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
DUE = date(2024, 2, 29)


@pytest.mark.parametrize(
    ("late", "bucket"),
    [(-400, "current"), (0, "current"), (1, "1-30"), (30, "1-30"), (31, "31-60"), (60, "31-60"), (61, "61-90"),
     (90, "61-90"), (91, "90+"), (4000, "90+")],
)  # fmt: skip
def test_buckets_by_days_past_due(late, bucket) -> None:
    today = DUE + timedelta(days=late)
    assert bucket_of(DUE, today) == bucket
    assert days_past_due(DUE, today) == late
    assert is_overdue(DUE, today) is (late > 0) is (bucket != "current")


@given(DAYS, DAYS, st.integers(0, 400))
def test_waiting_longer_is_never_milder(due, today, longer) -> None:
    later = today + timedelta(days=longer)
    assert BUCKETS.index(bucket_of(due, today)) <= BUCKETS.index(bucket_of(due, later))


@given(DAYS, DAYS)
def test_the_bounds_say_the_same_as_the_bucket(due, today) -> None:
    starts = bucket_starts(today)
    place = next((i for i, start in enumerate(starts) if due >= start), len(starts))
    assert BUCKETS[place] == bucket_of(due, today)
