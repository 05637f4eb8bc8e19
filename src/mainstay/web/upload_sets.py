"""Files that were brought together: which they are, their order, and what is still to be said of each."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from mainstay.billing.formats.recognising import place_of
from mainstay.intake.phrases import sentence
from mainstay.intake.records import Unreadable
from mainstay.jobs.queries.jobs import job_for
from mainstay.kernel.problem import Problem
from mainstay.web import uploads, vetting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from mainstay.intake.import_reading import ImportReading
    from mainstay.jobs.queries.jobs import JobRow
    from mainstay.web.uploads import Arrived, Upload

_LONGEST_SECONDS: Final = 90
"""So long the files of one request may be read; those left over are brought again, and nobody else waits for them."""
_UNREAD: Final = 9
"""The place of a file that cannot be read: behind all others."""


@dataclass(frozen=True, slots=True)
class UploadSet:
    """Files brought together, by token; `refused` are those not taken, `choices` what was said of all of them."""

    token: str
    folder: Path
    by: str
    at: datetime
    files: tuple[str, ...] = ()
    refused: tuple[tuple[str, Problem], ...] = ()
    choices: Mapping[str, Any] = field(default_factory=dict)

    @property
    def job(self) -> str:
        """The key their import is asked for under."""
        return f"import {self.token}"

    def asked(self) -> JobRow | None:
        """Their import, or None while nobody asked for it."""
        return job_for(key=self.job)


class Look(NamedTuple):
    """What a file seems to hold with what was said of it: its place in the order, and how much is in doubt."""

    place: int
    rows: int
    open_count: int
    is_settled: bool
    problem: Problem | None = None


class Member(NamedTuple):
    """One of the files, with what it seems to hold."""

    upload: Upload
    look: Look

    @property
    def is_ready(self) -> bool:
        """Whether nothing is left to say of it."""
        return self.look.is_settled and self.upload.is_confirmed


# -- made, changed, removed ----------------------------------------------------------------------------------------


def store_set(*, by: str) -> UploadSet:
    """Make a set without files."""
    folder = uploads.new_folder()
    made = UploadSet(folder.name, folder, by, datetime.now(UTC))
    _store(made)
    return made


def add_files(
    together: UploadSet, arrived: Iterable[Arrived], refused: Iterable[tuple[str, Problem]], *, kind: str
) -> UploadSet:
    """Add files to a set, each as what it holds; `kind` is that of a file whose columns do not tell."""
    files, not_taken = list(together.files), list(refused)
    began_at = monotonic()
    for one in arrived:
        name, room = uploads.shown_name(one.name), uploads.MOST_FILES - len(files)
        if room <= 0 or monotonic() - began_at > _LONGEST_SECONDS:
            not_taken.append((name, refusal("too_many_files" if room <= 0 else "busy_reading", name)))
            continue
        upload = uploads.store_upload(
            arrived=one.path, name=one.name, kind=kind, by=together.by, together=together.token
        )
        try:
            kinds = vetting.kinds_of(upload)
        except Unreadable as unreadable:
            uploads.discard(upload)
            not_taken.append((upload.name, unreadable.problem))
            continue
        if kinds:
            upload = uploads.store_choices(upload, kinds[0], {})
        files += [upload.token, *(uploads.copied_upload(upload, other).token for other in kinds[1:room])]
    changed = replace(together, files=tuple(files), refused=tuple(not_taken))
    _store(changed)
    return changed


def refusal(code: str, name: str) -> Problem:
    """Why a file was not taken."""
    most = {"too_many_files": uploads.MOST_FILES, "file_too_large": uploads.LIMIT_BYTES // 1024**2}
    return Problem("file", code, name, {"most": most[code]} if code in most else {})


def refused_sentence(name: str, problem: Problem) -> str:
    """Why a file was not taken, with its name."""
    said = sentence(problem)
    return said if name in said else f"{name}: {said}"


def set_for(token: str) -> UploadSet | None:
    """The set of the active firm with this token; None when there is none."""
    folder = uploads.folder_for(token)
    facts = None if folder is None else uploads.read_facts(folder / "set.json")
    if folder is None or facts is None:
        return None
    refused = tuple((name, Problem(**problem)) for name, problem in facts["refused"])
    at = datetime.fromisoformat(facts["at"])
    return UploadSet(token, folder, facts["by"], at, tuple(facts["files"]), refused, facts["choices"])


def store_set_choices(together: UploadSet, choices: Mapping[str, Any]) -> UploadSet:
    """Remember what was said of all files."""
    changed = replace(together, choices=choices)
    _store(changed)
    return changed


def drop_file(together: UploadSet, upload: Upload) -> UploadSet | None:
    """Remove one of the files; None when it was the last."""
    uploads.discard(upload)
    changed = replace(together, files=tuple(token for token in together.files if token != upload.token))
    if not changed.files:
        discard_set(changed)
        return None
    _store(changed)
    return changed


def discard_set(together: UploadSet) -> None:
    """Remove all the files and what was said of them."""
    for upload in _uploads_of(together):
        uploads.discard(upload)
    uploads.discard_folder(together.folder)


def _store(together: UploadSet) -> None:
    uploads.write_facts(
        together.folder / "set.json",
        {
            "by": together.by,
            "at": together.at.isoformat(),
            "files": together.files,
            "refused": [(name, asdict(problem)) for name, problem in together.refused],
            "choices": together.choices,
        },
    )


# -- what the files seem to hold -----------------------------------------------------------------------------------


def members_of(together: UploadSet) -> list[Member]:
    """The files in the order in which they come in: clients, invoices, credit notes, payments, the unreadable last."""
    found = [Member(upload, look_of(upload)) for upload in _uploads_of(together)]
    return sorted(found, key=lambda member: member.look.place)


def look_of(upload: Upload) -> Look:
    """What a file seems to hold, read once for each way in which it may be read."""
    way = json.dumps([upload.kind, upload.choices], sort_keys=True)
    stored = uploads.read_facts(upload.folder / "look.json")
    if stored is not None and stored.pop("way") == way:
        problem = stored.pop("problem")
        return Look(**stored, problem=problem and Problem(**problem))
    try:
        look = _seen(upload.kind, vetting.reading_of(upload))
    except Unreadable as unreadable:
        look = Look(_UNREAD, 0, 0, is_settled=False, problem=unreadable.problem)
        if unreadable.problem.code == "busy_reading":
            return look
    problem = look.problem and asdict(look.problem)
    uploads.write_facts(upload.folder / "look.json", {**look._asdict(), "problem": problem, "way": way})
    return look


def open_count(import_reading: ImportReading) -> int:
    """How many questions only a person can answer."""
    is_wrong = any(question.name == "currency" and question.is_contradicted for question in import_reading.questions)
    return len(import_reading.open_fields) + len(import_reading.open_questions) + is_wrong


def _seen(kind: str, import_reading: ImportReading) -> Look:
    return Look(
        place_of(kind, import_reading),
        import_reading.reading.rows,
        open_count(import_reading),
        import_reading.is_settled,
    )


def _uploads_of(together: UploadSet) -> list[Upload]:
    found = (uploads.upload_for(token) for token in together.files)
    return [upload for upload in found if upload is not None]
