"""How a list is shown to the person: its columns, as they chose them, and how close its rows stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mainstay.billing.phrases.sentences import AGES
from mainstay.firm.rules.list_columns import DENSITIES, columns_shown
from mainstay.overview.phrases import DENSITY_WORDS, column_labels
from mainstay.web.field_filters import PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from mainstay.fields.rules.definitions import FieldRow

_COMPACT = DENSITIES[1]


class ColumnChoice(NamedTuple):
    """A column among those to choose from."""

    name: str
    label: str
    is_shown: bool
    is_custom: bool


class DensityChoice(NamedTuple):
    """How close the rows may stand."""

    name: str
    label: str
    is_chosen: bool


class ListLook(NamedTuple):
    """The columns of the list of a page: `shows` says of each whether it is shown, `added` names the unusual ones."""

    page: str
    shows: dict[str, bool]
    choices: tuple[ColumnChoice, ...]
    densities: tuple[DensityChoice, ...]
    is_compact: bool
    is_usual: bool
    added: frozenset[str]

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that are shown, by which a list drawn once is known again."""
        return tuple(name for name, is_shown in self.shows.items() if is_shown)

    @property
    def shows_ages(self) -> bool:
        """Whether one of the columns by age is shown."""
        return any(self.shows.get(name, False) for name in AGES)


def look_of(request: HttpRequest, page: str, fields: Iterable[FieldRow] = ()) -> ListLook:
    """How the person sees the list of this page, which may have columns of custom fields."""
    fields = tuple(fields)
    usual = fields_shown(fields)
    labels = column_labels(page) | {f"{PREFIX}{one.ref}": one.name for one in fields}
    shows = columns_shown(page, columns_chosen(request, page), usual)
    shown_usually = columns_shown(page, "", usual)
    chosen = density_of(request)
    return ListLook(
        page=page,
        shows=shows,
        choices=tuple(ColumnChoice(name, labels[name], shown, name in usual) for name, shown in shows.items()),
        densities=tuple(DensityChoice(name, str(word), name == chosen) for name, word in DENSITY_WORDS.items()),
        is_compact=chosen == _COMPACT,
        is_usual=shows == shown_usually,
        added=frozenset(name for name, shown in shows.items() if shown and not shown_usually[name]),
    )


def fields_shown(fields: Iterable[FieldRow]) -> dict[str, bool]:
    """The columns of custom fields -> is each usually shown."""
    return {f"{PREFIX}{one.ref}": one.is_listed for one in fields}


def columns_of_file(request: HttpRequest, page: str, fields: Iterable[FieldRow] = ()) -> dict[str, bool]:
    """Every column of the list -> does a file of the list hold it: those that the person is shown."""
    return columns_shown(page, columns_chosen(request, page), fields_shown(fields))


def density_of(request: HttpRequest) -> str:
    """How close the rows stand."""
    density: str = request.user.density  # type: ignore[union-attr]  # SignedInMiddleware lets nobody else through
    return density


def columns_chosen(request: HttpRequest, page: str) -> str:
    """How the columns that the person chose differ from the usual ones."""
    chosen: dict[str, str] = request.user.list_columns  # type: ignore[union-attr]  # as above
    return chosen.get(page, "")
