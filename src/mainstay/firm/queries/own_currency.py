"""The currency of the firm: it stands first wherever amounts in several currencies stand side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.firm.models import Firm
from mainstay.store.context import active_firm_or_none, cached_while_active

if TYPE_CHECKING:
    from collections.abc import Iterable

_CACHED = "own currency"


def own_currency() -> str:
    """The currency of the active firm, read once for a request, a command or a job; "" where no firm is active."""
    if active_firm_or_none() is None:
        return ""
    cached = cached_while_active()
    if _CACHED not in cached:
        cached[_CACHED] = Firm.objects.filter(id=1).values_list("currency", flat=True).first() or ""
    return str(cached[_CACHED])


def cache_own_currency(currency: str) -> None:
    """Keep what a statement read with the firm, so that it need not be read by itself."""
    cached_while_active()[_CACHED] = currency


def in_own_order(currencies: Iterable[str]) -> list[str]:
    """These currencies, each once: the firm's own first, the others by their letters."""
    found = sorted(set(currencies))
    if len(found) > 1 and (own := own_currency()) in found:
        found.remove(own)
        found.insert(0, own)
    return found
