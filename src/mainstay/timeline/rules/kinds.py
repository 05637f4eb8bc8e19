"""What one kind of event may keep: the names of its facts, and the names of its words."""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """A kind of event, its facts (amounts, days, numbers, codes, refs) and its words (what a person wrote).

    A list of records that holds both, such as the changes of a client, stands in both: the field is a fact, the name
    that it held before is words.
    """

    name: str
    facts: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


WORDS_ERASED = Kind("words.erased", facts=("entries",))
FIRM_DESCRIBED = Kind("firm.described", facts=("details",))
EXPORT_RETURNED = Kind("firm.export_returned", facts=("rows",))
