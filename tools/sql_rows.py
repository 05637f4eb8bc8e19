"""The house's rules for the rows of a statement: their values have names, wherever they are read.

Gathered by sql_rules; tests/house/test_sql_rules shows for each rule what it catches.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from sources import Finding, House, package_sources
from sql_exceptions import POSITIONAL_READERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

COLUMNS_WITHOUT_NAMES: Final = 3


def rows_have_names(house: House) -> Iterator[Finding]:
    """Values told apart by their place change their meaning when a column is added: store.sql.rows gives them names."""
    for source in package_sources(house):
        if source.drawer not in {"actions", "queries"} or source.path in POSITIONAL_READERS:
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Attribute) and node.attr in {"fetchall", "fetchone", "fetchmany"}:
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


ROW_RULES: Final[tuple[Callable[[House], Iterator[Finding]], ...]] = (rows_have_names,)
