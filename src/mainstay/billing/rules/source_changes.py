"""What another program says otherwise, by now, of what the book knows, and which act follows from it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.kernel.money import Money

if TYPE_CHECKING:
    from collections.abc import Mapping

VOIDED: Final = "voided"
VOID: Final = "void"
NOT_OWED: Final = "not_owed"
RENAMED: Final = "renamed"
OTHER_NAME: Final = "other_name"
DUE_ON: Final = "due_on"
"""What the book follows is `VOIDED` and `RENAMED`; of the others it keeps its own and says so."""


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

    @classmethod
    def from_document(cls, document: Mapping[str, str | None]) -> SourceChange:
        """Read what the figures of an import say of one change."""
        plain = {name: document.get(name) or "" for name in ("kind", "ref", "subject", "ours", "theirs", "currency")}
        minor = Money.parse(document.get("open") or "0", plain["currency"]).minor if plain["currency"] else 0
        return cls(**plain, minor=minor)
