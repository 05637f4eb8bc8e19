"""A ZIP of CSV files as an export of ours writes it, looked through in a child process before anybody opens it here.

`python -m mainstay.overview.formats.export_archives` is that child: the ZIP may come from anywhere.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple

from mainstay.intake.confined import Limits, answer_parent, ask_child
from mainstay.intake.limits import LONGEST_RECORD, MOST_BYTES, WIDEST_ROW

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from mainstay.intake.confined import Ending

EXPORT: Final = "export"
REFUSED: Final = "refused"
NOT_A_ZIP: Final = "not_a_zip"
NOT_AN_EXPORT: Final = "not_an_export"
WORKBOOK: Final = "workbook"
DAMAGED: Final = "damaged"
TOO_LARGE: Final = "too_large"

_CLIENTS: Final = "clients.csv"
_OF_CLIENTS: Final = frozenset({"Mainstay ref", "Client ID", "Client name", "Recorded at"})
_OF_WORKBOOK: Final = "[Content_Types].xml"
_ATTACHED: Final = re.compile(r"files/a-[a-z2-7]{6,30}\.[a-z]{2,5}", re.ASCII)
MOST_MEMBERS: Final = 200_000
"""Files in the ZIP: sheets, and what was attached."""
_MOST_RATIO: Final = 200
_ALWAYS_FITS: Final = 50 * 1024 * 1024
"""A ZIP that unpacks to less is taken however well it was packed."""
_LONGEST: Final = 3_600
_SHOWN: Final = 5
_PORTION: Final = 1 << 20
_ENCRYPTED: Final = 1


class ExportLook(NamedTuple):
    """What an export holds: its sheets by the name of the file with the number of their rows, and what else.

    `attached` are the files of clients in it, `others` a few names of what is no part of an export.
    """

    sheets: Mapping[str, int]
    attached: int
    others: tuple[str, ...]


def ask_for_look(path: Path, sheets: Collection[str], *, limits: Limits | None = None) -> Ending:
    """ExportLook through a ZIP in a child process; `sheets` are the names of the files that an export may have.

    The answer is of `look_in`; there is none when the child died, failed, or took too much memory or time.
    """
    question = {"path": str(path.resolve()), "sheets": sorted(sheets)}
    limits = limits or Limits.for_size(path.stat().st_size * 4, _LONGEST)
    return ask_child("mainstay.overview.formats.export_archives", question, limits)


def look_of(answer: Mapping[str, Any]) -> ExportLook:
    """The look that an answer of the child tells of."""
    sheets = {str(name): int(rows) for name, rows in answer["sheets"].items()}
    return ExportLook(sheets, int(answer["attached"]), tuple(map(str, answer["others"])))


def look_in(path: Path, sheets: Collection[str]) -> dict[str, Any]:
    """Read every sheet of a ZIP to its end: an `EXPORT` with what is in it, or `REFUSED` with the code of why."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _looked(archive, sheets)
    except _Refused as refused:
        return {"outcome": REFUSED, "code": refused.code}
    except zipfile.BadZipFile:
        return {"outcome": REFUSED, "code": DAMAGED if zipfile.is_zipfile(path) else NOT_A_ZIP}
    except (zlib.error, NotImplementedError, RuntimeError, EOFError, UnicodeDecodeError, csv.Error, OSError):
        return {"outcome": REFUSED, "code": DAMAGED}


def unpack_sheets(path: Path, sheets: Mapping[str, int], folder: Path) -> dict[str, Path]:
    """Write the sheets of a ZIP that was looked through into a folder, each under its name, and nothing else."""
    found = {}
    with zipfile.ZipFile(path) as archive:
        for name in sheets:
            found[name] = folder / name
            with archive.open(name) as packed, found[name].open("xb") as file:
                _copy(packed, file)
    return found


class _Refused(Exception):
    """The ZIP is not taken, for a reason with this code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _looked(archive: zipfile.ZipFile, sheets: Collection[str]) -> dict[str, Any]:
    members = archive.infolist()
    _require_measure(members)
    names = [member.filename for member in members]
    if _OF_WORKBOOK in names:
        raise _Refused(WORKBOOK)
    if _CLIENTS not in names:
        raise _Refused(NOT_AN_EXPORT)
    if len(set(names)) < len(names) or any(member.flag_bits & _ENCRYPTED for member in members):
        raise _Refused(DAMAGED)
    usual = csv.field_size_limit(LONGEST_RECORD)
    try:
        rows = {member.filename: _rows_in(archive, member) for member in members if member.filename in sheets}
    finally:
        csv.field_size_limit(usual)  # one for the whole process, and other files are read by it
    others = [name for name in names if name not in sheets and not _ATTACHED.fullmatch(name)]
    return {
        "outcome": EXPORT,
        "sheets": rows,
        "attached": sum(1 for name in names if _ATTACHED.fullmatch(name)),
        "others": [_shown(name) for name in others if not name.endswith("/")][:_SHOWN],
    }


def _require_measure(members: list[zipfile.ZipInfo]) -> None:
    """Refuse what is too much by what the ZIP says of itself; reading a member never gives more than it says."""
    if len(members) > MOST_MEMBERS:
        raise _Refused(TOO_LARGE)
    sheets = [member for member in members if not _ATTACHED.fullmatch(member.filename)]
    for member in members:
        is_bomb = member.file_size > max(_ALWAYS_FITS, _MOST_RATIO * member.compress_size)
        if is_bomb or (member in sheets and member.file_size > MOST_BYTES):
            raise _Refused(TOO_LARGE)


def _rows_in(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    """How many rows a sheet has below its headings."""
    with archive.open(member) as packed, io.TextIOWrapper(packed, encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(_sound(file))
        header = next(reader, [])
        if member.filename == _CLIENTS and not set(header) >= _OF_CLIENTS:
            raise _Refused(NOT_AN_EXPORT)
        rows = 0
        for cells in reader:
            if len(cells) > WIDEST_ROW:
                raise _Refused(DAMAGED)
            rows += 1
        return rows


def _sound(file: io.TextIOWrapper) -> Iterator[str]:
    """The lines of a sheet, none of them endless; a sign that no text holds is damage."""
    while line := file.readline(LONGEST_RECORD + 1):
        if len(line) > LONGEST_RECORD or "\0" in line:
            raise _Refused(DAMAGED)
        yield line


def _shown(name: str) -> str:
    return "".join(sign if sign.isprintable() else "·" for sign in name)[:100]


def _copy(packed: IO[bytes], file: IO[bytes]) -> None:
    while portion := packed.read(_PORTION):
        file.write(portion)


def _answer(question: dict[str, Any]) -> dict[str, Any]:
    return look_in(Path(question["path"]), question["sheets"])


if __name__ == "__main__":
    answer_parent(_answer)
