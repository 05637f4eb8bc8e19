"""Files on their way into the book: kept under the home for a day, for one firm, with how far their import has come.

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
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload

from mainstay.firm.context import active_firm
from mainstay.firm.places import home

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Document: TypeAlias = dict[str, Any]

LIMIT_BYTES: Final = 200 * 1024 * 1024
"""The largest file a browser may bring; larger ones come in by the command line."""
_KINDS: Final = ("invoices", "clients")
_TOKEN: Final = re.compile(r"[0-9a-f]{32}")
_DAY_SECONDS: Final = 86_400
_BEAT_SECONDS: Final = 5.0
_SILENT_SECONDS: Final = 60.0
_TELL_SECONDS: Final = 0.3
_AROUND: Final = 64 * 1024
_WORKERS: Final = 2


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
    def state(self) -> str:
        """One of "open" (not begun), "running", "stopped" (begun, and no sign of life), "done"."""
        if (self.folder / "result.json").exists():
            return "done"
        age = _age_of(self.folder / "running")
        if age is None:
            return "open"
        return "running" if age < _SILENT_SECONDS else "stopped"

    def progress(self) -> tuple[int, int]:
        """Rows and bytes done so far."""
        told = _read(self.folder / "progress.json") or {}
        return int(told.get("rows", 0)), int(told.get("bytes", 0))

    def result(self) -> Document | None:
        """What came of it; None before the end."""
        return _read(self.folder / "result.json")

    def failure(self) -> str:
        """Why the last run ended early; "" when it did not."""
        return str((_read(self.folder / "failure.json") or {}).get("sentence", ""))


def _age_of(path: Path) -> float | None:
    try:
        return datetime.now(UTC).timestamp() - path.stat().st_mtime
    except FileNotFoundError:
        return None


def _read(path: Path) -> Document | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _keep(path: Path, document: Mapping[str, Any]) -> None:
    """Write a small file whole: a reader sees the old one or the new one."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(document, file, ensure_ascii=False, default=str)
    Path(name).replace(path)


# -- arriving and going --------------------------------------------------------------------------------------------


def _firm_folder() -> Path:
    folder = home() / "uploads" / active_firm()
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


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


def keep_upload(*, arrived: Path, name: str, kind: str, by: str) -> Upload:
    """Keep a file that has arrived, under a name nobody can guess; those of yesterday are removed."""
    _sweep()
    token = secrets.token_hex(16)
    folder = _firm_folder() / token
    folder.mkdir(mode=0o700)
    upload = Upload(token, folder, shown_name(name), kind if kind in _KINDS else _KINDS[0], by, datetime.now(UTC), {})
    arrived.replace(upload.file)
    _keep_facts(upload)
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
    folder = home() / "uploads" / active_firm() / token
    facts = _read(folder / "upload.json")
    if facts is None:
        return None
    return Upload(
        token, folder, facts["name"], facts["kind"], facts["by"], datetime.fromisoformat(facts["at"]), facts["choices"]
    )


def keep_choices(upload: Upload, kind: str, choices: Mapping[str, Any]) -> Upload:
    """Remember what the person said about the file."""
    changed = replace(upload, kind=kind if kind in _KINDS else upload.kind, choices=choices)
    _keep_facts(changed)
    return changed


def _keep_facts(upload: Upload) -> None:
    facts = {name: getattr(upload, name) for name in ("name", "kind", "by", "choices")}
    _keep(upload.folder / "upload.json", {**facts, "at": upload.at.isoformat()})


def discard(upload: Upload) -> None:
    """Remove a file and all that was kept about it."""
    shutil.rmtree(upload.folder, ignore_errors=True)


def _sweep() -> None:
    for entry in _firm_folder().iterdir():
        age = _age_of(entry)
        alive = _age_of(entry / "running") if entry.is_dir() else None
        if age is None or age < _DAY_SECONDS or (alive is not None and alive < _SILENT_SECONDS):
            continue
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)


# -- one run at a time ---------------------------------------------------------------------------------------------


class Run:
    """One run of an import: its lock file shows signs of life until it ends, in whatever thread it works."""

    def __init__(self, upload: Upload) -> None:
        self._upload = upload
        self._ended = Event()
        self._told_at = 0.0
        Thread(target=self._beat, daemon=True, name="import-beat").start()

    def _beat(self) -> None:
        while not self._ended.wait(_BEAT_SECONDS):
            with suppress(OSError):
                os.utime(self._upload.folder / "running")

    def tell(self, rows: int, done: int) -> None:
        """Write down how far it has come, a few times a second."""
        now = datetime.now(UTC).timestamp()
        if now - self._told_at >= _TELL_SECONDS:
            self._told_at = now
            _keep(self._upload.folder / "progress.json", {"rows": rows, "bytes": done})

    def finish(self, result: Mapping[str, Any]) -> None:
        """Write down what came of it; nobody begins it again."""
        _keep(self._upload.folder / "result.json", result)
        self._ended.set()

    def fail(self, sentence: str) -> None:
        """Write down why it ended early; it may be begun again."""
        _keep(self._upload.folder / "failure.json", {"sentence": sentence})
        (self._upload.folder / "running").unlink(missing_ok=True)
        self._ended.set()


def begin(upload: Upload) -> Run | None:
    """Begin the import, or None when it has begun or ended already: only one of two clicks gets a run.

    A run without a sign of life may be taken over, by one alone: the lock's last sign names who may.
    """
    lock = upload.folder / "running"
    try:
        if upload.state == "done" or not _made(lock):
            if upload.state != "stopped" or not _made(lock.with_name(f"taken-over-{lock.stat().st_mtime_ns}")):
                return None
            os.utime(lock)
    except FileNotFoundError:
        return None
    if upload.state == "done":
        return None
    for name in ("failure.json", "progress.json"):
        (upload.folder / name).unlink(missing_ok=True)
    return Run(upload)


def _made(path: Path) -> bool:
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return False
    return True


_waiting: SimpleQueue[Callable[[], None]] = SimpleQueue()
_workers: list[Thread] = []
_starting = Lock()


def run_behind(job: Callable[[], None]) -> None:
    """Do something long in one of a few threads that stay, as the server's do, and keep their connections.

    They end with the process: an import stopped so is whole up to its last batch and is begun again by a person.
    """
    with _starting:
        if len(_workers) < _WORKERS:
            worker = Thread(target=_work, daemon=True, name=f"import-{len(_workers)}")
            _workers.append(worker)
            worker.start()
    _waiting.put(job)


def _work() -> None:
    while True:
        _waiting.get()()
