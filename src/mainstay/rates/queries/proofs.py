"""What must hold of exchange rates: each is filed under its own two currencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.firm.queries.proofs import first_of
from mainstay.kernel.currencies import is_currency
from mainstay.kernel.problem import Fault
from mainstay.rates.models import ExchangeRate
from mainstay.rates.rules.drafts import pair_of

if TYPE_CHECKING:
    from collections.abc import Iterator


def prove_rates() -> list[Fault]:
    """Prove that each rate is found by the currencies it names, and that these are in use."""
    return list(first_of("rate_pair_wrong", _misfiled()))


def _misfiled() -> Iterator[Fault]:
    for one in ExchangeRate.objects.order_by("id"):
        if one.pair != pair_of(one.one, one.other) or not (is_currency(one.one) and is_currency(one.other)):
            yield Fault("rate_pair_wrong", one.ref)
