"""Saying how a file is read: look first, name the columns, keep the answer under a name or in a file."""

from __future__ import annotations

import json
import os
import pty
import re

import pytest
from tests.cli.outcomes import sums, whole

DAY = "2026-06-30"
HEADER = "Knr,Re-Nr,Wann,Bis,Betrag"
ROW = 'Işık İnşaat,R-1,03/04/2026,13/04/2026,"1.234,56"'
COLUMNS = {"client_name": "Knr", "number": "Re-Nr", "issued_on": "Wann", "due_on": "Bis", "total": "Betrag"}
FLAGS = tuple(word for name, column in COLUMNS.items() for word in ("--column", f"{name}={column}"))


def test_a_dry_run_shows_everything_and_changes_nothing(british, write, tmp_path):
    file = write("a.csv", HEADER, ROW, ROW.replace("R-1", "R-2").replace("1.234,56", "0"))
    arguments = ("import", "invoices", file, *FLAGS, "--currency", "EUR", "--save-mapping", "steuer", "--dry-run")
    said = british(*arguments)
    assert "day-month-year" in said.words
    assert "decimal comma" in said.words
    assert "Preview (nothing was changed)" in said.words
    assert re.search(r"invoices to add\s+1", said.out)
    assert "€1,234.56 in the file; €1,234.56 to import." in said.words
    assert "· line 3, Betrag: The amount is zero: enter what is owed, or leave the row out." in said.words
    tried = british(*arguments, "--json").document
    assert tried == whole(tried, rows=2, came_in=1, rejected=1, invoices=1, clients=1)
    assert sums(tried) == {("invoiced", "EUR"): ("1234.56", "1234.56")}
    assert british.names(DAY) == []
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    assert "No mapping is called “steuer”; these are: -" in british.refusal(file, "--mapping", "steuer")


def test_without_yes_and_without_a_person_nothing_comes_in(british, write):
    file = write("a.csv", "Invoice Number,Client,Invoice Date,Total,Currency", "A-1,Işık,2026-03-01,1.00,GBP")
    said = british("import", "invoices", file, code=2)
    assert said.err == "Nothing was imported yet: look at the preview above and add --yes to accept it.\n"
    assert british.names(DAY) == []


def test_a_mapping_kept_under_a_name(british, write):
    first = british.bring(write("a.csv", HEADER, ROW), *FLAGS, "--currency", "EUR", "--save-mapping", "steuer")
    assert first["invoices"] == 1
    # What was found out of the first file answers for the next, in which 03/04 alone would be in doubt.
    bare = ROW.replace("13/04/2026", "").replace("R-1", "R-2")
    british.bring(write("b.csv", HEADER, bare), "--mapping", "steuer")
    [_, second] = sorted(british.client("isik", DAY)["open_invoices"], key=lambda invoice: invoice["number"])
    assert (second["number"], second["issued_on"], second["total"], second["currency"]) == (
        "R-2", "2026-04-03", "1234.56", "EUR",
    )  # fmt: skip
    assert british.refusal(write("c.csv", HEADER, bare), "--mapping", "other") == (
        "No mapping is called “other”; these are: steuer"
    )
    assert british.refusal(write("d.csv", "Knr,Betrag", "x,1"), "--mapping", "steuer") == (
        "The file has no column Bis."
    )


def test_a_mapping_in_a_file(british, write, tmp_path):
    mapping = tmp_path / "steuer.json"
    document = {"fields": COLUMNS, "date_order": "dmy", "decimal": "comma", "currency": "EUR"}
    mapping.write_text(json.dumps(document), encoding="utf-8")
    file = write("a.csv", HEADER, ROW.replace("13/04/2026", ""))
    british.bring(file, "--mapping", mapping)
    assert british.owed(DAY) == {"EUR": ("1234.56", "1234.56")}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param("fields", "The mapping is no JSON document: fields", id="no JSON"),
        pytest.param("[]", 'The mapping must be an object with "fields".', id="a list"),
        pytest.param(
            '{"fields": {"colour": "x"}}', "The mapping names a field that does not exist: colour", id="a field"
        ),
        pytest.param(
            '{"fields": {"total": "Betrag"}}', "No column is named for: client_name", id="a client without a column"
        ),
        pytest.param('{"fields": {}, "decimal": "dot"}', "dot is not one of the options.", id="an option"),
    ],
)
def test_a_mapping_that_cannot_be_used(british, write, tmp_path, content, sentence):
    mapping = tmp_path / "m.json"
    mapping.write_text(content, encoding="utf-8")
    assert british.refusal(write("a.csv", HEADER, ROW), "--mapping", mapping, "--currency", "EUR") == sentence


def test_a_mapping_file_that_is_not_there(british, write, tmp_path):
    mapping = tmp_path / "no.json"
    assert british.refusal(write("a.csv", HEADER, ROW), "--mapping", mapping) == f"There is no file {mapping}."


def test_one_column_corrected_beside_those_recognised(british, write):
    header = "Invoice Number,Client,Invoice Date,Total,Currency,Grand Total Incl"
    file = write("a.csv", header, "A-1,Işık İnşaat,2026-03-01,100.00,TRY,118.00")
    british.bring(file, "--column", "total=Grand Total Incl")
    assert british.owed(DAY) == {"TRY": ("118.00", "118.00")}


def test_payments_alone_under_any_header(british, write, rejected):
    british.bring(write("a.csv", "Invoice Number,Client,Invoice Date,Total,Currency", "A-1,Işık,2026-03-01,9.00,GBP"))
    header = "Fatura No,Müşteri Adı,Tahsilat Tutarı,Tahsilat Tarihi,Para Birimi"
    file = write(
        "b.csv", header, "A-1,Işık,4.00,2026-03-05,GBP", ",Işık,2.00,2026-03-06,GBP", "A-9,Işık,1.00,2026-03-06,GBP"
    )
    outcome = british.bring(file)
    assert (outcome["invoices"], outcome["payments"], outcome["rejected"]) == (0, 2, 1)
    assert [reject[:3] for reject in rejected(outcome)] == [("4", "Fatura No", "A-9")]
    assert british.owed(DAY) == {"GBP": ("5.00", "5.00")}
    assert british.client("isik", DAY)["on_account"] == {"GBP": "2.00"}
    again = british.bring(file)
    assert (again["payments"], again["unchanged"], again["rejected"]) == (0, 2, 1)


def test_a_person_at_the_terminal_is_asked(place, shop, write, until):
    """Every open question, then whether to go on; the answers are typed into a real terminal."""
    file = write("a.csv", "Invoice Number,Client,Invoice Date,Total", 'A-1,Işık İnşaat,03/04/2026,"1,234.50"')
    ours, theirs = pty.openpty()
    shop_at_terminal = place.start("import", "invoices", file, "--firm", shop.firm, stdin=theirs)
    os.close(theirs)
    os.write(ours, b"dmy\nEUR\ny\n")
    said = place.ended(shop_at_terminal)
    os.close(ours)
    assert "order of day and month" in said.words
    assert "Import this?" in said.words
    [invoice] = shop.client("isik", DAY)["open_invoices"]
    assert (invoice["issued_on"], invoice["total"], invoice["currency"]) == ("2026-04-03", "1234.50", "EUR")


SHARED = (
    "Invoice No,Client,Invoice Date,Total,Currency",
    "7,Rowan,2026-01-12,100.00,GBP",
    "7,Sorrel,2026-01-13,50.00,GBP",
)


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        pytest.param(("invoices", b"\n"), {"Rowan": ["7"], "Sorrel": ["7"]}, id="as the file shows"),
        pytest.param(("invoices", b"book\n"), {"Rowan": ["7"]}, id="one series"),
        pytest.param(("all", b"client\n"), {"Rowan": ["7"], "Sorrel": ["7"]}, id="several files"),
    ],
)
def test_how_numbers_run_is_asked_where_the_file_leaves_it_open(place, shop, write, asked, numbers):
    command, answer = asked
    said = typed(place, shop, command, write("a.csv", *SHARED), answer + b"y\n")
    assert "Several clients have the number 7: each client’s invoices are numbered separately." in said.words
    assert "client: a series for each client" in said.words
    assert numbers_of(shop) == numbers


def test_how_numbers_run_is_asked_where_the_book_speaks_against_the_file(place, shop, write):
    first = write("a.csv", *SHARED[:2])
    shop.bring(first)
    said = typed(place, shop, "invoices", write("b.csv", SHARED[0], SHARED[2]), b"client\ny\n")
    assert "Invoice 7 is already recorded for another client." in said.words
    assert numbers_of(shop) == {"Rowan": ["7"], "Sorrel": ["7"]}


def test_nothing_is_asked_where_an_option_says_how_numbers_run(place, shop, write):
    said = typed(place, shop, "invoices", write("a.csv", *SHARED), b"y\n", "--numbers", "client")
    assert "Your invoice numbers" not in said.words
    assert numbers_of(shop) == {"Rowan": ["7"], "Sorrel": ["7"]}


def typed(place, shop, command, file, answers, *options):
    """What the command said to somebody who typed these answers into a real terminal."""
    ours, theirs = pty.openpty()
    at_terminal = place.start("import", command, file, "--firm", shop.firm, *options, stdin=theirs)
    os.close(theirs)
    os.write(ours, answers)
    said = place.ended(at_terminal)
    os.close(ours)
    return said


def numbers_of(shop):
    """The numbers of the invoices of each client."""
    found = {}
    for row in shop("invoices", "--state", "all", "--json").document["invoices"]:
        found.setdefault(row["client"]["name"], []).append(row["number"])
    return found
