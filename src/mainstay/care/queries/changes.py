"""What of care is new since yesterday: what clients promised to pay when they were called."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.utils.translation import get_language

from mainstay.care.phrases import PROMISED_SINCE_YESTERDAY, PROMISES_MADE
from mainstay.clients.queries.naming import of_client
from mainstay.kernel import formatting
from mainstay.kernel.offers import ChangeKind

_PROMISED: Final = f"""
    SELECT 'promised', c.ref, c.name, CAST(k.promised_on AS text), k.currency, COALESCE(k.promised_minor, 0),
           k.happened_on, k.ref
    FROM care_call k {of_client("k")}
    WHERE k.outcome = 'promised' AND k.withdrawn_on IS NULL
          AND k.happened_on >= %(yesterday)s AND k.happened_on <= %(today)s
"""


def _on(day: str) -> str:
    """A day as people read it."""
    return formatting.day(date.fromisoformat(day), get_language() or "en")


CHANGES: Final = {
    "promised": ChangeKind(_PROMISED, *PROMISED_SINCE_YESTERDAY, about="on", shown=_on, title=PROMISES_MADE),
}
