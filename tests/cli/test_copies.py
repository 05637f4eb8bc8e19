"""`mainstay copies`: the copies that Mainstay keeps, in the terminal."""

from __future__ import annotations

import pytest

from mainstay.store.backups import BY_HAND


@pytest.fixture
def _files(engine):
    if engine == "postgresql":
        pytest.skip("PostgreSQL has tools of its own")


@pytest.mark.usefixtures("_files")
def test_a_copy_is_made_checked_opened_and_removed(shop):
    assert "There is no copy yet" in shop("copies").out
    made = shop("copies", "make", "--json").document
    assert (made["why"], made["file"].partition(".")[0]) == (BY_HAND, shop.firm)
    assert shop("copies", "list", "--json").document == {"firm": shop.firm, "copies": [made]}
    listed = shop("copies").words
    assert all(said in listed for said in (made["file"], "made by hand", " MB"))
    assert shop("copies", "check", made["file"], "--json").document == {
        "file": made["file"], "holds": True, "faults": [],
    }  # fmt: skip
    opened = shop("copies", "open", made["file"], "--key", "k", "--json").document
    assert opened["name"].startswith("O'Brien & Sons, as of ")
    assert shop("copies", "open", made["file"], "--key", "k", "--json").document == opened
    firms = {firm["slug"]: firm["copy_of"] for firm in shop("firms", "--json").document["firms"]}
    assert (firms[shop.firm], firms[opened["firm"]]) == ("", shop.firm)
    assert f"copy of {shop.firm}" in shop("firms").words
    assert "There is no copy “nope”. Choose one from the list." in shop("copies", "check", "nope", code=2).words
    said = shop._run("copies", "make", "--firm", opened["firm"], code=2)
    assert "not in the demonstration or in a copy" in said.words
    shop("firms", "remove", opened["firm"], "--yes")
    shop("copies", "remove", made["file"])
    assert f"There is no copy “{made['file']}”." in shop("copies", "open", made["file"], code=2).words


@pytest.mark.usefixtures("_files")
def test_a_damaged_copy_is_told_with_exit_code_2(place):
    place.run("firms", "add", "acme", "--name", "Acme", "--country", "GB")
    file = place.run("copies", "make", "--json").document["file"]
    (place.home / "firms" / file).write_bytes(b"no book" * 1000)
    said = place.run("copies", "check", file, code=2)
    assert "The file is damaged" in said.words
    assert place.run("copies", "open", file, code=2).err.startswith(str(place.home))
    assert [firm["slug"] for firm in place.run("firms", "--json").document["firms"]] == ["acme"]


@pytest.mark.usefixtures("_files")
def test_the_one_firm_of_ones_own_stays_the_one_that_is_meant(place):
    place.run("firms", "add", "acme", "--name", "Acme", "--country", "GB")
    file = place.run("copies", "make", "--json").document["file"]
    opened = place.run("copies", "open", file, "--json").document["firm"]
    assert place.run("check", "--json").document["firm"] == "Acme"
    assert place.run("--firm", opened, "check", "--json").document["firm"].startswith("Acme, as of ")
    # Put back from what was opened, the book is in use again.
    place.run("--firm", opened, "backup", place.home / "b.sqlite3")
    place.run("restore", place.home / "b.sqlite3", "--yes")
    assert {firm["slug"]: firm["copy_of"] for firm in place.run("firms", "--json").document["firms"]} == {
        "acme": "", opened: "acme",
    }  # fmt: skip


def test_on_postgresql_the_terminal_says_how_a_book_is_copied(engine, shop):
    if engine != "postgresql":
        pytest.skip("files are copied by Mainstay")
    assert "pg_dump" in shop("copies").words
    for act in (("make",), ("open", "x")):
        assert "pg_dump" in shop("copies", *act, code=2).words
