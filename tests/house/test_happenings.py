"""Every kind of event that is written down anywhere has its sentence: no timeline shows a raw word of ours."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import mainstay
from mainstay.billing.phrases import HAPPENINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Path(mainstay.__file__).parent


def kinds_in(text: str) -> Iterator[str]:
    """The second argument of every `Happening(...)`, through the names it is given in the module."""
    tree = ast.parse(text)
    named: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        targets = {ast.Assign: lambda n: n.targets, ast.AnnAssign: lambda n: [n.target]}.get(type(node), lambda _: [])
        for target in targets(node):
            named.setdefault(ast.unparse(target), []).append(node.value)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Happening":
            yield from said(node.args[1], named)


def said(value: ast.expr, named: dict[str, list[ast.expr]]) -> Iterator[str]:
    if isinstance(value, ast.Constant):
        yield str(value.value)
    elif isinstance(value, ast.IfExp):
        yield from (*said(value.body, named), *said(value.orelse, named))
    else:
        assert ast.unparse(value) in named, f"the kind is not to be read: {ast.unparse(value)}"
        for one in named[ast.unparse(value)]:
            yield from said(one, named)


def test_every_kind_that_is_recorded_has_its_sentence() -> None:
    recorded = {kind for path in SOURCE.rglob("*.py") for kind in kinds_in(path.read_text(encoding="utf-8"))}
    assert recorded - HAPPENINGS.keys() == set()
    assert HAPPENINGS.keys() - recorded == set()


def test_kinds_are_read_through_names() -> None:
    text = """
KIND: Final = "a.one"
kind = "b.two" if is_so else "c.three"
Happening(1, KIND, on, ref, {})
record(happening=Happening(1, kind, on, ref, {}))
"""
    assert list(kinds_in(text)) == ["a.one", "b.two", "c.three"]
