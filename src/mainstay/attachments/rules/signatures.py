"""What the bytes of a file are, whatever it is called. Pure; nothing is unpacked but a first few bytes."""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Final

from mainstay.attachments.rules.kinds import RUNNING_ENDINGS, ending_of
from mainstay.intake.limits import MOST_ENTRIES

if TYPE_CHECKING:
    from collections.abc import Iterable

PROGRAM: Final = "program"
MACROS: Final = "macros"
PROTECTED: Final = "protected"
"""A document of Office under a password: which kind it is cannot be seen."""
UNKNOWN: Final = ""

_PROGRAMS: Final = (
    b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe", b"L\x00\x00\x00\x01\x14\x02\x00",
)  # fmt: skip
_STARTS: Final = ((b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"))
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE: Final = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
_BINARY_OFFICE: Final = {"WordDocument": "doc", "Workbook": "xls", "Book": "xls", "PowerPoint Document": "ppt"}
_BINARY_MACROS: Final = ("_VBA_PROJECT", "_VBA_PROJECT_CUR")
_OPEN: Final = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
_LONGEST_TYPE: Final = 80
_BOMS: Final = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_NO_TEXT: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_HEADER: Final = re.compile(rb"([!-9;-~]+):[^\n]*\n(?:[ \t][^\n]*\n)*")
_MAIL_HEADERS: Final = frozenset({b"from", b"to", b"date", b"subject", b"received", b"message-id", b"return-path"})
_ENOUGH_HEADERS: Final = 2


def kind_of_content(content: bytes) -> str:
    """The kind that the bytes are of: a code of `KINDS`, PROGRAM, MACROS or PROTECTED; UNKNOWN where nothing is known.

    Every text is "text", but for an e-mail, which begins with its headers.
    """
    if content.startswith(_PROGRAMS) or (content[:2] == b"MZ" and b"\x00" in content[:1024]):
        return PROGRAM
    for start, kind in _STARTS:
        if content.startswith(start):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_archive(content)
    if content.startswith(_OLE):
        return _kind_of_compound(content)
    return _kind_of_text(content)


def _kind_of_archive(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
            if len(names) > MOST_ENTRIES:
                return UNKNOWN
            kind = next((kind for name, kind in _OFFICE.items() if name in names), UNKNOWN)
            if "[Content_Types].xml" in names and kind:
                return MACROS if any(name.endswith("vbaProject.bin") for name in names) else kind
            if "mimetype" in names:
                with archive.open("mimetype") as file:
                    kind = _OPEN.get(file.read(_LONGEST_TYPE).strip(), UNKNOWN)
                if kind:
                    return MACROS if any(name.startswith(("Basic/", "Scripts/")) for name in names) else kind
            return PROGRAM if _has_program(names) else "zip"
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, RuntimeError, EOFError, OSError):
        return UNKNOWN


def _has_program(names: Iterable[str]) -> bool:
    return any(ending_of(name) in RUNNING_ENDINGS for name in names)


def _kind_of_compound(content: bytes) -> str:
    """The kind of a document of Office as it was before 2007: the names of its streams stand in it as UTF-16."""
    if _has_stream(content, "EncryptedPackage"):
        return PROTECTED
    if any(_has_stream(content, name) for name in _BINARY_MACROS):
        return MACROS
    return next((kind for name, kind in _BINARY_OFFICE.items() if _has_stream(content, name)), UNKNOWN)


def _has_stream(content: bytes, name: str) -> bool:
    # A name of a stream ends with a NUL of two bytes: “Book” is not found in “Bookmarks”.
    return b"\x00\x00" + f"{name}\0".encode("utf-16-le") in b"\x00\x00" + content


def _kind_of_text(content: bytes) -> str:
    encoding = _BOMS.get(content[:2])
    if encoding is None:
        if _NO_TEXT.search(content):
            return UNKNOWN
        return "eml" if _is_mail(content) else "text"
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return UNKNOWN
    return "text"


def _is_mail(content: bytes) -> bool:
    names, at = set(), 0
    plain = content[:65_536].replace(b"\r\n", b"\n")
    while found := _HEADER.match(plain, at):
        names.add(found[1].lower())  # machine text
        at = found.end()
    return len(names & _MAIL_HEADERS) >= _ENOUGH_HEADERS
