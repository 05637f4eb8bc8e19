"""Where a book lies: its file under MAINSTAY_HOME, or its schema. No name leads anywhere else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from django.conf import settings

from mainstay.store.context import UnknownFirm

_SLUG: Final = re.compile(r"[a-z][a-z0-9-]{0,40}")
DEMONSTRATION: Final = "demo"
"""The short name of the demonstration firm."""
RESERVED: Final = frozenset({DEMONSTRATION, "design", "firms", "look", "start", "static"})
"""Short names no firm of one's own is given: each is the first part of an address of ours."""
_INTERNAL: Final = re.compile(r"(template|building):([a-z0-9-]{1,80})")


def is_slug(text: str) -> bool:
    """Say whether a firm may be called so: small ASCII letters, digits, hyphens, at most 41, a letter first."""
    return _SLUG.fullmatch(text) is not None


def template_of(fingerprint: str) -> str:
    """The name under which the template of these migrations is opened, as if it were a firm."""
    return f"template:{fingerprint}"


def building_of(name: str) -> str:
    """The name under which a book is opened that is not finished, and that nobody else can name."""
    return f"building:{name}"


def home() -> Path:
    """MAINSTAY_HOME."""
    return Path(settings.MAINSTAY_HOME)


def firms_folder() -> Path:
    """Where the books lie on SQLite."""
    return home() / "firms"


def templates_folder() -> Path:
    """Where templates and unfinished books lie on SQLite: the same file system as the books."""
    return home() / "templates"


def uploads_folder(firm: str) -> Path:
    """Where the files lie that somebody brings to a firm through the browser, on their way into its book."""
    return home() / "uploads" / firm


def book_file(firm: str) -> Path:
    """The file of a firm's book on SQLite; UnknownFirm for a name that cannot be one."""
    if is_slug(firm):
        return firms_folder() / f"{firm}.sqlite3"
    if internal := _INTERNAL.fullmatch(firm):
        return templates_folder() / f"{internal[2]}.{internal[1]}.sqlite3"
    raise UnknownFirm(firm=firm)


def book_schema(firm: str) -> str:
    """The schema of a firm's book on PostgreSQL; UnknownFirm for a name that cannot be one."""
    if is_slug(firm):
        return f"firm_{firm}"
    internal = _INTERNAL.fullmatch(firm)
    if internal and internal[1] == "template":
        return f"mainstay_template_{internal[2]}"
    raise UnknownFirm(firm=firm)
