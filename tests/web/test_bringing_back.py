"""Settings, Data: an export is chosen, looked at, brought back, and what came of it is told."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import clock
from tests.builders import ISIK, OWNER, a_client, a_payment, an_issued_invoice, day

from mainstay.billing.models import Payment
from mainstay.clients.models import Client as ClientRow
from mainstay.config.schedule import ENTRIES
from mainstay.intake.confined import Busy, Ending
from mainstay.jobs.actions.jobs import lease_job
from mainstay.jobs.models import Job
from mainstay.jobs.worker import work_on
from mainstay.kernel.actor import Actor
from mainstay.overview.formats import export_archives
from mainstay.overview.queries import returning
from mainstay.overview.queries.export import export_to
from mainstay.store.context import use_firm
from mainstay.web import uploads
from mainstay.web.views import importing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.http import HttpResponse
    from django.test import Client

WORKER = Actor("schedule", "w", "w", "")


@pytest.fixture(autouse=True)
def _looked_at_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ZIP is looked through in this process: what the child does is asked in tests/overview."""
    monkeypatch.setattr(returning, "ask_for_look", lambda path, sheets: Ending(export_archives.look_in(path, sheets)))


@pytest.fixture
def archive(book: str, tmp_path: Path) -> bytes:
    """The export of a firm with an invoice, partly paid."""
    a_payment(a_client(), "40.00", settles=(an_issued_invoice(a_client(), on=day(0)),), on=day(5))
    return export_to(tmp_path / "export.zip", by=OWNER).read_bytes()


@pytest.fixture
def firm(archive: bytes, new_book: Callable[[], str]) -> str:
    """Another firm, without anything."""
    return new_book()


@pytest.fixture
def owner(firm: str, browser: Callable[..., Client]) -> Client:
    return browser(firm, "owner")


def chosen(client: Client, firm: str, content: bytes, name: str = "my export.zip") -> HttpResponse:
    said = {"file": SimpleUploadedFile(name, content)} if content else {}
    return client.post(f"/{firm}/settings/data/bring-back/", said)


def read(answer: HttpResponse) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def test_an_export_is_looked_at_and_brought_back_once(firm: str, owner: Client, archive: bytes) -> None:
    where = chosen(owner, firm, archive)["Location"]
    page = read(owner.get(where))
    assert "my export.zip" in page
    assert re.search(r"Clients To import 1 .*Invoices To import 1 .*Payments To import 1 ", page)
    assert "Activity" in page
    assert "What happened before stays in the export" in page
    assert "only a backup has them" in page
    with use_firm(firm):
        assert not ClientRow.objects.exists()
    for _again in range(2):
        assert owner.post(where, {"act": "bring"})["Location"] == where
    done = read(owner.get(where))
    assert re.search(r"Result .*Clients Imported 1 .*Payments Imported 1 ", done)
    assert owner.post(where, {"act": "discard"})["Location"] == where
    with use_firm(firm):
        assert (ClientRow.objects.get().name, Payment.objects.get().minor) == (ISIK, 4000)
        assert Job.objects.filter(kind="score").count() == 1
    again = read(owner.get(chosen(owner, firm, archive)["Location"]))
    assert "Everything in this export is already here." in again
    assert "Import all of it" not in again


def test_a_large_export_comes_in_behind_the_browser(firm: str, owner: Client, archive: bytes, monkeypatch) -> None:
    monkeypatch.setattr(importing, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(importing, "MOST_TRIED", 2)
    where = chosen(owner, firm, archive)["Location"]
    page = read(owner.get(where))
    assert "There is no preview above 2 rows" in page
    owner.post(where, {"act": "bring"})
    assert "You can leave this page" in read(owner.get(where))
    progress = owner.get(f"{where}progress/", headers={"HX-Request": "true"})
    assert "0%" in read(progress)
    with use_firm(firm):
        now = clock.now()
        job = lease_job(by=WORKER, now=now)
        assert job is not None
        assert work_on(job, ENTRIES["bring_export_back"], worker=WORKER, clock=lambda: now) == "done"
        assert ClientRow.objects.get().name == ISIK
    assert owner.get(f"{where}progress/", headers={"HX-Request": "true"})["HX-Redirect"] == where
    assert owner.get(f"{where}progress/")["Location"] == where
    assert "Clients Imported 1" in read(owner.get(where))


def test_a_file_that_is_removed_is_gone(firm: str, owner: Client, archive: bytes) -> None:
    where = chosen(owner, firm, archive)["Location"]
    assert owner.post(where, {"act": "discard"})["Location"] == f"/{firm}/settings/data/"
    for address in (where, f"{where}progress/"):
        assert owner.get(address).status_code == 404


def packed(**members: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return file.getvalue()


@pytest.mark.parametrize(
    "refused",
    [
        (b"", 400, "Choose a file first."),
        (b"Client,Email\n", 422, "This isn’t an export of Mainstay."),
        (packed(a_txt="x"), 422, "This isn’t an export of Mainstay."),
        (packed(clients_csv="Mainstay ref,Client ID,Client name,Recorded at\n\0"), 422, "This ZIP is damaged"),
        (b"x" * 200, 413, "too large"),
    ],
)
def test_another_file_is_refused_beside_the_button(
    firm: str, owner: Client, monkeypatch, refused: tuple[bytes, int, str]
) -> None:
    content, status, sentence = refused
    if status == 413:
        monkeypatch.setattr(uploads, "LIMIT_BYTES", 100)
    answer = chosen(owner, firm, content)
    assert answer.status_code == status
    assert sentence in read(answer)


def test_while_others_are_read_it_has_to_wait(firm: str, owner: Client, archive: bytes, monkeypatch) -> None:
    def busy(*_asked: object) -> None:
        raise Busy

    monkeypatch.setattr(returning, "ask_for_look", busy)
    assert chosen(owner, firm, archive).status_code == 503


def test_what_cannot_come_in_is_told_with_its_line(firm: str, owner: Client, archive: bytes) -> None:
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as before, zipfile.ZipFile(changed, "w") as after:
        for name in before.namelist():
            text = before.read(name).decode()
            after.writestr(name, text.replace(str(day(5)), "soon") if name == "payments.csv" else text)
        after.writestr("<b>mine.txt", "x")
    page = owner.get(chosen(owner, firm, changed.getvalue())["Location"])
    assert "Rejected 1 Line 2: " in read(page)
    assert "&lt;b&gt;mine.txt is no part of an export" in page.content.decode()


def test_nobody_but_the_owner_comes_here(firm: str, owner: Client, browser, archive: bytes) -> None:
    where = chosen(owner, firm, archive)["Location"]
    for role in ("colleague", "bookkeeper", "reader"):
        other = browser(firm, role)
        assert chosen(other, firm, archive).status_code == 403
        assert other.get(where).status_code == other.post(where, {"act": "bring"}).status_code == 403


def test_the_firm_next_door_does_not_see_it(firm: str, owner: Client, archive: bytes, book: str, browser) -> None:
    token = chosen(owner, firm, archive)["Location"].rstrip("/").rpartition("/")[2]
    assert browser(book, "owner").get(f"/{book}/settings/data/bring-back/{token}/").status_code == 404
