"""Reasons and problems in structured form; the phrases of each package turn them into sentences."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


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


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing in a book that contradicts another: which rule, what it is about, and the figures of the sentence."""

    code: str
    subject: str
    params: dict[str, object] = dataclass_field(default_factory=dict)
