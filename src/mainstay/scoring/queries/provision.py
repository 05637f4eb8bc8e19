"""A provision for doubtful debts: what of the receivables may never be paid, by days past due and by client."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from mainstay.billing.queries.fetching import has_invoices
from mainstay.billing.queries.provision import provision_rows
from mainstay.billing.rules.due import BUCKETS
from mainstay.clients.queries.fetching import client_names
from mainstay.clients.rules.acts import SEE_RISK
from mainstay.firm.permissions import require
from mainstay.firm.queries.own_currency import in_own_order
from mainstay.scoring.models import Scoring

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from mainstay.billing.queries.provision import ProvisionRow
    from mainstay.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Provision:
    """What is open, and the part of it provided for, in minor units; sums and parts add up."""

    open_minor: int
    provision_minor: int

    @property
    def share(self) -> float:
        """The part provided for, from 0 to 1."""
        return self.provision_minor / self.open_minor if self.open_minor else 0.0


@dataclass(frozen=True, slots=True)
class ClientProvision:
    """The provision for one client in one currency; `ages` are in the order of `billing.rules.due.BUCKETS`."""

    ref: str
    name: str
    total: Provision
    ages: tuple[Provision, ...]


@dataclass(frozen=True, slots=True)
class CurrencyProvision:
    """The provision in one currency: by age, and by client, the largest first.

    `unscored` open invoices have no forecast yet, so nothing of them is provided for.
    """

    currency: str
    total: Provision
    ages: tuple[Provision, ...]
    clients: tuple[ClientProvision, ...]
    unscored: int


@dataclass(frozen=True, slots=True)
class ProvisionPage:
    """The provision at the end of a day by the forecast of `scored_on` (None: never forecast by then)."""

    as_of: date
    scored_on: date | None
    currencies: tuple[CurrencyProvision, ...]
    is_book_empty: bool = False


def provision(*, as_of: date, by: Actor) -> ProvisionPage:
    """Read what is provided for: of each open invoice its chance of never being paid times what is open of it.

    It is the money at risk, as on every other page. Currencies are never added together.
    """
    require(by, SEE_RISK)
    scored = Scoring.objects.filter(as_of__lte=as_of).order_by("-as_of").values_list("as_of", flat=True).first()
    found = provision_rows(as_of=as_of)
    names = client_names({row.client_id for row in found})
    keys = {name.ref: name.sort_key for name in names.values()}
    currencies = []
    by_code = {currency: list(group) for currency, group in groupby(found, key=lambda row: row.currency)}
    for currency in in_own_order(by_code):
        of_currency = by_code[currency]
        clients = []
        for client, theirs in groupby(of_currency, key=lambda row: row.client_id):
            ages = _by_age(theirs)
            clients.append(ClientProvision(names[client].ref, names[client].name, _sum(ages), ages))
        clients.sort(key=lambda one: (-one.total.provision_minor, -one.total.open_minor, keys[one.ref]))
        ages = _by_age(of_currency)
        unscored = sum(row.unscored for row in of_currency)
        currencies.append(CurrencyProvision(currency, _sum(ages), ages, tuple(clients), unscored))
    return ProvisionPage(as_of, scored, tuple(currencies), not found and not has_invoices(as_of=as_of))


def _by_age(rows: Iterable[ProvisionRow]) -> tuple[Provision, ...]:
    opened, provided = [0] * len(BUCKETS), [0] * len(BUCKETS)
    for row in rows:
        opened[row.age] += row.open_minor
        provided[row.age] += row.at_risk_minor
    return tuple(map(Provision, opened, provided))


def _sum(ages: Iterable[Provision]) -> Provision:
    parts = tuple(ages)
    return Provision(sum(one.open_minor for one in parts), sum(one.provision_minor for one in parts))
