"""Asking in SQL that both engines understand: rows with names, and small pieces of a statement.

A row of more than three columns is a NamedTuple. Its fields are the columns of the statement, in their order and under
their names (`c.name AS client_name`), so that columns and values are defined once; a statement that returns others is
refused when it is asked.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from django.db.models import QuerySet

WITHOUT_NAMES: Final = 3
"""So many columns a row may have whose values are told apart by their place."""

_Row = TypeVar("_Row", bound=tuple[Any, ...])
_Other = TypeVar("_Other", bound=tuple[Any, ...])


def rows(kind: type[_Row], statement: str, params: Sequence[Any] | Mapping[str, Any] = ()) -> list[_Row]:
    """Ask one question; each row is a `kind`. TypeError where the statement returns other columns."""
    found = _asked(statement, params, _fields(kind))
    return list(map(_made(kind), found))


def rows_in(kind: type[_Row], statement: str, values: Sequence[Any]) -> list[_Row]:
    """Ask one question about many values at once, as `in_list` says; each row is a `kind`."""
    return rows(kind, *in_list(statement, values)) if values else []


def joined_rows(
    kind: type[_Row], other: type[_Other], statement: str, params: Sequence[Any] | Mapping[str, Any] = ()
) -> list[tuple[_Row, _Other]]:
    """Ask one question whose rows are a `kind` and then an `other`, such as an invoice and its outlook."""
    found = _asked(statement, params, (*_fields(kind), *_fields(other)))
    width, first, second = len(_fields(kind)), _made(kind), _made(other)
    return [(first(row[:width]), second(row[width:])) for row in found]


def rows_of(kind: type[_Row], found: QuerySet[Any, Any]) -> list[_Row]:
    """Read a QuerySet as rows of `kind`, whose fields are those asked for (`client__ref` names a relation's)."""
    return list(map(_made(kind), found.values_list(*_fields(kind))))


def in_list(statement: str, values: Sequence[Any]) -> tuple[str, list[Any]]:
    """Fill `{in_list}`, which says "is one of the values", and give the parameters.

    One parameter whatever the number of values, so neither engine's limit on parameters is met.
    """
    if connection.vendor == "postgresql":
        return statement.format(in_list="= ANY(%s)"), [list(values)]
    return statement.format(in_list="IN (SELECT value FROM json_each(%s))"), [json.dumps(list(values))]


def among(ids: Collection[int]) -> str:
    """Row ids as SQL writes a list of them, so that no driver's limit on parameters is met; NULL for none."""
    return ",".join(str(int(each)) for each in ids) or "NULL"


def as_rows(ids: Collection[int]) -> str:
    """Row ids as a statement that returns a row for each, however many they are."""
    listed = ",".join(str(int(each)) for each in ids)
    if connection.vendor == "postgresql":
        return f"SELECT UNNEST('{{{listed}}}'::bigint[])"
    return f"SELECT value FROM json_each('[{listed}]')"


def json_number(column: str, name: str) -> str:
    """A number of a column of JSON, in SQL."""
    if connection.vendor == "postgresql":
        return f"CAST({column} ->> '{name}' AS double precision)"
    return f"CAST(json_extract({column}, '$.{name}') AS REAL)"


def as_day(value: object) -> date:
    """A day as the engine returns it: SQLite text, PostgreSQL a date."""
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def as_instant(value: object) -> datetime:
    """A moment as the engine returns it: SQLite text in UTC, PostgreSQL a datetime."""
    at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def as_document(stored: Any) -> dict[str, Any]:  # noqa: ANN401 -- JSON as the engine gives it
    """A JSON document as the engine returns it: SQLite text, PostgreSQL a dict; an empty one where there is none."""
    return json.loads(stored) if isinstance(stored, str) else stored or {}


def json_object(expressions: Mapping[str, str]) -> str:
    """One JSON document of several expressions, each under its name, in SQL."""
    build = "json_build_object" if connection.vendor == "postgresql" else "json_object"
    named = ", ".join(f"'{name}', ({expression})" for name, expression in expressions.items())
    return f"{build}({named})"


def _fields(kind: type[tuple[Any, ...]]) -> tuple[str, ...]:
    return cast("tuple[str, ...]", cast("Any", kind)._fields)


def _made(kind: type[_Row]) -> Any:  # noqa: ANN401 -- NamedTuple's own, which takes any row
    return cast("Any", kind)._make


def _asked(statement: str, params: Any, names: tuple[str, ...]) -> list[tuple[Any, ...]]:  # noqa: ANN401 -- handed on
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        there = tuple(column[0] for column in cursor.description)
        if there != names:
            msg = f"the statement returns {', '.join(there)}; the row has {', '.join(names)}"
            raise TypeError(msg)
        return cast("list[tuple[Any, ...]]", cursor.fetchall())
