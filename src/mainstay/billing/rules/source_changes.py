"""What another program says otherwise, by now, of what the book knows, and which act follows from it. Pure."""

from __future__ import annotations

from typing import Final, NamedTuple

VOID: Final = "void"
RENAMED: Final = "renamed"
DUE_ON: Final = "due_on"
KINDS: Final = (VOID, RENAMED, DUE_ON)


class SourceChange(NamedTuple):
    """One thing that changed at the source: an invoice or a client, as the book has it and as the file has it.

    `ref` is the invoice's or the client's reference; `minor` what is open of an invoice.
    """

    kind: str
    ref: str
    subject: str
    ours: str
    theirs: str
    currency: str = ""
    minor: int = 0
