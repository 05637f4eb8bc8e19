"""The panels of the timeline in a terminal: what happened to a client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.cli.show import Column, console, day, money, table
from mainstay.cli.words import _
from mainstay.overview.phrases import happening_sentence

if TYPE_CHECKING:
    from mainstay.kernel.money import Money
    from mainstay.timeline.queries.panels import EventsPanel


def print_events(panel: EventsPanel) -> None:
    """What happened, as sentences with their days."""
    if not panel.events:
        return
    out = console()
    rows = [[day(event.happened_on), happening_sentence(event.kind, event.facts, _money)] for event in panel.events]
    out.print()
    out.print(_("Result"), style="bold")
    out.print(table([Column("", is_figure=True), Column("")], rows))


def _money(amount: Money) -> str:
    return money(amount.minor, amount.currency)
