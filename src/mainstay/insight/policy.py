"""The numbers by which standings are decided: an argument of every rule, a firm may have its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class StandingPolicy:
    """What counts, and from where: the points each input gives at most, and the bounds between the standings."""

    payments: int = 40
    losses: int = 30
    tenure: int = 10
    rhythm: int = 25
    agreement: int = 15
    share: int = 10

    worthless_days: int = 60
    fading_payments: float = 5.0
    payment_prior: float = 0.5
    payment_worth: float = 4.0
    losses_within_days: int = 3 * 365
    losses_worth: float = 2.0
    losses_weigh: float = 2.0
    lost_after_days: int = 365
    full_tenure_days: int = 3 * 365
    full_share: float = 0.1

    steady_from: int = 60
    steady_until: int = 50
    new_days: int = 90
    clear_visits: int = 3
    clear_after_days: int = 180
    leaving_visits: int = 4
    leaving_chance: float = 0.02
    leaving_until: float = 0.1


DEFAULT: Final = StandingPolicy()
