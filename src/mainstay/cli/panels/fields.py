"""Custom fields in a terminal: those of a client, and what a search found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.cli.show import Column, console, table
from mainstay.cli.words import _
from mainstay.fields.phrases import KINDS, value_shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.table import Table

    from mainstay.fields.queries.values import FieldsPanel, ValueFound
    from mainstay.fields.rules.definitions import FieldRow


def print_fields(panel: FieldsPanel) -> None:
    """What is known of a client in custom fields, one a line."""
    known = [one for one in panel.values if one.text]
    if not known:
        return
    out = console()
    out.print()
    out.print(_("Custom fields"), style="bold")
    for one in known:
        out.print(f"· {one.field.name}: {value_shown(one.field.kind, one.text)}")


def print_field_rows(rows: Iterable[FieldRow]) -> None:
    """The custom fields, one a line."""
    out = console()
    for row in rows:
        kind = f"{KINDS[row.kind]}: {', '.join(row.choices)}" if row.choices else str(KINDS[row.kind])
        state = _("retired") if row.retired_on is not None else ""
        out.print(" · ".join(part for part in (row.ref, row.name, kind, state) if part))


def found_field_values(rows: Sequence[ValueFound]) -> Table:
    """The clients whose custom fields a search found, as a table."""
    shown = [[one.ref, one.name, one.field, one.text] for one in rows]
    return table([Column(""), Column("", words=20), Column(""), Column("", words=20)], shown)
