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
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload

from mainstay.jobs.queries.jobs import job_for
from mainstay.overview.gathered import import_kinds
from mainstay.store.context import active_firm
from mainstay.store.paths import uploads_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mainstay.jobs.queries.jobs import JobRow

    Document: TypeAlias = dict[str, Any]

LIMIT_BYTES: Final = 200 * 1024 * 1024
"""The largest file a browser may bring; larger ones come in by the command line."""
_TOKEN: Final = re.compile(r"[0-9a-f]{32}")
_AROUND: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file somebody brought, and what they said about it."""

    token: str
    folder: Path
    name: str
    kind: str
    by: str
    at: datetime
    choices: Mapping[str, Any]

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
        """The key its import is asked for under."""
        return f"import {self.token}"

    def asked(self) -> JobRow | None:
        """Its import, or None while nobody asked for it."""
        return job_for(key=self.job)


def _read(path: Path) -> Document | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _write(path: Path, document: Mapping[str, Any]) -> None:
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


class Arriving(FileUploadHandler):
    """Writes what arrives straight to the disk the book is on, never to memory, and stops at the limit."""

    chunk_size = 256 * 1024

    def __init__(self, length: int) -> None:
        super().__init__()
        self.is_too_large = length > LIMIT_BYTES + _AROUND
        self.path: Path | None = None

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- handed on
        """Open a place for it; only one file is taken."""
        super().new_file(field_name, *args, **kwargs)
        if self.is_too_large:
            raise StopUpload(connection_reset=False)
        if field_name != "file" or self.path is not None:
            raise SkipFile
        descriptor, name = tempfile.mkstemp(dir=_firm_folder(), prefix="arriving-")
        self.path = Path(name)
        self.file = os.fdopen(descriptor, "wb")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a part down; beyond the limit the rest is read and thrown away, so that the answer is seen."""
        if start + len(raw_data) > LIMIT_BYTES:
            self.is_too_large = True
            raise StopUpload(connection_reset=False)
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        """Hand it on under the name it came with."""
        self.file.flush()
        return UploadedFile(self.file, self.file_name, self.content_type, file_size, self.charset)

    def discard(self) -> None:
        """Remove what was not kept."""
        if self.path is not None:
            self.file.close()
            self.path.unlink(missing_ok=True)


def store_upload(*, arrived: Path, name: str, kind: str, by: str) -> Upload:
    """Keep a file that has arrived, under a name nobody can guess."""
    token = secrets.token_hex(16)
    folder = _firm_folder() / token
    folder.mkdir(mode=0o700)
    kind = kind if kind in import_kinds() else next(iter(import_kinds()))
    upload = Upload(token, folder, shown_name(name), kind, by, datetime.now(UTC), {})
    arrived.replace(upload.file)
    _store_facts(upload)
    return upload


def shown_name(name: str) -> str:
    """The last part of a file's name without signs that cannot be seen, for people to read."""
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").strip()
    return seen[:200] or "-"


def upload_for(token: str) -> Upload | None:
    """The upload of the active firm with this token; None when there is none."""
    if _TOKEN.fullmatch(token) is None:
        return None
    folder = uploads_folder(active_firm()) / token
    facts = _read(folder / "upload.json")
    if facts is None:
        return None
    return Upload(
        token, folder, facts["name"], facts["kind"], facts["by"], datetime.fromisoformat(facts["at"]), facts["choices"]
    )


def store_choices(upload: Upload, kind: str, choices: Mapping[str, Any]) -> Upload:
    """Remember what the person said about the file."""
    changed = replace(upload, kind=kind if kind in import_kinds() else upload.kind, choices=choices)
    _store_facts(changed)
    return changed


def _store_facts(upload: Upload) -> None:
    facts = {name: getattr(upload, name) for name in ("name", "kind", "by", "choices")}
    _write(upload.folder / "upload.json", {**facts, "at": upload.at.isoformat()})


def vetted_ways(upload: Upload) -> dict[str, bool]:
    """The ways in which a child process has read the file: way -> whether that ended well."""
    return _read(upload.folder / "vetted.json") or {}


def store_vetted_way(upload: Upload, way: str, *, has_ended_well: bool) -> dict[str, bool]:
    """Remember how reading the file in a child process ended."""
    ways = vetted_ways(upload) | {way: has_ended_well}
    _write(upload.folder / "vetted.json", ways)
    return ways


def discard(upload: Upload) -> None:
    """Remove a file and all that was kept about it."""
    shutil.rmtree(upload.folder, ignore_errors=True)
