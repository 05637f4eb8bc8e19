"""Custom fields as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mainstay.fields.queries.values import FieldsPanel, ValueFound
    from mainstay.fields.rules.definitions import FieldRow


def fields_document(panel: FieldsPanel) -> dict[str, object]:
    """What is known of a client in custom fields, by name: 1234.5, 2026-03-31, null for nothing."""
    return {"custom_fields": {one.field.name: one.text or None for one in panel.values}}


def field_document(row: FieldRow) -> dict[str, object]:
    """A custom field."""
    return {
        "ref": row.ref,
        "name": row.name,
        "kind": row.kind,
        "choices": list(row.choices),
        "is_listed": row.is_listed,
        "retired_on": str(row.retired_on) if row.retired_on else None,
        "clients": row.used,
    }


def found_field_values(row: ValueFound) -> dict[str, object]:
    """A client whose custom field a search found."""
    return {"ref": row.ref, "name": row.name, "field": row.field, "value": row.text}
