"""Calls as an export of ours writes them to CSV, read back. Pure."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.care.rules.calls import PUT_OFF
from mainstay.care.rules.drafts import OUTCOMES
from mainstay.intake.guards import unguarded
from mainstay.kernel.currencies import exponent_of, is_currency
from mainstay.kernel.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NEEDED: Final = ("Mainstay ref", "Called on", "Outcome", "Left in peace until")


@dataclass(frozen=True, slots=True)
class CallRecord:
    """A call as it was exported."""

    line: int
    ref: str
    client: str
    happened_on: date
    outcome: str
    note: str
    until_on: date
    promised_on: date | None
    promised_minor: int | None
    currency: str
    logged_by: str
    withdrawn_on: date | None


class CallFile(NamedTuple):
    """The calls of a file, the first row that is wrong (line, problem), and the columns that it should have."""

    records: tuple[CallRecord, ...]
    problem: tuple[int, Problem] | None
    missing: tuple[str, ...]


def read_calls(lines: Iterable[str]) -> CallFile:
    """Read a sheet of calls, up to the first row that cannot be read."""
    reader = csv.DictReader(lines)
    missing = tuple(name for name in _NEEDED if name not in (reader.fieldnames or ()))
    records: list[CallRecord] = []
    for row in () if missing else reader:
        try:
            records.append(
                _record(reader.line_num, {name: unguarded(text or "") for name, text in row.items() if name})
            )
        except (ValueError, InvalidOperation) as error:
            code = "not_a_call" if row["Outcome"] not in (*OUTCOMES, PUT_OFF) else "day_unreadable"
            return CallFile((), (reader.line_num, Problem("outcome", code, str(error)[:80])), ())
    return CallFile(tuple(records), None, missing)


def _record(line: int, row: Mapping[str, str]) -> CallRecord:
    outcome, currency = row["Outcome"], row.get("Currency", "")
    if outcome not in (*OUTCOMES, PUT_OFF):
        raise ValueError(outcome)
    amount = row.get("Promised amount", "") if is_currency(currency) else ""
    minor = int(Decimal(amount).scaleb(exponent_of(currency))) if amount else None
    client = row.get("Client ID") or row.get("Client name") or ""
    days = (row["Called on"], row["Left in peace until"], row.get("Promised by", ""), row.get("Withdrawn on", ""))
    called, until, promised, withdrawn = (_day(text) for text in days)
    if called is None or until is None:
        raise ValueError(row["Called on"] or row["Left in peace until"])
    return CallRecord(
        line, row["Mainstay ref"], client, called, outcome, row.get("Note", ""), until, promised, minor,
        currency if minor is not None else "", row.get("Logged by", ""), withdrawn,
    )  # fmt: skip


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ValueError(text) from None
