"""How clients pay, as of any day: the columns read in one statement, the arithmetic in scoring.rules.payment_habits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Final

import numpy as np
from django.db import connection

from mainstay.billing.queries.instalments import open_parts
from mainstay.billing.queries.reworked import reworked
from mainstay.scoring.queries.packed_columns import EPOCH, NEVER, ordinals, text_of, text_of_days
from mainstay.scoring.rules.payment_habits import (
    NO_HABITS,
    Habits,
    SettlementColumns,
    habits_of,
    latest_paid,
    medians_of,
)
from mainstay.store import bulk
from mainstay.store.book_version import book_version
from mainstay.store.result_cache import cache_result, cached_result, remembered
from mainstay.store.sql import among

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from mainstay.billing.queries.reworked import Reworked

_STEP: Final = 500
"""Clients whose invoices are turned into numbers at once."""

_HOW: Final = """
    CASE WHEN written_off_minor > 0 THEN 4 WHEN paid_minor = 0 THEN 2 WHEN is_settled_day_known THEN 0 ELSE 1 END
"""
_PACKED: Final = """
    SELECT client_id, COUNT(*), {due}, {settled}, {how}, EXISTS (SELECT 1 FROM billing_instalment), {has_reversals}
    FROM billing_invoice
    WHERE NOT (issued_on > %(today)s) AND {which} GROUP BY {groups}
"""
"""One row a client, whose invoices are texts: `{due}` and `{settled}` their days, `{how}` one digit each. `{which}` of
the invoices, in `{groups}`; `{has_reversals}` is 1 for a row of those whose allocations were moved."""
_OF_ALL: Final = {"which": "NOT has_reversals", "groups": "client_id", "has_reversals": "0"}
# The day is said the other way round, since SQLite would else look for the day in the index by day and fetch every row.
_EACH_DAY: Final = {
    "sqlite": "GROUP_CONCAT(CAST(julianday(settled_on) - julianday(due_on) AS INTEGER))",
    "postgresql": "STRING_AGG(CAST(settled_on - due_on AS text), ',')",
}
_DAYS: Final = """
    SELECT client_id, COUNT(*), {days} FROM billing_invoice
    WHERE NOT (issued_on > %(today)s) AND settled_on <= %(today)s AND paid_minor > 0 AND written_off_minor = 0
          AND is_settled_day_known AND NOT has_reversals
    GROUP BY client_id
"""
"""Of each client how many invoices were paid, and `{days}`: how late each was, as one text."""

_PAID, _UNDATED, _CREDITED, _OPEN, _LOST = 0, 1, 2, 3, 4
# How an invoice ended; what was lost is an invoice still, though nobody paid it.


@dataclass(frozen=True, slots=True)
class PaidLate:
    """An invoice paid in full: on which day, and how many days beyond its terms (negative: early)."""

    on: date
    days_late: int


def habits_of_one(*, as_of: date, client_id: int, most: int, version: str) -> tuple[Habits, tuple[PaidLate, ...]]:
    """One client's habits and the last invoices they paid, oldest first, read in one go.

    What was found is remembered until something is written into the book, whose version this is.
    """

    def read() -> tuple[Habits, tuple[PaidLate, ...]]:
        found = ledger(as_of=as_of, clients=(client_id,))
        lately = tuple(PaidLate(date.fromordinal(on + EPOCH), late) for on, late in latest_paid(found, most))
        return habits_of(found, as_of.toordinal() - EPOCH).get(client_id, NO_HABITS), lately

    return remembered(("habits of one", client_id, most), as_of, version, read)


def habits(*, as_of: date, clients: Collection[int] | None = None) -> dict[int, Habits]:
    """Read the payment habits of every client (or of these) as they were known at the end of a day.

    Client id -> habits; a client without an invoice by that day is not in it. Set-based: one statement for the
    invoices, one for the few whose allocations were moved, and bounded memory (four small arrays).
    """
    return habits_of(ledger(as_of=as_of, clients=clients), as_of.toordinal() - EPOCH)


def cached_habits(*, as_of: date, clients: Collection[int], version: str) -> dict[int, Habits]:
    """The same of some clients, remembered until something is written into the book, whose version this is."""
    known: dict[int, Habits | None] = cached_result("habits", as_of, version) or {}
    if new := set(clients) - known.keys():
        known = {**known, **dict.fromkeys(new), **habits(as_of=as_of, clients=new)}
        cache_result("habits", as_of, version, known)
    return {client: how for client in clients if (how := known[client]) is not None}


def medians(*, as_of: date) -> dict[int, float]:
    """The median days beyond terms of every client with a record, as `habits` says it.

    Worked out from every paid invoice, so what was found is remembered until something is written into the book.
    """
    version = book_version()
    found: dict[int, float] | None = cached_result("medians", as_of, version)
    if found is None:
        found = _medians(as_of)
        cache_result("medians", as_of, version, found)
    return found


def _medians(as_of: date) -> dict[int, float]:
    """Read the days as one text a client, and beside them those of the few invoices whose allocations were moved."""
    rows = bulk.select_rows(_DAYS.format(days=_EACH_DAY[connection.vendor]), {"today": as_of})
    late: dict[int, list[str]] = {client: [str(days)] for client, _, days in rows}
    counts: dict[int, int] = {client: int(count) for client, count, _ in rows}
    for one in reworked(as_of=as_of):
        client, due, settled, how = _how_it_stood(one)
        if how == _PAID:
            late.setdefault(client, []).append(str(settled - due))
            counts[client] = counts.get(client, 0) + 1
    days = np.fromstring(",".join(chain.from_iterable(late.values())), dtype=np.int64, sep=",")
    return medians_of(list(late), [counts[client] for client in late], days)


def ledger(*, as_of: date, clients: Collection[int] | None = None) -> SettlementColumns:
    """Read the invoices issued by a day as columns; one that was credited or voided whole by then is left out."""
    parts: list[NDArray[np.int64]] = []
    last = as_of.toordinal() - EPOCH
    chosen = _OF_ALL if clients is None else _of_some(clients)
    texts = {"due": text_of_days("due_on"), "settled": text_of_days(f"COALESCE(settled_on, {NEVER})")}
    has_any_reversals = has_instalments = clients is None  # where no row says it
    with connection.cursor() as cursor:
        cursor.execute(_PACKED.format(how=text_of(_HOW, ""), **texts, **chosen), {"today": as_of})
        while rows := cursor.fetchmany(_STEP):
            plain = [row[:-2] for row in rows if not row[-1]]
            has_any_reversals = has_any_reversals or len(plain) < len(rows)
            has_instalments = bool(rows[0][-2])
            if plain:
                parts.append(_array_of_texts(plain))
    moved = reworked(as_of=as_of, of="" if clients is None else f"AND i.client_id IN ({among(clients)})")
    stood = [_how_it_stood(one) for one in moved] if has_any_reversals else []
    table = np.concatenate([*parts, np.array(stood, dtype=np.int64).reshape(-1, 4)])
    client, due, settled, how = table.T
    # A settlement dated later than the day has not happened yet: the invoice is open, however it ended.
    is_open = (settled < 0) | (settled > last)
    is_gone = ~is_open & (how == _CREDITED)
    is_left = ~is_gone
    return SettlementColumns(
        client=client[is_left],
        due=due[is_left].astype(np.int32),
        settled=settled[is_left].astype(np.int32),
        is_paid=(~is_open & (how == _PAID))[is_left],
        is_settled_undated=(~is_open & (how == _UNDATED))[is_left],
        is_open=is_open[is_left],
        also_overdue=np.array(_with_an_overdue_part(as_of, clients) if has_instalments else [], dtype=np.int64),
    )


def _with_an_overdue_part(as_of: date, clients: Collection[int] | None) -> list[int]:
    """Whose invoices in instalments are overdue though their last due date is still to come, a client for each."""
    parts = open_parts(as_of=as_of, clients=clients)
    is_due = {one.invoice_id: one.due_on < as_of for one in parts if one.is_last}
    overdue = {one.invoice_id: one.client_id for one in parts if one.due_on < as_of and not is_due[one.invoice_id]}
    return list(overdue.values())


def _array_of_texts(rows: list[tuple[int, int, str, str, str]]) -> NDArray[np.int64]:
    """Turn what was read of some clients into whole numbers; what is settled on no day has -1 there."""
    clients, counts, *texts = zip(*rows, strict=True)
    due, settled = (ordinals("".join(text)) - EPOCH for text in texts[:2])
    how = np.frombuffer("".join(texts[2]).encode(), dtype=np.uint8).astype(np.int64) - ord("0")
    settled[settled == date.max.toordinal() - EPOCH] = -1
    return np.column_stack([np.repeat(np.array(clients, dtype=np.int64), counts), due, settled, how])


def _of_some(clients: Collection[int]) -> dict[str, str]:
    """The same statement for some clients, whose moved invoices are rows of their own: mostly there are none."""
    return {
        "which": f"client_id IN ({among(clients)})",
        "groups": "client_id, has_reversals",
        "has_reversals": "CASE WHEN has_reversals THEN 1 ELSE 0 END",
    }


def _how_it_stood(one: Reworked) -> tuple[int, int, int, int]:
    """The client, the due day, the day it was settled (-1: on none) and how, of an invoice that was reworked."""
    due, balance = one.due_on.toordinal() - EPOCH, one.balance
    if balance.settled_on is None:
        return one.client_id, due, -1, _OPEN
    is_paid = _PAID if balance.is_settled_day_known else _UNDATED
    how = _LOST if balance.written_off_minor else is_paid if balance.paid_minor else _CREDITED
    return one.client_id, due, balance.settled_on.toordinal() - EPOCH, how
