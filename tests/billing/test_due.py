"""Overdue from the day after; every day belongs to one bucket, and the older debt never to a milder one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.billing.plain_book import bucket_of

from mainstay.billing.rules.due import BUCKETS, bucket_starts, days_past_due

DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
DUE = date(2024, 2, 29)


def bucket_by_starts(due: date, today: date) -> str:
    starts = bucket_starts(today)
    return BUCKETS[next((place for place, start in enumerate(starts) if due >= start), len(starts))]


@pytest.mark.parametrize(
    ("late", "bucket"),
    [(-400, "current"), (0, "current"), (1, "1-30"), (30, "1-30"), (31, "31-60"), (60, "31-60"), (61, "61-90"),
     (90, "61-90"), (91, "90+"), (4000, "90+")],
)  # fmt: skip
def test_buckets_by_days_past_due(late, bucket) -> None:
    today = DUE + timedelta(days=late)
    assert bucket_by_starts(DUE, today) == bucket
    assert days_past_due(DUE, today) == late


@given(DAYS, DAYS, st.integers(0, 400))
def test_waiting_longer_is_never_milder(due, today, longer) -> None:
    later = today + timedelta(days=longer)
    assert BUCKETS.index(bucket_by_starts(due, today)) <= BUCKETS.index(bucket_by_starts(due, later))


@given(DAYS, DAYS)
def test_the_bounds_say_the_same_as_plain_arithmetic(due, today) -> None:
    assert bucket_by_starts(due, today) == bucket_of(due, today)
