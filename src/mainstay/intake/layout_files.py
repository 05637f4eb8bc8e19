"""What is known of other products, read from TOML files: their layouts, names of columns, and words of their cells.

Each file is read once, when the first file of a user is opened.
"""

from __future__ import annotations

import tomllib
from itertools import chain
from typing import TYPE_CHECKING, Any

from mainstay.intake.mapping import Layout

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from mainstay.intake.mapping import Synonyms


def read_layouts(folder: Path) -> tuple[Layout, ...]:
    """Read the layouts of all products, a file each, in the order of the files' names."""
    documents = (_document(path) for path in sorted(folder.glob("*.toml")))
    return tuple(_layout(**table) for document in documents for table in document["layouts"])


def read_foreign_headers(path: Path) -> tuple[Layout, ...]:
    """Read the headers of what is neither clients nor invoices; the kind of each is the code of its refusal."""
    return tuple(
        Layout("", "", table["code"], {}, tuple(table["signature"]), tuple(table.get("without", ())))
        for table in _document(path)["headers"]
    )


def read_synonyms(path: Path) -> Synonyms:
    """Read the names of columns by field: tiers, the better names first."""
    return {
        field: tuple(tuple(chain.from_iterable(tier.values())) for tier in tiers)
        for field, tiers in _document(path).items()
    }


def read_words(path: Path, key: Callable[[str], str]) -> dict[str, str]:
    """Read words by what they mean; each is known by its key."""
    return {
        key(word): meaning
        for meaning, languages in _document(path).items()
        for word in chain.from_iterable(languages.values())
    }


def _document(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)


def _layout(
    *, name: str, title: str, kind: str, signature: list[str], columns: Mapping[str, str],
    without: list[str] | None = None, grouping: str = "rows",
) -> Layout:  # fmt: skip
    return Layout(name, title, kind, columns, tuple(signature), tuple(without or ()), grouping)
