"""Several files chosen together in the browser: ordered, looked at in turn, brought in as one import."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.test_importing import Browser, form_of, worked

from mainstay.billing.models import CreditNote, Import, Invoice, Payment
from mainstay.clients.models import Client as ClientRow
from mainstay.intake.confined import Limits
from mainstay.jobs.models import Job
from mainstay.store.context import use_firm
from mainstay.store.paths import home
from mainstay.web import upload_sets, uploads
from mainstay.web.views import importing

if TYPE_CHECKING:
    from types import SimpleNamespace

FILES = {
    "payments.csv": b"Client,Invoice No,Amount Paid,Payment Date,Currency\nOsier Ltd,A-1,650.00,2024-02-10,GBP\n",
    "credits.csv": (
        b"Invoice No,Client,Invoice Date,Total,Type,Applies To,Currency\n"
        b"CN-1,Osier Ltd,2024-01-20,-50.00,Credit Note,A-1,GBP\n"
    ),
    "invoices.csv": (
        b"Invoice No,Client,Invoice Date,Due Date,Total,Currency\n"
        b"A-1,Osier Ltd,2024-01-12,2024-02-11,700.00,GBP\nA-2,Umber plc,2024-01-13,2024-02-12,300.00,GBP\n"
    ),
    "clients.csv": b"Client name,Email,City\nOsier Ltd,o@osier.example,Bath\nUmber plc,u@umber.example,Leeds\n",
}
"""Four files in the wrong order: 700.00 less 50.00 less 650.00 leaves nothing of A-1, A-2 is open with 300.00."""
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(100)


@pytest.fixture(autouse=True)
def _secret(monkeypatch):
    monkeypatch.setattr(settings._wrapped, "SECRET_KEY", "only for tests")


@pytest.fixture
def owner(book: str) -> Browser:
    return Browser(book)


def choose(owner: Browser, files: dict[str, bytes], **more: str) -> SimpleNamespace:
    sent = [SimpleUploadedFile(name, content) for name, content in files.items()]
    return owner.post("import/", {"kind": "invoices", "file": sent, **more})


def bring(owner: Browser, files: dict[str, bytes]) -> SimpleNamespace:
    """Choose files together; the page about all of them."""
    answer = choose(owner, files)
    assert answer.status == 302, answer.text
    return owner.get(answer.to)


def names(page: SimpleNamespace) -> list[str]:
    return re.findall(r'<a class="fw-bold[^>]*>([^<]+)</a>', page.html)


def confirm_all(owner: Browser, page: SimpleNamespace) -> tuple[list[str], SimpleNamespace]:
    """Confirm each file as it comes; their names in that order, and the page about all of them."""
    seen = []
    to = re.search(r'<a class="btn btn-primary text-break" href="([^"]+)"', page.html)[1]
    while to != page.at:
        shown = owner.get(to)
        seen.append(re.search(r"<h1[^>]*>([^<]+)</h1>", shown.html)[1].strip())
        to = owner.post(to, {**form_of(shown), "act": "confirm"}).to
    return seen, owner.get(page.at)


def opens(slug: str) -> dict[str, int]:
    with use_firm(slug):
        return dict(Invoice.objects.values_list("number", "open_minor"))


def test_files_in_any_order_are_put_in_order_confirmed_and_come_in_as_one(owner):
    page = bring(owner, FILES)
    assert "4 files" in page.text
    assert names(page) == ["clients.csv", "invoices.csv", "credits.csv", "payments.csv"]
    assert 'value="bring"' not in page.html
    seen, page = confirm_all(owner, page)
    assert seen == ["clients.csv", "invoices.csv", "credits.csv", "payments.csv"]
    # The payment finds the invoice of another file, though none of them imported.
    assert re.search(r"payments\.csv.*payments to add 1", page.text)
    assert "£650.00" in page.text
    assert "can’t be imported 0" in page.text
    assert opens(owner.slug) == {}

    answer = owner.post(page.at, {**form_of(page), "act": "bring"})
    result = owner.get(answer.to)
    assert "Result" in result.text
    shown = re.findall(r'<h2 class="card-title text-break">([^<]+)</h2>', result.html)
    assert shown == ["clients.csv", "invoices.csv", "credits.csv", "payments.csv"]
    for words in ("clients added 2", "invoices added 2", "credit notes added 1", "payments added 1"):
        assert words in result.text
    assert "£1,000.00" in result.text
    assert opens(owner.slug) == {"A-1": 0, "A-2": 30000}
    with use_firm(owner.slug):
        assert (CreditNote.objects.count(), Payment.objects.count()) == (1, 1)
        # One scoring after the last file, and an import of its own for each file of money.
        assert Job.objects.filter(kind="score").count() == 1
        assert Job.objects.filter(kind="bring_files_in").count() == 1
        assert set(Import.objects.values_list("file_name", flat=True)) == set(FILES) - {"clients.csv"}


def test_a_second_click_and_the_same_files_again_change_nothing(owner):
    _seen, page = confirm_all(owner, bring(owner, FILES))
    for _ in range(2):
        owner.post(page.at, {**form_of(page), "act": "bring"})
    _seen, again = confirm_all(owner, bring(owner, FILES))
    owner.post(again.at, {**form_of(again), "act": "bring"})
    assert owner.get(again.at).text.count("Everything in this file was already here") == 4
    assert opens(owner.slug) == {"A-1": 0, "A-2": 30000}
    with use_firm(owner.slug):
        assert (CreditNote.objects.count(), Payment.objects.count(), ClientRow.objects.count()) == (1, 1, 2)


def test_what_is_in_doubt_is_asked_of_its_file_alone(owner):
    doubtful = b"Client,Invoice No,Amount Paid,Payment Date,Currency\nOsier Ltd,A-1,650.00,03/02/2024,GBP\n"
    page = bring(owner, {**FILES, "payments.csv": doubtful})
    assert page.text.count("required") == 1
    asking = owner.get(re.findall(r'<a class="fw-bold[^>]* href="([^"]+)"', page.html)[3])
    assert "File 4 of 4" in asking.text
    assert "“03/02/2024” could be 3 Feb 2024 (day, month, year) or 2 Mar 2024 (month, day, year)." in asking.text
    assert 'value="confirm"' not in asking.html
    # Nobody confirms what is in doubt.
    owner.post(asking.at, {**form_of(asking), "act": "confirm"})
    assert "required" in owner.get(page.at).text
    # An answer given with the confirmation is looked at first.
    owner.post(asking.at, {**form_of(asking), "date_order": "dmy", "act": "confirm"})
    assert "You changed how the file is read" in owner.get(asking.at).text
    _seen, page = confirm_all(owner, page)
    owner.post(page.at, {**form_of(page), "act": "bring"})
    with use_firm(owner.slug):
        assert Payment.objects.get().paid_on.isoformat() == "2024-02-03"


def test_an_answer_changed_after_the_confirmation_has_to_be_confirmed_again(owner):
    _seen, page = confirm_all(owner, bring(owner, FILES))
    first = owner.get(re.findall(r'<a class="fw-bold[^>]* href="([^"]+)"', page.html)[1])
    owner.post(first.at, {**form_of(first), "column-due_on": " ", "act": "look"})
    page = owner.get(page.at)
    assert "not checked yet" in page.text
    owner.post(page.at, {**form_of(page), "act": "bring"})
    assert opens(owner.slug) == {}


def test_what_was_chosen_is_kept_when_one_file_is_refused(owner, monkeypatch):
    monkeypatch.setattr(uploads, "LIMIT_BYTES", 5000)
    files = {"huge.csv": b"x" * 6000, "empty.csv": b"", **FILES, "logo.png": PICTURE}
    page = bring(owner, files)
    assert "The file huge.csv is too large" in page.text
    assert "The file empty.csv is empty." in page.text
    assert "it looks like PNG" in page.text
    assert names(page)[:4] == ["clients.csv", "invoices.csv", "credits.csv", "payments.csv"]
    assert names(page)[4:] == ["logo.png"]
    # The picture is taken out, and the rest goes on.
    form = re.findall(r'name="file" value="([0-9a-f]{32})"', page.html)
    owner.post(page.at, {"file": form[4], "act": "drop"})
    page = owner.get(page.at)
    assert names(page) == ["clients.csv", "invoices.csv", "credits.csv", "payments.csv"]
    _seen, page = confirm_all(owner, page)
    owner.post(page.at, {**form_of(page), "act": "bring"})
    assert opens(owner.slug) == {"A-1": 0, "A-2": 30000}


def test_a_file_can_be_added_and_the_order_stays_right(owner):
    late = {"payments.csv": FILES["payments.csv"], "invoices.csv": FILES["invoices.csv"]}
    page = bring(owner, late)
    together = page.at.rstrip("/").rpartition("/")[2]
    answer = choose(owner, {"clients.csv": FILES["clients.csv"]}, together=together)
    assert answer.to == page.at
    assert names(owner.get(page.at)) == ["clients.csv", "invoices.csv", "payments.csv"]


def test_more_files_than_may_come_at_once_are_named(owner, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_FILES", 2)
    page = bring(owner, FILES)
    assert len(names(page)) == 2
    assert "The file invoices.csv wasn’t taken: at most 2 files can be imported at once." in page.text
    assert "The file clients.csv wasn’t taken" in page.text
    together = page.at.rstrip("/").rpartition("/")[2]
    choose(owner, {"clients.csv": FILES["clients.csv"]}, together=together)
    assert len(names(owner.get(page.at))) == 2


def test_files_that_take_long_to_read_leave_the_rest_for_another_time(owner, monkeypatch):
    clock = iter((0.0, 0.0, 0.0, 1000.0, 1000.0))
    monkeypatch.setattr(upload_sets, "monotonic", lambda: next(clock))
    page = bring(owner, FILES)
    assert names(page) == ["credits.csv", "payments.csv"]
    for name in ("invoices.csv", "clients.csv"):
        assert f"{name}: Other files are being read right now. Try again in a minute." in page.text


def test_a_file_whose_reader_dies_is_named_and_the_others_stay(owner, monkeypatch):
    real = Limits.for_size
    small = len(FILES["clients.csv"])
    monkeypatch.setattr(Limits, "for_size", lambda size: Limits(memory=1 << 20) if size == small else real(size))
    page = bring(owner, FILES)
    assert names(page) == ["invoices.csv", "credits.csv", "payments.csv"]
    assert "Reading clients.csv takes too much memory or time" in page.text


def test_a_crowd_of_files_is_told_in_a_sentence(owner):
    answer = choose(owner, {f"{n}.csv": b"a,b\n1,2\n" for n in range(120)})
    assert (answer.status, "At most 20 files can be imported at once." in answer.text) == (413, True)
    assert list((home() / "uploads" / owner.slug).glob("*")) == []


def test_where_no_file_can_be_kept_each_is_named_and_nothing_stays(owner):
    answer = choose(owner, {"a.csv": b"", "b.csv": b""})
    assert answer.status == 400
    assert "The file a.csv is empty. The file b.csv is empty." in answer.text
    assert list((home() / "uploads" / owner.slug).iterdir()) == []


def test_a_large_import_of_several_files_shows_its_progress(owner, monkeypatch):
    monkeypatch.setattr(importing, "MOST_AT_ONCE", 2)
    _seen, page = confirm_all(owner, bring(owner, FILES))
    owner.post(page.at, {**form_of(page), "act": "bring"})
    assert opens(owner.slug) == {}
    assert "Importing" in owner.get(page.at).text
    assert "<progress" in owner.get(f"{page.at}progress/").html
    fragment = owner.get(f"{page.at}progress/", **{"HX-Request": "true"})
    assert "<html" not in fragment.html
    first = next(path for path in (home() / "uploads" / owner.slug).iterdir() if (path / "upload.json").exists())
    assert owner.get(f"import/{first.name}/").to == page.at
    assert worked(owner.slug) == "done"
    assert owner.get(f"{page.at}progress/").to == page.at
    answer = owner.get(f"{page.at}progress/", **{"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == page.at
    assert "invoices added 2" in owner.get(page.at).text
    assert opens(owner.slug) == {"A-1": 0, "A-2": 30000}


def test_rejected_rows_of_each_file_are_downloaded_by_themselves(owner):
    bad = FILES["invoices.csv"] + b"A-3,Osier Ltd,2024-02-30,2024-03-01,5.00,GBP\n"
    _seen, page = confirm_all(owner, bring(owner, {**FILES, "invoices.csv": bad}))
    assert "2024-02-30" in page.text
    owner.post(page.at, {**form_of(page), "act": "bring"})
    result = owner.get(page.at)
    [address] = re.findall(r'href="([^"]+/rejects/)"', result.html)
    download = owner.get(address)
    assert b"2024-02-30" in download.body
    assert "invoices.rejected.csv" in download.headers["Content-Disposition"]


def test_the_files_can_be_removed_together_and_one_after_the_other(owner):
    page = bring(owner, FILES)
    assert owner.post(page.at, {"act": "discard"}).to == owner.path("import/")
    assert list((home() / "uploads" / owner.slug).iterdir()) == []
    assert owner.get(page.at).status == 404
    page = bring(owner, {name: FILES[name] for name in ("invoices.csv", "payments.csv")})
    for left in (1, 0):
        file = re.findall(r'<a class="fw-bold[^>]* href="([^"]+)"', owner.get(page.at).html)[0]
        to = owner.post(file, {"act": "discard"}).to
        assert to == (page.at if left else owner.path("import/"))
    assert list((home() / "uploads" / owner.slug).iterdir()) == []


def test_another_firm_and_a_reader_do_not_see_the_files(owner, other_book):
    page = bring(owner, FILES)
    token = page.at.rstrip("/").rpartition("/")[2]
    other = Browser(other_book)
    assert other.get(f"import/files/{token}/").status == 404
    assert other.get(f"import/files/{token}/progress/").status == 404
    assert other.post(f"import/files/{token}/", {"act": "discard"}).status == 404
    reader = Browser(owner.slug, "reader")
    assert reader.get(page.at).status == 403
    assert reader.post(page.at, {"act": "discard"}).status == 403
    assert owner.get(page.at).status == 200


def test_a_file_taken_for_the_wrong_kind_is_read_as_the_other(owner):
    page = bring(owner, FILES)
    first = re.findall(r'<a class="fw-bold[^>]* href="([^"]+)"', page.html)[0]
    owner.post(first, {"act": "other_kind"})
    assert "answers from you before we can show a preview" in owner.get(first).text
    assert names(owner.get(page.at))[-1] == "clients.csv"
    owner.post(first, {"act": "other_kind"})
    assert names(owner.get(page.at))[0] == "clients.csv"


def test_the_control_total_is_asked_in_the_currency_of_the_files(owner):
    lira = {name: content.replace(b",GBP", b",TRY") for name, content in FILES.items()}
    _seen, page = confirm_all(owner, bring(owner, lira))
    assert form_of(page)["control_currency"] == "TRY"
    control = {"control_total": "300.00", "control_on": "2024-12-31"}
    owner.post(page.at, {**form_of(page), **control, "act": "bring"})
    # 1,000.00 invoiced less 50.00 credited less 650.00 paid.
    result = owner.get(page.at).text
    assert result.count("Debtors per your ledger at 31 Dec 2024: ₺300.00. The book agrees.") == 1


def test_a_workbook_with_clients_and_invoices_counts_as_both(owner, other_book):
    _seen, page = confirm_all(owner, bring(owner, FILES))
    owner.post(page.at, {**form_of(page), "act": "bring"})
    workbook = owner.post("settings/data/export/", {"kind": "xlsx"}).body
    other = Browser(other_book)
    more = b"Invoice No,Client,Invoice Date,Total,Currency\nB-1,Osier Ltd,2024-03-12,5.00,GBP\n"
    page = bring(other, {"more.csv": more, "everything.xlsx": workbook})
    assert sorted(names(page)) == ["everything.xlsx", "everything.xlsx", "more.csv"]
    assert names(page)[0] == "everything.xlsx"
    seen, page = confirm_all(other, page)
    other.post(page.at, {**form_of(page), "act": "bring"})
    # Credit notes do not come back from an export: what they settled is open there.
    assert opens(other_book) == {"A-1": 5000, "A-2": 30000, "B-1": 500}
    assert len(seen) == 3
