"""Take custom fields from the columns of a file of clients, batch by batch."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mainstay.fields.actions._storing import FilledValue, store_values
from mainstay.fields.models import CustomField
from mainstay.fields.phrases import problem_sentence
from mainstay.fields.rules.values import canonical, plain_number
from mainstay.firm.forms.typed_days import typed_day
from mainstay.intake.amounts import number_reader
from mainstay.intake.records import Reject
from mainstay.kernel.problem import Problem
from mainstay.kernel.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from mainstay.intake.amounts import DecimalSign
    from mainstay.kernel.actor import Actor


def take_values(
    rows: Sequence[tuple[int, int, list[str]]],
    *,
    places: Mapping[str, int],
    header: Sequence[str],
    decimal: DecimalSign,
    by: Actor,
    now: datetime,
) -> list[Reject]:
    """Take the custom fields of clients from rows of a file (client, line, cells); what does not fit is returned.

    An empty cell changes nothing. Days are read as people type them, the day before the month.
    """
    fields = CustomField.objects.in_bulk(list(places), field_name="ref")
    filled: list[FilledValue] = []
    rejects = []
    for client_id, line, cells in rows:
        for ref, place in places.items():
            text = one_line(cells[place])
            if not text:
                continue
            field = fields[ref]
            stored = canonical(field.kind, field.options.splitlines(), _plain(field.kind, text, decimal))
            if isinstance(stored, Problem):
                why = f"{field.name}: {problem_sentence(replace(stored, value=text[:40]))}"
                problem = Problem("", "value_unfit", text[:40], {"why": why})
                rejects.append(Reject(line, header[place], text[:40], problem, [cells]))
            else:
                filled.append(FilledValue(client_id, field, stored))
    store_values(filled, today=now.date(), by=by, now=now)
    return rejects


def _plain(kind: str, text: str, decimal: DecimalSign) -> str:
    """A cell of a file as values are stored, where it can be read so; else as it stands."""
    if kind == "number":
        number = number_reader(decimal)(text)
        return text if number is None else plain_number(number)
    day = typed_day(text, today=None) if kind == "date" else None
    return text if day is None else day.isoformat()
