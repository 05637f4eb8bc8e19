"""What may be attached: told from the bytes, and not from the name alone."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.attachments.phrases import KINDS as LABELS
from mainstay.attachments.phrases import problem_sentence, size_shown
from mainstay.attachments.rules.chosen import MOST_AT_ONCE, MOST_BYTES, NAME_LENGTH, ChosenFile, problems_of
from mainstay.attachments.rules.kinds import KIND_OF_ENDING, KINDS, PROGRAM_ENDINGS
from mainstay.attachments.rules.signatures import kind_of_content

MAIL = b"From: a@b.example\r\nTo: c@d.example\r\nSubject: =?utf-8?q?Fatura?=\r\n folded\r\n\r\nMerhaba\r\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def archive(**names: bytes) -> bytes:
    """A ZIP with these files; two underscores stand for a stroke, one for a dot."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name, content in names.items():
            made.writestr(name.replace("__", "/").replace("_", "."), content)
    return target.getvalue()


def office(part: str, *more: str) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name in ("[Content_Types].xml", part, *more):
            made.writestr(name, b"<x/>")
    return target.getvalue()


def open_document(kind: str, *more: str) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        for name in ("content.xml", *more):
            made.writestr(name, b"<x/>")
    return target.getvalue()


def binary(*streams: str) -> bytes:
    return OLE + b"".join(b"\0\0" + f"{name}\0".encode("utf-16-le") for name in ("Root Entry", *streams))


SAMPLES = {
    "pdf": b"%PDF-1.7\n",
    "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF",
    "webp": b"RIFF\x24\0\0\0WEBPVP8 ",
    "docx": office("word/document.xml"),
    "xlsx": office("xl/workbook.xml"),
    "pptx": office("ppt/presentation.xml"),
    "doc": binary("WordDocument"),
    "xls": binary("Workbook"),
    "ppt": binary("PowerPoint Document"),
    "odt": open_document("text"),
    "ods": open_document("spreadsheet"),
    "odp": open_document("presentation"),
    "text": "şöyle\n".encode(),
    "csv": b"a;b\n1;2\n",
    "eml": MAIL,
    "zip": archive(read_txt=b"x", index_html=b"<p>"),
}


def problem(name: str, content: bytes) -> str:
    found = ChosenFile(name, content).problem()
    if found is not None:
        assert problem_sentence(found)
        assert found.value in problem_sentence(found)
    return "" if found is None else found.code


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_told_by_its_content_and_taken_under_its_endings(kind: str) -> None:
    content = SAMPLES[kind]
    assert kind_of_content(content) == ("text" if kind == "csv" else kind)
    assert LABELS[kind]
    for ending in KINDS[kind].endings:
        for name in (f"a.{ending}", f"A.B.{ending.swapcase()}"):
            assert problem(name, content) == ""
            assert ChosenFile(name, content).kind == kind


def test_no_kind_is_taken_for_another() -> None:
    for kind, content in SAMPLES.items():
        for ending, promised in KIND_OF_ENDING.items():
            is_text = {kind, promised} <= {"text", "csv"} or (kind == "eml" and promised in {"text", "csv"})
            if kind != promised and not is_text:
                assert problem(f"a.{ending}", content) in {"file_is_another_kind", "file_is_not_what_it_says"}


def test_what_is_renamed_says_how_it_should_be_called() -> None:
    found = ChosenFile("fatura.pdf", SAMPLES["png"]).problem()
    assert found is not None
    assert problem_sentence(found) == (
        "“fatura.pdf” doesn’t match its name: it holds something else (PNG picture). Rename it to end in .png."
    )


@pytest.mark.parametrize("ending", sorted(PROGRAM_ENDINGS))
def test_programs_are_refused_by_their_names(ending: str) -> None:
    assert problem(f"fatura.pdf.{ending}", b"anything") == "file_is_a_program"


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\0\x03", b"\x7fELF\x02", b"#!/bin/sh\nrm", b"\xca\xfe\xba\xbe\0", b"\xcf\xfa\xed\xfe\x07",
        archive(setup_exe=b"x"), archive(docs__run_BAT=b"x"), archive(report_docm=b"x"),
    ],
    # An archive holds the time it was made: of itself it would give each worker another name for the test.
    ids=["exe", "elf", "script", "java", "mach", "exe in zip", "bat in zip", "docm in zip"],
)  # fmt: skip
def test_programs_are_refused_whatever_they_are_called(content: bytes) -> None:
    for name in ("fatura.pdf", "notlar.txt", "a.zip", "a.docx", "a"):
        assert problem(name, content) == "file_is_a_program"


def test_macros_are_refused_and_a_password_is_not() -> None:
    for content in (
        office("word/document.xml", "word/vbaProject.bin"),
        open_document("text", "Basic/Standard/script-lb.xml"),
        binary("Workbook", "_VBA_PROJECT_CUR"),
    ):
        assert problem("a.docx", content) == "file_has_macros"
    assert problem("a.docx", binary("EncryptedPackage")) == ""
    assert problem("a.pdf", binary("EncryptedPackage")) == "file_is_not_what_it_says"


def test_empty_too_big_damaged_and_unknown_files_are_refused() -> None:
    assert problem("a.pdf", b"") == "file_is_empty"
    assert problem("a.txt", b"x" * (MOST_BYTES + 1)) == "file_is_too_big"
    assert problem("a.txt", b"x" * MOST_BYTES) == ""
    assert problem("a.zip", b"PK\x03\x04 broken") == "file_is_not_what_it_says"
    assert problem("a.txt", b"\0\1\2") == "file_is_not_what_it_says"
    assert problem("a.eml", b"no headers at all\n") == "file_is_not_what_it_says"
    assert problem("a.txt", "şöyle".encode("utf-16")) == ""
    assert problem("a.txt", "şöyle".encode("cp1254")) == ""
    assert problem("a.txt", b"\xff\xfe\0") == "file_is_not_what_it_says"
    assert problem("a.xyz", b"words") == "file_is_unknown"
    assert problem("README", b"words") == "file_is_unknown"
    assert problem(".pdf", b"words") == "file_is_unknown"


def test_so_many_at_once_and_at_least_one() -> None:
    one = ChosenFile("a.txt", b"x")
    assert [found.code for found in problems_of(())] == ["no_file"]
    assert problems_of((one,) * MOST_AT_ONCE) == []
    assert [found.code for found in problems_of((one,) * (MOST_AT_ONCE + 1))] == ["too_many_files"]
    codes = [found.code for found in problems_of((one, ChosenFile("b.txt", b""), ChosenFile("c.exe", b"x")))]
    assert codes == ["file_is_empty", "file_is_a_program"]


def test_a_name_is_kept_as_people_read_it_and_leads_nowhere() -> None:
    for name, shown in (
        ("../../etc/sözleşme.pdf", "sözleşme.pdf"),
        ("C:\\evil\\a.pdf", "a.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("a\0b\r\nc.pdf", "abc.pdf"),
        ("  two   words .pdf ", "two words .pdf"),
        ("s\u0327o.pdf", "şo.pdf"),
        ("...", "-"),
        ("", "-"),
    ):
        assert ChosenFile(name, b"x").shown_name == shown
    long = ChosenFile("ş" * 400 + ".pdf", b"x").shown_name
    assert len(long) <= NAME_LENGTH
    assert long.endswith("….pdf")


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_can_be_kept(name: str) -> None:
    shown = ChosenFile(name, b"x").shown_name
    assert 0 < len(shown) <= NAME_LENGTH
    assert not set(shown) & set("/\\\0\n\r")
    assert ChosenFile(shown, b"x").shown_name == shown


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", OLE, b"MZ", b"\xff\xfe", b"RIFF", b"From: "]))
def test_any_bytes_are_looked_at(content: bytes, start: bytes) -> None:
    assert isinstance(kind_of_content(start + content), str)


def test_a_size_is_shown_in_the_unit_it_needs() -> None:
    sizes = {0: "0 bytes", 1023: "1,023 bytes", 1024: "1 KB", 1024**2 - 1: "1 MB", 1536 * 1024: "1.5 MB",
             10 * 1024**2: "10 MB", 1024**3: "1 GB"}  # fmt: skip
    assert {size: size_shown(size) for size in sizes} == sizes
