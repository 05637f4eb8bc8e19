"""Random, unique references for URLs, paths and arguments; internal numbers never leave the house."""

from __future__ import annotations

import os
import re
from base64 import b32encode
from typing import Final

_LETTERS: Final = {"c": 10}
_USUAL: Final = 16
_REF: Final = re.compile(r"[a-z]-[a-z0-9]{1,30}", re.ASCII)


def is_ref(text: str) -> bool:
    """Say whether a text that came from elsewhere has the form of a reference."""
    return _REF.fullmatch(text) is not None


def new_ref(kind: str) -> str:
    """Make one reference, its kind before it: "c-" with 10 letters for clients, 16 for everything else."""
    return new_refs(kind, 1)[0]


def new_refs(kind: str, count: int) -> list[str]:
    """Make many references at once; five random bits a letter."""
    size = _LETTERS.get(kind, _USUAL)
    letters = b32encode(os.urandom(5 * (size * count // 8 + 1))).decode("ascii").lower()  # machine text
    return [f"{kind}-{letters[i : i + size]}" for i in range(0, size * count, size)]
