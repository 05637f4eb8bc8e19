"""Calls as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.kernel.money import decimal_text

if TYPE_CHECKING:
    from mainstay.care.queries.calls import CallsPanel, LoggedCall


def calls_document(panel: CallsPanel) -> dict[str, object]:
    """The last calls to a client."""
    return {"calls": [call_document(call) for call in panel.calls]}


def call_document(call: LoggedCall) -> dict[str, object]:
    """What came of a call."""
    minor = call.promised_minor
    return {
        "ref": call.ref,
        "on": str(call.happened_on),
        "outcome": call.outcome,
        "note": call.note,
        "until": str(call.until_on),
        "promised_on": str(call.promised_on) if call.promised_on else None,
        "promised": None if minor is None else f"{decimal_text(minor, call.currency)} {call.currency}",
        "by": call.logged_by,
    }
