"""The story of the demonstration firm ends on the firm's own today, whatever day it is elsewhere."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from mainstay.demonstration.rules.plan import day_there


@pytest.mark.parametrize(
    ("language", "day"), [("en", date(2026, 11, 28)), ("tr", date(2026, 11, 29)), ("xx", date(2026, 11, 28))]
)
def test_before_midnight_in_leeds_it_is_tomorrow_in_istanbul(language, day) -> None:
    assert day_there(language, datetime(2026, 11, 28, 22, 30, tzinfo=UTC)) == day
