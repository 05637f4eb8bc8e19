from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.insight.books import FIRST, ROWS, book
from tests.insight.whole_ledgers import concentration

from mainstay.insight.concentration import Concentration, LargestPaysLate

DAY = FIRST + 400
EVENTS = ("written_off", "disputed", "dispute_ended", "part_paid")


def sold(client: int, amount: int, issued: int = 300, **rest: int) -> dict[str, int]:
    return {"client": client, "amount": amount, "issued": issued, **rest}


def test_every_figure_of_a_small_book():
    rows = [
        sold(1, 500_00, days=20),
        sold(2, 300_00, days=20),
        sold(3, 200_00, days=20),
        sold(3, 9_000_00, issued=34, days=20),  # more than 365 days ago
        sold(1, 100_00, issued=390, terms=10),  # due today: expected tomorrow
        sold(1, 130_00, issued=390, terms=41),  # in 31 days; 60 days later is the last day of the thirteen weeks
        sold(1, 70_00, issued=390, terms=42),  # and one day beyond them
        sold(1, -70_00, issued=395),
        sold(2, 8_00, currency=5),
    ]
    assert concentration(book(*rows), DAY) == (
        Concentration(
            currency=0,
            income_minor=1_230_00,
            clients=3,
            half=1,
            herfindahl=pytest.approx((730**2 + 300**2 + 200**2) / 1230**2),
            largest=1,
            largest_minor=730_00,
            largest_ratio=730 / 1230,
            # 730.00 a year are 2.00 a day
            pays_late=LargestPaysLate(late_days=60, tied_up_minor=120_00, due_minor=300_00, moved_minor=70_00),
            top=((1, 730_00), (2, 300_00), (3, 200_00)),
        ),
        Concentration(
            currency=5,
            income_minor=8_00,
            clients=1,
            half=1,
            herfindahl=1.0,
            largest=2,
            largest_minor=8_00,
            largest_ratio=1.0,
            pays_late=LargestPaysLate(late_days=60, tied_up_minor=1_32, due_minor=8_00, moved_minor=0),
            top=((2, 8_00),),
        ),
    )


def test_half_of_the_income_is_reached_with_the_last_that_is_needed():
    alike = [sold(client, 100_00) for client in range(5)]
    assert concentration(book(*alike), DAY)[0].half == 3
    assert concentration(book(*alike[:4]), DAY)[0].half == 2
    assert concentration(book(*alike), DAY)[0].herfindahl == pytest.approx(1 / 5)


def test_when_a_payment_is_expected_decides_whether_it_moves_out():
    rows = [sold(1, 100_00, terms=500), sold(1, 40_00, terms=500)]
    assert concentration(book(*rows), DAY)[0].pays_late == LargestPaysLate(60, 23_01, 0, 0)
    expected = [DAY + 20, DAY + 80]
    assert concentration(book(*rows), DAY, expected=expected)[0].pays_late == LargestPaysLate(60, 23_01, 140_00, 40_00)
    later = concentration(book(*rows), DAY, expected=expected, late_days=90)[0].pays_late
    assert later == LargestPaysLate(90, 34_52, 140_00, 140_00)


def test_what_happens_later_changes_nothing():
    now = concentration(book(sold(1, 100_00), sold(2, 50_00)), DAY)
    assert concentration(book(sold(1, 100_00, written_off=401), sold(2, 50_00, days=150)), DAY) == now
    assert concentration(book(sold(1, 100_00, written_off=400), sold(2, 50_00)), DAY) != now


def test_nothing_is_said_of_a_book_without_income():
    assert concentration(book(), DAY) == ()
    assert concentration(book(sold(1, 100_00), sold(1, -200_00)), DAY) == ()
    assert concentration(book(sold(1, 100_00, written_off=350)), DAY) == ()


@settings(max_examples=60)
@given(ROWS, st.integers(0, 900))
def test_any_book_is_measured_by_what_was_known(rows, day):
    known = [
        {name: value for name, value in row.items() if name not in EVENTS or value <= day}
        for row in rows
        if row["issued"] <= day
    ]
    for row in known:
        if row["issued"] + row.get("days", 0) > day:
            del row["days"]
    found = concentration(book(*rows), FIRST + day)
    assert found == concentration(book(*known), FIRST + day)
    for each in found:
        assert 1 <= each.half <= each.clients
        assert 1 / each.clients - 1e-9 <= each.herfindahl <= 1 + 1e-9
        assert 0 < each.largest_minor <= each.income_minor
        assert 0 <= each.pays_late.moved_minor <= each.pays_late.due_minor
