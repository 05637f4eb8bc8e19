"""A book is copied while it is written to, and a copy is put back only after it is proved."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from tests.cli.conftest import BATCH, IN_SMALL_BATCHES

from mainstay.jobs.models import Job
from mainstay.jobs.rules.jobs import UPKEEP
from mainstay.store.context import use_firm

HEADER = "Invoice Number,Client,Invoice Date,Due Date,Total,Currency"
DAY = "2026-06-30"


def lines(count):
    return [f"A-{n},Client {n % 50},2026-03-01,2026-03-31,2.00,GBP" for n in range(count)]


@pytest.fixture
def files(engine):
    if engine != "sqlite":
        pytest.skip("SQLite only: PostgreSQL has tools of its own")


def kept_copy(said):
    return Path("".join(said.out.split("is kept in")[1].split("\n")).strip().removesuffix("."))


@pytest.mark.usefixtures("files")
def test_a_backup_while_another_process_imports_and_its_restore(  # noqa: PLR0917 -- fixtures, by their names
    place, shop, write, until, rows_kept, tmp_path
):
    file = write("a.csv", HEADER, *lines(5_000))
    importing = place.start("import", "invoices", file, "--yes", "--json", "--firm", shop.firm, code=IN_SMALL_BATCHES)
    until(lambda: rows_kept(shop.firm, "billing_invoice") or importing.poll() is not None)
    copy = tmp_path / "yedek ışık.sqlite3"
    assert shop("backup", copy).words == f"The book was copied to {copy}."
    assert place.ended(importing).document["invoices"] == 5_000

    restored = shop("restore", copy, "--yes")
    whole = shop.invoices(DAY)
    assert whole in range(BATCH, 5_001, BATCH)
    assert shop.owed(DAY) == {"GBP": (f"{whole * 2}.00", f"{whole * 2}.00")}
    shop("check")
    # What was there before is kept, and can be put back itself.
    shop("restore", kept_copy(restored), "--yes")
    assert shop.owed(DAY) == {"GBP": ("10000.00", "10000.00")}
    assert shop.bring(file)["unchanged"] == 5_000


@pytest.mark.usefixtures("files")
def test_a_backup_never_writes_over_a_file_unasked(british, write, tmp_path):
    british.bring(write("a.csv", HEADER, *lines(1)))
    copy = tmp_path / "copy.sqlite3"
    british("backup", copy)
    before = copy.read_bytes()
    assert british("backup", copy, code=2).err == (
        f"There is a file {copy} already. Name another file, or remove that one first.\n"
    )
    assert copy.read_bytes() == before
    british("backup", copy, "--overwrite")


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("damage", ["cut off", "in the middle", "another file", "not there"])
def test_a_damaged_copy_is_refused(british, write, tmp_path, damage):
    british.bring(write("a.csv", HEADER, *lines(300)))
    copy = tmp_path / "copy.sqlite3"
    british("backup", copy)
    content = copy.read_bytes()
    if damage == "not there":
        copy.unlink()
    else:
        middle = len(content) // 2
        copy.write_bytes(
            {
                "cut off": content[:middle],
                "in the middle": content[:middle] + b"\x5a" * 40_000 + content[middle + 40_000 :],
                "another file": b"\x89PNG" * 4000,
            }[damage]
        )
    before = british.whole(DAY)
    assert british("restore", copy, "--yes", code=2).err == (
        f"{copy} is not a complete Mainstay backup. Name a file that “mainstay backup” wrote.\n"
    )
    assert british.whole(DAY) == before


@pytest.mark.usefixtures("files")
def test_a_copy_that_contradicts_itself_is_refused(british, write, tmp_path):
    british.bring(write("a.csv", HEADER, *lines(3)))
    copy = tmp_path / "copy.sqlite3"
    british("backup", copy)
    with closing(sqlite3.connect(copy)) as planted:
        planted.execute("PRAGMA ignore_check_constraints = ON")
        planted.execute("UPDATE billing_invoice SET open_minor = open_minor + 1 WHERE number = 'A-1'")
        planted.commit()
    before = british.whole(DAY)
    said = british("restore", copy, "--yes", code=2)
    assert "A-1" in said.err
    assert british.whole(DAY) == before
    connection.forget(british.firm)
    assert list((Path(settings.MAINSTAY_HOME) / "firms").glob(f"{british.firm}.before-restore*")) == []


@pytest.mark.usefixtures("files")
def test_a_book_moves_to_a_new_machine(place, british, write, tmp_path):
    british.bring(write("a.csv", HEADER, *lines(3)))
    copy = tmp_path / "copy.sqlite3"
    british("backup", copy)
    shutil.rmtree(place.home)
    place.run("restore", copy, "--yes")
    page = place.run("receivables", "--as-of", DAY, "--json").document
    assert [group["open"] for group in page["currencies"]] == ["6.00"]
    assert [row["name"] for row in place.run("firms", "--json").document["firms"]] == ["Çağlar & O'Brien"]


@pytest.mark.usefixtures("files")
def test_restore_asks_first(place, shop, write, tmp_path):
    shop.bring(write("a.csv", HEADER, *lines(2)))
    shop("backup", tmp_path / "copy.sqlite3")
    shop.bring(write("b.csv", HEADER, *lines(3)))
    said = shop("restore", tmp_path / "copy.sqlite3", code=2)
    assert f"Replace the book of “{shop.firm}” with" in said.words
    assert shop.invoices(DAY) == 3


def test_postgresql_keeps_its_own_backups(british, engine, tmp_path):
    if engine != "postgresql":
        pytest.skip("PostgreSQL only: SQLite's books are files")
    for command in (("backup", tmp_path / "copy"), ("restore", tmp_path / "copy", "--yes")):
        assert british(*command, code=2).err.startswith("This book lies in PostgreSQL. Back it up with “pg_dump ")
    assert list(tmp_path.iterdir()) == []


def test_a_night_that_failed_is_told_each_morning_until_one_succeeds(british):
    at = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)
    with use_firm(british.firm):
        Job.objects.create(
            kind=UPKEEP, key="1", state="failed", trouble="No copy was made.", by_kind="schedule", by_name="",
            language="en", asked_at=at, due_at=at, ended_at=at,
        )  # fmt: skip
    assert "Last night’s maintenance failed: No copy was made." in british("today", "--today", "2026-03-01").words
    assert british("today", "--today", "2026-03-01", "--json").document["upkeep_trouble"] == "No copy was made."
    assert british("today", "--today", "2026-02-28", "--json").document["upkeep_trouble"] is None
