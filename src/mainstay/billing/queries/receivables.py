"""Who owes what, and for how long: ageing of the whole book in one statement, as of any day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.billing.queries.fetching import has_invoices
from mainstay.billing.queries.fragments import LATER, OPEN_ON_A_PAST_DAY, PARTS_NOW, PARTS_THEN
from mainstay.billing.rules.due import BUCKETS, bucket_starts
from mainstay.billing.rules.receivable_filter import EVERY_DEBTOR, TURNED
from mainstay.clients.queries.fetching import client_names, matching
from mainstay.clients.queries.narrowing import narrowed
from mainstay.clients.queries.visible import sees_all
from mainstay.firm.permissions import seen_by
from mainstay.firm.queries.own_currency import in_own_order
from mainstay.store import bulk
from mainstay.store.book_version import book_version
from mainstay.store.result_cache import remembered
from mainstay.store.sql import among, as_day
from mainstay.store.sql import rows as read_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from mainstay.billing.rules.receivable_filter import ReceivableFilter
    from mainstay.clients.queries.fetching import ClientName
    from mainstay.kernel.actor import Actor


class AgeingRow(NamedTuple):
    """What one client owes in one currency; minor units, and the oldest due day as ISO text."""

    client_id: int
    currency: str
    open_minor: int
    overdue_minor: int
    current_minor: int
    d30_minor: int
    d60_minor: int
    d90_minor: int
    older_minor: int
    invoices: int
    oldest_due_on: str


_SUMS: Final = """
    SELECT client_id, currency, SUM(open_minor) AS open_minor,
           SUM(CASE WHEN due_on < %(today)s THEN open_minor ELSE 0 END) AS overdue_minor,
           SUM(CASE WHEN due_on >= %(today)s THEN open_minor ELSE 0 END) AS current_minor,
           SUM(CASE WHEN due_on < %(today)s AND due_on >= %(d30)s THEN open_minor ELSE 0 END) AS d30_minor,
           SUM(CASE WHEN due_on < %(d30)s AND due_on >= %(d60)s THEN open_minor ELSE 0 END) AS d60_minor,
           SUM(CASE WHEN due_on < %(d60)s AND due_on >= %(d90)s THEN open_minor ELSE 0 END) AS d90_minor,
           SUM(CASE WHEN due_on < %(d90)s THEN open_minor ELSE 0 END) AS older_minor,
           SUM(is_last) AS invoices, MIN(due_on) AS oldest_due_on
"""

_NOW: Final = f"""
    {_SUMS} FROM {PARTS_NOW} part WHERE 1 = 1 {{of}} GROUP BY client_id, currency
"""
"""An AgeingRow each, of the clients that the condition `{of}` leaves, with AND before it."""
_THEN: Final = f"""
    WITH {OPEN_ON_A_PAST_DAY} {_SUMS} FROM {PARTS_THEN} part WHERE 1 = 1 {{of}} GROUP BY client_id, currency
"""
"""The same on a past day; `{of}` as above."""


_minor_of: Final = attrgetter(*(name for name in AgeingRow._fields if name.endswith("_minor")))


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

    @property
    def oldest_due_day(self) -> date:
        """The day on which the oldest of it was due."""
        return as_day(self.oldest_due_on)


@dataclass(frozen=True, slots=True, weakref_slot=True)
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
    known: tuple[str, ...] = ()
    """The currencies in which anybody wanted owes, whichever one is asked for."""


def is_current(as_of: date) -> bool:
    """Say whether nothing in billing is dated after this day, so that the stored columns hold for it."""
    return not bulk.select_rows(LATER, {"today": as_of})


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
    return read_rows(AgeingRow, (_NOW if now else _THEN).format(of=of), days_of(as_of))


def receivables(
    *,
    as_of: date,
    by: Actor,
    now: bool | None = None,
    currency: str = "",
    length: int | None = None,
    number: int = 1,
    wanted: ReceivableFilter = EVERY_DEBTOR,
) -> ReceivablesPage:
    """Read what is owed at the end of a day, per currency and client, aged by days past due.

    Invoices issued after the day, and payments, credit notes and write-offs dated after it, do not count. `length`
    clients of each currency (or of one) from page `number` on; sums are always of all that are `wanted`.
    """

    def read() -> ReceivablesPage:
        theirs = None if sees_all(by) and not wanted.asks_for_clients else _clients(wanted, by)
        rows = ageing_rows(as_of, now=now, clients=theirs)
        page = receivables_of(rows, as_of=as_of, currency=currency, length=length, number=number, wanted=wanted)
        return page if page.currencies else replace(page, is_book_empty=not has_invoices(as_of=as_of))

    if length is None:
        return read()
    asked = (seen_by(by), currency, length, number, wanted)
    return remembered(("receivables", *asked), as_of, book_version(), read)


def _clients(wanted: ReceivableFilter, by: Actor) -> list[int]:
    """The clients that the actor may see and that are wanted by what is known of them."""
    found = narrowed(
        matching(wanted.search, by=by),
        tag=wanted.tag,
        group=wanted.group,
        people=wanted.people,
        refs=wanted.refs,
    )
    return list(found.values_list("id", flat=True))


def receivables_of(
    rows: Sequence[AgeingRow],
    *,
    as_of: date,
    currency: str = "",
    length: int | None = None,
    number: int = 1,
    wanted: ReceivableFilter = EVERY_DEBTOR,
) -> ReceivablesPage:
    """Make the receivables of rows that were read already; only the clients listed are looked up by name."""
    if wanted.age:
        rows = [row for row in rows if wanted.fits(int(row.overdue_minor), _buckets(row))]
    by_code: dict[str, list[AgeingRow]] = {}
    for row in rows:
        by_code.setdefault(row.currency, []).append(row)
    known = tuple(in_own_order(by_code))
    shown = [code for code in known if currency in {"", code}]
    parts = {code: _part(len(by_code[code]), length, number) for code in shown}
    # Names are looked up once: of the clients on the page, and of those whose place among others a name decides.
    names = client_names({each for code in shown for each in _to_be_named(by_code[code], wanted, parts[code])})
    currencies = []
    for code in shown:
        debtors = by_code[code]
        clients = tuple(
            ClientAgeing(
                row.client_id, *names[row.client_id], _ageing(_minor_of(row)), int(row.invoices), str(row.oldest_due_on)
            )
            for row in _ordered(debtors, wanted, names)[parts[code]]
        )
        total = _ageing(map(sum, zip(*map(_minor_of, debtors), strict=True)))
        currencies.append(CurrencyAgeing(code, total, clients, len(debtors)))
    return ReceivablesPage(as_of, tuple(currencies), known=known)


def _part(count: int, length: int | None, number: int) -> slice:
    """Which of so many debtors are on the page; a page beyond the last is the last."""
    if not length:
        return slice(0, length)
    start = (min(number, -(-count // length)) - 1) * length
    return slice(start, start + length)


def _to_be_named(rows: list[AgeingRow], wanted: ReceivableFilter, part: slice) -> set[int]:
    """The clients whose names are needed to put these debtors into their order and to show a part of them."""
    if part.stop == 0:
        return set()
    times = Counter(_figure(row, wanted) for row in rows)
    alike = {row.client_id for row in rows if times[_figure(row, wanted)] > 1}
    return alike | {row.client_id for row in _ordered(rows, wanted, {})[part]}


def _ordered(rows: list[AgeingRow], wanted: ReceivableFilter, names: Mapping[int, ClientName]) -> list[AgeingRow]:
    """The debtors of one currency in the order that is wanted; those who owe alike by their names, as far as known."""
    is_turned = wanted.sort.endswith(TURNED)
    found = sorted(rows, key=lambda row: (_name_of(row, names), row.client_id), reverse=is_turned and wanted.is_by_name)
    return found if wanted.is_by_name else sorted(found, key=lambda row: _figure(row, wanted), reverse=not is_turned)


def _name_of(row: AgeingRow, names: Mapping[int, ClientName]) -> str:
    name = names.get(row.client_id)
    return "" if name is None else name.sort_key


def _buckets(row: AgeingRow) -> tuple[int, ...]:
    return tuple(map(int, (row.current_minor, row.d30_minor, row.d60_minor, row.d90_minor, row.older_minor)))


def _figure(row: AgeingRow, wanted: ReceivableFilter) -> int:
    return wanted.figure(int(row.open_minor), int(row.overdue_minor), _buckets(row))


def _ageing(sums: Iterable[int]) -> Ageing:
    """Make the ageing of the sums of one row, or of several; PostgreSQL adds whole numbers up to decimals."""
    opened, overdue, current, d30, d60, d90, older = map(int, sums)
    return Ageing(opened, overdue, (current, d30, d60, d90, older))
