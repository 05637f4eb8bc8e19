"""What fits is chosen, what fits twice is asked, over the whole table."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mainstay.intake.dates import ORDERS
from mainstay.intake.profiling import BY_ROW, Choices, Columns, Evidence, Question, Reading, profile
from mainstay.intake.tables import open_table

if TYPE_CHECKING:
    from pathlib import Path


def reading_of(path: Path, *rows: tuple[str, str, str], choices: Choices | None = None) -> Reading:
    file = path / "book.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([("Date", "Amount", "Currency"), *rows])
    table = open_table(file, known_headers=lambda cells: "Date" in cells)
    return profile(table, Columns((0,), (1,), 2), choices)


def question(reading: Reading, name: str) -> Question:
    return next(found for found in reading.questions if found.name == name)


def dates(path: Path, *texts: str) -> Question:
    return question(reading_of(path, *((text, "1.00", "GBP") for text in texts)), "date_order")


def amounts(path: Path, *texts: str, currency: str = "GBP") -> Question:
    return question(reading_of(path, *(("2024-01-01", text, currency) for text in texts)), "decimal")


def test_year_first_needs_no_question(tmp_path: Path) -> None:
    assert dates(tmp_path, "2024-03-04", "5 Mart 2024").chosen == "ymd"


def test_one_day_above_twelve_settles_the_order(tmp_path: Path) -> None:
    assert dates(tmp_path, "03/04/2024", "13/04/2024", "2024-01-01").chosen == "dmy"
    assert dates(tmp_path, "03/04/2024", "04/13/2024").chosen == "mdy"


def test_without_a_hint_the_order_is_asked(tmp_path: Path) -> None:
    assert dates(tmp_path, "03/04/2024", "05/05/2024") == Question(
        "date_order",
        ("dmy", "mdy"),
        None,
        (Evidence("03/04/2024", (("dmy", "2024-04-03"), ("mdy", "2024-03-04"))),),
    )


def test_days_that_read_the_same_either_way_are_no_question(tmp_path: Path) -> None:
    assert dates(tmp_path, "05/05/2024", "06/06/2024").chosen == "dmy"


def test_two_orders_in_one_file_are_asked(tmp_path: Path) -> None:
    found = dates(tmp_path, "13/04/2024", "04/13/2024")
    assert (found.options, found.chosen) == (("dmy", "mdy"), None)
    assert found.evidence == (
        Evidence("13/04/2024", (("dmy", "2024-04-13"), ("mdy", ""))),
        Evidence("04/13/2024", (("dmy", ""), ("mdy", "2024-04-13"))),
    )


def test_a_date_nobody_can_read_is_no_evidence(tmp_path: Path) -> None:
    assert dates(tmp_path, "31/02/2024", "13/04/2024", "soon").chosen == "dmy"


def test_a_choice_settles_a_question(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, ("03/04/2024", "1.234", ""))
    assert [found.name for found in reading.open] == ["date_order", "decimal", "currency"]
    settled = reading.with_choices(Choices(date_order="mdy", decimal="comma", currency="TND"))
    assert [found.chosen for found in settled.questions] == ["utf-8", "mdy", "comma", "TND"]
    assert settled.open == ()


def test_three_decimals_are_thousands_where_the_currency_has_two(tmp_path: Path) -> None:
    assert amounts(tmp_path, "1.234", "500").chosen == "comma"
    assert amounts(tmp_path, "1,234").chosen == "point"
    assert amounts(tmp_path, "1.234", currency="JPY").chosen == "comma"


def test_three_decimals_are_asked_about_where_the_currency_has_three(tmp_path: Path) -> None:
    assert amounts(tmp_path, "1.234", currency="TND") == Question(
        "decimal", ("point", "comma"), None, (Evidence("1.234", (("point", "1.234"), ("comma", "1234.00"))),)
    )


def test_both_styles_in_one_file_are_asked(tmp_path: Path) -> None:
    found = amounts(tmp_path, "1.234,56", "1,234.56")
    assert (found.chosen, found.evidence) == (
        None,
        (
            Evidence("1.234,56", (("point", ""), ("comma", "1234.56"))),
            Evidence("1,234.56", (("point", "1234.56"), ("comma", ""))),
        ),
    )


def test_whole_amounts_need_no_question(tmp_path: Path) -> None:
    assert amounts(tmp_path, "100", "2000", "junk").chosen == "point"


def test_currency_comes_from_the_rows_or_the_amounts_or_is_asked(tmp_path: Path) -> None:
    def currency(*rows: tuple[str, str, str]) -> tuple[str | None, tuple[str, ...]]:
        found = question(reading_of(tmp_path, *rows), "currency")
        return found.chosen, found.options

    assert currency(("", "1", "GBP"), ("", "1", "USD")) == (BY_ROW, ("GBP", "USD"))
    assert currency(("", "1 TL", ""), ("", "₺2", "")) == ("TRY", ("TRY",))
    chosen, options = currency(("", "$1", ""))
    assert (chosen, options[:3]) == (None, ("USD", "CAD", "AUD"))
    assert currency(("", "1", "")) == (None, ())


def test_the_encoding_is_asked_with_words_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "book.csv"
    path.write_bytes("Date,Amount\nIşık,1\n".encode("cp1254"))
    table = open_table(path, known_headers=lambda cells: "Date" in cells)
    found = question(profile(table, Columns()), "encoding")
    assert (found.options, found.chosen) == (("cp1252", "cp1254"), None)
    assert found.evidence == (Evidence("Işık", (("cp1252", "Iþýk"), ("cp1254", "Işık"))),)


def test_counts_rows_and_keeps_the_first_five(tmp_path: Path) -> None:
    heard: list[int] = []
    path = tmp_path / "book.csv"
    path.write_text("Date,Amount\n" + "".join(f"2024-01-01,{n}\n" for n in range(2500)), encoding="utf-8")
    table = open_table(path, known_headers=lambda cells: "Date" in cells)
    reading = profile(table, Columns((0,), (1,)), progress=lambda rows, _: heard.append(rows))
    assert (reading.rows, heard) == (2500, [1000, 2000, 2500])
    assert reading.sample == tuple((n + 2, ("2024-01-01", str(n))) for n in range(5))


DAYS = st.lists(st.dates(date(1980, 1, 1), date(2079, 12, 31)), min_size=1, max_size=12)


@pytest.mark.parametrize("order", ["dmy", "mdy"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(days=DAYS)
def test_a_file_written_in_one_order_is_never_read_in_another(tmp_path: Path, order: str, days: list[date]) -> None:
    pattern = "%d/%m/%Y" if order == "dmy" else "%m/%d/%Y"
    found = dates(tmp_path, *(day.strftime(pattern) for day in days))
    told_apart = any(day.day > 12 for day in days)
    alike = all(day.day == day.month for day in days)
    assert order in found.options
    assert found.chosen == (order if told_apart else "dmy" if alike else None)
    assert set(found.options) <= set(ORDERS)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(minors=st.lists(st.integers(1, 10**9), min_size=1, max_size=12), comma=st.booleans(), grouped=st.booleans())
def test_a_file_written_in_one_style_is_never_read_in_another(
    tmp_path: Path, minors: list[int], comma: bool, grouped: bool
) -> None:
    texts = [f"{minor / 100:{',' if grouped else ''}.2f}" for minor in minors]
    if comma:
        texts = [text.translate(str.maketrans(",.", ".,")) for text in texts]
    assert amounts(tmp_path, *texts).chosen == ("comma" if comma else "point")
