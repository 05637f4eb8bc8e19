"""Exchange rates as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.kernel.money import decimal_text
from mainstay.rates.rules.drafts import rate_text

if TYPE_CHECKING:
    from mainstay.rates.rules.converting import RateRow, TotalAtRates


def rate_document(row: RateRow) -> dict[str, object]:
    """An exchange rate: one unit of `one` was worth `rate` units of `other`."""
    return {
        "ref": row.ref,
        "on": str(row.on),
        "one": row.one,
        "rate": rate_text(row.billionths),
        "other": row.other,
    }


def total_document(total: TotalAtRates | None) -> dict[str, object] | None:
    """A total at rates of the owner, the day of each; without an amount where a rate is missing."""
    if total is None:
        return None
    return {
        "currency": total.currency,
        "amount": None if total.missing else decimal_text(total.minor, total.currency),
        "rates_of": {currency: str(on) for currency, on in total.used},
        "missing": list(total.missing),
    }
