"""Files leave with an export and come back equal, or not at all."""

from __future__ import annotations

import csv
import zipfile
from hashlib import sha256
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from tests.attachments.tables import PDF, TEXT, attached, noted
from tests.builders import ACT, OWNER, START, a_client, refused

from mainstay.attachments.actions import _storing
from mainstay.attachments.actions.importing import FileRowRefused, NoFilesInExport, import_files
from mainstay.attachments.actions.removing import FileIsNotYours, remove_file
from mainstay.attachments.models import Attachment, Content
from mainstay.attachments.queries.files import content_of
from mainstay.attachments.queries.proofs import prove_files
from mainstay.attachments.rules.chosen import ChosenFile
from mainstay.overview.queries.export import export_to
from mainstay.timeline.models import Entry

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("book")


def sheets_of(path: Path) -> dict[str, bytes]:
    """The files of an export, and the sheet of them."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name.startswith("files")}


def emptied() -> None:
    """The book without its files."""
    Content.objects.all().delete()
    Attachment.objects.all().delete()


def changed(path: Path, **changes: bytes | None) -> Path:
    """The export with other content, or without it, under these names; the sheet is `sheet`, the first file `file`."""
    made = path.with_name("changed.zip")
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(made, "w") as after:
        for name in before.namelist():
            word = "sheet" if name == "files.csv" else "file" if name.startswith("files/") else name
            content = changes.get(word, before.read(name))
            if content is not None:
                after.writestr(name, content)
    return made


def test_files_come_back_equal_from_a_zip_and_from_a_folder(tmp_path: Path) -> None:
    attached(PDF, ChosenFile('=formül;"a".csv', b"a;b\n"))
    noted(TEXT)
    before = sheets_of(export_to(tmp_path / "one.zip", by=OWNER))
    assert sorted(before.values(), key=len)[:3] == sorted((PDF.content, TEXT.content, b"a;b\n"), key=len)
    folder = export_to(tmp_path / "folder", by=OWNER)
    rows = list(Attachment.objects.order_by("id").values_list("ref", "note_ref", "name"))
    for source in (tmp_path / "one.zip", folder):
        emptied()
        assert import_files(path=str(source), **ACT) == (3, 0)
        assert list(Attachment.objects.order_by("id").values_list("ref", "note_ref", "name")) == rows
        assert prove_files() == []
        again = tmp_path / f"again-{source.name}.zip"
        assert sheets_of(export_to(again, by=OWNER)) == before
        assert import_files(path=str(source), **ACT) == (0, 3)


def test_in_another_book_a_file_stands_with_its_client_and_without_the_note(tmp_path: Path) -> None:
    noted(TEXT)
    path = export_to(tmp_path / "one.zip", by=OWNER)
    [ref] = Attachment.objects.values_list("ref", flat=True)
    emptied()
    text = sheets_of(path)["files.csv"].decode("utf-8-sig")
    [note] = [row["Note ref"] for row in csv.DictReader(StringIO(text))]
    other = changed(path, sheet=text.replace(note, "t-aaaaaaaaaa").encode())
    assert import_files(path=str(other), **ACT) == (1, 0)
    assert content_of(ref=ref, by=OWNER) == TEXT.content
    assert Attachment.objects.get().note_ref == ""
    told = Entry.objects.filter(kind="attachment.added").order_by("-id").first()
    assert told is not None
    assert (told.subject_ref, told.happened_on) == (ref, START)


def test_what_came_in_is_nobodys_own(tmp_path: Path) -> None:
    [ref] = attached(PDF)
    path = export_to(tmp_path / "one.zip", by=OWNER)
    emptied()
    import_files(path=str(path), **ACT)
    colleague = type(OWNER)("person", OWNER.id, OWNER.name, "colleague")
    with refused(FileIsNotYours):
        remove_file(ref=ref, today=START, by=colleague, now=ACT["now"])


def test_a_damaged_export_brings_nothing_in(tmp_path: Path) -> None:
    [ref] = attached(PDF)
    path = export_to(tmp_path / "one.zip", by=OWNER)
    sheet = sheets_of(path)["files.csv"].decode("utf-8-sig")
    emptied()
    for wrong in (
        {"file": None}, {"file": PDF.content + b"!"}, {"file": b""},
        {"sheet": sheet.replace(ref, "../../etc/passwd").encode()},
        {"sheet": sheet.replace(",pdf,", ",exe,").encode()},
        {"sheet": sheet.replace(",pdf,", ",png,").encode()},
        {"sheet": sheet.replace(str(START), "one day").encode()},
        {"sheet": sheet.replace(a_client().ref, "c-nobody").replace(a_client().name, "Nobody").encode()},
    ):  # fmt: skip
        with refused(FileRowRefused):
            import_files(path=str(changed(path, **wrong)), **ACT)  # type: ignore[arg-type]
    for none in ({"sheet": None}, {"sheet": b"Name\nx\n"}, {"sheet": b"\xff\xfe"}):
        with refused(NoFilesInExport):
            import_files(path=str(changed(path, **none)), **ACT)  # type: ignore[arg-type]
    text = tmp_path / "text.csv"
    text.write_text("Name\nx\n")
    with refused(NoFilesInExport):
        import_files(path=str(text), **ACT)
    assert not Attachment.objects.exists()


def test_a_program_does_not_come_in_with_an_export(tmp_path: Path) -> None:
    attached(PDF)
    path = export_to(tmp_path / "one.zip", by=OWNER)
    emptied()
    program = b"MZ\0\0"
    sheet = sheets_of(path)["files.csv"].decode("utf-8-sig")
    sheet = sheet.replace(sha256(PDF.content).hexdigest(), sha256(program).hexdigest())
    with refused(FileRowRefused):
        import_files(path=str(changed(path, sheet=sheet.encode(), file=program)), **ACT)


def test_an_import_stops_where_there_is_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    attached(PDF, TEXT)
    path = export_to(tmp_path / "one.zip", by=OWNER)
    emptied()
    monkeypatch.setattr(_storing, "MOST_BYTES_IN_ALL", len(PDF.content) + len(TEXT.content) - 1)
    with refused(_storing.NoRoomForFiles):
        import_files(path=str(path), **ACT)


def test_a_workbook_lists_the_files(tmp_path: Path) -> None:
    [ref] = attached(PDF)
    export_to(tmp_path / "one.xlsx", by=OWNER)
    rows = list(load_workbook(tmp_path / "one.xlsx")["Files"].values)
    assert (rows[1][0], rows[1][3], rows[1][-1]) == (ref, PDF.name, f"files/{ref}.pdf")
