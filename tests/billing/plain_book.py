"""A book in plain arithmetic, kept by the state machine beside ours: none of our rules decides here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from tests.builders import OWNER

from mainstay.billing.queries.on_account import on_account
from mainstay.billing.queries.receivables import receivables
from mainstay.billing.rules.due import BUCKETS
from mainstay.clients.models import Client
from mainstay.scoring.queries.payment_habits import habits


def after(first: date, lag: int) -> date:
    return date.fromordinal(first.toordinal() + lag)


def chosen(pool, pick, is_likely):
    """One of the pool: four times of five one with which the act may succeed."""
    likely = [one for one in pool if is_likely(one)] if pick % 5 != 4 else []
    pool = likely or pool
    return pool[pick // 5 % len(pool)]


@dataclass
class Origin:
    """A payment, credit note or write-off of the model: what there is, and where it went, by day."""

    ref: str
    kind: str
    client: str
    currency: str
    minor: int
    on: date
    uses: list[tuple[date, int]] = field(default_factory=list)
    refunded: int = 0
    recovered: int = 0
    is_reversed: bool = False

    @property
    def left(self) -> int:
        return 0 if self.is_reversed else self.minor - sum(minor for _, minor in self.uses)


@dataclass
class Debt:
    """An invoice of the model."""

    ref: str
    client: str
    currency: str
    total: int
    on: date
    due: date
    moves: list[tuple[date, int]] = field(default_factory=list)
    is_voided: bool = False

    def open_on(self, as_of: date) -> int:
        return self.total - sum(minor for on, minor in self.moves if on <= as_of)


@dataclass
class Link:
    """A standing allocation of the model."""

    key: int
    debt: Debt
    origin: Origin
    minor: int
    on: date


@dataclass(frozen=True)
class Named:
    """What the builders ask of an invoice."""

    ref: str


def shown(as_of: date) -> dict[tuple[str, str], dict[str, int]]:
    """Receivables as the page shows them."""
    found = {}
    for group in receivables(as_of=as_of, by=OWNER).currencies:
        for client in group.clients:
            ageing = client.ageing
            found[client.name, group.currency] = {
                "open": ageing.open_minor,
                "overdue": ageing.overdue_minor,
                **ageing.by_bucket,
            }
    return found


def bucket_of(due: date, as_of: date) -> str:
    """The ageing bucket of an open invoice."""
    late = (as_of - due).days
    return next((name for name, last in zip(BUCKETS, (0, 30, 60, 90), strict=False) if late <= last), BUCKETS[-1])


def naive(debts: list[Debt], as_of: date) -> dict[tuple[str, str], dict[str, int]]:
    """The same, invoice by invoice."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    for debt in debts:
        owed = debt.open_on(as_of)
        assert owed >= 0
        if debt.on <= as_of and owed:
            row = found.setdefault((debt.client, debt.currency), dict.fromkeys(("open", "overdue", *BUCKETS), 0))
            row["open"] += owed
            row["overdue"] += owed if debt.due < as_of else 0
            row[bucket_of(debt.due, as_of)] += owed
    return found


def accounts(as_of: date) -> dict[tuple[str, str], int]:
    names = dict(Client.objects.values_list("pk", "name"))
    found = on_account(as_of=as_of)
    return {(names[key], currency): minor for key, by in found.items() for currency, minor in by.items()}


def naive_accounts(origins: list[Origin], as_of: date) -> dict[tuple[str, str], int]:
    found: Counter[tuple[str, str]] = Counter()
    for origin in origins:
        if origin.on <= as_of:
            left = origin.minor - sum(minor for on, minor in origin.uses if on <= as_of)
            assert left >= 0
            found[origin.client, origin.currency] += left
    return {key: minor for key, minor in found.items() if minor}


def counts(as_of: date) -> dict[str, tuple[int, int]]:
    names = dict(Client.objects.values_list("pk", "name"))
    return {names[key]: (how.open, how.overdue) for key, how in habits(as_of=as_of).items() if how.open}


def naive_counts(debts: list[Debt], as_of: date) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for debt in debts:
        if debt.on <= as_of and debt.open_on(as_of) > 0:
            opened, late = found.get(debt.client, (0, 0))
            found[debt.client] = (opened + 1, late + (debt.due < as_of))
    return found
