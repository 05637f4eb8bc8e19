"""Windows code pages in which files without a mark are written, and why one of them is taken for a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

CODE_PAGES: Final = ("cp1252", "cp1254")
CHOSEN: Final = "chosen"
EARLIER_FILE: Final = "earlier_file"
TURKISH_FIRM: Final = "turkish_firm"


class CodePage(NamedTuple):
    """Which of CODE_PAGES is used, and why: it was `CHOSEN`, or that of an `EARLIER_FILE`, or of a `TURKISH_FIRM`."""

    name: str
    why: str

    @classmethod
    def from_document(cls, said: Sequence[str] | None) -> CodePage | None:
        """What JSON made of one, or of none."""
        return None if said is None else cls(*said)
