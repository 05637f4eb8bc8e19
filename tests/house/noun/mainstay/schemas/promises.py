"""Promises as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.kernel.money import decimal_text

if TYPE_CHECKING:
    from mainstay.promises.queries import PromiseRow, PromisesPanel


def promises_document(panel: PromisesPanel) -> dict[str, object]:
    """What a client promised."""
    return {"promises": [found_promises(row) for row in panel.promises]}


def found_promises(row: PromiseRow) -> dict[str, object]:
    """A promise, on the page of its client and among what a search finds."""
    return {
        "invoice": row.number,
        "currency": row.currency,
        "amount": decimal_text(row.minor, row.currency),
        "promised_on": str(row.promised_on),
        "state": row.state or None,
    }
