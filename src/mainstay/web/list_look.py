"""How a list is shown to the person: its columns, as they chose them, and how close its rows stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mainstay.billing.phrases.sentences import AGES
from mainstay.firm.rules.list_columns import DENSITIES, LISTS, columns_shown
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
    def shows_ages(self) -> bool:
        """Whether one of the columns by age is shown."""
        return any(self.shows.get(name, False) for name in AGES)


def look_of(request: HttpRequest, page: str, fields: Iterable[FieldRow] = ()) -> ListLook:
    """How the person sees the list of this page, which may have columns of custom fields."""
    fields = tuple(fields)
    labels, usual = _labels(page), fields_shown(fields)
    labels |= {f"{PREFIX}{one.ref}": one.name for one in fields}
    shows = columns_shown(page, columns_chosen(request, page), usual)
    shown_usually = columns_shown(page, "", usual)
    chosen = density_of(request)
    words = (pgettext("rows", "Comfortable"), pgettext("rows", "Compact"))
    return ListLook(
        page=page,
        shows=shows,
        choices=tuple(ColumnChoice(name, labels[name], shown, name in usual) for name, shown in shows.items()),
        densities=tuple(DensityChoice(name, word, name == chosen) for name, word in zip(DENSITIES, words, strict=True)),
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


def _labels(page: str) -> dict[str, str]:
    """The heading of every column of the list; of one that stands in one of its states alone, where it stands."""
    ages = {name: str(word) for name, word in AGES.items()}
    labels = {
        "clients": {
            "relationship": _("Relationship"), "payment": pgettext("rating", "Payment"), "owed": _("Owed"),
            "overdue": _("Overdue"), "invoices": _("Invoices"), "on_time": _("On time"),
            "usual_days": _("Usually pays"), "on_account": _("On account"),
        },
        "invoices": {
            "issued": _("Issued"), "due": _("Due"), "total": _("Total"), "open": _("Open"),
            "risk": _("At risk, under “Most at risk”"), "expected": _("Expected"), "state": _("State"),
        },
        "payments": {"amount": _("Amount"), "applied": _("Applied to"), "left": _("Left on account")},
        "receivables": {
            "owed": _("Owed"), "overdue": _("Overdue"), **ages, "invoices": _("Invoices"),
            "oldest_due": _("Oldest due on"),
        },
    }[page]  # fmt: skip
    return {name: labels[name] for name in (*LISTS[page].usual, *LISTS[page].more)}
