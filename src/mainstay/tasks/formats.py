"""Tasks and stand-ins as an export of ours writes them to CSV, read back. Pure."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn

from mainstay.intake.guards import unguarded
from mainstay.kernel.problem import Problem
from mainstay.tasks.rules.drafts import TaskDraft

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NEEDED: Final = ("Mainstay ref", "Task", "Due on")
_DAYS: Final = ("First on", "Added on", "Done on", "Done for", "Ended on")
_STAND_INS_NEED: Final = ("Mainstay ref", "Person", "Stand-in", "From", "Until")


@dataclass(frozen=True, slots=True)
class TaskRecord:
    """A task as it was exported: the draft, and what became of it."""

    line: int
    ref: str
    draft: TaskDraft
    first_on: date | None
    added_on: date | None
    added_by: str
    done_on: date | None
    done_due_on: date | None
    done_by: str
    ended_on: date | None
    is_dropped: bool


class TaskFile(NamedTuple):
    """The tasks of a file, and what is wrong with its rows; `missing` are the columns that it should have."""

    records: tuple[TaskRecord, ...]
    problems: tuple[tuple[int, Problem], ...]
    missing: tuple[str, ...]


class StandInRecord(NamedTuple):
    """Who did the work of whom from a day until a day, as it was exported; both are e-mail addresses."""

    line: int
    ref: str
    person: str
    stand_in: str
    from_on: date
    until_on: date
    set_by: str
    ended_on: date | None


class StandInFile(NamedTuple):
    """The stand-ins of a file, and what is wrong with its rows."""

    records: tuple[StandInRecord, ...]
    problems: tuple[tuple[int, Problem], ...]


def is_sheet_of_stand_ins(text: str) -> bool:
    """Say whether a file is a sheet of stand-ins, by its first row."""
    return set(_STAND_INS_NEED) <= set(next(csv.reader(text.splitlines()), ()))


def read_stand_ins(lines: Iterable[str]) -> StandInFile:
    """Read a sheet of stand-ins; a row that cannot be read is a problem with its line."""
    reader = csv.DictReader(lines)
    records: list[StandInRecord] = []
    problems: list[tuple[int, Problem]] = []
    for row in reader:
        cells = _cells(row)
        try:
            begins, until = (_day(cells[name]) or _no_day("") for name in ("From", "Until"))
            ended = _day(cells.get("Ended on", ""))
        except ValueError as error:
            problems.append((reader.line_num, Problem("due_on", "day_unreadable", str(error)[:80])))
            continue
        person, stand_in = (cells[name].strip().casefold() for name in ("Person", "Stand-in"))
        if until < begins or person == stand_in:
            problems.append((reader.line_num, Problem("person", "no_stand_in", person)))
            continue
        ref, by = cells["Mainstay ref"], cells.get("Set by", "")
        records.append(StandInRecord(reader.line_num, ref, person, stand_in, begins, until, by, ended))
    return StandInFile(tuple(records), tuple(problems))


def read_tasks(lines: Iterable[str]) -> TaskFile:
    """Read a sheet of tasks; a row that cannot be read is a problem with its line."""
    reader = csv.DictReader(lines)
    missing = tuple(name for name in _NEEDED if name not in (reader.fieldnames or ()))
    records: list[TaskRecord] = []
    problems: list[tuple[int, Problem]] = []
    for row in () if missing else reader:
        line = reader.line_num
        try:
            record = _record(line, _cells(row))
        except ValueError as error:
            problems.append((line, Problem("due_on", "day_unreadable", str(error)[:80])))
            continue
        wrong = record.draft.problems()
        problems.extend((line, problem) for problem in wrong)
        records.extend(() if wrong else (record,))
    return TaskFile(tuple(records), tuple(problems), missing)


def _cells(row: Mapping[str | None, str | None]) -> dict[str, str]:
    return {name: unguarded(text or "") for name, text in row.items() if isinstance(name, str)}


def _record(line: int, row: Mapping[str, str]) -> TaskRecord:
    first, added, done, done_for, ended = (_day(row.get(name, "")) for name in _DAYS)
    due = _day(row["Due on"]) or _no_day("")
    client = row.get("Client ID") or row.get("Client name") or ""
    draft = TaskDraft(row["Task"], due, row.get("Assigned to", ""), client, row.get("Repeats", ""), row.get("Note", ""))
    return TaskRecord(
        line, row["Mainstay ref"], draft.tidied(), first, added, row.get("Added by", ""), done, done_for,
        row.get("Done by", ""), ended, row.get("Cancelled", "").casefold() in {"1", "yes", "true"},
    )  # fmt: skip


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        _no_day(text)


def _no_day(text: str) -> NoReturn:
    raise ValueError(text)
