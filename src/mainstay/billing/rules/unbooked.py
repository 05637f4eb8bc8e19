"""Which rejected rows of a file wait on Today until somebody has dealt with them. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from mainstay.intake.records import Reject

KINDS: Final = ("credit_note", "refund", "payment")
"""What lowers or raises a client's debt without being an invoice: left out, the book shows too much or too little."""


class UnbookedKey(NamedTuple):
    """By what a document that waits is known again."""

    kind: str
    number_key: str
    client_name: str
    currency: str
    minor: int


@dataclass(slots=True)
class Waiting:
    """The documents of earlier imports that wait, each with its reference, and those that a file has brought since.

    `is_mended` says that the file is one of rejected rows: a number that was corrected in it does not matter.
    """

    documents: dict[UnbookedKey, list[str]]
    is_mended: bool = False
    came_in: list[str] = field(default_factory=list)

    def note(self, key: UnbookedKey) -> None:
        """Note that a document came in; what waited for it waits no longer."""
        found = self.documents.get(key)
        if not found and self.is_mended:
            found = next(
                (refs for one, refs in self.documents.items() if refs and one._replace(number_key="") == key._replace(
                    number_key="")), None,
            )  # fmt: skip
        if found:
            self.came_in.append(found.pop())


def is_to_be_dealt_with(reject: Reject) -> bool:
    """Say whether a rejected row is such a document over an amount that could be read."""
    outline = reject.outline
    return outline is not None and outline.kind in KINDS and bool(outline.currency) and bool(outline.minor)


class UnbookedSum(NamedTuple):
    """How many documents of a kind are not in the book, and over how much together."""

    kind: str
    currency: str
    documents: int
    minor: int


class UnbookedRow(NamedTuple):
    """One document of an imported file that could not be booked; the day as the engine returns it."""

    ref: str
    kind: str
    number: str
    client_name: str
    currency: str
    minor: int
    line: int
    code: str
    file_name: str
    imported_on: object
