"""Calls in a terminal: the last ones to a client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.care.phrases import OUTCOMES
from mainstay.cli.show import console, day, money
from mainstay.cli.words import _

if TYPE_CHECKING:
    from mainstay.care.queries.calls import CallsPanel


def print_calls(panel: CallsPanel) -> None:
    """The last calls to a client, the latest first."""
    out = console()
    out.print()
    out.print(_("Calls"), style="bold")
    for call in panel.calls:
        promised = "" if call.promised_minor is None else money(call.promised_minor, call.currency)
        by = "" if call.promised_on is None else day(call.promised_on)
        parts = (day(call.happened_on), str(OUTCOMES[call.outcome]), promised, by, call.note, call.ref)
        out.print("· " + " · ".join(part for part in parts if part))
