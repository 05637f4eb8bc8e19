"""What exchange rates add to the tables of the house."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.builders import ACT, NOW, OWNER, START, day

from mainstay.rates.actions import rates
from mainstay.rates.models import ExchangeRate
from mainstay.rates.queries import rates as known
from mainstay.rates.rules.drafts import RateDraft

if TYPE_CHECKING:
    from collections.abc import Callable

    from mainstay.kernel.actor import Actor

EURO: Final = RateDraft("EUR", "48.9", "TRY", START)
_OWNERS: Final = {"owner", "terminal", "demo"}
FILE: Final = "Day,One unit of,Is worth,In\n2024-02-29,EUR,48.9,TRY\n"


def a_rate(draft: RateDraft = EURO) -> ExchangeRate:
    """An exchange rate in the book; the same again where it is there."""
    found = ExchangeRate.objects.filter(pair=draft.pair, valid_on=draft.on).first()
    return found or rates.set_rate(draft=draft, **ACT)


def _recorded(small: Any) -> None:
    del small
    rates.set_rate(draft=RateDraft("EUR", "48.9", "TRY", day(0)), by=OWNER, now=NOW)


ASKED: Final[dict[str, Callable[[Any, Actor], object]]] = {
    "rates.rates.all_rates": lambda _b, by: known.all_rates(by=by),
    "rates.rates.rate_for": lambda _b, by: known.rate_for(ref=ExchangeRate.objects.get().ref, by=by),
    "rates.rates.rate_called": lambda _b, by: known.rate_called(wanted="EUR", on=START, by=by),
    "rates.rates.total_at_rates": lambda _b, by: known.total_at_rates(
        sums={"EUR": 100, "TRY": 100}, as_of=START, by=by
    ),
    "rates.rates.worths_on": lambda _b, by: sorted(known.worths_on(currencies=("EUR",), as_of=START, by=by)),
}
"""Query -> how it is asked of a small book, by somebody."""
OF_THE_FIRM: Final = dict.fromkeys(ASKED, "what the firm reckons with is its own")
"""Queries that show nothing to the access of a client."""
RECORDED: Final = {"rates": _recorded}
"""What of exchange rates is there in the small book."""
MAY: Final[dict[str, set[str]]] = dict.fromkeys(
    ("rates.rates.set_rate", "rates.rates.change_rate", "rates.rates.remove_rate", "rates.importing.import_rates"),
    _OWNERS,
)
"""Action -> who may."""
MAY_OPEN: Final[dict[str, set[str]]] = {"settings_rates": {"owner"}, "settings_rate": {"owner"}}
"""Page -> who may open it."""
ANSWERS: Final[dict[str, tuple[int | str, int | str]]] = {"settings_rates": (200, 422), "settings_rate": (404, 404)}
"""Page -> what GET and an empty POST answer to whoever may."""
CASES: Final = {
    "rates.set_rate": (lambda: {"draft": EURO}, "sets what is set"),
    "rates.change_rate": (
        lambda: {"ref": a_rate().ref, "draft": RateDraft("EUR", "49", "TRY", START)}, "sets what is set",
    ),
    "rates.remove_rate": (lambda: {"ref": a_rate().ref}, known.RateNotFound),
    "rates.import_rates": (lambda: {"text": FILE}, "sets what is set"),
}  # fmt: skip
"""Action -> what it is asked, and what comes of it without a key a second time."""
