"""Which rejected rows of a file wait on Today until somebody has dealt with them. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from mainstay.intake.records import Reject

KINDS: Final = ("credit_note", "refund", "payment")
"""What lowers or raises a client's debt without being an invoice: left out, the book shows too much or too little."""


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
