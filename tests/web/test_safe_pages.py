"""Headers, faults told as pages of ours, and what every page carries."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from tests.builders import a_client, a_paid_invoice, an_issued_invoice, questions
from tests.tables import of_packages, statements_of_packages
from tests.web.conftest import PASSWORD
from tests.web.test_permissions import WITHOUT_FIRM, patterns
from tests.web.test_permissions import address as address_of

from mainstay.config.serving import make_secret
from mainstay.intake import xlsx_source
from mainstay.store import result_cache
from mainstay.store.paths import book_file
from mainstay.web import uploads
from mainstay.web.views import book as views

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PAGES = [
    "today/", "clients/", "receivables/", "payments/", "import/", "settings/", "settings/firm/", "settings/people/",
    "you/", "accounts/password/change/", "accounts/reauthenticate/", "accounts/logout/", "accounts/inactive/",
    "nothing/", "join/", "reset/",
]  # fmt: skip
FORBIDDEN = re.compile(r"unsafe|\*|https?:")


class Page(HTMLParser):
    """What a page is made of, and what is wrong with it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.count: dict[str, int] = {}
        self.wrong: list[str] = []
        self.fields: list[dict[str, str | None]] = []
        self.labels: set[str | None] = set()
        self.open_label = 0
        self.language: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = dict(attrs)
        self.count[tag] = self.count.get(tag, 0) + 1
        if tag == "html":
            self.language = had.get("lang")
        if tag == "style" or "style" in had or any(name.startswith("on") for name in had):
            self.wrong.append(f"inline: {tag} {had}")
        if tag == "script" and "src" not in had and had.get("type") != "application/json":
            self.wrong.append("an inline script")
        if tag in {"script", "link", "img"} and (had.get("src") or had.get("href") or "").startswith(("http", "//")):
            self.wrong.append(f"from elsewhere: {had}")
        if tag == "label":
            self.open_label += 1
            self.labels.add(had.get("for"))
        is_field = tag in {"input", "select", "textarea"} and had.get("type") not in {"hidden", "submit"}
        # What a screen reader is never told of is reached by a button with a name of its own.
        is_told = had.get("aria-hidden") != "true"
        if is_field and is_told and not (self.open_label or had.get("aria-label")):
            self.fields.append(had)

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self.open_label -= 1

    def findings(self) -> list[str]:
        unlabelled = [f"no label: {had}" for had in self.fields if had.get("id") not in self.labels]
        counted = [f"{tag}: {self.count.get(tag, 0)}" for tag in ("h1", "title", "main") if self.count.get(tag) != 1]
        return self.wrong + unlabelled + counted + ([] if self.language in {"en", "tr"} else ["no language"])


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_whole_and_runs_nothing_inline(page: str, book: str, browser: Callable[..., Client]) -> None:
    an_issued_invoice()
    response = browser(book, "owner").get(f"/{book}/{page}")
    assert response.status_code in {200, 404}
    assert Page(response.content.decode()).findings() == []
    stranger = browser().get(f"/{book}/accounts/login/")
    assert Page(stranger.content.decode()).findings() == []


@pytest.mark.parametrize("address", ["/{}/today/", "/{}/accounts/login/", "/{}/nothing/", "/no-firm/", "/start/"])
def test_every_answer_carries_the_headers(address: str, book: str, browser: Callable[..., Client]) -> None:
    headers = browser(book, "owner").get(address.format(book)).headers
    policy = headers["Content-Security-Policy"]
    assert {"default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} <= set(
        policy.split("; ")
    )
    assert FORBIDDEN.search(policy) is None
    assert (headers["X-Frame-Options"], headers["X-Content-Type-Options"]) == ("DENY", "nosniff")
    assert headers["Referrer-Policy"] == "same-origin"


def test_another_host_name_is_not_answered(book: str, browser: Callable[..., Client]) -> None:
    response = browser().get(f"/{book}/accounts/login/", HTTP_HOST="evil.example")
    assert (response.status_code, "MAINSTAY_HOSTS" in response.content.decode()) == (400, True)


def test_a_form_without_its_token_is_told_kindly(book: str) -> None:
    client = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    response = client.post(f"/{book}/accounts/login/", {"login": "a@b.example", "password": "x"})
    assert (response.status_code, "form has expired" in response.content.decode()) == (403, True)


def incident_of(response: object, caplog: pytest.LogCaptureFixture) -> str:
    (number,) = re.findall(r"Incident ([0-9a-f]{8})|([0-9a-f]{8}):", response.content.decode())[:1] or [("", "")]
    number = "".join(number)
    assert number
    assert f"incident {number}" in caplog.text
    return number


@pytest.mark.parametrize("language", ["en", "tr"])
def test_a_broken_template_becomes_an_incident(
    language: str,
    book: str,
    browser: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = browser(book, "owner")
    client.post(f"/{book}/profile/language/", {"language": language})
    monkeypatch.setattr(views, "render", lambda *_args, **_more: 1 / 0)
    with caplog.at_level(logging.ERROR):
        response = client.get(f"/{book}/today/")
    text = response.content.decode()
    assert response.status_code == 500
    assert f'<html lang="{language}"' in text
    assert "ZeroDivisionError" not in text
    assert "ZeroDivisionError" in caplog.text
    incident_of(response, caplog)


@pytest.mark.parametrize("language", ["en", "tr"])
def test_a_book_that_is_gone_is_told_in_the_persons_language(
    language: str, book: str, engine: str, browser: Callable[..., Client], caplog: pytest.LogCaptureFixture
) -> None:
    if engine != "sqlite":
        pytest.skip("a schema cannot be damaged by hand")
    client = browser(book, "owner")
    client.post(f"/{book}/profile/language/", {"language": language})
    connections.close_all()
    connections["default"].forget(book)
    path = book_file(book)
    kept = path.read_bytes()
    path.write_bytes(b"this is no book" * 1000)
    try:
        with caplog.at_level(logging.ERROR):
            response = client.get(f"/{book}/today/")
    finally:
        connections["default"].forget(book)
        path.write_bytes(kept)
    assert response.status_code == 503
    assert f'<html lang="{language}"' in response.content.decode()
    incident_of(response, caplog)
    renamed = path.with_suffix(".away")
    path.rename(renamed)
    try:
        assert client.get(f"/{book}/today/").status_code == 404
    finally:
        renamed.rename(path)


MOST_QUESTIONS = 12 + statements_of_packages("client")
NOT_SHOWN = {
    "front": 302, "enter": 302, "unsaved": 302, "join_link": 302, "reset_link": 302,
    "mfa_index": 302, "mfa_list_webauthn": 302, "reset": 404,
    "update_scores": 405, "settings_backup": 405, "settings_demonstration": 405, "settings_export": 405,
    "view_save": 405, "list_look": 405,
    "view_rename": 405, "view_remove": 405, "you_name": 302, "you_seen": 405,
    "you_sessions": 405, "account_login": 302, "join": 404,
    "figures_progress": 302, "import_progress": 302, "import_rejects": 404,
    "import_files": 404, "import_files_progress": 404,
    "settings_bring_back": 405, "settings_returning": 404, "settings_returning_progress": 404,
    "invoice_close_dispute": 302, "invoice_expect_no_more": 302, "invoice_take_back": 302, "invoice_use_credit": 302,
    "client_note_correct": 404,
    "client_note_add": 302, "client_country": 302,
    "proposal": 404, "payment_reverse": 302, "payment_allocate": 302, "payment_take_back": 302,
    "profile_language": 405, "profile_theme": 405, "settings_invite": 405, "settings_withdraw": 405,
    "settings_role": 405, "settings_deactivate": 405, "settings_reset": 405, "settings_backup_copy": 404,
    "mfa_authenticate": 302,
    "mfa_login_webauthn": 302,
    "mfa_reauthenticate": 302, "mfa_reauthenticate_webauthn": 302, "mfa_deactivate_totp": 404,
    "mfa_view_recovery_codes": 404, "mfa_download_recovery_codes": 404, "mfa_edit_webauthn": 404,
    "mfa_remove_webauthn": 404,
    **{name: 302 if isinstance(got, str) else got for name, (got, _) in of_packages("ANSWERS").items() if got != 200},
}  # fmt: skip
"""Addresses that show no page to somebody signed in who only looks, and what they answer."""


def test_pages_ask_no_more_for_three_than_one(book: str, browser: Callable[..., Client]) -> None:
    client = browser(book, "owner")
    client.post(f"/{book}/accounts/reauthenticate/", {"password": PASSWORD})
    first = a_client()
    invoice = a_paid_invoice(first)
    owed = an_issued_invoice(first)
    rows = b"Client,Number,Issued,Due,Total\nIsik,A1,2026-01-02,2026-02-02,10.00\n"
    file = SimpleUploadedFile("invoices.csv", rows, "text/csv")
    token = client.post(f"/{book}/import/", {"kind": "invoices", "file": file})["Location"].split("/")[-2]
    refs = {
        "client": first.ref, "payment": invoice.allocations.get().payment.ref, "invoice": invoice.ref,
        "help": "importing",
    }  # fmt: skip

    def asked_of(name: str, route: str) -> tuple[int, list[str]]:
        # What can be done about an invoice is asked of one that is open.
        ref = owed.ref if name.startswith("invoice_") else refs.get(name.split("_", maxsplit=1)[0], "nobody")
        address = address_of(book, route).replace("nobody", ref).replace("nothing", token)
        client.get(address)
        result_cache._cached.clear()
        with questions() as statements:
            status = client.get(address).status_code
        return status, [sql for sql in statements if not sql.startswith(("SAVEPOINT", "RELEASE"))]

    routes = {name: route for name, route in patterns() if name not in WITHOUT_FIRM}
    found: list[dict[str, tuple[int, list[str]]]] = []
    for role, who in (("colleague", "Özge Çağlar"), ("bookkeeper", "O'Brien & Sons")):
        found.append({name: asked_of(name, route) for name, route in routes.items()})
        for _ in range(2):
            other = a_client(f"{who} {_}")
            a_paid_invoice(other)
            an_issued_invoice(other)
            an_issued_invoice(first)
            a_paid_invoice(first)
        browser(book, role)
    of_one, of_three = found
    for asked in found:
        assert {name: status for name, (status, _) in asked.items()} == {
            name: NOT_SHOWN.get(name, 200) for name in routes
        }
    more = {name: asked for name, (_, asked) in of_three.items() if len(asked) != len(of_one[name][1])}
    assert more == {}
    assert {name: asked for name, (_, asked) in of_three.items() if len(asked) > MOST_QUESTIONS} == {}


def test_the_parts_of_a_screen_are_shown_in_development_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(HTTP_HOST="localhost")
    assert client.get("/design/").status_code == 404
    monkeypatch.setattr(settings, "MAINSTAY_DESIGN", True)
    text = client.get("/design/?theme=dark").content.decode()
    assert 'data-bs-theme="dark"' in text
    assert 'class="strip"' in text


@pytest.mark.parametrize("page", [*PAGES, "accounts/login/", ""])
def test_no_page_stays_in_a_cache(page: str, book: str, browser: Callable[..., Client]) -> None:
    client = browser(book, "owner")
    assert "no-store" in client.get(f"/{book}/{page}")["Cache-Control"]
    assert "no-store" in browser().get(f"/{book}/{page}")["Cache-Control"]


def test_a_file_is_written_down_by_the_import_alone(
    book: str, browser: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    monkeypatch.setattr(uploads.NoFile, "receive_data_chunk", lambda _self, raw, _start: written.append(raw))
    client = browser(book, "owner")
    file = SimpleUploadedFile("a.csv", b"x" * 100_000)
    client.post(f"/{book}/settings/firm/", {"name": "Ada", "file": file})
    browser().post(f"/{book}/accounts/login/", {"login": "Ada", "file": file})
    assert (written, settings.FILE_UPLOAD_HANDLERS) == ([], ["mainstay.web.uploads.NoFile"])


@pytest.mark.parametrize("page", ["accounts/login/", "payments/record/", "join/", "nothing/"])
def test_what_is_too_large_is_refused_unread(page: str, book: str, browser: Callable[..., Client]) -> None:
    response = browser(book, "owner").post(f"/{book}/{page}", {"text": "x" * 2_500_001})
    assert (response.status_code, "This is too large" in response.content.decode()) == (413, True)


def test_a_person_brings_so_many_files_an_hour(book: str, browser: Callable[..., Client]) -> None:
    client = browser(book, "owner")
    answers = [client.post(f"/{book}/import/", {"kind": "clients"}).status_code for _ in range(61)]
    assert (answers[:60], answers[60]) == ([400] * 60, 429)
    assert browser(book, "bookkeeper").post(f"/{book}/import/", {"kind": "clients"}).status_code == 400


def test_a_zip_bomb_is_told_and_nothing_comes_of_it(
    book: str, browser: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_source, "MOST_BYTES", 1_000_000)
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", "0" * 2_000_000)
    assert len(content.getvalue()) < 10_000
    client = browser(book, "owner")
    said = {"kind": "invoices", "file": SimpleUploadedFile("a.xlsx", content.getvalue())}
    shown = client.get(client.post(f"/{book}/import/", said)["Location"])
    assert (shown.status_code, "unpacks to more than" in shown.content.decode()) == (200, True)


DEPLOY = """
from django.core.checks import run_checks
from django.conf import settings
from mainstay.config.starting import start
start()
found = run_checks(include_deployment_checks=True)
print([one.id for one in found if one.id not in settings.SILENCED_SYSTEM_CHECKS])
"""


def test_djangos_own_checks_for_the_open_net_find_nothing(tmp_path: Path) -> None:
    make_secret(tmp_path)
    around = {**os.environ, "MAINSTAY_HOME": str(tmp_path), "MAINSTAY_TLS": "1"}
    done = subprocess.run([sys.executable, "-c", DEPLOY], env=around, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")
