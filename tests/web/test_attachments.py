"""Files in a browser: attached with a note or alone, refused with the note kept, served so that nothing runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.attachments.tables import PDF, TEXT, attached
from tests.builders import a_client

from mainstay.attachments.models import Attachment
from mainstay.attachments.rules.chosen import MOST_AT_ONCE, MOST_BYTES, ChosenFile
from mainstay.timeline.models import Entry

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client


def sent(*drafts: ChosenFile) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(one.name, one.content, "text/html") for one in drafts]


def test_a_note_is_sent_with_its_files(book: str, browser: Callable[..., Client]) -> None:
    ref = a_client().ref
    person = browser(book, "colleague")
    answer = person.post(f"/{book}/clients/{ref}/notes/", {"text": "Signed", "file": sent(PDF, TEXT), "key": "k.note"})
    assert answer.status_code == 302
    assert person.post(
        f"/{book}/clients/{ref}/notes/", {"text": "Signed", "file": sent(PDF, TEXT), "key": "k.note"}
    ).status_code == 302  # fmt: skip
    rows = Attachment.objects.order_by("id")
    assert [(row.name, row.kind, bool(row.note_ref)) for row in rows] == [
        ("sözleşme.pdf", "pdf", True), ("notlar.txt", "text", True),
    ]  # fmt: skip
    page = person.get(f"/{book}/clients/{ref}/activity/").content.decode()
    events = page[page.index('id="happened"') :]
    assert events.index("Signed") < events.index("sözleşme.pdf")
    assert "File attached" not in events


def test_a_refused_file_keeps_the_note_that_was_typed(book: str, browser: Callable[..., Client]) -> None:
    ref = a_client().ref
    person = browser(book, "owner")
    for wrong in (ChosenFile("a.pdf", b"\x89PNG\r\n\x1a\n"), ChosenFile("a.txt", b"x" * (MOST_BYTES + 2))):
        answer = person.post(f"/{book}/clients/{ref}/notes/", {"text": "Typed with care", "file": sent(PDF, wrong)})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Typed with care" in page
        assert f"“{wrong.name}” " in page
    assert not Attachment.objects.exists()
    assert not Entry.objects.filter(kind="note.added").exists()


def test_files_are_attached_alone_and_the_limits_are_said_before(book: str, browser: Callable[..., Client]) -> None:
    ref = a_client().ref
    person = browser(book, "owner")
    for place in (f"clients/{ref}/", f"clients/{ref}/activity/", f"clients/{ref}/files/"):
        page = person.get(f"/{book}/{place}").content.decode()
        assert "Up to 5 files at once, 10 MB each; 1 GB for the whole firm." in page
    answer = person.post(f"/{book}/clients/{ref}/files/attach/", {"file": sent(PDF)})
    assert (answer.status_code, answer["Location"]) == (302, f"/{book}/clients/{ref}/files/")
    page = person.get(f"/{book}/clients/{ref}/files/").content.decode()
    assert "1 file attached." in page
    assert "sözleşme.pdf" in page
    for several, sentence in (
        ((), "Choose a file first."),
        ((TEXT,) * (MOST_AT_ONCE + 1), "You chose 6 files, and 5 can be attached at once"),
        ((TEXT,) * 101, "5 can be attached at once"),
    ):
        answer = person.post(f"/{book}/clients/{ref}/files/attach/", {"file": sent(*several)}, follow=True)
        assert sentence in answer.content.decode()
    assert Attachment.objects.count() == 1


def test_a_file_is_always_saved_and_never_runs(book: str, browser: Callable[..., Client]) -> None:
    page = ChosenFile('"><script>.txt', b"<html><script>alert(1)</script>")
    refs = attached(PDF, page)
    person = browser(book, "reader")
    answers = [person.get(f"/{book}/files/{ref}/") for ref in refs]
    assert [answer.content for answer in answers] == [PDF.content, page.content]
    assert [answer["Content-Type"] for answer in answers] == ["application/pdf", "text/plain"]
    assert answers[0]["Content-Disposition"] == "attachment; filename*=utf-8''s%C3%B6zle%C5%9Fme.pdf"
    assert answers[1]["Content-Disposition"] == 'attachment; filename="\\"><script>.txt"'
    for answer in answers:
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
        assert "private" in answer["Cache-Control"]
    listed = person.get(f"/{book}/clients/{a_client().ref}/files/").content.decode()
    assert "<script>." not in listed
    assert "files/attach/" not in listed


def test_a_stranger_and_a_removed_file_are_answered_alike(book: str, browser: Callable[..., Client]) -> None:
    [ref] = attached(PDF)
    assert browser().get(f"/{book}/files/{ref}/").status_code == 302
    person = browser(book, "owner")
    assert person.get(f"/{book}/files/a-none/").status_code == 404
    page = person.get(f"/{book}/files/{ref}/remove/").content.decode()
    assert "sözleşme.pdf" in page
    answer = person.post(f"/{book}/files/{ref}/remove/", {"key": "r"}, follow=True)
    assert "Removed: sözleşme.pdf" in answer.content.decode()
    assert person.get(f"/{book}/files/{ref}/").status_code == 404
    told = person.get(f"/{book}/clients/{a_client().ref}/activity/").content.decode()
    assert "File removed: sözleşme.pdf" in told
    assert re.search(rf'href="[^"]*/files/{ref}/"', told) is None


def test_a_form_without_its_token_attaches_nothing(book: str, browser: Callable[..., Client]) -> None:
    ref = a_client().ref
    person = browser(book, "owner")
    person.handler.enforce_csrf_checks = True
    for place in ("files/attach", "notes"):
        answer = person.post(f"/{book}/clients/{ref}/{place}/", {"text": "x", "file": sent(PDF)})
        assert answer.status_code == 403
    assert not Attachment.objects.exists()
