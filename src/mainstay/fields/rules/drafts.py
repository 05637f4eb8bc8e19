"""What somebody intends to define as a custom field or to fill in, and everything that is wrong with it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from mainstay.fields.rules.values import KINDS
from mainstay.kernel.problem import Problem
from mainstay.kernel.text import fold, one_line

NAME_LENGTH: Final = 60
CHOICE_LENGTH: Final = 80
MOST_CHOICES: Final = 60
MOST_FIELDS: Final = 40
"""So many custom fields a firm may have, retired ones among them."""


@dataclass(frozen=True, slots=True)
class FieldDraft:
    """A custom field: its name, its kind, for a choice one choice a line, and whether the list of clients shows it."""

    name: str
    kind: str = "text"
    choices: str = ""
    is_listed: str = ""

    @property
    def choice_list(self) -> tuple[str, ...]:
        """The choices, each once."""
        found: dict[str, str] = {}
        for line in self.choices.splitlines():
            if text := one_line(line):
                found.setdefault(fold(text), text)
        return tuple(found.values())

    def tidied(self) -> FieldDraft:
        """The same with single spaces; choices only where it is one of several."""
        choices = "\n".join(self.choice_list) if self.kind == "choice" else ""
        return replace(self, name=one_line(self.name), choices=choices)

    def problems(self) -> list[Problem]:
        """List what keeps this from being saved, nothing when it may be."""
        found = []
        if not one_line(self.name):
            found.append(Problem("name", "name_missing"))
        if len(self.name) > NAME_LENGTH:
            found.append(Problem("name", "too_long", self.name[:40] + "…", {"limit": NAME_LENGTH}))
        if self.kind not in KINDS:
            found.append(Problem("kind", "unknown_kind", self.kind[:40]))
        if self.kind == "choice":
            found += self._choice_problems()
        return found

    def missing(self) -> list[Problem]:
        """What is not there without which there is no field: the choices of a choice."""
        is_without = self.kind == "choice" and not self.choice_list
        return [Problem("choices", "choices_missing")] if is_without else []

    def _choice_problems(self) -> list[Problem]:
        choices = self.choice_list
        if len(choices) > MOST_CHOICES:
            return [Problem("choices", "too_many_choices", "", {"most": MOST_CHOICES})]
        long = next((choice for choice in choices if len(choice) > CHOICE_LENGTH), None)
        return [] if long is None else [Problem("choices", "too_long", long[:40] + "…", {"limit": CHOICE_LENGTH})]


@dataclass(frozen=True, slots=True)
class FieldValuesDraft:
    """Values of one client as they are stored, each by the reference of its field; "" for none."""

    values: tuple[tuple[str, str], ...] = ()
