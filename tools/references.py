"""Which function mentions which: read from the syntax tree, nothing is imported. Used by the house lint and tests."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


def module_name(path: str) -> str:
    """Turn "src/mainstay/billing/actions/payments.py" into "mainstay.billing.actions.payments"."""
    return path.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imported_names(tree: ast.Module) -> dict[str, str]:
    """Map each name that the module imports, at its head or inside a function, to its full dotted name."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def dotted(node: ast.AST) -> str:
    """Write `a.b.c` for a chain of plain attributes, and nothing for any other expression."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""


def full_name(node: ast.AST, names: Mapping[str, str]) -> str:
    """Write a chain of attributes from where it was imported: `transaction.atomic` -> django.db.transaction.atomic."""
    first, _, rest = dotted(node).partition(".")
    first = names.get(first, first)
    return f"{first}.{rest}" if rest else first


def _mentions(nodes: Iterable[ast.AST], names: Mapping[str, str]) -> Iterator[str]:
    for top in nodes:
        for node in ast.walk(top):
            if isinstance(node, ast.Name | ast.Attribute):
                full = full_name(node, names)
                if full:
                    yield full


def graph_of(trees: Mapping[str, ast.Module]) -> dict[str, frozenset[str]]:
    """What each top-level function and class ("module.name") and each module's own lines ("module") mention."""
    graph: dict[str, frozenset[str]] = {}
    for path, tree in trees.items():
        module = module_name(path)
        names = imported_names(tree)
        loose: list[ast.AST] = []
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                names.setdefault(node.name, f"{module}.{node.name}")
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                graph[f"{module}.{node.name}"] = frozenset(_mentions([node], names)) | {module}
            elif not isinstance(node, ast.Import | ast.ImportFrom):
                loose.append(node)
        graph[module] = frozenset(_mentions(loose, names))
        if path.endswith("/__init__.py"):  # what it passes on is what it imports
            graph |= {f"{module}.{name}": frozenset({full}) for name, full in imported_names(tree).items()}
    return graph


def reached(graph: Mapping[str, frozenset[str]], starts: Iterable[str]) -> set[str]:
    """Every name that the starts mention, and what those mention, and so on; names from outside stand as they are."""
    seen: set[str] = set()
    waiting = list(starts)
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        known = name
        while known and known not in graph:  # `module.Class.method` counts as `module.Class`
            known = known.rpartition(".")[0]
        if known != name and known:
            waiting.append(known)
        waiting.extend(graph.get(known, ()))
    return seen
