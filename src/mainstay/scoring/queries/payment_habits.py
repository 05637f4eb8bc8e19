"""How clients pay, as of any day: the columns read in one statement, the arithmetic in scoring.rules.payment_habits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from django.db import connection

from mainstay.billing.rules.settling import Movement, Source, balance_of
from mainstay.scoring.queries.packed_columns import EPOCH, NEVER, ordinals, text_of, text_of_days
from mainstay.scoring.queries.result_cache import keep, recall
from mainstay.scoring.rules.payment_habits import NO_HABITS, Habits, Ledger, habits_of, latest_paid, medians_of
from mainstay.store.book_version import book_version
from mainstay.store.sql import among

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from numpy.typing import NDArray

_STEP: Final = 500
"""Clients whose invoices are turned into numbers at once."""

_HOW: Final = """
    CASE WHEN written_off_minor > 0 THEN 4 WHEN paid_minor = 0 THEN 2 WHEN is_settled_day_known THEN 0 ELSE 1 END
"""
_COLUMNS: Final = """
    SELECT client_id, COUNT(*), {due}, {settled}, {how} FROM billing_invoice
    WHERE NOT (issued_on > %(today)s) AND NOT is_rewound GROUP BY client_id
"""
# The day is said the other way round, since SQLite would else look for the day in the index by day and fetch every row.
_EACH_DAY: Final = {
    "sqlite": "GROUP_CONCAT(CAST(julianday(settled_on) - julianday(due_on) AS INTEGER))",
    "postgresql": "STRING_AGG(CAST(settled_on - due_on AS text), ',')",
}
_DAYS: Final = """
    SELECT client_id, COUNT(*), {days} FROM billing_invoice
    WHERE NOT (issued_on > %(today)s) AND settled_on <= %(today)s AND paid_minor > 0 AND written_off_minor = 0
          AND is_settled_day_known AND NOT is_rewound
    GROUP BY client_id
"""
_MOVED: Final = "SELECT DISTINCT client_id FROM billing_invoice WHERE is_rewound AND NOT (issued_on > %(today)s)"

_REWOUND: Final = """
    SELECT i.id, i.client_id, i.due_on, i.total_minor, a.payment_id, a.credit_note_id, a.minor, a.allocated_on,
           p.is_day_known
    FROM billing_invoice i
    LEFT JOIN billing_allocation a ON a.invoice_id = i.id AND a.allocated_on <= %(today)s
    LEFT JOIN billing_payment p ON p.id = a.payment_id
    WHERE i.is_rewound AND i.issued_on <= %(today)s
    ORDER BY i.id
"""
_OF_SOME: Final = """
    SELECT i.client_id, COALESCE(i.due_on, NULL), COALESCE(i.settled_on, NULL),
           CASE WHEN i.written_off_minor > 0 THEN 4 WHEN i.paid_minor = 0 THEN 2
                WHEN i.is_settled_day_known THEN 0 ELSE 1 END,
           i.is_rewound, i.id,
           CASE WHEN i.is_rewound THEN (SELECT total_minor FROM billing_invoice t WHERE t.id = i.id) END,
           a.payment_id, a.credit_note_id, a.minor, a.allocated_on, p.is_day_known
    FROM billing_invoice i
    LEFT JOIN billing_allocation a ON i.is_rewound AND a.invoice_id = i.id AND a.allocated_on <= %(today)s
    LEFT JOIN billing_payment p ON p.id = a.payment_id
    WHERE NOT (i.issued_on > %(today)s) AND i.client_id IN ({clients})
"""
# The total apart, so that an index holds all that is asked of the many whose allocations were never moved.
# Both of the above in one, for a page about some clients; over a whole book the plain columns alone are twice as quick.

_PAID, _UNDATED, _CREDITED, _OPEN, _LOST = 0, 1, 2, 3, 4
# How an invoice ended; what was lost is an invoice still, though nobody paid it.


@dataclass(frozen=True, slots=True)
class PaidLate:
    """An invoice paid in full: on which day, and how many days beyond its terms (negative: early)."""

    on: date
    days_late: int


def habits_of_one(*, as_of: date, client_id: int, most: int) -> tuple[Habits, tuple[PaidLate, ...]]:
    """One client's habits and the last invoices they paid, oldest first, read in one go."""
    read = ledger(as_of=as_of, clients=(client_id,))
    lately = tuple(PaidLate(date.fromordinal(on + EPOCH), late) for on, late in latest_paid(read, most))
    return habits_of(read, as_of.toordinal() - EPOCH).get(client_id, NO_HABITS), lately


def habits(*, as_of: date, clients: Collection[int] | None = None) -> dict[int, Habits]:
    """Read the payment habits of every client (or of these) as they were known at the end of a day.

    Client id -> habits; a client without an invoice by that day is not in it. Set-based: one statement for the
    invoices, one for the few whose allocations were moved, and bounded memory (four small arrays).
    """
    return habits_of(ledger(as_of=as_of, clients=clients), as_of.toordinal() - EPOCH)


def medians(*, as_of: date) -> dict[int, float]:
    """The median days beyond terms of every client with a record, as `habits` says it.

    Worked out from every paid invoice, so what was found is remembered until something is written into the book.
    """
    version = book_version()
    found: dict[int, float] | None = recall("medians", as_of, version)
    if found is None:
        found = _medians(as_of)
        keep("medians", as_of, version, found)
    return found


def _medians(as_of: date) -> dict[int, float]:
    """Read them as one text a client."""
    with connection.cursor() as cursor:
        cursor.execute(_DAYS.format(days=_EACH_DAY[connection.vendor]), {"today": as_of})
        rows = cursor.fetchall()
        cursor.execute(_MOVED, {"today": as_of})
        moved = [row[0] for row in cursor.fetchall()]
    days = np.fromstring(",".join(row[2] for row in rows), dtype=np.int64, sep=",")
    found = medians_of([row[0] for row in rows], [row[1] for row in rows], days)
    for client, how in (habits(as_of=as_of, clients=moved) if moved else {}).items():
        found.pop(client, None)
        if how.median is not None:
            found[client] = how.median
    return found


def habits_of_the_book(*, as_of: date) -> Habits:
    """The habits of all clients taken together."""
    found = ledger(as_of=as_of)
    whole = Ledger(
        np.zeros_like(found.client), found.due, found.settled, found.is_paid, found.is_settled_undated, found.is_open
    )
    return habits_of(whole, as_of.toordinal() - EPOCH).get(0, NO_HABITS)


def ledger(*, as_of: date, clients: Collection[int] | None = None) -> Ledger:
    """Read the invoices issued by a day as columns; one that was credited or voided whole by then is left out."""
    parts: list[NDArray[np.int64]] = []
    days: dict[object, int] = {None: -1}
    last = as_of.toordinal() - EPOCH
    with connection.cursor() as cursor:
        if clients is None:
            columns = {"due": text_of_days("due_on"), "settled": text_of_days(f"COALESCE(settled_on, {NEVER})")}
            cursor.execute(_COLUMNS.format(how=text_of(_HOW, ""), **columns), {"today": as_of})
            while rows := cursor.fetchmany(_STEP):
                parts.append(_array_of_texts(rows))
            cursor.execute(_REWOUND, {"today": as_of})
            moved = cursor.fetchall()
        else:
            cursor.execute(_OF_SOME.format(clients=among(clients)), {"today": as_of})
            found = cursor.fetchall()
            if plain := [row[:4] for row in found if not row[4]]:
                parts.append(_array(plain, days))
            moved = [(row[5], row[0], row[1], *row[6:]) for row in found if row[4]]
    table = np.concatenate([*parts, np.array(list(_rewound(moved)), dtype=np.int64).reshape(-1, 4)])
    client, due, settled, how = table.T
    # A settlement dated later than the day has not happened yet: the invoice is open, however it ended.
    is_open = (settled < 0) | (settled > last)
    is_gone = ~is_open & (how == _CREDITED)
    keep = ~is_gone
    return Ledger(
        client=client[keep],
        due=due[keep].astype(np.int32),
        settled=settled[keep].astype(np.int32),
        is_paid=(~is_open & (how == _PAID))[keep],
        is_settled_undated=(~is_open & (how == _UNDATED))[keep],
        is_open=is_open[keep],
    )


def _array_of_texts(rows: list[tuple[int, int, str, str, str]]) -> NDArray[np.int64]:
    """Turn what was read of some clients into whole numbers; what is settled on no day has -1 there."""
    clients, counts, *texts = zip(*rows, strict=True)
    due, settled = (ordinals("".join(text)) - EPOCH for text in texts[:2])
    how = np.frombuffer("".join(texts[2]).encode(), dtype=np.uint8).astype(np.int64) - ord("0")
    settled[settled == date.max.toordinal() - EPOCH] = -1
    return np.column_stack([np.repeat(np.array(clients, dtype=np.int64), counts), due, settled, how])


def _array(rows: list[tuple[int, object, object, int]], days: dict[object, int]) -> NDArray[np.int64]:
    """Turn rows into whole numbers; a book has few distinct days, so each is converted once."""
    clients, due, settled, how = zip(*rows, strict=True)
    if new := list({*due, *settled} - days.keys()):
        days.update(zip(new, np.array(new, dtype="datetime64[D]").astype(np.int64).tolist(), strict=True))
    read = days.__getitem__
    return np.column_stack(
        [
            np.array(clients, dtype=np.int64),
            np.fromiter(map(read, due), dtype=np.int64, count=len(due)),
            np.fromiter(map(read, settled), dtype=np.int64, count=len(settled)),
            np.array(how, dtype=np.int64),
        ]
    )


def _day(value: object) -> int:
    """Days since 1970-01-01 of what the engine returns: SQLite text, PostgreSQL dates."""
    day = value if isinstance(value, date) else date.fromisoformat(str(value))
    return day.toordinal() - EPOCH


def _rewound(rows: list[tuple[Any, ...]]) -> Iterator[tuple[int, int, int, int]]:
    """Work out, from their allocations up to the day, how the invoices stood whose allocations were moved."""
    invoices: dict[int, tuple[int, int, int, list[Movement]]] = {}
    for invoice, client, due, total, payment, note, minor, on, is_known in rows:
        movements = invoices.setdefault(invoice, (client, _day(due), total, []))[3]
        if minor is not None:
            source = Source.PAYMENT if payment else Source.CREDIT_NOTE if note else Source.WRITE_OFF
            movements.append(Movement(source, minor, date.fromordinal(_day(on) + EPOCH), is_known != 0))
    for client, due_day, total, movements in invoices.values():
        balance = balance_of(total, movements)
        if balance.settled_on is None:
            yield client, due_day, -1, _OPEN
        else:
            is_paid = _PAID if balance.is_settled_day_known else _UNDATED
            how = _LOST if balance.written_off_minor else is_paid if balance.paid_minor else _CREDITED
            yield client, due_day, _day(balance.settled_on), how
