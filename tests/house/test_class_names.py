"""A class has its name for itself: whoever searches for it finds one, and an import needs no second name."""

from __future__ import annotations

import ast
from collections import Counter
from typing import TYPE_CHECKING, Final

import sources

if TYPE_CHECKING:
    from sources import House

SHARED: Final = {
    "BookCursor": "one for each engine; both answer only for the active firm",
    "DatabaseWrapper": "Django asks the module of each engine for this name",
    "Source": "billing's is what an allocation takes its amount from, intake's a file; nothing sees both",
}
"""Name -> why two classes may have it."""


def shared_names(house: House) -> set[str]:
    """The public names that several modules of src give to a class at their top."""
    return {name for name, count in Counter(_class_names(house)).items() if count > 1}


def _class_names(house: House) -> list[str]:
    return [
        node.name
        for source in sources.package_sources(house)
        for node in source.tree.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]


def test_no_two_classes_share_a_name():
    assert shared_names(sources.read_house()) == set(SHARED)


def test_a_name_given_twice_is_found():
    house = sources.house_of(
        {
            "src/mainstay/billing/rules/due.py": "class Row:\n    class Meta: ...\nclass _Step: ...\n",
            "src/mainstay/billing/queries/due.py": "class Row: ...\nclass _Step: ...\nclass Page:\n  class Meta: ...\n",
            "tests/billing/test_due.py": "class Page: ...\n",
        }
    )
    assert shared_names(house) == {"Row"}
