"""Reasons and problems in structured form; the phrases of each package turn them into sentences."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from mainstay.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a rule decided as it did: a code and the figures it rests on."""

    code: str
    params: Mapping[str, object] = dataclass_field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field of a draft or one cell of a file: the value as typed, and a code for the reason."""

    field: str
    code: str
    value: str = ""
    params: Mapping[str, object] = dataclass_field(default_factory=dict, hash=False)


def problem_with(field: str, code: str, value: Money | date, **params: object) -> Problem:
    """A problem with an amount or a day: for machines as a text, for its sentence as it is."""
    return Problem(field, code, str(value), {"value": value, **params})


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing in a book that contradicts another: which rule, what it is about, and the figures of the sentence."""

    code: str
    subject: str
    params: dict[str, object] = dataclass_field(default_factory=dict)
