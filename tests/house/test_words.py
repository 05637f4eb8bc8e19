"""One word per thing, one thing per word: what a stem may mean in names, and where; retired words come back nowhere."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Final

import pytest

SRC: Final = Path(__file__).resolve().parents[2] / "src/mainstay"

RETIRED: Final = {
    "judg": "score, scoring",
    "opinion": "score, scoring",
    "asleep": "inactive",
    "sleep": "inactivity",
    "slept": "inactive",
    "foresee": "predict, outlook",
    "likeness": "similarity",
    "losing": "loss rate",
    "renew": "update (agreements will renew)",
    "brought": "uploaded",
    "turns": "what-if, standing changes",
    "remembering": "cache",
}
"""Stem -> what to say instead, in names of files, classes and functions."""

ONE_MEANING: Final = {
    "hold": ("what stops service to a client or a chase", {"overview", "cli", "intake", "scoring"}),
    "lease": ("the right to work on a job, for a while", {"store", "jobs"}),
    "propos": ("terms that insight proposes for a client", {"clients", "insight", "scoring", "overview", "cli", "web"}),
    "document": ("a page or a row as JSON", {"schemas", "scoring", "briefing", "intake", "cli"}),
    "draft": ("what somebody intends to record", {"clients", "billing", "firm"}),
    "ledger": ("invoices and payments as columns", {"insight", "scoring", "cli"}),
}
"""Stem -> the one thing it means, and the packages in whose names it may stand. A new package is a decision."""


def names(package: str, text: str, file: str) -> set[str]:
    """Every name that a module gives to itself and to its top-level functions and classes."""
    tree = ast.parse(text)
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return {f"{package} {file}"} | {f"{package} {node.name}" for node in tree.body if isinstance(node, kinds)}


def all_names() -> set[str]:
    """The names of every module of ours, each with its package before it."""
    return {
        name
        for path in SRC.rglob("*.py")
        if "migrations" not in path.parts and len(path.relative_to(SRC).parts) > 1
        for name in names(path.relative_to(SRC).parts[0], path.read_text(encoding="utf-8"), path.stem)
    }


def words(name: str) -> str:
    """The words of a name in small letters, each after a blank."""
    plain = name.partition(" ")[2]
    return " " + re.sub(r"[_ ]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", plain)).strip().casefold()


def with_stem(stem: str, found: set[str]) -> list[str]:
    """The names in which one of the words begins with the stem."""
    return sorted(name for name in found if f" {stem.replace('_', ' ')}" in words(name))


@pytest.mark.parametrize("stem", RETIRED)
def test_a_retired_word_names_nothing(stem: str) -> None:
    assert with_stem(stem, all_names()) == [], f"say {RETIRED[stem]}"


@pytest.mark.parametrize("stem", ONE_MEANING)
def test_a_word_stands_only_where_it_has_its_one_meaning(stem: str) -> None:
    meaning, packages = ONE_MEANING[stem]
    elsewhere = [name for name in with_stem(stem, all_names()) if name.partition(" ")[0] not in packages]
    assert elsewhere == [], f"“{stem}” is {meaning}"


def test_every_listed_word_is_in_use() -> None:
    assert [stem for stem in ONE_MEANING if not with_stem(stem, all_names())] == []


def test_a_stem_is_found_in_files_functions_and_classes() -> None:
    found = names("web", "class HeldBack: ...\ndef is_on_hold(): ...\ndef household(): ...\n", "holding")
    assert with_stem("hold", found) == ["web holding", "web is_on_hold"]
    assert with_stem("held", found) == ["web HeldBack"]
