"""Files that somebody intends to attach, and everything that is wrong with them. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Final

from mainstay.attachments.rules.kinds import KIND_OF_ENDING, KINDS, PROGRAM_ENDINGS, ending_of
from mainstay.attachments.rules.signatures import MACROS, PROGRAM, PROTECTED, UNKNOWN, kind_of_content
from mainstay.kernel.problem import Problem

MOST_BYTES: Final = 10 * 1024**2
"""The most that one file may hold."""
MOST_AT_ONCE: Final = 5
"""So many files may be attached at once."""
MOST_BYTES_IN_ALL: Final = 1024**3
"""The most that all files of a firm may hold together: every backup and every safety copy holds them, too."""
NAME_LENGTH: Final = 150
_TEXTS: Final = frozenset({"text", "eml"})
_AS_TEXT: Final = frozenset({"text", "csv"})
_UNDER_PASSWORD: Final = frozenset({"docx", "xlsx", "pptx"})


@dataclass(frozen=True, slots=True)
class ChosenFile:
    """A file as it came: its name and its bytes. Of more than MOST_BYTES the beginning is enough."""

    name: str
    content: bytes = field(repr=False)

    @property
    def shown_name(self) -> str:
        """The name as it is kept: without a path and signs that cannot be seen, short enough, with its ending."""
        last = re.split(r"[/\\]", self.name)[-1]
        seen = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
        name = " ".join(seen.split()).strip(". ")
        if len(name) > NAME_LENGTH:
            ending = ending_of(name)[:20]
            name = f"{name[: NAME_LENGTH - len(ending) - 2].rstrip('. ')}….{ending}"[:NAME_LENGTH]
        return unicodedata.normalize("NFC", name) or "-"

    @property
    def kind(self) -> str:
        """The kind it is kept as, for a file without problems: a text is what its name says."""
        return KIND_OF_ENDING[ending_of(self.shown_name)]

    def problem(self) -> Problem | None:
        """What keeps this from being attached; None when it may be."""
        code, params = self._refused() if 0 < len(self.content) <= MOST_BYTES else (self._out_of_bounds(), {})
        return Problem("file", code, self.shown_name, params) if code else None

    def _out_of_bounds(self) -> str:
        return "file_is_too_big" if self.content else "file_is_empty"

    def _refused(self) -> tuple[str, dict[str, object]]:
        """Why its name and its bytes keep it out, "" where they do not; what the sentence needs."""
        ending, seen = ending_of(self.shown_name), kind_of_content(self.content)
        promised = KIND_OF_ENDING.get(ending, UNKNOWN)
        is_text = seen in _TEXTS and promised in _AS_TEXT
        is_protected = seen == PROTECTED and promised in _UNDER_PASSWORD
        if ending in PROGRAM_ENDINGS or seen == PROGRAM:
            return "file_is_a_program", {}
        if seen == MACROS:
            return "file_has_macros", {}
        if promised and (seen == promised or is_text or is_protected):
            return "", {}
        if seen in KINDS and seen != "text":
            return "file_is_another_kind", {"is": seen, "ending": f".{KINDS[seen].endings[0]}"}
        return ("file_is_not_what_it_says", {"said": promised}) if promised else ("file_is_unknown", {})


def problems_of(files: tuple[ChosenFile, ...]) -> list[Problem]:
    """List what keeps these from being attached together, nothing when they may be."""
    if not files:
        return [Problem("file", "no_file")]
    if len(files) > MOST_AT_ONCE:
        return [Problem("file", "too_many_files", "", {"count": len(files)})]
    return [problem for file in files if (problem := file.problem()) is not None]
