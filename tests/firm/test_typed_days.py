"""Days are read as people type them, in both languages, and what the app writes is read back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.firm.forms.typed_days import typed_day
from mainstay.kernel import formatting

TODAY = date(2026, 11, 29)  # a Sunday


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2026-11-03", date(2026, 11, 3)), ("3.11.2026", date(2026, 11, 3)), ("03/11/26", date(2026, 11, 3)),
        ("3 11 2026", date(2026, 11, 3)), ("3-11-2026", date(2026, 11, 3)), ("3 Nov 2026", date(2026, 11, 3)),
        ("3rd November, 2026", date(2026, 11, 3)), ("Nov 3, 2026", date(2026, 11, 3)),
        ("3 Kas 2026", date(2026, 11, 3)),
        ("3 KASIM 2026", date(2026, 11, 3)), ("1 Ağu 2026", date(2026, 8, 1)), ("1 Sept 2026", date(2026, 9, 1)),
        ("3.11", date(2026, 11, 3)), ("3.11.", date(2026, 11, 3)), ("3 nov", date(2026, 11, 3)),
        ("3kas", date(2026, 11, 3)),
        ("5 jan", date(2027, 1, 5)), ("29 Feb", date(2028, 2, 29)), ("today", TODAY), ("Bugün", TODAY),
        ("tomorrow", date(2026, 11, 30)), ("YARIN", date(2026, 11, 30)), ("dün", date(2026, 11, 28)),
        ("Friday", date(2026, 12, 4)), ("fri", date(2026, 12, 4)), ("cuma", date(2026, 12, 4)),
        ("pazar", date(2026, 12, 6)), ("+7", date(2026, 12, 6)),
    ],
)  # fmt: skip
def test_a_day_is_read_as_it_is_said(typed: str, read: date) -> None:
    assert typed_day(typed, today=TODAY) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("5 jan", date(2026, 1, 5)), ("30.11", date(2026, 11, 30)), ("2.12", date(2025, 12, 2)),
        ("Friday", date(2026, 11, 27)), ("Sunday", TODAY), ("29 Feb", date(2024, 2, 29)),
    ],
)  # fmt: skip
def test_a_day_that_has_to_have_come_is_the_last_one(typed: str, read: date) -> None:
    assert typed_day(typed, today=TODAY, is_past=True) == read


@pytest.mark.parametrize(
    "typed",
    ["", "soon", "31.2.2026", "3.13.2026", "32 Nov", "ma", "3 ju 2026", "2026-02-30", "3.11.2", "1" * 500],
)
def test_what_is_no_day_is_none(typed: str) -> None:
    assert typed_day(typed, today=TODAY) is None


@pytest.mark.parametrize("typed", ["3.11", "tomorrow", "Friday", "+7"])
def test_without_todays_date_only_a_whole_date_is_a_day(typed: str) -> None:
    assert typed_day(typed, today=None) is None
    assert typed_day("3.11.2026", today=None) == date(2026, 11, 3)


@given(st.dates(date(1970, 1, 1), date(2099, 12, 31)), st.sampled_from(["en", "tr"]))
def test_what_the_app_writes_is_read_back(day: date, language: str) -> None:
    assert typed_day(formatting.day(day, language), today=None) == day
    assert typed_day(formatting.long_day(day, language), today=TODAY) in {day, None}
    near = TODAY + timedelta(days=day.toordinal() % 150)
    assert typed_day(formatting.short_day(near, language), today=TODAY) == near
