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
