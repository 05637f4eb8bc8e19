"""Files on their way into the book: kept under the home for a week, for one firm, with what was said about them.

Nothing here trusts the name a file came under: it is shown, and never part of a path.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import tempfile
import unicodedata
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, NoReturn, TypeAlias

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from mainstay.jobs.queries.jobs import job_for
from mainstay.overview.gathered import import_kinds
from mainstay.store.context import active_firm
from mainstay.store.paths import uploads_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mainstay.jobs.queries.jobs import JobRow

    Document: TypeAlias = dict[str, Any]

LIMIT_BYTES: Final = 200 * 1024 * 1024
"""What a browser may bring at once, as one file or several; more comes in by the command line."""
MOST_FILES: Final = 20
"""So many files may be brought at once."""
_TOKEN: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file somebody brought, and what they said about it.

    `together` is the token of the set of files it was brought with, "" for a file of its own; `is_confirmed` says
    whether the way it is read was looked at and found right.
    """

    token: str
    folder: Path
    name: str
    kind: str
    by: str
    at: datetime
    choices: Mapping[str, Any]
    together: str = ""
    is_confirmed: bool = False

    @property
    def file(self) -> Path:
        """The file itself."""
        return self.folder / "content"

    @property
    def rejects_file(self) -> Path:
        """Where its rejected rows are written."""
        return self.folder / "rejects.csv"

    @property
    def job(self) -> str:
        """The key its import is asked for under; files that were brought together come in together."""
        return f"import {self.together or self.token}"

    def asked(self) -> JobRow | None:
        """Its import, or None while nobody asked for it."""
        return job_for(key=self.job)


def read_facts(path: Path) -> Document | None:
    """The small document in a file; None where there is none."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def write_facts(path: Path, document: Mapping[str, Any]) -> None:
    """Write a small file whole: a reader sees the old one or the new one."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(document, file, ensure_ascii=False, default=str)
    Path(name).replace(path)


# -- arriving and going --------------------------------------------------------------------------------------------


def _firm_folder() -> Path:
    folder = uploads_folder(active_firm())
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


class NoFile(FileUploadHandler):
    """What every page but the import does with a file: it is not written down."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- handed on
        """Take none."""
        super().new_file(*args, **kwargs)
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Nothing arrives."""

    def file_complete(self, file_size: int) -> None:
        """Nothing has arrived."""


class Arrived(NamedTuple):
    """A file that has arrived whole: where it lies, and the name it came with."""

    path: Path
    name: str


class Arriving(FileUploadHandler):
    """Writes what arrives straight to the disk the book is on, never to memory, and stops at the limits.

    `files` have arrived whole; of those that did not, `refused` holds the name and the code of the reason.
    """

    chunk_size = 256 * 1024

    def __init__(self) -> None:
        super().__init__()
        self.files: list[Arrived] = []
        self.refused: list[tuple[str, str]] = []
        self._left = LIMIT_BYTES
        self._path: Path | None = None

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- handed on
        """Open a place for it, for as many as may come at once."""
        super().new_file(field_name, *args, **kwargs)
        if field_name != "file":
            raise SkipFile
        if len(self.files) >= MOST_FILES:
            self._refuse("too_many_files")
        descriptor, name = tempfile.mkstemp(dir=_firm_folder(), prefix="arriving-")
        self._path = Path(name)
        self.file = os.fdopen(descriptor, "wb")
        self._size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a part down; of a file beyond the limit the rest is read and thrown away, and the next is taken."""
        del start
        self._size += len(raw_data)
        if self._size > self._left:
            self._refuse("file_too_large")
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        """Hand it on under the name it came with."""
        self.file.close()
        self._left -= file_size
        name = self.file_name or ""
        if self._path is not None and file_size:
            self.files.append(Arrived(self._path, name))
            self._path = None
        else:
            self._remove()
            self.refused.append((shown_name(name), "empty_file"))
        return UploadedFile(self.file, name, self.content_type, file_size, self.charset)

    def _refuse(self, code: str) -> NoReturn:
        self._remove()
        self.refused.append((shown_name(self.file_name or ""), code))
        raise SkipFile

    def _remove(self) -> None:
        if self._path is not None:
            self.file.close()
            self._path.unlink(missing_ok=True)
            self._path = None

    def discard(self) -> None:
        """Remove what was not kept."""
        self._remove()
        for one in self.files:
            one.path.unlink(missing_ok=True)


def store_upload(*, arrived: Path, name: str, kind: str, by: str, together: str = "") -> Upload:
    """Keep a file that has arrived, under a name nobody can guess."""
    folder = new_folder()
    kind = kind if kind in import_kinds() else next(iter(import_kinds()))
    upload = Upload(folder.name, folder, shown_name(name), kind, by, datetime.now(UTC), {}, together)
    arrived.replace(upload.file)
    _store_facts(upload)
    return upload


def new_folder() -> Path:
    """A folder of the active firm under a name nobody can guess."""
    folder = _firm_folder() / secrets.token_hex(16)
    folder.mkdir(mode=0o700)
    return folder


def copied_upload(upload: Upload, kind: str) -> Upload:
    """The same file once more, to be read as another kind: a workbook may hold a sheet of each."""
    copy = upload.folder / "copy"
    shutil.copyfile(upload.file, copy)
    return store_upload(arrived=copy, name=upload.name, kind=kind, by=upload.by, together=upload.together)


def shown_name(name: str) -> str:
    """The last part of a file's name without signs that cannot be seen, for people to read."""
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").strip()
    return seen[:200] or "-"


def folder_for(token: str) -> Path | None:
    """The folder of the active firm with this token; None for what is no token."""
    return uploads_folder(active_firm()) / token if _TOKEN.fullmatch(token) else None


def upload_for(token: str) -> Upload | None:
    """The upload of the active firm with this token; None when there is none."""
    folder = folder_for(token)
    facts = None if folder is None else read_facts(folder / "upload.json")
    if folder is None or facts is None:
        return None
    return Upload(
        token, folder, facts["name"], facts["kind"], facts["by"], datetime.fromisoformat(facts["at"]),
        facts["choices"], facts.get("together", ""), facts.get("is_confirmed", False),
    )  # fmt: skip


def store_choices(upload: Upload, kind: str, choices: Mapping[str, Any]) -> Upload:
    """Remember what the person said about the file; what is read otherwise now has to be looked at again."""
    kind = kind if kind in import_kinds() else upload.kind
    is_same = (kind, choices) == (upload.kind, upload.choices)
    changed = replace(upload, kind=kind, choices=choices, is_confirmed=upload.is_confirmed and is_same)
    _store_facts(changed)
    return changed


def store_confirmed(upload: Upload) -> None:
    """Remember that the way the file is read was looked at and found right."""
    _store_facts(replace(upload, is_confirmed=True))


def _store_facts(upload: Upload) -> None:
    facts = {name: getattr(upload, name) for name in ("name", "kind", "by", "choices", "together", "is_confirmed")}
    write_facts(upload.folder / "upload.json", {**facts, "at": upload.at.isoformat()})


def vetted_ways(upload: Upload) -> dict[str, bool]:
    """The ways in which a child process has read the file: way -> whether that ended well."""
    return read_facts(upload.folder / "vetted.json") or {}


def store_vetted_ways(upload: Upload, found: Mapping[str, bool]) -> dict[str, bool]:
    """Remember how reading the file in a child process ended."""
    ways = vetted_ways(upload) | dict(found)
    write_facts(upload.folder / "vetted.json", ways)
    return ways


def discard(upload: Upload) -> None:
    """Remove a file and all that was kept about it."""
    discard_folder(upload.folder)


def discard_folder(folder: Path) -> None:
    """Remove a folder of this place with all that is in it."""
    shutil.rmtree(folder, ignore_errors=True)
