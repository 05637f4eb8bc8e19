"""Files of clients: attached, found, merged along, removed, and proved to be what was attached."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.attachments.tables import PDF, TEXT, attached, noted
from tests.builders import ACT, NOW, OWNER, START, a_client, day, refused, timeline

from mainstay.attachments.actions import _storing, attaching, removing
from mainstay.attachments.actions._storing import FileRefused, NoRoomForFiles
from mainstay.attachments.models import Attachment, Content
from mainstay.attachments.queries.files import FileNotFound, content_of, files_of_client
from mainstay.attachments.queries.proofs import prove_files
from mainstay.attachments.rules.chosen import ChosenFile
from mainstay.clients.actions.notes import NoteIsEmpty
from mainstay.clients.queries.fetching import ClientNotFound, client_for
from mainstay.overview.actions.archiving import archive_settled_clients
from mainstay.overview.actions.merging import merge_clients, unmerge_client
from mainstay.overview.queries.search import search
from mainstay.timeline.actions.erasing import NotTheAuthor, TooLateToCorrect

COLLEAGUE = replace(OWNER, id="2", role="colleague")
pytestmark = pytest.mark.usefixtures("book")


def names(client: object = None) -> list[str]:
    found = client or a_client()
    return [one.name for one in files_of_client(client_id=found.pk, number=1, by=OWNER).files]  # type: ignore[attr-defined]


def test_files_are_kept_with_their_bytes_and_told_of() -> None:
    first, second = attached(PDF, TEXT)
    rows = Attachment.objects.order_by("id")
    assert [(row.ref, row.name, row.kind, row.size, row.attached_by) for row in rows] == [
        (first, "sözleşme.pdf", "pdf", len(PDF.content), OWNER.name),
        (second, "notlar.txt", "text", len(TEXT.content), OWNER.name),
    ]
    assert content_of(ref=first, by=OWNER) == PDF.content
    assert content_of(ref=second, by=OWNER) == TEXT.content
    assert timeline()[-2:] == [
        ("attachment.added", str(START), first, {"name": "sözleşme.pdf"}),
        ("attachment.added", str(START), second, {"name": "notlar.txt"}),
    ]
    assert names() == ["notlar.txt", "sözleşme.pdf"]
    assert prove_files() == []


def test_of_several_files_all_are_kept_or_none() -> None:
    assert a_client().pk
    with refused(FileRefused, "“leer.txt” is empty: check the file, and choose it again."):
        attached(PDF, ChosenFile("leer.txt", b""))
    with refused(ClientNotFound):
        attaching.attach_files(client_ref="c-none", files=(PDF,), today=START, **ACT)


def test_a_firm_has_so_much_room(monkeypatch: pytest.MonkeyPatch) -> None:
    attached(TEXT)
    monkeypatch.setattr(_storing, "MOST_BYTES_IN_ALL", len(TEXT.content) + len(PDF.content) - 1)
    with refused(NoRoomForFiles):
        attached(PDF)
    monkeypatch.setattr(_storing, "MOST_BYTES_IN_ALL", len(TEXT.content) + len(PDF.content))
    assert len(attached(PDF)) == 1


def test_a_note_comes_with_its_files_or_not_at_all() -> None:
    assert a_client().pk
    with refused(FileRefused):
        noted(PDF, ChosenFile("setup.exe", b"MZ\0"))
    with refused(NoteIsEmpty):
        attaching.write_note(client_ref=a_client().ref, text=" ", files=(PDF,), on=START, **ACT)
    said = noted(PDF)
    assert Attachment.objects.get().note_ref == said["ref"]
    assert [kind for kind, *_ in timeline()[-2:]] == ["note.added", "attachment.added"]


def test_whoever_attached_a_file_may_remove_it_for_a_while_and_the_owner_always() -> None:
    client = a_client().ref
    acting = {"client_ref": client, "today": START, "by": COLLEAGUE, "now": NOW}
    own, late, other = (attaching.attach_files(files=(PDF,), **acting) for _ in range(3))
    third = replace(COLLEAGUE, id="3")
    with refused(removing.FileIsNotYours):
        removing.remove_file(ref=other, today=START, by=third, now=NOW)
    with refused(removing.FileIsNotYours):
        removing.remove_file(ref=late, today=START, by=COLLEAGUE, now=NOW + timedelta(minutes=15, seconds=1))
    removing.remove_file(ref=own, today=START, by=COLLEAGUE, now=NOW + timedelta(minutes=15))
    assert removing.remove_file(ref=late, today=day(9), by=OWNER, now=NOW + timedelta(days=9)) == "sözleşme.pdf"
    assert timeline()[-1] == ("attachment.removed", str(day(9)), late, {"name": "sözleşme.pdf"})
    assert (Attachment.objects.get().ref, Content.objects.count()) == (other, 1)
    with refused(FileNotFound):
        removing.remove_file(ref=own, today=START, **ACT)


def test_the_files_of_a_note_go_with_it_and_those_beside_it_stay() -> None:
    [beside] = attached(TEXT)
    note, other = noted(PDF, TEXT), noted(PDF)
    with refused(NotTheAuthor):
        removing.remove_note(**note, today=START, by=replace(COLLEAGUE, id="3"), now=NOW)
    with refused(TooLateToCorrect):
        removing.remove_note(**note, today=START, by=OWNER, now=NOW + timedelta(minutes=16))
    assert removing.remove_note(**note, today=START, **ACT) == 2
    assert [kind for kind, *_ in timeline()[-2:]] == ["attachment.removed"] * 2
    assert set(Attachment.objects.values_list("note_ref", flat=True)) == {"", other["ref"]}
    removing.erase_text(client_ref=a_client().ref, today=START, **ACT)
    assert Attachment.objects.get().ref == beside
    assert Content.objects.count() == 1
    assert "sözleşme" not in str(timeline())


def test_erasing_one_note_takes_its_files_alone() -> None:
    note, other = noted(PDF), noted(TEXT)
    assert removing.erase_text(**note, today=START, **ACT) == 1
    assert Attachment.objects.get().note_ref == other["ref"]


def test_files_follow_a_merged_client_and_come_back() -> None:
    stays, gone = a_client("Işık İnşaat"), a_client("Isik Ltd")
    attaching.attach_files(client_ref=stays.ref, files=(PDF,), today=START, **ACT)
    attaching.attach_files(client_ref=gone.ref, files=(TEXT,), today=START, **ACT)
    merge_clients(gone_ref=gone.ref, stays_ref=stays.ref, today=START, **ACT)
    assert (names(stays), names(gone)) == (["notlar.txt", "sözleşme.pdf"], [])
    unmerge_client(client_ref=gone.ref, today=START, **ACT)
    assert (names(stays), names(client_for(ref=gone.ref, by=OWNER))) == (["sözleşme.pdf"], ["notlar.txt"])


def test_an_archived_client_keeps_its_files() -> None:
    attached(PDF)
    archive_settled_clients(client_refs=[a_client().ref], today=START, **ACT)
    assert names() == ["sözleşme.pdf"]


def test_a_search_finds_a_file_by_its_name() -> None:
    [ref] = attached(PDF)
    found = search(text="SOZLESME", by=OWNER).found("files")
    assert [(one.ref, one.name, one.client) for one in found.rows] == [(ref, "sözleşme.pdf", a_client().name)]


def test_nothing_of_a_file_changes() -> None:
    attached(PDF)
    for change in (
        lambda: Content.objects.update(data=b"%PDF-other"),
        lambda: Attachment.objects.update(name="other.pdf"),
        lambda: Attachment.objects.update(client=a_client("Other")),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert prove_files() == []


def test_the_check_finds_bytes_that_are_missing_or_others() -> None:
    lost, cut, other = (attached(PDF)[0] for _ in range(3))
    Content.objects.filter(attachment__ref__in=(lost, cut, other)).delete()
    for ref, data in ((cut, PDF.content[:-1]), (other, PDF.content[:-1] + b"!")):
        Content.objects.create(attachment=Attachment.objects.get(ref=ref), data=data)
    assert [(fault.code, fault.subject) for fault in prove_files()] == [
        ("file_is_missing", lost), ("file_was_changed", cut), ("file_was_changed", other),
    ]  # fmt: skip


def test_a_list_of_files_reads_no_bytes_and_goes_on_in_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    attached(PDF)
    attached(TEXT)
    monkeypatch.setattr("mainstay.attachments.queries.files.PAGE", 1)
    pages = [files_of_client(client_id=a_client().pk, number=number, by=OWNER) for number in (1, 2, 9)]
    assert [[one.name for one in page.files] for page in pages] == [["notlar.txt"], ["sözleşme.pdf"], ["sözleşme.pdf"]]
    assert {(page.count, page.pages) for page in pages} == {(2, 2)}
