"""Amounts that nobody knows to the penny are written so."""

from __future__ import annotations

from datetime import date

import pytest

from mainstay.kernel import formatting


@pytest.mark.parametrize(
    ("minor", "currency", "shown"),
    [
        (1_823_745, "GBP", "£18,000"),
        (1_850_000, "GBP", "£18,000"),
        (99_950, "GBP", "£1,000"),
        (12_345, "GBP", "£120"),
        (437, "GBP", "£4"),
        (40, "GBP", "£0"),
        (-40, "GBP", "£0"),
        (-12_345, "GBP", "-£120"),
        (0, "GBP", "£0"),
        (12_345, "JPY", "¥12,000"),
        (12_345_678, "TND", "12,000 TND"),
    ],
)
def test_what_is_about_so_much_has_two_figures_that_count(minor, currency, shown):
    assert formatting.about(minor, currency, "en") == shown


@pytest.mark.parametrize(
    ("minor", "currency", "language", "shown"),
    [
        (0, "GBP", "en", "£0"), (400_000, "GBP", "en", "£4k"), (50, "GBP", "en", "£0.5"), (75_000, "EUR", "en", "€750"),
        (150_000_000, "TRY", "tr", "₺1,5 mn"), (2_000_000, "TRY", "tr", "₺20 bin"), (2_000, "JPY", "en", "¥2k"),
        (5_000, "KWD", "en", "5 KWD"),
    ],
)  # fmt: skip
def test_what_stands_beside_a_drawing_is_short(minor, currency, language, shown):
    assert formatting.level(minor, currency, language) == shown


def test_turkish_writes_thousands_and_days_its_own_way():
    assert formatting.about(1_823_745, "TRY", "tr") == "₺18.000"
    assert [formatting.short_day(date(2026, 8, 3), language) for language in ("en", "tr")] == ["3 Aug", "3 Ağu"]
