"""One word per thing, one thing per word: what a stem may mean in names, and where; retired words come back nowhere.

Names are those of modules, tests, tools and benchmarks, templates and styles, and keys and codes.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT: Final = Path(__file__).resolve().parents[2]
SRC: Final = ROOT / "src/mainstay"
WEB: Final = SRC / "web"

OFFER_CALL_REASONS: Final = {
    path.parent.name for path in SRC.glob("*/offers.py") if "call_reasons=" in path.read_text(encoding="utf-8")
}
"""The packages that have something to say about whom to call."""

RETIRED: Final = {
    "judg": "score, scoring",
    "opinion": "score, scoring",
    "asleep": "inactive",
    "slept": "inactive",
    "sleeping": "inactive",
    "silent": "idle (a client), inactive (a book), unresponsive (a worker)",
    "foresee": "predict, outlook",
    "foreseen": "predicted",
    "belie": "prior",
    "awake": "active",
    "woken": "active again",
    "likeness": "similarity",
    "losing": "loss rate",
    "brought": "uploaded",
    "turns": "what-if, standing changes",
    "told": "what it is: facts, a sentence, a document",
    "owing": "debtor, debt",
    "horizon": "latest business date",
    "rewound": "has reversals",
    "remembering": "cache",
    "kept": "stored, cached, copied, unsaved",
    "held": "agreed, current",
    "claim": "lease, token",
}
"""Stem -> what to say instead, in every name: files, classes, functions, arguments, fields, variables."""

RETIRED_EVERYWHERE: Final = (
    "judg",
    "opinion",
    "asleep",
    "slept",
    "sleeping",
    "foresee",
    "foreseen",
    "belie",
    "awake",
    "woken",
)
"""Those that name nothing in tests, tools and benchmarks either; the others are plain English in a test's sentence."""

PUBLISHED: Final = {
    "asleep": "in books of earlier versions",
    "asleep_since": "in books of earlier versions",
    "silent_days": "in books of earlier versions",
    "slept_days": "in books of earlier versions",
    "owing": "in addresses, and in the views people saved",
    "an_email_address_is_kept_folded": "a constraint of the database",
    "an_invited_address_is_kept_folded": "a constraint of the database",
}
"""Keys that stay as they were called -> where they stand."""
RETIRED_IN_PROSE: Final = re.compile(
    r"\b(?:judg(?:e|ed|es|ing)|opinions?|foresee\w*|foresaw|asleep|awake|woken|beliefs?|believed?)\b",
    re.IGNORECASE,
)
"""Of the retired words those that docstrings and comments of the app must not say either."""

ONE_MEANING: Final = {
    "hold": ("what stops service to a client", set[str]()),
    "lease": ("the right to work on a job, for a while", {"store", "jobs"}),
    "renew": ("an agreement goes on", set[str]()),
    "propos": (
        "terms that insight proposes for a client",
        {"clients", "insight", "scoring", "overview", "cli", "web", "briefing", "schemas"},
    ),
    "ledger": ("invoices and payments as columns", {"insight", "scoring", "cli"}),
    "outlook": (
        "when an invoice will be paid, and whether it ever will be",
        {"insight", "scoring", "billing", "overview", "schemas", "cli", "web", "briefing"},
    ),
    "debtor": (
        "a client who owes something overdue",
        {"briefing", "schemas", "cli", "web", "kernel", "overview", *OFFER_CALL_REASONS},
    ),
    "similarity": ("how near a client is to the best", {"insight", "scoring", "web", "cli", "schemas"}),
    "unsaved": ("what was typed into a form that could not be saved", {"web"}),
}
"""Stem -> the one thing it means, and the packages in whose names it may stand. A new package is a decision."""


def names(package: str, text: str, file: str) -> set[str]:
    """Every name that a module gives: its own, classes, functions, arguments, fields and variables."""
    found = {file}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
    return {f"{package} {name}" for name in found}


@cache
def all_names() -> frozenset[str]:
    """The names that modules of ours give, each with its package before it."""
    return frozenset(
        name
        for path in _modules()
        if len(path.relative_to(SRC).parts) > 1
        for name in names(path.relative_to(SRC).parts[0], path.read_text(encoding="utf-8"), path.stem)
    )


def _modules() -> Iterator[Path]:
    return (path for path in sorted(SRC.rglob("*.py")) if "migrations" not in path.parts)


@cache
def all_keys() -> frozenset[str]:
    """Texts that name something: keys and codes in modules, templates, and what our styles are called."""
    found = {path.stem for path in (WEB / "templates").rglob("*.html")}
    found |= set(re.findall(r"\.([a-z][\w-]*)", (WEB / "static/web/mainstay.css").read_text(encoding="utf-8")))
    for path in _modules():
        texts = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant))
        found |= {node.value for node in texts if isinstance(node.value, str) and re.fullmatch("[a-z_]+", node.value)}
    return frozenset(f"key {one.replace('-', '_')}" for one in found - PUBLISHED.keys())


@cache
def names_outside() -> frozenset[str]:
    """The names that tests, tools and benchmarks give."""
    paths = (path for top in ("tests", "tools", "benchmarks") for path in (ROOT / top).rglob("*.py"))
    return frozenset(
        name
        for path in paths
        if path != Path(__file__)
        for name in names(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"), path.stem)
    )


def remarks(text: str) -> Iterator[str]:
    """The docstrings and comments of a module."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value


def words(name: str) -> str:
    """The words of a name in small letters, each after a blank."""
    plain = name.partition(" ")[2]
    return " " + re.sub(r"[_ ]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", plain)).strip().casefold()


def with_stem(stem: str, found: Iterable[str]) -> list[str]:
    """The names in which one of the words begins with the stem."""
    return sorted(name for name in found if f" {stem.replace('_', ' ')}" in words(name))


@pytest.mark.parametrize("stem", RETIRED)
def test_a_retired_word_names_nothing(stem: str) -> None:
    assert with_stem(stem, all_names() | all_keys()) == [], f"say {RETIRED[stem]}"


@pytest.mark.parametrize("stem", RETIRED_EVERYWHERE)
def test_a_word_of_before_names_nothing_in_tests_tools_and_benchmarks(stem: str) -> None:
    assert with_stem(stem, names_outside()) == [], f"say {RETIRED[stem]}"


def test_docstrings_and_comments_keep_to_the_words_too() -> None:
    said = [(path.relative_to(SRC).as_posix(), one) for path in _modules() for one in remarks(path.read_text("utf-8"))]
    for path in (WEB / "templates").rglob("*.html"):
        notes = re.findall(r"\{#(.*?)#\}", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        said += [(path.relative_to(SRC).as_posix(), one) for one in notes]
    assert [(path, one) for path, one in said if RETIRED_IN_PROSE.search(one)] == []


@pytest.mark.parametrize("stem", ONE_MEANING)
def test_a_word_stands_only_where_it_has_its_one_meaning(stem: str) -> None:
    meaning, packages = ONE_MEANING[stem]
    elsewhere = [name for name in with_stem(stem, all_names()) if name.partition(" ")[0] not in packages]
    assert elsewhere == [], f"“{stem}” is {meaning}"


def test_a_stem_is_found_in_every_name_that_a_module_gives() -> None:
    text = "class HeldBack:\n    hold_since: int\ndef is_on_hold(hold): ...\ndef household():\n    no_hold = 1\n"
    found = names("web", text, "holding")
    assert with_stem("hold", found) == [
        "web hold", "web hold_since", "web holding", "web is_on_hold", "web no_hold",
    ]  # fmt: skip
    assert with_stem("held", found) == ["web HeldBack"]
