"""Bringing files in by the browser: looked at, asked about, brought in once, mended and brought again."""

from __future__ import annotations

import csv
import io
import re
import stat
from datetime import UTC, datetime
from html import unescape
from types import SimpleNamespace

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import clock

from mainstay.billing import jobs
from mainstay.billing.models import Invoice, Payment
from mainstay.clients.models import Client as ClientRow
from mainstay.config.schedule import ENTRIES
from mainstay.firm.actions.people import add_person
from mainstay.jobs.actions.jobs import lease_job
from mainstay.jobs.worker import work_on
from mainstay.kernel.actor import Actor
from mainstay.store.context import use_firm
from mainstay.store.errors import BookIsLocked
from mainstay.store.paths import home
from mainstay.web import uploads
from mainstay.web.views import importing

NOW = datetime(2024, 3, 1, 9, 0, tzinfo=UTC)
IBM = (
    "countryCode,customerID,PaperlessDate,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate,"
    "PaperlessBill,DaysToSettle,DaysLate"
)


def ibm(*rows: str) -> bytes:
    return "\n".join([IBM, *rows]).encode()


GOOD = ibm(
    "391,0379-NEVHP,4/6/2013,611365,1/2/2013,2/1/2013,55.94,No,1/15/2013,Paper,13,0",
    "406,8976-AMJEO,3/3/2012,7900770,1/26/2013,2/25/2013,61.74,Yes,3/3/2013,Electronic,36,6",
    "391,2820-XGXSB,1/26/2012,9231909,7/3/2013,8/2/2013,65.88,No,7/8/2013,Electronic,5,0",
)
AMBIGUOUS = (
    b"Customer,Invoice No,Invoice Date,Due Date,Total,Currency\nO'Brien & Sons,1,03/04/2024,05/04/2024,10.50,GBP\n"
)
UNKNOWN = (
    "Kime;Ne zaman;Ne kadar;Belge\nIşık İnşaat;29.02.2024;1.234,56;A-1\nÖzge Çağlar;31.01.2024;20,00;A-2\n".encode()
)


class Browser:
    """Somebody signed in to a firm (or nobody), and what their pages say."""

    def __init__(self, slug: str, role: str = "owner") -> None:
        self.slug = slug
        self.client = Client(SERVER_NAME="localhost")
        if role:
            with use_firm(slug):
                user = add_person(
                    email=f"{role}@example.com", name="Özge Çağlar", role=role, language="en",
                    password="a long and plain one", by=Actor("person", "1", "Özge Çağlar", "owner"), now=NOW,
                )  # fmt: skip
                self.client.force_login(user)

    def path(self, path: str) -> str:
        return path if path.startswith(f"/{self.slug}/") else f"/{self.slug}/{path}"

    def get(self, path: str, **headers: str) -> SimpleNamespace:
        page = self._seen(self.client.get(self.path(path), headers=headers))
        page.at = self.path(path)
        return page

    def post(self, path: str, said: dict[str, object]) -> SimpleNamespace:
        return self._seen(self.client.post(self.path(path), said))

    def bring(self, content: bytes, name: str = "book.csv", kind: str = "invoices") -> SimpleNamespace:
        """Choose a file and look at what it seems to hold; `at` is its page."""
        answer = self.post("import/", {"kind": kind, "file": SimpleUploadedFile(name, content)})
        assert answer.status == 302, answer.text
        return self.get(answer.to)

    @staticmethod
    def _seen(answer) -> SimpleNamespace:
        body = b"".join(answer) if answer.streaming else answer.content
        answer.close()
        text = body.decode("utf-8", "replace")
        shown = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))
        return SimpleNamespace(
            status=answer.status_code, html=text, text=shown, body=body, headers=answer.headers,
            to=answer.headers.get("Location", ""), at="",
        )  # fmt: skip


@pytest.fixture(autouse=True)
def _secret(monkeypatch):
    monkeypatch.setattr(settings._wrapped, "SECRET_KEY", "only for tests")


@pytest.fixture
def owner(book: str) -> Browser:
    return Browser(book)


def uploaded(slug: str) -> tuple[int, int, int]:
    with use_firm(slug):
        return Invoice.objects.count(), Payment.objects.count(), ClientRow.objects.count()


def form_of(page: SimpleNamespace) -> dict[str, object]:
    """What a browser would send of the form on the page, as it stands."""
    said: dict[str, object] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.html):
        said[unescape(name)] = unescape(value)
    for name, inner in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', page.html, re.DOTALL):
        options = re.findall(r'<option value="([^"]*)"( selected)?', inner)
        said[unescape(name)] = unescape(next((value for value, chosen in options if chosen), options[0][0]))
    return said


def test_a_file_is_looked_at_then_brought_in_and_a_second_time_changes_nothing(owner):
    page = owner.bring(GOOD)
    assert page.status == 200
    assert "3 rows" in page.text
    assert "Which currency are the amounts in?" in page.text  # no column names one
    assert re.search(r'name="currency"\s+value="GBP">GBP</button>', page.html)
    assert uploaded(owner.slug) == (0, 0, 0)

    answer = owner.post(page.at, {**form_of(page), "currency": "GBP", "act": "look"})
    assert (answer.status, answer.to) == (302, page.at)
    page = owner.get(page.at)
    assert "invoices to add 3" in page.text
    assert "payments to add 3" in page.text
    assert "Nothing has been changed yet." in page.text
    assert uploaded(owner.slug) == (0, 0, 0)

    answer = owner.post(page.at, {**form_of(page), "act": "bring"})
    result = owner.get(answer.to)
    assert "Result" in result.text
    assert "invoices added 3" in result.text
    assert uploaded(owner.slug) == (3, 3, 3)

    again = owner.bring(GOOD)
    owner.post(again.at, {**form_of(again), "currency": "GBP", "act": "look"})
    again = owner.get(again.at)
    assert "Everything in this file is already here." in again.text
    owner.post(again.at, {**form_of(again), "act": "bring"})
    assert "nothing changed" in owner.get(again.at).text
    assert uploaded(owner.slug) == (3, 3, 3)


def test_an_ambiguous_order_of_days_is_asked_with_its_evidence_and_answered(owner):
    page = owner.bring(AMBIGUOUS)
    assert "We need one answer from you" in page.text
    assert "“03/04/2024” could be 3 Apr 2024 (day, month, year) or 4 Mar 2024 (month, day, year)." in page.text
    assert 'value="bring"' not in page.html

    owner.post(page.at, {**form_of(page), "act": "bring"})  # somebody who would not say is not believed
    assert uploaded(owner.slug) == (0, 0, 0)

    owner.post(page.at, {**form_of(page), "date_order": "dmy", "act": "look"})
    settled = owner.get(page.at)
    assert "invoices to add 1" in settled.text
    assert '<option value="dmy" selected>' in settled.html
    owner.post(page.at, {**form_of(settled), "act": "bring"})
    with use_firm(owner.slug):
        assert Invoice.objects.get().issued_on.isoformat() == "2024-04-03"


def test_a_choice_changed_in_the_last_moment_is_shown_before_anything_comes_in(owner):
    page = owner.bring(AMBIGUOUS)
    owner.post(page.at, {**form_of(page), "date_order": "dmy", "act": "look"})
    settled = owner.get(page.at)

    owner.post(page.at, {**form_of(settled), "date_order": "mdy", "act": "bring"})

    assert uploaded(owner.slug) == (0, 0, 0)
    shown = owner.get(page.at)
    assert "You changed how the file is read" in shown.text
    assert '<option value="mdy" selected>' in shown.html


def test_the_columns_of_an_unknown_header_are_chosen_by_hand(owner):
    page = owner.bring(UNKNOWN)
    assert {"column-client_name", "column-issued_on", "column-total"} <= set(form_of(page))

    said = {"column-client_name": "Kime", "column-issued_on": "Ne zaman", "column-total": "Ne kadar",
            "column-number": "Belge", "currency": "TRY"}  # fmt: skip
    owner.post(page.at, {**form_of(page), **said, "act": "look"})
    settled = owner.get(page.at)
    assert "invoices to add 2" in settled.text
    assert form_of(settled)["column-client_name"] == "Kime"

    owner.post(page.at, {**form_of(settled), "act": "bring"})
    assert "Result" in owner.get(page.at).text
    with use_firm(owner.slug):
        assert set(ClientRow.objects.values_list("name", flat=True)) == {"Işık İnşaat", "Özge Çağlar"}
        assert sorted(Invoice.objects.values_list("total_minor", flat=True)) == [2000, 123456]


def test_bad_rows_are_downloaded_mended_and_brought_again(owner):
    page = owner.bring(GOOD + b"\n391,=1+1,4/6/2013,77,2/30/2013,3/1/2013,5.00,No,3/1/2013,Paper,1,0\n", "Şubat.csv")
    owner.post(page.at, {**form_of(page), "currency": "GBP", "act": "look"})
    settled = owner.get(page.at)
    assert "can’t be imported 1" in settled.text
    assert "2/30/2013 isn’t a valid date in the order chosen" in settled.text

    owner.post(page.at, {**form_of(settled), "act": "bring"})
    result = owner.get(page.at)
    assert "fix them and import that file" in result.text
    assert uploaded(owner.slug) == (3, 3, 3)
    download = owner.get(f"{page.at}rejects/")
    assert download.headers["Content-Type"] == "text/csv"
    assert download.headers["X-Content-Type-Options"] == "nosniff"
    assert "attachment" in download.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(download.body.decode("utf-8-sig"))))
    assert [row["customerID"] for row in rows] == ["'=1+1"]

    mended = owner.bring(download.body.replace(b"2/30/2013,", b"2/20/2013,", 1), "Şubat.rejected.csv")
    assert "invoices to add 1" in mended.text
    owner.post(mended.at, {**form_of(mended), "act": "bring"})
    assert "invoices added 1" in owner.get(mended.at).text
    assert uploaded(owner.slug) == (4, 4, 4)


def test_a_list_of_clients_is_known_by_its_columns_and_can_be_read_as_invoices_and_back(owner):
    page = owner.bring("Organization,First Name,Last Name,Email\nIşık İnşaat,Özge,Çağlar,ozge@example.com\n".encode())
    assert "clients to add 1" in page.text

    owner.post(page.at, {"act": "other_kind"})
    other = owner.get(page.at)
    assert "This is a list of clients, not of invoices." in other.text
    owner.post(page.at, {"act": "kind", "kind": "clients"})
    settled = owner.get(page.at)
    owner.post(page.at, {**form_of(settled), "act": "bring"})
    assert "contacts added 1" in owner.get(page.at).text
    assert uploaded(owner.slug) == (0, 0, 1)


def test_a_workbook_is_known_by_its_content(owner):
    workbook = openpyxl.Workbook()
    workbook.active.append(["Customer", "Invoice No", "Invoice Date", "Total", "Currency"])
    workbook.active.append(["Işık İnşaat", "A-1", datetime(2024, 2, 29), 1234.56, "TRY"])  # noqa: DTZ001 -- a cell has no zone
    content = io.BytesIO()
    workbook.save(content)

    page = owner.bring(content.getvalue(), "book.csv")
    assert "invoices to add 1" in page.text
    owner.post(page.at, {**form_of(page), "act": "bring"})
    with use_firm(owner.slug):
        assert Invoice.objects.get().total_minor == 123456


def test_a_picture_is_refused_with_a_sentence_and_what_was_chosen_stays(owner):
    page = owner.bring(b"\x89PNG\r\n\x1a\n" + bytes(100), "book.csv", "clients")

    assert "The file is no table: it looks like PNG." in page.text
    assert 'role="alert"' in page.html
    assert "up to 200 MB" in page.text
    assert '<input type="hidden" name="kind" value="clients">' in page.html


@pytest.mark.parametrize(("content", "said"), [(b"", "is empty"), (b"a,b\n", "no rows below")])
def test_a_file_without_rows_is_refused_by_the_name_it_came_with(owner, content, said):
    answer = owner.post("import/", {"kind": "invoices", "file": SimpleUploadedFile("<b>Mart.csv", content)})
    page = owner.get(answer.to) if answer.to else answer

    assert said in page.text
    assert "&lt;b&gt;Mart.csv" in page.html
    assert "<b>Mart" not in page.html


def test_no_file_at_all_is_asked_for(owner):
    answer = owner.post("import/", {"kind": "clients"})

    assert answer.status == 400
    assert "Choose a file first." in answer.text


def test_a_file_beyond_the_limit_is_not_kept(owner, monkeypatch):
    monkeypatch.setattr(uploads, "LIMIT_BYTES", 1000)

    answer = owner.post("import/", {"kind": "clients", "file": SimpleUploadedFile("a.csv", b"x" * 5000)})

    assert answer.status == 413
    assert "The file a.csv is too large: 0 MB can be imported at once in a browser." in answer.text
    assert list((home() / "uploads" / owner.slug).iterdir()) == []


def test_the_name_of_a_file_leads_nowhere_and_others_may_not_read_it(owner):
    page = owner.bring(GOOD, "../../../etc/passwd.csv")

    token = page.at.rstrip("/").rpartition("/")[2]
    folder = home() / "uploads" / owner.slug / token
    assert sorted(path.name for path in folder.iterdir()) == ["content", "upload.json", "vetted.json"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "content").stat().st_mode) == 0o600
    assert "passwd.csv" in page.text
    assert "etc/" not in page.text


def test_a_reader_may_not_bring_anything_in(owner):
    page = owner.bring(GOOD)
    reader = Browser(owner.slug, "reader")

    assert reader.get("import/").status == 403
    assert reader.post("import/", {"kind": "invoices", "file": SimpleUploadedFile("a.csv", GOOD)}).status == 403
    for path in (page.at, f"{page.at}progress/", f"{page.at}rejects/"):
        assert reader.get(path).status == 403
    assert reader.post(page.at, {**form_of(page), "currency": "GBP", "act": "bring"}).status == 403


def test_a_stranger_is_sent_to_sign_in_and_nothing_is_kept(book):
    stranger = Browser(book, "")

    for answer in (
        stranger.get("import/"),
        stranger.get(f"import/{'0' * 32}/"),
        stranger.post("import/", {"kind": "invoices", "file": SimpleUploadedFile("a.csv", GOOD)}),
    ):
        assert answer.status == 302
        assert f"/{book}/accounts/login/" in answer.to
    assert not (home() / "uploads" / book).exists()


def test_another_firm_does_not_find_the_file(owner, other_book):
    page = owner.bring(GOOD)
    token = page.at.rstrip("/").rpartition("/")[2]
    other = Browser(other_book)

    for path in (f"import/{token}/", f"import/{token}/progress/", f"import/{token}/rejects/", "import/..%2f..%2fx/"):
        assert other.get(path).status == 404
    assert other.post(f"import/{token}/", {"act": "bring"}).status == 404
    assert other.post(f"import/{token}/", {"act": "discard"}).status == 404
    assert owner.get(page.at).status == 200


def test_a_form_without_its_token_is_refused(owner):
    page = owner.bring(GOOD)
    strict = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    strict.cookies = owner.client.cookies

    for path, said in (
        (owner.path("import/"), {"kind": "invoices", "file": SimpleUploadedFile("a.csv", GOOD)}),
        (page.at, {"act": "discard"}),
    ):
        assert strict.post(path, said).status_code == 403
    assert owner.get(page.at).status == 200


def settled_file(owner: Browser) -> SimpleNamespace:
    page = owner.bring(GOOD)
    owner.post(page.at, {**form_of(page), "currency": "GBP", "act": "look"})
    return owner.get(page.at)


def test_two_clicks_are_one_import(owner, monkeypatch):
    page = settled_file(owner)
    runs: list[int] = []
    real = jobs.import_invoice_file

    def counted(**facts):
        runs.append(1)
        # The second click comes while the first is at work.
        assert owner.post(page.at, {**form_of(page), "act": "bring"}).status == 302
        assert "Importing" in owner.get(page.at).text
        return real(**facts)

    monkeypatch.setattr(jobs, "import_invoice_file", counted)
    owner.post(page.at, {**form_of(page), "act": "bring"})
    owner.post(page.at, {**form_of(page), "act": "bring"})

    assert runs == [1]
    assert uploaded(owner.slug) == (3, 3, 3)


def worked(slug: str) -> str:
    """Let a worker do the one job there is; how it ended."""
    with use_firm(slug):
        worker = Actor("schedule", "test", "test", "")
        job = lease_job(by=worker, now=clock.now())
        return work_on(job, ENTRIES[job.kind], worker=worker, clock=clock.now)


@pytest.fixture
def large(owner, monkeypatch) -> SimpleNamespace:
    """A file so large that it comes in behind the browser; asked for, and nobody works yet."""
    monkeypatch.setattr(importing, "MOST_AT_ONCE", 2)
    page = settled_file(owner)
    owner.post(page.at, {**form_of(page), "act": "bring"})
    return page


def test_a_large_file_comes_in_behind_the_browser_with_its_progress_shown(owner, large, monkeypatch):
    assert uploaded(owner.slug) == (0, 0, 0)
    real = jobs.import_invoice_file
    shown = []

    def watched(**facts):
        facts["progress"](1, 200)
        shown.extend([
            owner.get(f"{large.at}progress/"),
            owner.get(f"{large.at}progress/", **{"HX-Request": "true"}),
        ])  # fmt: skip
        said = re.search(r"\?said=\d+", shown[1].html)[0]
        shown.append(owner.get(f"{large.at}progress/{said}", **{"HX-Request": "true"}))
        return real(**facts)

    monkeypatch.setattr(jobs, "import_invoice_file", watched)
    assert worked(owner.slug) == "done"

    whole, fragment, later = shown
    assert "<progress" in whole.html
    assert 'hx-trigger="every 1s"' in whole.html
    assert f'href="{large.at}progress/"' in whole.html
    assert "<html" not in fragment.html
    assert "1 row" in fragment.text
    assert 'hx-swap-oob="innerHTML"' in fragment.html
    assert "oob" not in later.html
    answer = owner.get(f"{large.at}progress/", **{"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == large.at
    assert owner.get(f"{large.at}progress/").to == large.at
    assert "invoices added 3" in owner.get(large.at).text
    assert uploaded(owner.slug) == (3, 3, 3)


def test_a_busy_book_is_tried_again_and_the_page_says_so(owner, large, monkeypatch):
    def busy(**facts):
        raise BookIsLocked

    with monkeypatch.context() as patched:
        patched.setattr(jobs, "import_invoice_file", busy)
        assert worked(owner.slug) == "put off"

    page = owner.get(large.at)
    assert "Importing" in page.text
    assert "The book is in use" in page.text
    assert "It will be tried again automatically." in page.text


def test_a_file_that_is_gone_is_told_in_a_sentence(owner, large):
    next((home() / "uploads" / owner.slug).glob("*/content")).unlink()

    assert worked(owner.slug) == "failed"

    assert "There is no file book.csv." in owner.get(large.at).text


def test_a_failed_import_says_so_and_can_be_begun_again(owner, monkeypatch):
    page = settled_file(owner)

    def broken(**facts):
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(jobs, "import_invoice_file", broken)
        owner.post(page.at, {**form_of(page), "act": "bring"})
    failed = owner.get(page.at)
    assert "Something went wrong that should not have (incident " in failed.text
    assert "RuntimeError" not in failed.html

    owner.post(page.at, {**form_of(page), "act": "bring"})
    assert uploaded(owner.slug) == (3, 3, 3)


def test_looking_changes_nothing_and_a_file_can_be_removed(owner):
    page = settled_file(owner)
    for _ in range(2):
        owner.get(page.at)
        owner.get(f"{page.at}progress/")
    assert owner.get(f"{page.at}rejects/").status == 404
    assert uploaded(owner.slug) == (0, 0, 0)

    assert owner.post(page.at, {"act": "discard"}).to == owner.path("import/")
    assert owner.get(page.at).status == 404


def test_every_field_has_its_label(owner):
    for page in (owner.get("import/"), owner.bring(AMBIGUOUS), owner.bring(UNKNOWN)):
        ids = re.findall(r'<(?:select|input)(?![^>]*type="hidden")[^>]* id="([^"]+)"', page.html)
        labels = re.findall(r'<label[^>]* for="([^"]+)"', page.html)
        assert ids
        assert set(ids) <= set(labels)
        assert len(ids) == len(set(ids))
        assert "<script>" not in page.html
        assert "style=" not in page.html
