"""Facts and words of an entry as one mapping, as it was before they were kept apart. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

ERASED_ON: Final = "erased_on"
"""Stands among the facts of an entry whose words were erased: the day, as ISO text."""


def merged(facts: Mapping[str, object], words: Mapping[str, object]) -> dict[str, object]:
    """Facts and words together; records of one list that stands in both are merged one by one."""
    found = dict(facts)
    for name, value in words.items():
        fact = found.get(name)
        if isinstance(fact, list) and isinstance(value, list):
            found[name] = [{**one, **other} for one, other in zip(fact, value, strict=True)]
        else:
            found[name] = value
    return found


def has_words(words: object) -> bool:
    """Say whether anything was written at all."""
    if isinstance(words, dict):
        return any(has_words(value) for value in words.values())
    if isinstance(words, list):
        return any(has_words(value) for value in words)
    return bool(words)
