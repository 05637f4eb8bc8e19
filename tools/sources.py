"""The files of the house as syntax trees, and the public actions among them: what each house rule is given."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from references import graph_of, imported_names, module_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT: Final = Path(__file__).resolve().parent.parent
Function = ast.FunctionDef | ast.AsyncFunctionDef
GATHERED: Final = "mainstay.overview.gathered"
"""The module that imports the `offers` of every installed package by name, so that no import of it shows which."""


class Finding(NamedTuple):
    """Where a rule is broken, and how to mend it."""

    path: str
    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Source:
    """One file: its path from the project's root, its lines and its syntax tree."""

    path: str
    lines: tuple[str, ...]
    tree: ast.Module
    names: Mapping[str, str]

    @property
    def module(self) -> str:
        """The dotted name."""
        return module_name(self.path)

    @property
    def package(self) -> str:
        """The package below mainstay ("billing"), or nothing."""
        parts = self.path.split("/")
        return (
            parts[2] if self.path.startswith("src/mainstay/") and len(parts) > len("src mainstay file".split()) else ""
        )

    @property
    def drawer(self) -> str:
        """The drawer inside the package ("actions", "models")."""
        return self.path.split("/")[3].removesuffix(".py") if self.package else ""

    def says(self, node: ast.expr | ast.stmt, remark: str) -> bool:
        """Say whether one of the node's lines carries the remark as a comment."""
        return any(f"# {remark}" in line for line in self.lines[node.lineno - 1 : node.end_lineno])


@dataclass(frozen=True, slots=True)
class House:
    """All files, and which function mentions which."""

    sources: tuple[Source, ...]
    graph: Mapping[str, frozenset[str]]


def house_of(texts: Mapping[str, str]) -> House:
    """Build the house from texts by path; tests pass snippets."""
    trees = {path: ast.parse(text, path) for path, text in texts.items()}
    sources = tuple(
        Source(path, tuple(texts[path].splitlines()), tree, imported_names(tree)) for path, tree in trees.items()
    )
    graph = graph_of({path: tree for path, tree in trees.items() if path.startswith("src/")})
    if GATHERED in graph:
        offers = {module for module in graph if module.count(".") == GATHERED.count(".") and module.endswith(".offers")}
        graph[GATHERED] |= offers
    return House(sources, graph)


@lru_cache(maxsize=1)
def read_house(root: Path = ROOT) -> House:
    """Read every Python file of ours, once in a process: nobody changes what was read."""
    paths = sorted(p for top in ("src", "tools", "tests", "benchmarks") for p in (root / top).rglob("*.py"))
    return house_of({p.relative_to(root).as_posix(): p.read_text(encoding="utf-8") for p in paths})


def package_sources(house: House) -> Iterator[Source]:
    """The files of the packages; migrations are history."""
    for source in house.sources:
        if source.package and source.drawer != "migrations":
            yield source


def public_actions(house: House) -> Iterator[tuple[Source, Function]]:
    """Every public function of every `actions` drawer; a leading underscore (file or function) marks a mere step."""
    for source in house.sources:
        if source.drawer != "actions" or source.path.rpartition("/")[2].startswith("_"):
            continue
        for node in source.tree.body:
            if isinstance(node, Function) and not node.name.startswith("_"):
                yield source, node


def short_name(source: Source, function: Function) -> str:
    """Name an action as the lists of exceptions do: "billing.payments.record_payment"."""
    return (
        f"{source.module}.{function.name}".removeprefix("mainstay.").replace(".actions.", ".").replace(".actions", "")
    )
