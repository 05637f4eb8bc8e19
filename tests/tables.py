"""The tables of the house, package by package: who may do and open what, what strangers see, what a key does twice."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any


def of_packages(name: str) -> dict[str, Any]:
    """What `tests/<package>/tables.py` of each package adds to the table of this name."""
    found: dict[str, Any] = {}
    for path in sorted(Path(__file__).parent.glob("*/tables.py")):
        found |= getattr(import_module(f"tests.{path.parent.name}.tables"), name, {})
    return found


def statements_of_packages(page: str) -> int:
    """How many statements the packages add to a page, as the STATEMENTS of their tables say ("promises.today": 1)."""
    return sum(count for name, count in of_packages("STATEMENTS").items() if name.partition(".")[2] == page)
