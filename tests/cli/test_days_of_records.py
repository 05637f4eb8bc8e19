"""A day by hand is what a day of a file is: none more than a day ahead, none before 1970."""

from __future__ import annotations

import pytest
from tests import clock

CLIENT = "Işık İnşaat"
LATE = clock.today(3)
"""Wherever this runs, nowhere tomorrow."""


@pytest.fixture
def billed(british):
    british("record", "client", CLIENT)
    british("record", "invoice", CLIENT, "100", "--number", "A-1", "--on", "2026-01-05")
    british("record", "payment", CLIENT, "30", "--on", "2026-01-06")
    return british


ACTS = (
    ("invoice", CLIENT, "50"),
    ("payment", CLIENT, "50"),
    ("credit-note", CLIENT, "50", "--reason", "late"),
    ("write-off", "A-1", "--reason", "lost"),
    ("dispute", "A-1", "--reason", "late"),
)


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act[0])
def test_a_day_that_has_not_come_is_refused(billed, act):
    said = billed("record", *act, "--on", LATE, code=2)
    assert "is in the future: enter the date" in said.err
    assert billed.owed("2126-01-01") == {"GBP": ("100.00", "100.00")}


@pytest.mark.parametrize("act", ACTS[:3], ids=lambda act: act[0])
def test_a_year_that_cannot_be_meant_is_refused(billed, act):
    said = billed("record", *act, "--on", "1969-12-31", code=2)
    assert "The year of 1969-12-31 is out of range: correct it." in said.err
    assert billed.owed("2126-01-01") == {"GBP": ("100.00", "100.00")}


def test_the_due_day_has_a_year_that_can_be_meant(billed):
    said = billed("record", "invoice", CLIENT, "50", "--due", "2206-02-09", code=2)
    assert "The year of 2206-02-09 is out of range: correct it." in said.err


def test_an_allocation_is_of_a_day_that_has_come(billed):
    payment = billed.client(CLIENT, "2126-01-01")["payments"][0]["ref"]
    said = billed("record", "allocation", payment, "A-1", "--on", LATE, code=2)
    assert "is in the future: enter the date it happened." in said.err
    billed("record", "allocation", payment, "A-1", "--on", "2026-01-07")
    assert billed.owed("2126-01-01") == {"GBP": ("70.00", "70.00")}


def test_a_file_says_the_same_of_its_rows(billed, write):
    rows = ("Client,Amount Paid,Payment Date,Currency", f"{CLIENT},5,{LATE},GBP", f"{CLIENT},5,1969-12-31,GBP")
    outcome = billed.bring(write("payments.csv", *rows))
    assert (outcome["payments"], outcome["rejected"]) == (0, 2)
