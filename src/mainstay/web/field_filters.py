"""The custom fields among the filters of the list of clients: what is asked of each, and how it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from django.core.exceptions import ValidationError

from mainstay.fields.forms import NumberField
from mainstay.fields.rules.filtering import FieldCondition
from mainstay.firm.forms.fields import UnreadableError, day_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from mainstay.fields.rules.definitions import FieldRow

PREFIX: Final = "f-"
"""Stands before the reference of a field in an address."""


class FieldFilter(NamedTuple):
    """A custom field as the list asks for it: the names of its inputs are `name`, `name-from` and `name-to`.

    `problem` says what of it cannot be read.
    """

    name: str
    label: str
    is_choice: bool
    is_span: bool
    choices: tuple[str, ...]
    typed: str
    typed_from: str
    typed_to: str
    condition: FieldCondition
    problem: str

    @property
    def in_words(self) -> str:
        """What is asked, for the head of a printed list."""
        span = f"{self.typed_from} – {self.typed_to}"
        return f"{self.label}: {span if self.is_span else self.typed}"


def field_filters(fields: Iterable[FieldRow], wishes: Mapping[str, str], today: date) -> tuple[FieldFilter, ...]:
    """Every field as a filter, with what is asked of it."""
    return tuple(_filter(field, wishes, today) for field in fields)


def asks_for_fields(asked: Mapping[str, str]) -> bool:
    """Say whether the address asks for a custom field at all."""
    return any(name.startswith(PREFIX) for name in asked)


def _filter(field: FieldRow, wishes: Mapping[str, str], today: date) -> FieldFilter:
    name = f"{PREFIX}{field.ref}"
    typed, start, end = (wishes.get(f"{name}{part}", "") for part in ("", "-from", "-to"))
    is_span = field.kind in {"number", "date"}
    problem, ends = "", ["", ""]
    for place, text in enumerate((start, end) if is_span else ()):
        try:
            ends[place] = _stored(field.kind, text, today)
        except (UnreadableError, ValidationError) as error:
            said = error.messages[0] if isinstance(error, ValidationError) else str(error)
            problem = f"{field.name}: {said}"
    condition = FieldCondition(field.ref, field.kind, "" if is_span else typed, *ends)
    is_choice = field.kind == "choice"
    return FieldFilter(name, field.name, is_choice, is_span, field.choices, typed, start, end, condition, problem)


def _stored(kind: str, text: str, today: date) -> str:
    """What is typed at one end, as values are kept; raises UnreadableError or ValidationError."""
    if not text:
        return ""
    return str(NumberField().to_python(text)) if kind == "number" else day_of(text, today=today).isoformat()
