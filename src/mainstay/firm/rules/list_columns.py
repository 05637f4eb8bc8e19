"""Which columns of a list a person is shown: the usual ones, but for what they chose otherwise. Pure.

What is kept is how the choice differs from the usual columns, so that a column which is new later is shown as usual.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


class ListColumns(NamedTuple):
    """The columns of a list beside the name, which always stays: those usually shown, and those that can be added."""

    usual: tuple[str, ...]
    more: tuple[str, ...] = ()
    has_fields: bool = False
    """Whether custom fields are columns of it, as `f-` and the reference of the field."""


LISTS: Final = {
    "clients": ListColumns(
        ("relationship", "payment", "owed", "overdue", "invoices", "on_time", "usual_days"),
        ("on_account",),
        has_fields=True,
    ),
    "invoices": ListColumns(("issued", "due", "total", "open", "risk", "expected", "state")),
    "payments": ListColumns(("amount", "applied", "left")),
    "receivables": ListColumns(
        ("owed", "overdue", "current", "1-30", "31-60", "61-90", "90+"), ("invoices", "oldest_due")
    ),
}
"""Page -> its columns, in the order in which they stand."""
DENSITIES: Final = ("comfortable", "compact")
CHOICES_AT_MOST: Final = 60
_FIELD: Final = re.compile(r"f-q-[a-z2-7]{16}", re.ASCII)


def columns_shown(page: str, differs: str, fields: Mapping[str, bool] | None = None) -> dict[str, bool]:
    """Every column of the list -> is it shown; `fields` says of each custom field whether it usually is."""
    chosen = differs.split()
    return {
        name: is_usual != (f"{'-' if is_usual else '+'}{name}" in chosen)
        for name, is_usual in _usual(page, fields or {}).items()
    }


def difference(page: str, ticked: Collection[str], fields: Mapping[str, bool] | None = None) -> str:
    """How the ticked columns differ from the usual ones: `-expected +on_account`."""
    usual = _usual(page, fields or {})
    return " ".join(
        f"{'-' if is_usual else '+'}{name}" for name, is_usual in usual.items() if is_usual != (name in ticked)
    )


def is_sound(page: str, differs: str) -> bool:
    """Say whether a choice can be kept: of a list with columns, naming only what the list has."""
    chosen = differs.split()
    return page in LISTS and len(chosen) <= CHOICES_AT_MOST and all(_is_known(LISTS[page], one) for one in chosen)


def _is_known(columns: ListColumns, one: str) -> bool:
    sign, name = one[:1], one[1:]
    if columns.has_fields and _FIELD.fullmatch(name):
        return sign in {"-", "+"}
    return name in {"-": columns.usual, "+": columns.more}.get(sign, ())


def _usual(page: str, fields: Mapping[str, bool]) -> dict[str, bool]:
    columns = LISTS[page]
    return {**dict.fromkeys(columns.usual, True), **dict.fromkeys(columns.more, False), **fields}
