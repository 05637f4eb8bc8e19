"""Dates are read under a stated order and never guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.intake.dates import ORDERS, DateOrder, date_reader, day_readings, read_day

DAYS = st.dates(date(1980, 1, 1), date(2079, 12, 31))
ANY_DAY = st.dates(date(1970, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-01", "2024/3/1", "2024.03.01", "20240301", "2024-03-01T10:00:00Z", "2024-03-01 10:00:00.123+03:00",
        "1 Mar 2024", "01-Mar-24", "1 Mart 2024", "Mar 1, 2024", "March 1st, 2024", "1st March 2024", "01.MAR.2024",
        "Fri, 1 Mar 2024", "2024 Mar 1", " 1  Mart  2024 ", "2024-Mar-01",
    ],
)  # fmt: skip
def test_reads_alike_under_every_order(text: str) -> None:
    assert day_readings(text) == dict.fromkeys(ORDERS, "2024-03-01")


@pytest.mark.parametrize(
    ("text", "dmy", "mdy"),
    [
        ("03/04/2024", "2024-04-03", "2024-03-04"),
        ("3.4.24", "2024-04-03", "2024-03-04"),
        ("13/04/2024", "2024-04-13", None),
        ("04/13/2024", None, "2024-04-13"),
        ("3/1/2024 10:15 AM", "2024-01-03", "2024-03-01"),
        ("03-04-79", "2079-04-03", "2079-03-04"),
        ("03-04-80", "1980-04-03", "1980-03-04"),
        ("29/02/2024", "2024-02-29", None),
        ("05 / 05 / 2024", "2024-05-05", "2024-05-05"),
    ],
)
def test_reads_figures_by_the_order(text: str, dmy: str | None, mdy: str | None) -> None:
    assert (read_day(text, "dmy"), read_day(text, "mdy"), read_day(text, "ymd")) == (dmy, mdy, None)


@pytest.mark.parametrize(
    "text",
    ["", "31/02/2024", "29/02/2023", "2024-02-31", "1969-12-31", "2200-01-01", "3/4", "3/4-2024", "Foo 3 2024", "45000",
     "0000-00-00", "2024-13-01", "1/2/2024 lunch", "٣/٤/٢٠٢٤", "1/1/202"],
)  # fmt: skip
def test_is_nobodys_date(text: str) -> None:
    assert day_readings(text) == {}


def test_knows_the_months_in_both_languages() -> None:
    turkish = "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık".split()
    english = "JAN feb March april May June July August Sept October Nov December".split()
    for number, names in enumerate(zip(turkish, english, strict=True), start=1):
        for name in names:
            assert read_day(f"5 {name} 2024", "mdy") == f"2024-{number:02d}-05"
    assert read_day("5 EYLÜL 2024", "dmy") == "2024-09-05"
    assert read_day("5 KASIM 2024", "dmy") == "2024-11-05"
    assert read_day("5 ARALIK 2024", "dmy") == "2024-12-05"


@given(ANY_DAY, st.sampled_from(ORDERS))
def test_reading_after_printing_gives_the_day_back(day: date, order: DateOrder) -> None:
    patterns = {"ymd": "{y:04d}-{m:02d}-{d:02d}", "dmy": "{d}/{m}/{y:04d}", "mdy": "{m:02d}.{d:02d}.{y:04d}"}
    text = patterns[order].format(y=day.year, m=day.month, d=day.day)
    assert date_reader(order)(text) == day.isoformat()


@given(DAYS)
def test_two_digits_of_the_year_are_enough(day: date) -> None:
    assert read_day(f"{day.day}.{day.month}.{day.year % 100:02d}", "dmy") == day.isoformat()


@given(st.text(max_size=20))
def test_never_raises(text: str) -> None:
    assert set(day_readings(text)) <= set(ORDERS)
