"""The instalments on the form of an invoice: their rows, and a total split into equal parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from mainstay.billing.forms import InvoiceForm
from mainstay.billing.rules.instalment_drafts import MOST_INSTALMENTS, split_evenly

if TYPE_CHECKING:
    from datetime import date

    from django.http import QueryDict

    from mainstay.firm.forms.rows import Cell, RowsField

_ROWS: Final = 3
_NAME: Final = "instalments"


def split_rows(sent: QueryDict, minor: int, currency: str, first: date) -> QueryDict:
    """What was sent, with the total split into as many parts as were asked for, monthly from the first day."""
    asked = sent.get("parts", "")
    parts = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= len(str(MOST_INSTALMENTS)) else 0
    if not 2 <= parts <= min(MOST_INSTALMENTS, minor):  # noqa: PLR2004 -- at least two
        return sent
    field = cast("RowsField", InvoiceForm.base_fields[_NAME])
    found = sent.copy()
    for name in [name for name in found if name.startswith(f"{_NAME}-")]:
        del found[name]
    for place, row in enumerate(field.written(split_evenly(minor, parts, first), currency, is_plain=False)):
        for cell, text in row.items():
            found[f"{_NAME}-{place}-{cell}"] = text
    return found


def instalment_rows(form: InvoiceForm, *, more: int = 0) -> tuple[tuple[Cell, ...], ...]:
    """The rows as they were sent, with some that are empty."""
    field = cast("RowsField", form.fields[_NAME])
    sent = form[_NAME].value() or []
    rows = [row for row in sent if isinstance(row, dict)] if isinstance(sent, list) else []
    rows += [dict.fromkeys(field.cells, "")] * (max(_ROWS - len(rows), 0) + more)
    return field.drawn(rows, form.wrong_cells.get(_NAME, {}) if form.is_bound and form.errors else {})
