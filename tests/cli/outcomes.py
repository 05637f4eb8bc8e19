"""The whole document that an import prints, of which a test says what is not nothing."""

from __future__ import annotations

from typing import Any, Final

_NUMBERS: Final = (
    "rows", "came_in", "updated", "unchanged", "left_out", "rejected", "invoices", "payments", "credit_notes",
    "refunds", "clients", "expected_dates", "changed_at_source",
)  # fmt: skip


def whole(outcome: dict[str, Any], **figures: object) -> dict[str, Any]:
    """All figures of an outcome, nothing but for `figures`; its reference is random, and its sums are its own."""
    nothing: dict[str, Any] = dict.fromkeys(_NUMBERS, 0)
    nothing |= {
        "reasons_left_out": {},
        "numberings": {},
        "changes": [],
        "control_total": None,
        "code_page": None,
        "rejects_file": None,
    }
    return {**nothing, "import": outcome["import"], "sums": outcome["sums"], **figures}


def sums(outcome: dict[str, Any]) -> dict[tuple[str, str], tuple[str, str]]:
    """What is summed up and its currency -> the sum of the file and that of the book."""
    return {(one["of"], one["currency"]): (one["in_file"], one["in_book"]) for one in outcome["sums"]}
