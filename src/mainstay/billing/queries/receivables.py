"""Who owes what, and for how long: ageing of the whole book in one statement, as of any day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final, TypeAlias

from django.db import connection

from mainstay.billing.queries.fetching import has_invoices
from mainstay.billing.rules.due import BUCKETS, bucket_starts
from mainstay.clients.queries.visible import clients_for, sees_all
from mainstay.store.sql import among

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from mainstay.kernel.actor import Actor

AgeingRow: TypeAlias = tuple[int, str, int, int, int, int, int, int, int, int, str]
_SUMS: Final = """
    SUM(open_minor),
    SUM(CASE WHEN due_on < %(today)s THEN open_minor ELSE 0 END),
    SUM(CASE WHEN due_on >= %(today)s THEN open_minor ELSE 0 END),
    SUM(CASE WHEN due_on < %(today)s AND due_on >= %(d30)s THEN open_minor ELSE 0 END),
    SUM(CASE WHEN due_on < %(d30)s AND due_on >= %(d60)s THEN open_minor ELSE 0 END),
    SUM(CASE WHEN due_on < %(d60)s AND due_on >= %(d90)s THEN open_minor ELSE 0 END),
    SUM(CASE WHEN due_on < %(d90)s THEN open_minor ELSE 0 END),
    COUNT(*),
    MIN(due_on)
"""

_NOW: Final = f"""
    SELECT client_id, currency, {_SUMS}
    FROM billing_invoice WHERE open_minor > 0 {{of}}
    GROUP BY client_id, currency
"""

OPEN_ON_A_PAST_DAY: Final = """
    live AS MATERIALIZED (
        SELECT id, client_id, currency, due_on, total_minor,
               CASE WHEN open_minor = total_minor AND NOT is_rewound THEN 0 ELSE 1 END AS is_touched
        FROM billing_invoice
        WHERE issued_on <= %(today)s AND (settled_on IS NULL OR settled_on > %(today)s OR is_rewound)
    ), moved AS MATERIALIZED (
        SELECT a.invoice_id, SUM(a.minor) AS minor
        FROM live JOIN billing_allocation a ON a.invoice_id = live.id
        WHERE live.is_touched = 1 AND a.allocated_on <= %(today)s
        GROUP BY a.invoice_id
    ), owed AS (
        SELECT live.id, client_id, currency, due_on, total_minor - COALESCE(moved.minor, 0) AS open_minor
        FROM live LEFT JOIN moved ON moved.invoice_id = live.id
    )
"""
"""Common table expressions: `owed` holds each invoice issued by the day with what was open at the end of it."""

_THEN: Final = f"""
    WITH {OPEN_ON_A_PAST_DAY}
    SELECT client_id, currency, {_SUMS}
    FROM owed WHERE open_minor > 0 {{of}}
    GROUP BY client_id, currency
"""


@dataclass(frozen=True, slots=True)
class Ageing:
    """Minor units owed in one currency, by days past due; `current` is not overdue, and the parts add up to `open`."""

    open_minor: int
    overdue_minor: int
    buckets_minor: tuple[int, int, int, int, int]

    @property
    def by_bucket(self) -> dict[str, int]:
        """Bucket name -> minor units."""
        return dict(zip(BUCKETS, self.buckets_minor, strict=True))


@dataclass(frozen=True, slots=True)
class ClientAgeing:
    """What one client owes in one currency."""

    client_id: int
    ref: str
    name: str
    sort_key: str
    ageing: Ageing
    invoices: int
    oldest_due_on: str


@dataclass(frozen=True, slots=True)
class CurrencyAgeing:
    """What is owed in one currency: `clients` by what they owe, most first, of `count` (one page, where asked for)."""

    currency: str
    ageing: Ageing
    clients: tuple[ClientAgeing, ...]
    count: int

    @property
    def has_more(self) -> bool:
        """Whether more clients owe than are listed."""
        return self.count > len(self.clients)


@dataclass(frozen=True, slots=True)
class ReceivablesPage:
    """Receivables of the whole book at the end of one day; currencies are never added together.

    `is_book_empty`: nobody owes anything because there is no invoice at all.
    """

    as_of: date
    currencies: tuple[CurrencyAgeing, ...]
    is_book_empty: bool = False


def is_current(as_of: date) -> bool:
    """Say whether nothing in billing is dated after this day, so that the kept columns hold for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM billing_horizon WHERE last_on > %s", [as_of])
        return cursor.fetchone() is None


def days_of(as_of: date) -> dict[str, date]:
    """The bounds of the ageing buckets as parameters of the statements here."""
    today, d30, d60, d90 = bucket_starts(as_of)
    return {"today": today, "d30": d30, "d60": d60, "d90": d90}


def ageing_rows(as_of: date, *, now: bool | None = None, clients: Collection[int] | None = None) -> list[AgeingRow]:
    """Per client and currency: open, overdue, the five buckets (minor units), invoices, oldest due day.

    `now` is what `is_current` said of the day, where it was asked already.
    """
    of = "" if clients is None else f"AND client_id IN ({among(clients)})"
    now = is_current(as_of) if now is None else now
    with connection.cursor() as cursor:
        cursor.execute((_NOW if now else _THEN).format(of=of), days_of(as_of))
        rows: list[AgeingRow] = cursor.fetchall()
    return rows


def receivables(
    *, as_of: date, by: Actor, now: bool | None = None, currency: str = "", length: int | None = None, number: int = 1
) -> ReceivablesPage:
    """Read what is owed at the end of a day, per currency and client, aged by days past due.

    Invoices issued after the day, and payments, credit notes and write-offs dated after it, do not count. `length`
    clients of each currency (or of one) from page `number` on; sums are always of all.
    """
    theirs = None if sees_all(by) else list(clients_for(by).values_list("id", flat=True))
    rows = ageing_rows(as_of, now=now, clients=theirs)
    page = receivables_of(rows, as_of=as_of, currency=currency, length=length, number=number)
    return page if rows else replace(page, is_book_empty=not has_invoices(as_of=as_of))


def receivables_of(
    rows: Sequence[AgeingRow], *, as_of: date, currency: str = "", length: int | None = None, number: int = 1
) -> ReceivablesPage:
    """Make the receivables of rows that were read already; only the clients listed are looked up by name."""
    found = []
    # Where no client is listed only the currencies need an order.
    order = itemgetter(1) if length == 0 else lambda row: (row[1], -row[2], row[0])
    for code, group in groupby(sorted(rows, key=order), key=itemgetter(1)):
        owing = list(group)
        total = _ageing([sum(map(itemgetter(place), owing)) for place in range(2, 9)])
        start = 0 if not length else (min(number, -(-len(owing) // length)) - 1) * length
        found.append((code, total, owing[start : None if length is None else start + length], len(owing)))
    found = [one for one in found if currency in {"", one[0]}]
    names = client_names({row[0] for one in found for row in one[2]})
    currencies = []
    for code, total, listed, count in found:
        listed.sort(key=lambda row: (-row[2], names[row[0]][2]))
        clients = tuple(
            ClientAgeing(row[0], *names[row[0]], _ageing(row[2:9]), int(row[9]), str(row[10])) for row in listed
        )
        currencies.append(CurrencyAgeing(code, total, clients, count))
    return ReceivablesPage(as_of, tuple(currencies))


def client_names(ids: Collection[int]) -> dict[int, tuple[str, str, str]]:
    """Reference, name and sort key of these clients, in one statement."""
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, ref, name, sort_key FROM clients_client WHERE id IN ({among(ids)})")
        return {row[0]: (row[1], row[2], row[3]) for row in cursor.fetchall()}


def _ageing(sums: Sequence[int]) -> Ageing:
    """Make the ageing of seven sums; PostgreSQL adds whole numbers up to decimals."""
    opened, overdue, current, d30, d60, d90, older = map(int, sums)
    return Ageing(opened, overdue, (current, d30, d60, d90, older))
