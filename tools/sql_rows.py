"""The house's rules for the rows of a statement: their values have names, wherever they are read.

Gathered by sql_rules; tests/house/test_sql_rules shows for each rule what it catches.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from references import dotted, full_name
from sources import Finding, Function, House, Source, package_sources
from sql_exceptions import POSITIONAL_READERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

COLUMNS_WITHOUT_NAMES: Final = 3
FETCHES: Final = frozenset({"fetchall", "fetchone", "fetchmany"})
OF_A_CURSOR: Final = FETCHES | {"execute"}
READS: Final = frozenset(
    {
        "cursor", "chunked_cursor", "select_rows", "select_in", "values_list", "rows", "rows_in", "rows_of",
        "joined_rows", *OF_A_CURSOR,
    }
)  # fmt: skip
"""Functions and methods that answer with rows, or with what rows are taken from."""
PASS_ON: Final = frozenset({"chain", "enumerate", "filter", "iter", "islice", "list", "next", "reversed", "sorted",
                            "tuple", "zip"})  # fmt: skip
"""Functions that answer with the rows they are given."""


def rows_have_names(house: House) -> Iterator[Finding]:
    """Values told apart by their place change their meaning when a column is added: store.sql.rows gives them names."""
    for source in package_sources(house):
        if source.drawer not in {"actions", "queries"} or source.path in POSITIONAL_READERS:
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Attribute) and node.attr in FETCHES:
                yield Finding(source.path, node.lineno, f".{node.attr}(): read rows with store.sql.rows")
            elif isinstance(node, ast.Call) and _is_wide(node):
                yield Finding(source.path, node.lineno, "values_list of so many: read rows with store.sql.rows_of")
            elif isinstance(node, ast.Subscript) and _is_far_place(node):
                yield Finding(source.path, node.lineno, "a value by its place: give the row names")


def _is_wide(call: ast.Call) -> bool:
    if not (isinstance(call.func, ast.Attribute) and call.func.attr == "values_list"):
        return False
    return len(call.args) > COLUMNS_WITHOUT_NAMES or any(isinstance(one, ast.Starred) for one in call.args)


def _is_far_place(node: ast.Subscript) -> bool:
    place = node.slice
    return isinstance(place, ast.Constant) and isinstance(place.value, int) and place.value >= COLUMNS_WITHOUT_NAMES


def rows_are_not_unpacked(house: House) -> Iterator[Finding]:
    """Names given to values by their place are told apart by place all the same: a wide row brings its own names."""
    wide = {f"{source.module}.{node.name}" for source in package_sources(house) for node in _wide_rows(source)}
    answers = {
        f"{source.module}.{node.name}"
        for source in package_sources(house)
        for node in source.tree.body
        if isinstance(node, Function) and _says_rows(node.returns, source, wide)
    }
    for source in package_sources(house):
        if source.drawer not in {"actions", "queries"} or source.path in POSITIONAL_READERS:
            continue
        for function in (node for node in ast.walk(source.tree) if isinstance(node, Function)):
            reads = _Reads(function, source, wide, answers)
            for targets, value in _bindings(function):
                if any(_is_wide_target(target) for target in targets) and reads.holds(value):
                    yield Finding(source.path, value.lineno, "a row taken apart by place: use its names")


class _Reads:
    """Which values in a function are rows, or made of rows: named by a read, handed in as rows, or part of those."""

    def __init__(self, function: Function, source: Source, wide: set[str], answers: set[str]) -> None:
        self._source, self._answers = source, answers
        arguments = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
        self._names = {one.arg for one in arguments if one.arg == "cursor" or _says_rows(one.annotation, source, wide)}
        bindings, before = list(_bindings(function)), -1
        while before < len(self._names):  # what is made of a row may be named before the row, as in a loop
            before = len(self._names)
            for targets, value in bindings:
                if self.holds(value):
                    self._names |= {name for target in targets for name in _named(target)}

    def holds(self, node: ast.expr) -> bool:
        """Say whether an expression is a row, or rows."""
        match node:
            case ast.Name(name):
                return name in self._names
            case ast.Call(called, arguments):
                return self._answers_with_rows(called) or (
                    dotted(called).rpartition(".")[2] in PASS_ON and any(map(self.holds, arguments))
                )
            case ast.Subscript(value) | ast.Starred(value) | ast.NamedExpr(value=value):
                return self.holds(value)
            case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, right=other):
                return self.holds(one) or self.holds(other)
            case ast.BoolOp(values=values):
                return any(map(self.holds, values))
            case ast.GeneratorExp(made) | ast.ListComp(made) | ast.SetComp(made):
                return self.holds(made)
        return False

    def _answers_with_rows(self, called: ast.expr) -> bool:
        if isinstance(called, ast.Attribute) and (called.attr in READS or self.holds(called.value)):
            return True
        name = full_name(called, self._source.names)
        return name.rpartition(".")[2] in READS or not self._answers.isdisjoint({name, f"{self._source.module}.{name}"})


def _bindings(function: Function) -> Iterator[tuple[list[ast.expr], ast.expr]]:
    """What gets its value from what in a function: assignments, loops, `with`."""
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets, value):
                yield targets, value
            case ast.AnnAssign(target, value=ast.expr() as value) | ast.NamedExpr(target, value):
                yield [target], value
            case ast.For(target, value) | ast.comprehension(target, value):
                yield [target], value
            case ast.withitem(value, ast.expr() as target):
                yield [target], value


def _named(target: ast.expr) -> Iterator[str]:
    """The names that get a value; not those of whose attributes or places one is set."""
    for node in ast.walk(target):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _is_wide_target(target: ast.expr) -> bool:
    return any(
        isinstance(node, ast.Tuple | ast.List) and len(node.elts) > COLUMNS_WITHOUT_NAMES for node in ast.walk(target)
    )


def _wide_rows(source: Source) -> Iterator[ast.ClassDef]:
    """The NamedTuples of a file that have more fields than may be told apart by place."""
    for node in source.tree.body:
        if not (isinstance(node, ast.ClassDef) and "NamedTuple" in map(dotted, node.bases)):
            continue
        if sum(isinstance(line, ast.AnnAssign) for line in node.body) > COLUMNS_WITHOUT_NAMES:
            yield node


def _says_rows(annotation: ast.expr | None, source: Source, wide: set[str]) -> bool:
    """Say whether an annotation speaks of rows as the engine returns them, or of wide NamedTuples."""
    if annotation is None:
        return False
    if "tuple[Any, ...]" in ast.unparse(annotation):
        return True
    names = {
        full_name(node, source.names) for node in ast.walk(annotation) if isinstance(node, ast.Name | ast.Attribute)
    }
    return not wide.isdisjoint(names | {f"{source.module}.{name}" for name in names})


def rows_are_handed_on_with_names(house: House) -> Iterator[Finding]:
    """Whoever reads rows for others gives them names, or refuses wide ones: otherwise each of them counts places."""
    for source in package_sources(house):
        for function in (node for node in ast.walk(source.tree) if isinstance(node, Function)):
            if function.name.startswith("_") or function.name in OF_A_CURSOR or function.returns is None:
                continue
            said = {node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute)}
            names = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
            if said & FETCHES and "Any" in ast.unparse(function.returns) and "WITHOUT_NAMES" not in names:
                sentence = f"{function.name} hands rows on without names: take their kind, or refuse wide ones"
                yield Finding(source.path, function.lineno, sentence)


ROW_RULES: Final[tuple[Callable[[House], Iterator[Finding]], ...]] = (
    rows_have_names,
    rows_are_not_unpacked,
    rows_are_handed_on_with_names,
)
