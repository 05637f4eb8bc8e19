"""Amounts in several currencies in the order of their worth at the firm's rates, for statements of lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ByWorth:
    """Sorts by amounts whose currency stands in the column `currency`; `own` is the firm's.

    `worths` says what a minor unit of a currency is worth in minor units of the firm's. Amounts of these currencies and
    of the firm's are compared; those of others stand below, currency by currency.
    """

    currency: str
    own: str
    worths: Mapping[str, Decimal]

    @property
    def parameters(self) -> dict[str, object]:
        """What the orders ask for."""
        rates = {f"worth_{place}": float(self.worths[code]) for place, code in enumerate(self._foreign)}
        return {"own": self.own, **{f"known_{place}": code for place, code in enumerate(self._foreign)}, **rates}

    def order(self, minor: str, direction: str = "DESC") -> str:
        """The order by the amount `minor`, the largest first or the smallest; where nothing converts, as it is."""
        places = range(len(self._foreign))
        known = ", ".join(["%(own)s", *(f"%(known_{place})s" for place in places)])
        group = f"CASE WHEN {self.currency} IN ({known}) THEN '' ELSE {self.currency} END"
        if not places:
            return f"{group}, {minor} {direction}"
        rates = " ".join(f"WHEN %(known_{place})s THEN %(worth_{place})s" for place in places)
        return f"{group}, {minor} * CASE {self.currency} {rates} ELSE 1.0 END {direction}"

    @property
    def _foreign(self) -> list[str]:
        return sorted(self.worths.keys() - {self.own})
