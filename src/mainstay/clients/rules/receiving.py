"""What a contact receives from us, as one line of codes such as "invoices, reminders". Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mainstay.kernel.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

RECEIVED: Final = ("invoices", "reminders", "reports", "articles")


def received_in(line: str) -> frozenset[str]:
    """The codes that a line names; any other word is left out."""
    return frozenset(fold(word) for word in line.replace(";", ",").split(",")) & frozenset(RECEIVED)


def received_line(codes: Iterable[str]) -> str:
    """The line that names these codes, always in the same order."""
    wanted = frozenset(codes)
    return ", ".join(code for code in RECEIVED if code in wanted)
