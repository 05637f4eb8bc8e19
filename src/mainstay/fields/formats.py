"""Custom fields and their values as an export of ours writes them to CSV, read back. Pure."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.fields.rules.drafts import FieldDraft
from mainstay.intake.guards import unguarded

if TYPE_CHECKING:
    from collections.abc import Iterable

DEFINITIONS: Final = ("Field", "Kind")
VALUES: Final = ("Client name", "Field", "Value")


class DefinitionRecord(NamedTuple):
    """A custom field as it was exported."""

    line: int
    ref: str
    draft: FieldDraft
    retired_on: date | None


class ValueRecord(NamedTuple):
    """A value as it was exported; the client by number, reference or name."""

    line: int
    client: str
    field: str
    value: str


class FieldsFile(NamedTuple):
    """What a file holds: definitions, or values; `is_neither` for a file of another kind."""

    definitions: tuple[DefinitionRecord, ...] = ()
    values: tuple[ValueRecord, ...] = ()
    is_neither: bool = False


def read_fields(lines: Iterable[str]) -> FieldsFile:
    """Read the sheet “Custom fields” or the sheet “Field values”."""
    reader = csv.DictReader(lines)
    names = reader.fieldnames or ()
    rows = [(reader.line_num, {name: unguarded(text or "") for name, text in row.items() if name}) for row in reader]
    if all(name in names for name in VALUES):
        values = (
            ValueRecord(line, row.get("Client ID") or row["Client name"], row["Field"], row["Value"])
            for line, row in rows
        )
        return FieldsFile(values=tuple(values))
    if all(name in names for name in DEFINITIONS):
        return FieldsFile(definitions=tuple(_definition(line, row) for line, row in rows))
    return FieldsFile(is_neither=True)


def _definition(line: int, row: dict[str, str]) -> DefinitionRecord:
    choices = "\n".join(row.get("Choices", "").split(" | "))
    listed = "yes" if row.get("In the list", "") == "yes" else ""
    draft = FieldDraft(row["Field"], row["Kind"], choices, listed).tidied()
    return DefinitionRecord(line, row.get("Mainstay ref", ""), draft, _day(row.get("Retired on", "")))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
