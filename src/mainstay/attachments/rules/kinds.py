"""The kinds of file that may be attached: how their names end, and as what they are served. Pure."""

from __future__ import annotations

from typing import Final, NamedTuple


class FileKind(NamedTuple):
    """A kind of file: how its names end, the usual ending first, and its media type."""

    endings: tuple[str, ...]
    media_type: str


_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
_OPEN: Final = "application/vnd.oasis.opendocument"
KINDS: Final[dict[str, FileKind]] = {
    "pdf": FileKind(("pdf",), "application/pdf"),
    "png": FileKind(("png",), "image/png"),
    "jpeg": FileKind(("jpg", "jpeg"), "image/jpeg"),
    "webp": FileKind(("webp",), "image/webp"),
    "docx": FileKind(("docx",), f"{_OFFICE}.wordprocessingml.document"),
    "xlsx": FileKind(("xlsx",), f"{_OFFICE}.spreadsheetml.sheet"),
    "pptx": FileKind(("pptx",), f"{_OFFICE}.presentationml.presentation"),
    "doc": FileKind(("doc",), "application/msword"),
    "xls": FileKind(("xls",), "application/vnd.ms-excel"),
    "ppt": FileKind(("ppt",), "application/vnd.ms-powerpoint"),
    "odt": FileKind(("odt",), f"{_OPEN}.text"),
    "ods": FileKind(("ods",), f"{_OPEN}.spreadsheet"),
    "odp": FileKind(("odp",), f"{_OPEN}.presentation"),
    "text": FileKind(("txt",), "text/plain"),
    "csv": FileKind(("csv",), "text/csv"),
    "eml": FileKind(("eml",), "message/rfc822"),
    "zip": FileKind(("zip",), "application/zip"),
}
"""Code of a kind -> how it is known."""
KIND_OF_ENDING: Final = {ending: code for code, kind in KINDS.items() for ending in kind.endings}
"""Ending of a name, in small letters -> the kind it promises."""
RUNNING_ENDINGS: Final = frozenset(
    "bat cmd cpl docm dotm exe gadget hta jar jse lnk msi msp pif potm ppam ppsm pptm ps1 reg scf scr vbe vbs wsf wsh "
    "xlam xlsm xltm".split()
)
"""Endings of what runs on a click, and of documents with macros: refused inside an archive, too."""
PROGRAM_ENDINGS: Final = RUNNING_ENDINGS | set(
    "apk app bin com deb dll dmg htm html iso js py rpm sh svg sys url vb xhtml".split()
)
"""Those of other programs, and of pages that run something when they are opened: refused by themselves."""


def ending_of(name: str) -> str:
    """How a name ends, behind its last dot, in small letters of machine text; "" where it has none."""
    stem, dot, ending = name.rpartition(".")
    return ending.casefold() if dot and stem else ""


def place_in_export(ref: str, kind: str) -> str:
    """Where the file with this reference lies in an export: files/a-….pdf; what it is called stands in the sheet."""
    return f"files/{ref}.{KINDS[kind].endings[0]}"
