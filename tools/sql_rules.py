"""The house's rules for tables and SQL: who names and writes a table, and how a statement and its rows are written.

Called by check_house_rules; the lists of what they let pass are in sql_exceptions. tests/house/test_sql_rules shows for
each rule what it catches.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from references import dotted, full_name
from sources import Finding, Function, House, Source, package_sources
from sql_exceptions import POSITIONAL_READERS, TABLE_READERS, TABLE_WRITERS
from sql_rows import ROW_RULES

Rule: TypeAlias = Callable[[House], Iterator[Finding]]
ROW_WRITES: Final = frozenset(
    {"save", "create", "delete", "update", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
)
CUTS: Final = frozenset({"replace", "removeprefix", "removesuffix", "split", "rsplit", "partition", "rpartition"})
_NAME: Final = re.compile(r"\b[a-z]+_[a-z]+\b")
_WRITTEN: Final = re.compile(r"\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+\"?([a-z]+_[a-z]+)\b")
_SQL: Final = re.compile(r"\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|JOIN|WHERE|UNION ALL)\b")
_PLACEHOLDER: Final = re.compile(r"(?<!\{)\{([a-z_0-9]+)\}(?!\})")
_FILLED_BY_STORE: Final = frozenset({"in_list"})


def tables_of(house: House) -> dict[str, str]:
    """Every table of a package, by the models it declares: table -> package."""
    found = {}
    for source in house.sources:
        if source.drawer != "models":
            continue
        for node in source.tree.body:
            if isinstance(node, ast.ClassDef) and node.bases:
                found[f"{source.package}_{node.name.lower()}"] = source.package  # machine text
    return found


def _texts(tree: ast.AST) -> Iterator[ast.Constant]:
    """Every text in the code, also the parts of an f-string, but for docstrings and texts that stand alone."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node


def tables_are_named_by_their_package(house: House) -> Iterator[Finding]:
    """Whoever renames a column changes one package: others ask for a fragment or a query of it."""
    tables = tables_of(house)
    for source in package_sources(house):
        for node in _texts(source.tree):
            for name in sorted(set(_NAME.findall(str(node.value)))):
                if tables.get(name, source.package) != source.package and source.path not in TABLE_READERS:
                    sentence = f"{name} is a table of {tables[name]}: ask a query or a named fragment of it"
                    yield Finding(source.path, node.lineno, sentence)


def tables_are_written_by_their_package(house: House) -> Iterator[Finding]:
    """What guards a table stands beside its actions; a listed reader may only read."""
    tables = tables_of(house)
    for source in package_sources(house):
        for node in _texts(source.tree):
            for name in _WRITTEN.findall(str(node.value)):
                if tables.get(name, source.package) != source.package and source.path not in TABLE_WRITERS:
                    yield Finding(source.path, node.lineno, f"{name} is written by {tables[name]} alone")
        for call in (node for node in ast.walk(source.tree) if isinstance(node, ast.Call)):
            if dotted(call.func).rpartition(".")[2] not in {"insert_rows", "reserve_ids"} or not call.args:
                continue
            name = str(call.args[0].value) if isinstance(call.args[0], ast.Constant) else ""
            if tables.get(name, source.package) != source.package:
                yield Finding(source.path, call.lineno, f"{name} is written by {tables[name]} alone")


def models_are_imported_by_their_package(house: House) -> Iterator[Finding]:
    """Another package gets rows from a query; models alone may point at models, and a type may be named."""
    for source in package_sources(house):
        if source.drawer == "models":
            continue
        for node in _imports(source.tree):
            parts = (node.module or "").split(".")
            if parts[:1] == ["mainstay"] and parts[2:3] == ["models"] and parts[1] != source.package:
                yield Finding(source.path, node.lineno, f"models of {parts[1]}: ask a query of {parts[1]}")


def _imports(tree: ast.Module) -> Iterator[ast.ImportFrom]:
    """Every import that is more than a name for the type checker."""
    typed = {
        id(line)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and dotted(node.test).rpartition(".")[2] == "TYPE_CHECKING"
        for line in node.body
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and id(node) not in typed:
            yield node


def rows_are_written_by_their_package(house: House) -> Iterator[Finding]:
    """A row or a QuerySet that another package answered with is there to be read."""
    for source in package_sources(house):
        for function in (node for node in ast.walk(source.tree) if isinstance(node, Function)):
            foreign = _foreign_rows(function, source)
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
                if not (isinstance(call.func, ast.Attribute) and call.func.attr in ROW_WRITES):
                    continue
                root = _root(call.func.value, source)
                is_foreign = isinstance(root, ast.Name) and root.id in foreign
                if is_foreign or (isinstance(root, ast.Call) and _answers_with_rows(root, source)):
                    yield Finding(source.path, call.lineno, f".{call.func.attr}() on a row of another package")


def _foreign_rows(function: Function, source: Source) -> set[str]:
    """The names that hold what a query of another package answered with."""
    found = set()
    for node in ast.walk(function):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets, value = node.targets, node.value
        elif isinstance(node, ast.For):
            targets, value = [node.target], node.iter
        else:
            continue
        root = _root(value, source)
        if isinstance(root, ast.Call) and _answers_with_rows(root, source):
            found |= {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
    return found


def _root(node: ast.expr, source: Source) -> ast.expr:
    """The name, or the call of a query, that a chain of attributes and methods begins with."""
    while not (isinstance(node, ast.Call) and _answers_with_rows(node, source)):
        if isinstance(node, ast.Attribute | ast.Subscript):
            node = node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            node = node.func.value
        else:
            break
    return node


def _answers_with_rows(call: ast.Call, source: Source) -> bool:
    parts = full_name(call.func, source.names).split(".")
    return parts[0] == "mainstay" and parts[2:3] == ["queries"] and parts[1] != source.package


def statements_are_not_cut(house: House) -> Iterator[Finding]:
    """A statement that is cut apart breaks when its text is reformatted; a fragment has named places to fill."""
    known = {name for source in house.sources for name in _sql_names(source)}
    for source in package_sources(house):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and _is_sql(node.left, source, known):
                yield Finding(source.path, node.lineno, "% on a statement: name its places and fill them by .format()")
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if not _is_sql(node.func.value, source, known):
                continue
            if node.func.attr in CUTS:
                yield Finding(source.path, node.lineno, f".{node.func.attr}() on a statement: export another fragment")
            elif node.func.attr == "format" and node.args:
                yield Finding(source.path, node.lineno, "places without names: fill a statement by name")


def texts_are_filled_by_name(house: House) -> Iterator[Finding]:
    """What varies goes into a statement as a parameter or into a named place, wherever the statement came from."""
    for source in package_sources(house):
        if source.package != "store" and source.drawer not in {"queries", "actions"}:
            continue
        for node in ast.walk(source.tree):
            if not (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "replace"
            ):
                continue
            if len(node.args) > 1 and not all(isinstance(one, ast.Constant) for one in node.args):
                yield Finding(source.path, node.lineno, ".replace() by what varies: use a parameter or a named place")


def _sql_names(source: Source) -> Iterator[str]:
    """The full names of this file's constants that hold SQL."""
    for target, value, _ in _constants(source):
        if any(_SQL.search(str(text.value)) for text in _texts(value)):
            yield f"{source.module}.{target}"


def _constants(source: Source) -> Iterator[tuple[str, ast.expr, ast.stmt | None]]:
    """Each constant of the file: name, value, and the statement after it, which may be its docstring."""
    body = source.tree.body
    for place, node in enumerate(body):
        after = body[place + 1] if place + 1 < len(body) else None
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            yield node.target.id, node.value, after
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node.value, after


def _is_sql(node: ast.expr, source: Source, known: set[str]) -> bool:
    if isinstance(node, ast.IfExp):
        return _is_sql(node.body, source, known) or _is_sql(node.orelse, source, known)
    if isinstance(node, ast.Constant | ast.JoinedStr):
        return any(_SQL.search(str(text.value)) for text in _texts(node))
    name = full_name(node, source.names)
    return name in known or f"{source.module}.{name}" in known


def places_are_said(house: House) -> Iterator[Finding]:
    """Whoever fills a fragment reads below it what may stand in each place."""
    for source in package_sources(house):
        for target, value, after in _constants(source):
            if not isinstance(value, ast.Constant | ast.JoinedStr):
                continue
            texts = [str(text.value) for text in _texts(value)]
            if not any(_SQL.search(text) for text in texts):
                continue
            said = after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else ""
            for name in sorted({name for text in texts for name in _PLACEHOLDER.findall(text)} - _FILLED_BY_STORE):
                if f"{{{name}}}" not in str(said):
                    yield Finding(source.path, value.lineno, f"{target} does not say below what {{{name}}} is")


def exceptions_are_alive(house: House) -> Iterator[Finding]:
    """An exception that is needed no more hides the next mistake in that file."""
    tables = tables_of(house)
    here = "tools/sql_exceptions.py"
    by_path = {source.path: source for source in house.sources}
    for path in (*TABLE_READERS, *TABLE_WRITERS):
        source = by_path.get(path)
        names = " ".join(str(node.value) for node in _texts(source.tree)) if source else ""
        if not any(source and tables.get(name, source.package) != source.package for name in _NAME.findall(names)):
            yield Finding(here, 1, f"{path} names no table of another package: remove it")
    for path in POSITIONAL_READERS:
        if path not in by_path or not any("fetch" in line for line in by_path[path].lines):
            yield Finding(here, 1, f"{path} fetches no rows: remove it")


RULES: Final[tuple[Rule, ...]] = (
    tables_are_named_by_their_package,
    tables_are_written_by_their_package,
    models_are_imported_by_their_package,
    rows_are_written_by_their_package,
    statements_are_not_cut,
    texts_are_filled_by_name,
    places_are_said,
    *ROW_RULES,
    exceptions_are_alive,
)
