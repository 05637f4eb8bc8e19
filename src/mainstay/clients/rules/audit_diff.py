"""What the timeline keeps of a change: each field with its value before and after. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mainstay.kernel.money import amount_text

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHOWN_LENGTH: Final = 300


def field_changes(before: Mapping[str, object], after: Mapping[str, object]) -> list[dict[str, object]]:
    """List each field that differs as {"field", "before", "after"}.

    Long notes are cut; a credit limit carries its currency ("1000.00 GBP"), and so changes with it.
    """
    changes: list[dict[str, object]] = []
    for name in after:
        was, becomes = _shown(name, before), _shown(name, after)
        if before[name] != after[name] or was != becomes:
            changes.append({"field": name.removesuffix("_minor"), "before": was, "after": becomes})
    return changes


def _shown(name: str, values: Mapping[str, object]) -> str:
    value = values[name]
    if value is None or value == "":
        return ""
    if name == "credit_limit_minor" and isinstance(value, int):
        return amount_text(value, str(values["currency"]))
    text = str(value)
    return text if len(text) <= _SHOWN_LENGTH else text[: _SHOWN_LENGTH - 1] + "…"
