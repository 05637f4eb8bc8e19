"""The two ratings of a client and their words; no word stands in both, so a word says which rating it is. Pure."""

from __future__ import annotations

from typing import Final

RELATIONSHIP: Final = "relationship"
PAYMENT: Final = "payment"
RELATIONSHIPS: Final = ("steady", "stepping_stone", "new", "drifting", "too_early")
PAYMENTS: Final = ("on_time", "slow_but_sure", "at_risk", "not_paying")
RATINGS: Final = {RELATIONSHIP: RELATIONSHIPS, PAYMENT: PAYMENTS}
"""Rating -> its words."""
RENAMED: Final = {"leaving": "drifting", "not_clear": "too_early"}
"""A word as entries of the timeline and saved views of earlier versions have it -> the word of today."""


def rating_of(word: str) -> str:
    """Say which of the two ratings a word belongs to."""
    return PAYMENT if word in PAYMENTS else RELATIONSHIP
