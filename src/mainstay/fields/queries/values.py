"""What is known of clients in custom fields: the panel of one, columns and filters of a list, what a search finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

from django.utils.translation import get_language

from mainstay.clients.queries.name_order import name_key
from mainstay.clients.queries.naming import of_client
from mainstay.clients.queries.visible import visible_clients
from mainstay.fields.models import FieldValue
from mainstay.fields.rules.definitions import FieldRow
from mainstay.fields.rules.values import millionths_of
from mainstay.kernel.offers import Found, Panel, PanelPlace
from mainstay.kernel.text import fold, name_sort_key
from mainstay.store.sql import as_day, rows, rows_in
from mainstay.store.text_search import BEST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from mainstay.clients.models import Client
    from mainstay.fields.rules.filtering import FieldCondition
    from mainstay.kernel.actor import Actor
    from mainstay.kernel.offers import Shown
    from mainstay.store.text_search import TextSearch

_OF_CLIENT: Final = """
    SELECT f.ref, f.name, f.kind, f.options, f.retired_on, COALESCE(v.text, '') AS text
    FROM fields_customfield f LEFT JOIN fields_fieldvalue v ON v.field_id = f.id AND v.client_id = %(client)s
    WHERE (f.retired_on IS NULL OR v.id IS NOT NULL) {visible}
    ORDER BY f.place, f.id
"""
"""Every field that is asked for with the client's value, and the retired ones that have one; `{visible}` limits."""
_LISTED: Final = """
    SELECT v.client_id, f.ref, v.text FROM fields_fieldvalue v JOIN fields_customfield f ON f.id = v.field_id
    WHERE f.retired_on IS NULL AND v.client_id {in_list}
"""
_OF_FIELD: Final = """
    SELECT v.client_id, v.text, v.millionths FROM fields_fieldvalue v JOIN fields_customfield f ON f.id = v.field_id
    WHERE f.ref = %(ref)s
"""
_FOUND: Final = (
    f"""
    WITH hits AS MATERIALIZED (
        SELECT v.id, {{by_name}} AS sorted, CASE WHEN v.search_key LIKE %(begins)s ESCAPE '!' THEN 2 ELSE 3 END AS place
        FROM fields_fieldvalue v {of_client("v")}
        WHERE v.search_key <> '' AND {{own}}
    ), """
    + BEST.format(order="sorted, id")
    + f"""
        c.ref, c.name, f.name AS field, v.text
    FROM best JOIN fields_fieldvalue v ON v.id = best.id JOIN fields_customfield f ON f.id = v.field_id
    {of_client("v")} ORDER BY best.place, best.sorted, best.id
"""
)


class _ValueRow(NamedTuple):
    """A row of _OF_CLIENT; the day as the engine returns it."""

    ref: str
    name: str
    kind: str
    options: str
    retired_on: object
    text: str


class _Listed(NamedTuple):
    client_id: int
    ref: str
    text: str


class _OfField(NamedTuple):
    client_id: int
    text: str
    millionths: int | None


class _Hit(NamedTuple):
    """A row of a search: how many fit in all, and what is shown of one."""

    hits: int
    ref: str
    name: str
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class ClientValue:
    """A custom field and what is known of a client in it, "" for nothing."""

    field: FieldRow
    text: str


@dataclass(frozen=True, slots=True)
class ValueFound:
    """A client, and the custom field whose text fits a search."""

    ref: str
    name: str
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class FieldsPanel(Panel):
    """The custom fields of a client, in order."""

    name: ClassVar[str] = "fields"
    place: ClassVar[PanelPlace] = PanelPlace("side", 46, terminal=13)

    values: tuple[ClientValue, ...]

    @property
    def is_blank(self) -> bool:
        """Whether the firm asks for nothing."""
        return not self.values


def values_of_client(*, client_id: int, by: Actor) -> tuple[ClientValue, ...]:
    """The fields that are asked for with a client's values, and the retired ones that have one."""
    visible, theirs = visible_clients(by, "%(client)s")
    found = rows(_ValueRow, _OF_CLIENT.format(visible=visible), {"client": client_id, **theirs})
    return tuple(ClientValue(_field(row), row.text) for row in found)


def client_panels(shown: Shown[Any]) -> Iterator[Panel]:
    """The custom fields of this client."""
    yield FieldsPanel(values_of_client(client_id=shown.id, by=shown.by))


def values_of_clients(ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """Client -> reference of a field -> value; in one statement. Who may see these clients was asked before."""
    found: dict[int, dict[str, str]] = {}
    for row in rows_in(_Listed, _LISTED, list(ids)):
        found.setdefault(row.client_id, {})[row.ref] = row.text
    return found


def order_of_field(field: FieldRow) -> Mapping[int, Any]:
    """Client -> by what those with a value in this field are sorted. Who may see them was asked before."""
    found, language = rows(_OfField, _OF_FIELD, {"ref": field.ref}), get_language() or "en"
    if field.kind == "number":
        return {row.client_id: row.millionths or 0 for row in found}
    if field.kind == "choice":
        places = {choice: place for place, choice in enumerate(field.choices)}
        return {row.client_id: (places.get(row.text, len(places)), name_sort_key(row.text, language)) for row in found}
    return {row.client_id: row.text if field.kind == "date" else name_sort_key(row.text, language) for row in found}


def with_values(found: QuerySet[Client], conditions: Sequence[FieldCondition]) -> QuerySet[Client]:
    """Those of the clients whose values meet every condition."""
    for condition in conditions:
        if not condition.is_open:
            found = found.filter(pk__in=_meeting(condition).values("client_id"))
    return found


def _meeting(condition: FieldCondition) -> QuerySet[FieldValue]:
    values = FieldValue.objects.filter(field__ref=condition.ref, field__kind=condition.kind)
    if condition.kind == "text":
        for word in fold(condition.text).split():
            values = values.filter(search_key__contains=word)
        return values
    if condition.kind == "choice":
        return values.filter(text=condition.text)
    column = "millionths" if condition.kind == "number" else "text"
    for end, side in ((condition.low, "gte"), (condition.high, "lte")):
        if end:
            values = values.filter(**{f"{column}__{side}": millionths_of(end) if column == "millionths" else end})
    return values


def find_values(search: TextSearch) -> Found[ValueFound]:
    """Clients by what a text or a choice of theirs holds."""
    visible, theirs = visible_clients(search.by, "v.client_id")
    search.params.update(theirs)
    found = search.rows(_Hit, _FOUND.format(by_name=name_key("c"), own=search.contains("v.search_key") + visible))
    hits = tuple(ValueFound(row.ref, row.name, row.field, row.text) for row in found)
    return Found(int(found[0].hits) if found else 0, hits)


def _field(row: _ValueRow) -> FieldRow:
    retired: date | None = None if row.retired_on is None else as_day(row.retired_on)
    return FieldRow(row.ref, row.name, row.kind, tuple(row.options.splitlines()), retired_on=retired)
