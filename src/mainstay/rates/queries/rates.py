"""The exchange rates of the firm, and what sums come to at them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Max, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from mainstay.clients.queries.visible import sees_all
from mainstay.firm.queries.own_currency import own_currency
from mainstay.kernel.refusal import NotFound
from mainstay.rates.models import ExchangeRate
from mainstay.rates.rules.converting import RateRow, TotalAtRates, total_at, worth_of
from mainstay.rates.rules.drafts import pair_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from mainstay.kernel.actor import Actor


class RateNotFound(NotFound):
    """There is no such exchange rate."""

    code = "rate_not_found"
    sentence = _("There’s no such exchange rate: look under Settings, Exchange rates, or at `mainstay rates`.")


def all_rates(*, by: Actor, currency: str = "") -> tuple[RateRow, ...]:
    """Every exchange rate, the newest first; with a currency those of it alone."""
    if not sees_all(by):
        return ()
    found = ExchangeRate.objects.order_by("-valid_on", "pair")
    return tuple(row_of(one) for one in found if currency in {"", one.one, one.other})


def rate_for(*, ref: str, by: Actor) -> ExchangeRate:
    """The exchange rate with this reference; RateNotFound otherwise."""
    found = ExchangeRate.objects.filter(ref=ref).first() if sees_all(by) else None
    if found is None:
        raise RateNotFound
    return found


def rate_called(*, wanted: str, on: date | None, by: Actor) -> ExchangeRate:
    """The rate that a person means by its reference, or by its currency and day; RateNotFound otherwise."""
    found = ExchangeRate.objects.filter(ref=wanted).first()
    if found is None and on is not None:
        found = ExchangeRate.objects.filter(pair=pair_of(wanted, own_currency()), valid_on=on).first()
    if found is None or not sees_all(by):
        raise RateNotFound
    return found


def total_at_rates(*, sums: Mapping[str, int], as_of: date, by: Actor) -> TotalAtRates | None:
    """What sums by currency come to in the firm's, at its rates of a day or the newest before it.

    None where there is nothing to convert, and for whoever may not see all clients. Only then nothing is read.
    """
    own = own_currency()
    if not sees_all(by) or total_at(sums, own, {}, as_of) is None:
        return None
    return total_at(sums, own, _rates_on(own, [one for one, minor in sums.items() if minor], as_of), as_of)


def worths_on(*, currencies: Iterable[str], as_of: date, by: Actor) -> dict[str, Decimal]:
    """What a minor unit of each currency is worth in minor units of the firm's, at its rates of a day or before it.

    A currency without a rate is left out; the firm's own is worth itself. Nothing is read where there is no other one.
    Nothing for whoever may not see all clients.
    """
    own = own_currency()
    if not sees_all(by) or not own:
        return {}
    foreign = sorted(set(currencies) - {own})
    found = _rates_on(own, foreign, as_of) if foreign else {}
    return {own: Decimal(1), **{currency: worth_of(currency, own, rate) for currency, rate in found.items()}}


def _rates_on(own: str, currencies: Iterable[str], as_of: date) -> dict[str, RateRow]:
    """The newest rate of each currency on a day or before it."""
    pairs = [pair_of(currency, own) for currency in currencies if currency != own]
    newest = ExchangeRate.objects.filter(pair=OuterRef("pair"), valid_on__lte=as_of).order_by().values("pair")
    found = ExchangeRate.objects.filter(
        pair__in=pairs, valid_on=Subquery(newest.annotate(last=Max("valid_on")).values("last"))
    )
    return {one.other if one.one == own else one.one: row_of(one) for one in found}


def row_of(rate: ExchangeRate) -> RateRow:
    """An exchange rate as pages read it."""
    return RateRow(rate.ref, rate.one, rate.other, rate.valid_on, rate.billionths)
