"""Which book a command works in: the only one, the one asked for, none yet; each firm for itself."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing

import pytest

HEADER = "Invoice Number,Client,Invoice Date,Due Date,Total,Currency"
ROW = "A-1,Işık İnşaat,2026-03-01,2026-03-31,100.00,GBP"
NO_BOOK = (
    "You have no book yet. Import invoices with “mainstay import invoices FILE”, or look at the demonstration: "
    "“mainstay demo”, then “mainstay --firm demo today”.\n"
)


def test_where_prints_the_home_and_nothing_else(place):
    assert place.run("where").out == f"{place.home}\n"


def test_a_home_that_is_not_there_is_not_made_by_looking(empty_place):
    shutil.rmtree(empty_place.home)
    for command in ("today", "receivables", "clients", "check"):
        said = empty_place.run(command, code=2)
        assert (said.out, said.err) == ("", NO_BOOK)
    assert empty_place.run("firms").out == (
        "No firm is kept here yet: “mainstay import invoices FILE” makes one, or “mainstay firms add”.\n"
    )
    assert not empty_place.home.exists()


def test_the_first_file_founds_the_book(empty_place, write):
    outcome = empty_place.run("import", "invoices", write("a.csv", HEADER, ROW), "--yes", "--json").document
    assert (outcome["invoices"], outcome["clients"]) == (1, 1)
    assert [row["slug"] for row in empty_place.run("firms", "--json").document["firms"]] == ["book"]
    page = empty_place.run("receivables", "--as-of", "2026-06-30", "--json").document
    assert [group["open"] for group in page["currencies"]] == ["100.00"]


def test_a_file_that_does_not_come_in_leaves_nothing_behind(empty_place, write):
    file = write("a.csv", HEADER, ROW)
    empty_place.run("import", "invoices", file, "--yes", "--currency", "XYZ", code=2)
    assert empty_place.run("firms", "--json").document == {"firms": []}
    empty_place.run("import", "invoices", file, "--yes", "--encoding", "klingon", code=2)
    empty_place.run("import", "invoices", file, "--dry-run")
    empty_place.run("record", "invoice", "Nobody", "10", code=2)
    assert empty_place.run("firms", "--json").document == {"firms": []}


def test_several_firms_want_a_name(empty_place):
    for slug in ("north", "south"):
        said = empty_place.run("firms", "add", slug, "--name", f"The {slug} firm")
        assert said.out == f"The {slug} firm is ready: use it with --firm {slug}.\n"
    assert empty_place.run("today", code=2).err == (
        "Several firms are kept here: say which with --firm (north, south).\n"
    )
    empty_place.run("firms", "remove", "north", "--yes")
    assert "The south firm" in empty_place.run("today").out


def test_firm_before_and_after_the_command(british, new_firm, mainstay, write):
    other = new_firm()
    mainstay("--firm", british.firm, "import", "invoices", write("a.csv", HEADER, ROW), "--yes")
    before = mainstay("--firm", british.firm, "clients", "--json").document["clients"]
    after = mainstay("clients", "--json", f"--firm={british.firm}").document["clients"]
    assert [row["name"] for row in before] == ["Işık İnşaat"]
    assert before == after
    assert other.names("2026-06-30") == []


def test_a_firm_that_is_not_there(mainstay, write):
    for command in (("today",), ("import", "invoices", write("a.csv", HEADER, ROW), "--yes"), ("check",)):
        assert mainstay(*command, "--firm", "nobody", code=2).err == (
            "There is no firm “nobody” here. “mainstay firms” lists the firms there are.\n"
        )
    assert "“../book” here" in mainstay("today", "--firm", "../book", code=2).err


def test_firms_are_added_and_removed(mainstay, british):
    said = mainstay("firms", "add", british.firm, "--name", "Again", code=2)
    assert said.err == (
        f"There is a firm “{british.firm}” already. Choose another name, or work in it with --firm {british.firm}.\n"
    )
    assert "cannot be a firm’s short name" in mainstay("firms", "add", "Işık İnşaat", "--name", "x", code=2).err
    assert mainstay("firms", "remove", "nobody", "--yes", code=2).err == (
        "There is no firm “nobody” here. “mainstay firms” lists the firms there are.\n"
    )
    rows = [row for row in mainstay("firms", "--json").document["firms"] if row["slug"] == british.firm]
    assert rows == [
        {
            "slug": british.firm, "name": "Çağlar & O'Brien", "country": "GB", "language": "en", "currency": "GBP",
            "time_zone": "UTC", "region": "", "closed_days": "", "is_demonstration": False, "copy_of": "",
        }
    ]  # fmt: skip


def test_removing_wants_the_name_typed(place, shop):
    said = place.run("firms", "remove", shop.firm, code=2)
    assert "Type its short name to go on" in said.words
    assert shop.names("2026-06-30") == []


def test_one_firm_never_sees_another(british, turkish, write, engine):
    british.bring(write("a.csv", HEADER, ROW))
    turkish.bring(write("b.csv", HEADER, ROW.replace("100.00", "7.00")))
    assert british.owed("2026-06-30") == {"GBP": ("100.00", "100.00")}
    assert turkish.owed("2026-06-30") == {"GBP": ("7.00", "7.00")}


def test_a_book_is_one_file(place, shop, write, engine):
    if engine != "sqlite":
        pytest.skip("SQLite only: a book in PostgreSQL is a schema")
    shop.bring(write("a.csv", HEADER, ROW))
    with closing(sqlite3.connect(place.home / "firms" / f"{shop.firm}.sqlite3")) as book:
        assert book.execute("SELECT number, total_minor FROM billing_invoice").fetchall() == [("A-1", 10000)]
