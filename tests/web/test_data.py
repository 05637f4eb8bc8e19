"""Settings, Data: what the owner takes away."""

from __future__ import annotations

import io
import re
import sqlite3
import zipfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from tests import clock
from tests.builders import a_client, a_payment, an_issued_invoice

from mainstay.firm.queries.backups import WHYS
from mainstay.jobs.models import Job
from mainstay.jobs.rules.jobs import UPKEEP
from mainstay.overview import gathered
from mainstay.store.backups import SAFETY, CopyIsDamaged, backup_to, path_of_copy
from mainstay.web.views import data

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.test import Client

SHEETS = [
    "Clients", "Contacts", "Invoices", "Payments", "Credit notes", "Allocations", "Write-offs", "Refunds",
    "Recoveries", "Disputes", "Expected dates", "Standings by hand", "Proposals", "Timeline", "Firm",
]  # fmt: skip
EVERY_SHEET = [sheet.name for sheet in gathered.SHEETS]


@pytest.fixture
def owner(book: str, browser: Callable[..., Client]) -> Client:
    a_payment(a_client("=Işık İnşaat"), "40.00", settles=(an_issued_invoice(a_client("=Işık İnşaat")),))
    return browser(book, "owner")


def downloaded(client: Client, address: str, **said: str) -> tuple[bytes, str]:
    answer = client.post(address, said)
    assert answer.status_code == 200
    assert answer["X-Content-Type-Options"] == "nosniff"
    name = re.fullmatch(r'attachment; filename="(.+)-\d{4}-\d\d-\d\d\.(\w+)"', answer["Content-Disposition"])
    assert name is not None
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    answer.close()
    return content, f"{name[1]}.{name[2]}"


def test_everything_comes_as_a_workbook(book: str, owner: Client) -> None:
    content, name = downloaded(owner, f"/{book}/settings/data/export/", kind="xlsx")
    assert name == f"{book}.xlsx"
    workbook = load_workbook(io.BytesIO(content))
    assert workbook.sheetnames == EVERY_SHEET
    assert [name for name in workbook.sheetnames if name in SHEETS] == SHEETS
    titles, row = ([cell.value for cell in line] for line in workbook["Invoices"].iter_rows())
    said = dict(zip(titles, row, strict=True))
    assert (said["Client name"], said["Total"], said["Open"], said["Paid"]) == ("=Işık İnşaat", 100, 60, 40)
    name_cell = workbook["Clients"]["C2"]
    assert (name_cell.value, name_cell.data_type) == ("=Işık İnşaat", "s")


def test_everything_comes_as_csv_files(book: str, owner: Client) -> None:
    content, name = downloaded(owner, f"/{book}/settings/data/export/", kind="csv")
    assert name == f"{book}.zip"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == [f"{sheet.replace(' ', '-').casefold()}.csv" for sheet in EVERY_SHEET]
        assert ",'=Işık İnşaat," in archive.read("clients.csv").decode("utf-8-sig")


def test_nothing_else_is_exported(book: str, owner: Client) -> None:
    assert owner.post(f"/{book}/settings/data/export/", {"kind": "pickle"})["Location"] == f"/{book}/settings/data/"
    assert owner.get(f"/{book}/settings/data/export/").status_code == 405


def test_a_backup_is_the_book_itself(book: str, owner: Client, engine: str, tmp_path: Path) -> None:
    if engine == "postgresql":
        told = owner.post(f"/{book}/settings/data/backup/", follow=True).content.decode()
        assert "Back it up with “pg_dump" in told
        return
    content, name = downloaded(owner, f"/{book}/settings/data/backup/")
    assert name == f"{book}.sqlite3"
    (tmp_path / name).write_bytes(content)
    with closing(sqlite3.connect(tmp_path / name)) as copy:
        assert copy.execute("SELECT name FROM clients_client").fetchall() == [("=Işık İnşaat",)]


def test_copies_that_are_kept_are_listed_and_downloaded_by_the_owner_alone(
    book: str, owner: Client, browser: Callable[..., Client], engine: str, tmp_path: Path
) -> None:
    where = f"/{book}/settings/data/"
    if engine == "postgresql":
        text = owner.get(where).content.decode()
        assert "Back it up with “pg_dump" in text
        assert "Make a copy now" not in text
        return
    at = datetime(2024, 3, 5, 2, tzinfo=UTC)
    kept = [backup_to(path_of_copy(book, why, at)) for why in WHYS]
    backup_to(path_of_copy(f"{book}-2", SAFETY, at))  # another firm's, whose name begins the same
    text = owner.get(where).content.decode()
    assert text.count("download>5 Mar 2024, 05:00</a>") == len(WHYS)
    assert all(
        said in text for said in ("made at night", "made by hand", "before a restore", "before an upgrade", " MB")
    )
    answer = owner.get(f"{where}backup/{kept[0].name}/")
    (tmp_path / "copy.sqlite3").write_bytes(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    answer.close()
    with closing(sqlite3.connect(tmp_path / "copy.sqlite3")) as copy:
        assert copy.execute("SELECT name FROM clients_client").fetchall() == [("=Işık İnşaat",)]
    for name in (f"{book}.sqlite3", path_of_copy(f"{book}-2", SAFETY, at).name, "..", "%2e%2e%2fsecret"):
        assert owner.get(f"{where}backup/{name}/").status_code == 404
    assert browser(book, "bookkeeper").get(f"{where}backup/{kept[0].name}/").status_code == 403


def test_the_page_says_how_a_backup_is_put_back(book: str, owner: Client, engine: str) -> None:
    told = "restore it with pg_restore" if engine == "postgresql" else f"mainstay --firm {book} restore FILE"
    assert told in owner.get(f"/{book}/settings/data/").content.decode()


def test_a_damaged_book_is_not_given_out_as_a_backup(book: str, owner: Client, engine: str, monkeypatch) -> None:
    if engine == "postgresql":
        pytest.skip("files")

    def refuse(_path: Path, **_who: object) -> None:
        raise CopyIsDamaged(said="Page 7 is never used")

    monkeypatch.setattr(data, "back_up", refuse)
    told = owner.post(f"/{book}/settings/data/backup/", follow=True).content.decode()
    assert "The book’s file is damaged (Page 7 is never used), so no copy was made" in told


def test_a_night_that_failed_is_told_on_today_and_in_settings(book: str, owner: Client) -> None:
    sentence = "Last night’s maintenance failed: The book’s file is damaged."
    at = clock.now() - timedelta(minutes=1)
    night = {"kind": UPKEEP, "by_kind": "schedule", "by_name": "", "language": "en", "asked_at": at, "due_at": at}
    Job.objects.create(key="1", state="failed", trouble="The book’s file is damaged.", ended_at=at, **night)
    for page in ("today", "settings"):
        assert sentence in owner.get(f"/{book}/{page}/").content.decode()
    Job.objects.create(key="2", state="done", outcome={"copy": ""}, ended_at=at, **night)
    for page in ("today", "settings"):
        assert "maintenance failed" not in owner.get(f"/{book}/{page}/").content.decode()
