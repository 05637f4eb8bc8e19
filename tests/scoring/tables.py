"""What scoring adds to the tables of the house."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.builders import day

from mainstay.billing.queries.receivables import ageing_rows
from mainstay.clients.models import Client
from mainstay.scoring.queries import forecasts, insights, provision, standings

if TYPE_CHECKING:
    from collections.abc import Callable

    from mainstay.kernel.actor import Actor

TODAY: Final = day(200)
ASKED: Final[dict[str, Callable[[Any, Actor], object]]] = {
    "scoring.forecasts.stored_book_outlook": lambda _b, by: forecasts.stored_book_outlook(as_of=TODAY, by=by).invoices,
    "scoring.forecasts.live_book_outlook": lambda _b, by: forecasts.live_book_outlook(as_of=TODAY, by=by).invoices,
    "scoring.forecasts.standing_changes_of": lambda b, by: forecasts.standing_changes_of(
        client_ref=b.client, as_of=TODAY, by=by
    ),
    "scoring.forecasts.what_would_change": lambda b, by: forecasts.what_would_change(
        invoice_ref=b.invoice, as_of=TODAY, by=by
    ),
    "scoring.forecasts.expected_currencies": lambda _b, by: forecasts.expected_currencies(
        as_of=TODAY, open_minor={row.currency: row.open_minor for row in ageing_rows(TODAY)}, by=by
    ),
    "scoring.provision.provision": lambda _b, by: provision.provision(as_of=TODAY, by=by).currencies,
    "scoring.insights.insights": lambda _b, by: insights.insights(by=by),
    "scoring.standings.ratings_of": lambda b, by: (
        standings.ratings_of(client_id=Client.objects.get(ref=b.client).pk, as_of=TODAY, by=by).relationship.history
    ),
}
"""Query -> how it is asked of a small book, by somebody."""
_MAY_SCORE: Final = {"owner", "terminal", "demo", "colleague", "bookkeeper", "schedule"}
MAY: Final[dict[str, set[str]]] = {
    "scoring.scoring.ask_for_update": _MAY_SCORE,
    "scoring.scoring.update_scores": _MAY_SCORE,
    "scoring.scoring.score_book": _MAY_SCORE,
}
"""Action -> who may."""
