"""Rows of one number form one invoice wherever they stand; a bad line rejects its invoice whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.billing.formats.reading_tables import read, reasons

if TYPE_CHECKING:
    from pathlib import Path

FRESHBOOKS = "Client Name,Invoice #,Date Issued,Invoice Status,Date Paid,Line Total,Currency\n"
NINJA = "Client,Email,Invoice Number,Amount,Paid,PO Number,Status,Invoice Date,Due Date,Item Product\n"
XERO = (
    "*ContactName,EmailAddress,POCountry,*InvoiceNumber,*InvoiceDate,*DueDate,*Quantity,*UnitAmount,Discount,Currency\n"
)


def test_adds_up_lines_wherever_they_stand(tmp_path: Path) -> None:
    text = FRESHBOOKS + (
        "Ada,1,01/03/2024,sent,,10.00,GBP\n"
        "Bea,2,01/03/2024,paid,05/03/2024,5.00,GBP\n"
        "Ada,1,01/03/2024,sent,,0.50,GBP\n"
        "Ada,1,01/03/2024,sent,,-0.25,GBP\n"
    )
    for size in (1, 100):
        parsed = read(tmp_path, text, size=size)
        assert reasons(parsed) == []
        assert [(row.line, row.number, row.client_name, row.total_minor, row.paid_minor) for row in parsed.rows] == [
            (2, "1", "Ada", 1025, 0),
            (3, "2", "Bea", 500, 500),
        ]
        assert [len(row.raw) for row in parsed.rows] == [3, 1]
        assert parsed.source_rows == 4


def test_takes_the_repeated_total_once(tmp_path: Path) -> None:
    text = NINJA + (
        "Ada,a@x.org,1,100.00,40,PO,Sent,01/03/2024,31/03/2024,A\nADA,,1,100.0,40.00,,Sent,01/03/2024,,B\n,,1,,,,,,,C\n"
    )
    (row,) = read(tmp_path, text).rows
    assert (row.total_minor, row.paid_minor, row.client_fields, row.reference, len(row.raw)) == (
        10000, 4000, (("email", "a@x.org"),), "PO", 3,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        ("Ada,,1,99.00,40,,Sent,01/03/2024,,B", (3, "Amount", "99.00", "lines_differ_total")),
        ("Bea,,1,100.00,40,,Sent,01/03/2024,,B", (3, "Client", "Bea", "lines_differ_client_name")),
        ("Ada,,1,100.00,40,,Sent,02/03/2024,,B", (3, "Invoice Date", "02/03/2024", "lines_differ_issued_on")),
        ("Ada,,1,100.00,41,,Sent,01/03/2024,,B", (3, "Paid", "41", "lines_differ_paid")),
    ],
)
def test_lines_that_disagree_reject_the_invoice(tmp_path: Path, second: str, reason: tuple[int, str, str, str]) -> None:
    parsed = read(tmp_path, f"{NINJA}Ada,,1,100.00,40,,Sent,01/03/2024,,A\n{second}\nEve,,2,1,0,,Sent,01/03/2024,,A\n")
    assert (reasons(parsed), [row.number for row in parsed.rows], parsed.source_rows) == ([reason], ["2"], 3)
    assert len(parsed.rejects[0].rows) == 2


def test_works_out_lines_by_quantity_price_and_discount(tmp_path: Path) -> None:
    text = XERO + (
        "Ada,,GB,1,01/03/2024,31/03/2024,3,10.333,,GBP\n"
        "Ada,,GB,1,01/03/2024,31/03/2024,1.5,100,10%,GBP\n"
        "Ada,,GB,1,01/03/2024,31/03/2024,,,,GBP\n"
        "Bea,,GB,2,01/03/2024,31/03/2024,2,ten,,GBP\n"
        "Eve,,GB,3,01/03/2024,31/03/2024,1,10,,XYZ\n"
        "Eve,,GB,,01/03/2024,31/03/2024,1,10,,GBP\n"
    )
    parsed = read(tmp_path, text)
    assert [(row.number, row.total_minor, row.client_fields) for row in parsed.rows] == [
        ("1", 3100 + 13500, (("country", "GB"),)),
    ]
    assert sorted(reasons(parsed)) == [
        (5, "UnitAmount", "ten", "not_a_number"),
        (6, "Currency", "XYZ", "unknown_currency"),
        (7, "InvoiceNumber", "", "missing_number"),
    ]


def test_lines_that_add_up_to_nothing_are_rejected(tmp_path: Path) -> None:
    text = FRESHBOOKS + "Ada,1,01/03/2024,sent,,10.00,GBP\nAda,1,01/03/2024,sent,,-10.00,GBP\n"
    assert [reason[3] for reason in reasons(read(tmp_path, text))] == ["zero_amount"]


def test_sums_survive_a_decimal_comma(tmp_path: Path) -> None:
    text = FRESHBOOKS + 'Ada,1,01/03/2024,sent,,"1.000,50",TND\nAda,1,01/03/2024,sent,,"0,504",TND\n'
    (row,) = read(tmp_path, text, decimal="comma").rows
    assert row.total_minor == 1_001_004


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(
    lines=st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 10**7)), min_size=1, max_size=20),
    size=st.integers(1, 4),
)
def test_nothing_is_lost_in_any_order(tmp_path: Path, lines: list[tuple[str, int]], size: int) -> None:
    text = FRESHBOOKS + "".join(f"C,{number},01/03/2024,,,{minor / 100:.2f},GBP\n" for number, minor in lines)
    parsed = read(tmp_path, text, size=size)
    sums: dict[str, int] = {}
    for number, minor in lines:
        sums[number] = sums.get(number, 0) + minor
    assert parsed.rejects == []
    assert [(row.number, row.total_minor) for row in parsed.rows] == list(sums.items())
    assert parsed.source_rows == len(lines)
