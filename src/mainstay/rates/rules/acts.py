"""What can be done with exchange rates, and who may."""

from __future__ import annotations

from typing import Final

from mainstay.firm.rules.permissions import OWNER_ALONE, Act

SET_RATES: Final = Act("rates.set_rates", "Set exchange rates", OWNER_ALONE)

ACTS: Final = (SET_RATES,)
