"""The panel of custom fields in a browser: each value as a person reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.fields.phrases import value_shown

if TYPE_CHECKING:
    from mainstay.fields.queries.values import FieldsPanel
    from mainstay.web.parts import PageRequest


def draw_fields(panel: FieldsPanel, seen: PageRequest) -> dict[str, object]:
    """Each field that has a value, with its name."""
    del seen
    rows = [(one.field.name, value_shown(one.field.kind, one.text)) for one in panel.values if one.text]
    return {"rows": rows, "said": ", ".join(value for _name, value in rows)}
