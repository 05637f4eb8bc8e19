"""The tags of a client: short words of the owner's own, as one line of text such as "Retail, VIP". Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from mainstay.kernel.text import fold, one_line, sort_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TAG_LENGTH: Final = 40
MOST_TAGS: Final = 20
TAGS_LENGTH: Final = 1_000
BETWEEN: Final = ", "
_SIGNS: Final = re.compile(r"[,;\n]")


def tags_of(text: str) -> tuple[str, ...]:
    """The tags that a line names, each once however it is cased, in alphabetical order."""
    found = {fold(tag): tag for part in reversed(_SIGNS.split(text)) if (tag := one_line(part))}
    return tuple(sorted(found.values(), key=lambda tag: (sort_key(tag), tag)))


def tag_line(tags: Iterable[str]) -> str:
    """The line that names these tags, as it is stored."""
    return BETWEEN.join(tags_of(BETWEEN.join(tags)))


def with_tags(line: str, *, add: str = "", remove: str = "") -> str:
    """The line with some tags added and others removed."""
    gone = {fold(tag) for tag in tags_of(remove)}
    return tag_line([tag for tag in tags_of(line) if fold(tag) not in gone] + list(tags_of(add)))


def as_spelt(line: str, spelt: Mapping[str, str]) -> str:
    """The line with each tag as it is spelt already; `spelt` is by the folded tag."""
    return tag_line(spelt.get(fold(tag), tag) for tag in tags_of(line))
