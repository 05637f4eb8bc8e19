"""`mainstay insights` says what the page Book says; `mainstay score` tells a terminal what it is doing."""

from __future__ import annotations

import os
import pty
import subprocess
from datetime import date, timedelta
from decimal import Decimal

import click
import pytest
from tests import clock
from tests.builders import ISIK, a_client, a_paid_invoice, an_issued_invoice
from tests.cli.conftest import COMMAND

from mainstay.store.context import use_firm


@pytest.fixture
def book(new_firm):
    """Six invoices paid on the day due, a seventh open; the firm stands in the present."""
    made = new_firm()
    with use_firm(made.firm):
        for month in range(6):
            issued = clock.today(-30 * (7 - month))
            a_paid_invoice(a_client(ISIK), on=issued, paid_on=issued + timedelta(days=29))
        an_issued_invoice(a_client(ISIK), "250.00", on=clock.today(-2))
    return made


def test_before_it_was_scored_the_book_says_so(book) -> None:
    assert book("book").out == "No forecast yet: it runs overnight, or run “mainstay score” now.\n"
    assert book("book", "--json").document is None


def test_what_was_scored_is_read_back(book) -> None:
    book("score")
    words = book("book").words
    assert "£250.00 open in 1 invoice; " in words
    assert "All you invoiced in the last 12 months went to one client." in words
    assert f"The largest client: {ISIK}, 100% of what you invoiced." in words
    # On the first days of a month it is said, too, which was the last with invoices.
    assert "How far to trust the forecast " in words
    assert "Late: 6 cases have been decided so far; from 60 on they can be" in words


def test_the_same_as_json(book) -> None:
    scored = book("score", "--json").document
    page = book("book", "--json").document
    assert page["as_of"] == scored["as_of"]
    assert page["days"][0] == scored["as_of"]
    [pounds] = page["currencies"]
    assert (pounds["currency"], pounds["open"], pounds["invoices"]) == ("GBP", "250.00", 1)
    ahead = pounds["ahead"]
    assert len(ahead["weeks"]) == 13
    assert sum(float(ahead[name]) for name in ("within", "later", "never")) == pytest.approx(250)
    assert pounds["dependence"]["largest"]["name"] == ISIK
    assert pounds["dependence"]["income"] == "850.00"
    # The ends of the months before are scored with it the first time.
    assert [one["on"] for one in pounds["trend"]] == page["days"][::-1]
    assert pounds["trend"][-1] == {
        "on": page["as_of"], "open": "250.00", "at_risk": pounds["at_risk"], "steady": pounds["steady"],
        "stepping": pounds["stepping"],
    }  # fmt: skip
    assert page["calibration"]["late"]["is_enough"] is False
    assert book("book", "--json", "--as-of", "2020-01-01").document is None
    said = book("book", "--as-of", "2020-01-01").out
    assert said == "There are no figures for 1 Jan 2020: leave out --as-of, or give a later day.\n"


def test_a_terminal_is_told_what_is_being_done_and_a_file_is_not(place, shop) -> None:
    assert shop("score").err == ""
    ours, theirs = pty.openpty()
    command = [str(COMMAND), "score", "--firm", shop.firm]
    subprocess.run(command, env=place.environment, stdout=subprocess.DEVNULL, stderr=theirs, check=True)
    os.close(theirs)
    said = click.unstyle(os.read(ours, 10_000).decode())
    os.close(ours)
    assert said.splitlines() == [
        "Reading the book …", "Forecasting the payments …", "Rating the clients …", "Saving the results …",
    ]  # fmt: skip


def test_an_inactive_book_says_so(new_firm) -> None:
    made = new_firm()
    with use_firm(made.firm):
        for number in range(5):
            for month in range(8):
                issued = date(2019, 1, 1) + timedelta(days=30 * month)
                a_paid_invoice(a_client(f"{ISIK} {number}"), on=issued, paid_on=issued + timedelta(days=20))
    made("score")
    said = "Your last invoice is dated 30 Jul 2019. Import newer invoices to stay up to date"
    for command in ("book", "today"):
        assert made(command).words.count(said) == 1
    assert "We re-ran the forecasts of the 12 months to Jul 2019, the last month with invoices," in made("book").words
    page = made("book", "--json").document
    assert (page["inputs"]["inactive_since"], page["calibration"]["until"]) == ("2019-07-30", "2019-07-30")
    assert made("today", "--json").document["inactive_since"] == "2019-07-30"
    assert made("clients", "--standing", "drifting", "--json").document["clients"] == []


def test_the_provision_is_printed_written_and_handed_to_programs(book, tmp_path):
    book("score")
    owed = book("receivables", "--json").document["currencies"]
    told = book("provision", "--json").document
    assert [(one["currency"], one["open"]) for one in told["currencies"]] == [
        (one["currency"], one["open"]) for one in owed
    ]
    for one in told["currencies"]:
        assert sum(map(Decimal, (age["provision"] for age in one["ages"].values()))) == Decimal(one["provision"])
        assert sum(map(Decimal, (client["provision"] for client in one["clients"]))) == Decimal(one["provision"])
    words = book("provision").words
    assert words.startswith(
        f"Provision for doubtful debts at the end of {clock.today():%-d %b %Y} Based on the forecast"
    )
    out = tmp_path / "provision.csv"
    assert book("provision", "--out", out).out == f"The provision is in {out}.\n"
    assert out.read_text(encoding="utf-8-sig").startswith("As of,Forecast of,Client ref,Client name,Currency,")
    assert "cannot be written" in book("provision", "--out", tmp_path, code=2).err
