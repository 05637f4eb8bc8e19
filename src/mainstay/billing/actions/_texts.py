"""What every act asks of the words that are kept with it."""

from __future__ import annotations

from mainstay.billing.actions.refusals import ReasonMissing, TextTooLong
from mainstay.billing.rules.drafts import TEXT_LENGTH


def require_reason(reason: str) -> None:
    """Refuse an act without a reason that can be kept: ReasonMissing, TextTooLong."""
    if not reason.strip():
        raise ReasonMissing
    require_short(reason)


def require_short(text: str) -> None:
    """Refuse a text longer than what is kept of it: TextTooLong."""
    if len(text) > TEXT_LENGTH:
        raise TextTooLong(start=text[:40], limit=TEXT_LENGTH)
