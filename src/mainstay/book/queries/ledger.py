"""The book as the columns that an opinion rests on: each invoice with what was known of it at the end of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from django.db import connection

from mainstay.billing.rules.settling import Movement, Source, balance_of
from mainstay.book.queries.habits import among
from mainstay.insight.ledger import NOT_YET, Ledger
from mainstay.insight.ledger import ledger as columns_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

_STEP: Final = 100_000
"""Invoices read by one statement."""
_DAY: Final = {
    "sqlite": "CAST(julianday({0}) - 1721424.5 AS INTEGER)",
    "postgresql": "({0} - DATE '0001-01-01' + 1)",
}
"""A day as `date.toordinal` counts it."""
_DAY_OF_INSTANT: Final = {"sqlite": "date({0})", "postgresql": "CAST({0} AT TIME ZONE 'UTC' AS date)"}

_TEXT: Final = {"sqlite": "group_concat({0}, '{1}')", "postgresql": "string_agg(CAST({0} AS text), '{1}')"}
"""A column as one text: a million rows are read in a third of the time that it takes to make objects of them."""
_ISO: Final = {"sqlite": "{0}", "postgresql": "to_char({0}, 'YYYY-MM-DD')"}
_HOW: Final = """
    CASE WHEN open_minor < total_minor THEN 10 ELSE 0 END + CASE WHEN is_settled_day_known THEN 5 ELSE 0 END
    + CASE WHEN is_rewound THEN 4 WHEN settled_on IS NULL THEN 0 WHEN written_off_minor > 0 THEN 2
           WHEN paid_minor = 0 THEN 3 ELSE 1 END
"""
_WHOLE: Final = ("id", "client_id", "total_minor", _HOW)
_DAYS: Final = ("issued_on", "due_on", f"COALESCE(settled_on, '{date.max}')")
_WORDS: Final = ("currency", "channel")
_COMMA, _NOTHING, _APART = ",", "", "\x1f"
_EPOCH: Final = date(1970, 1, 1).toordinal()
"""Where numpy's days begin."""

_INVOICES: Final = """
    SELECT COUNT(*), {columns} FROM billing_invoice i
    WHERE NOT (issued_on > %(today)s) AND id > %(last)s AND id <= %(last)s + {step} {of}
"""
_LAST: Final = "SELECT COALESCE(MAX(id), 0) FROM billing_invoice"
_PARTLY: Final = """
    SELECT a.invoice_id, SUM(a.minor), SUM(CASE WHEN a.payment_id IS NULL THEN 0 ELSE a.minor END),
           MAX(CASE WHEN a.payment_id IS NOT NULL AND a.minor > 0 THEN {allocated_on} END)
    FROM billing_invoice i CROSS JOIN billing_allocation a  -- for SQLite: the few invoices first, not all allocations
    WHERE a.invoice_id = i.id AND NOT (issued_on > %(today)s) AND NOT i.is_rewound AND i.open_minor < i.total_minor
          AND (i.settled_on IS NULL OR i.settled_on > %(today)s) AND a.allocated_on <= %(today)s {of}
    GROUP BY a.invoice_id
"""
_REWOUND: Final = """
    SELECT i.id, i.total_minor, a.payment_id, a.credit_note_id, a.minor, a.allocated_on, p.is_day_known
    FROM billing_invoice i
    LEFT JOIN billing_allocation a ON a.invoice_id = i.id AND a.allocated_on <= %(today)s
    LEFT JOIN billing_payment p ON p.id = a.payment_id
    WHERE i.is_rewound AND NOT (i.issued_on > %(today)s) {of} ORDER BY i.id
"""
_DISPUTES: Final = """
    SELECT invoice_id, {began}, COALESCE({closed_on}, {not_yet}) FROM billing_dispute ORDER BY 2, 3
"""
_GROUPS: Final = "SELECT id, client_group FROM clients_client WHERE client_group <> ''"
_OPEN, _PAID, _LOST, _CREDITED, _REWORKED, _KNOWN = range(6)
_PART: Final = 2 * _KNOWN
_FEW: Final = 20_000
"""Up to so many invoices are asked for one by one, which is quicker than to look at all of them."""


@dataclass(frozen=True, slots=True)
class BookLedger:
    """The columns, and beside them what the codes in them mean; one row an invoice, in the order of their ids.

    `ledger.client` holds the clients' ids themselves; `currencies[code]` is a currency.
    """

    ledger: Ledger
    invoice: NDArray[np.int64]
    currencies: tuple[str, ...]

    def dated(self) -> BookLedger:
        """Without the invoices that were paid on a day nobody knows: they say nothing of how long a client takes."""
        return self.rows(~self.ledger.is_undated)

    def rows(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> BookLedger:
        """Only the chosen invoices."""
        if chosen.dtype == bool and chosen.all():
            return self
        return BookLedger(self.ledger.rows(chosen), self.invoice[chosen], self.currencies)


def book_ledger(*, as_of: date, clients: Collection[int] | None = None) -> BookLedger:
    """Read every invoice issued by a day (or these clients' own) with what had happened to it by the end of it.

    What was credited away whole by then is left out: nothing was ever to be paid. Six statements, and one more for
    each further hundred thousand invoices; inside `one_moment` they speak of the same.
    """
    of = "" if clients is None else f"AND i.client_id IN ({among(clients)})"
    (invoice, client, total, how, issued, due, settled), currencies, channels = _invoices(as_of, of)
    is_part, known, how = how >= _PART, how % _PART // _KNOWN, how % _KNOWN
    last = as_of.toordinal()
    how = np.where((settled > last) & (how != _REWORKED), _OPEN, how)
    settled = np.where(how == _OPEN, NOT_YET, settled)
    open_minor = np.where(how == _OPEN, total, 0)
    part_paid = np.full(len(invoice), NOT_YET)
    rows = _asked(_PARTLY, as_of, _these(invoice[is_part & (how == _OPEN)], of))
    moved = [(one, minor, on if paid > 0 else NOT_YET) for one, minor, paid, on in rows]
    one, minor, on = np.array(moved, dtype=np.int64).reshape(-1, 3).T
    place = np.searchsorted(invoice, one)
    open_minor[place] -= minor
    part_paid[place] = on
    _rework(as_of, _these(invoice[how == _REWORKED], of), invoice, (how, settled, open_minor, part_paid, known))
    disputed, ended = _disputes(invoice, last)
    keep = how != _CREDITED
    columns = columns_of(
        client=client,
        issued=issued,
        due=due,
        amount_minor=total,
        currency=currencies.column(),
        paid=np.where(how == _PAID, settled, NOT_YET),
        written_off=np.where(how == _LOST, settled, NOT_YET),
        disputed=disputed,
        dispute_ended=ended,
        part_paid=part_paid,
        open_minor=open_minor,
        channel=channels.column(),
        group=_groups(client),
        undated=(known == 0) & (how != _OPEN),
    )
    return BookLedger(columns, invoice, currencies.words).rows(keep)


class _Words:
    """Words as numbers in the order in which they were met; those `empty` stands among are none, -1."""

    def __init__(self, *empty: str) -> None:
        self._numbers: dict[str, int] = dict.fromkeys(empty, -1)
        self._empty = len(empty)
        self._parts: list[NDArray[np.int64]] = []

    def take(self, text: str, order: NDArray[np.int64]) -> None:
        words = [text.partition(_APART)[0]]
        if text != _APART.join(words * len(order)):  # seldom: most books have one currency and no channel
            words = text.split(_APART)
        for word in dict.fromkeys(words):
            self._numbers.setdefault(word, len(self._numbers) - self._empty)
        numbers = np.fromiter(map(self._numbers.__getitem__, words), dtype=np.int64, count=len(words))
        self._parts.append(np.broadcast_to(numbers, len(order))[order])

    def column(self) -> NDArray[np.int64]:
        return np.concatenate([*self._parts, np.empty(0, dtype=np.int64)])

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self._numbers)[self._empty :]


def _named(statement: str, of: str = "", **days: str) -> str:
    day, instant = _DAY[connection.vendor], _DAY_OF_INSTANT[connection.vendor]
    names = {name: day.format(column) for name, column in days.items()}
    began = day.format(f"COALESCE(opened_on, {instant.format('recorded_at')})")
    return statement.format(of=of, not_yet=int(NOT_YET), began=began, **names)


def _invoices(as_of: date, of: str) -> tuple[list[NDArray[np.int64]], _Words, _Words]:
    """The columns `_WHOLE` and `_DAYS`, by id; and those of `_WORDS`."""
    parts = [[np.empty(0, dtype=np.int64)] * (len(_WHOLE) + len(_DAYS))]
    currencies, channels = _Words(), _Words("")
    statement = _INVOICES.format(columns=_texts(), of=of, step=_STEP)
    with connection.cursor() as cursor:
        cursor.execute(_LAST)
        for last in range(0, cursor.fetchone()[0], _STEP):
            cursor.execute(statement, {"today": as_of, "last": last})
            count, *texts = cursor.fetchone()
            if not count:
                continue
            whole, days = texts[: len(_WHOLE)], texts[len(_WHOLE) : -len(_WORDS)]
            figures = [np.fromstring(text, dtype=np.int64, sep=_COMMA) for text in whole]
            # The rows of a statement come as the engine met them, each column alike.
            order = np.argsort(figures[0])
            parts.append([column[order] for column in figures + [_ordinals(text) for text in days]])
            for words, text in zip((currencies, channels), texts[-len(_WORDS) :], strict=True):
                words.take(text, order)
    return [np.concatenate(column) for column in zip(*parts, strict=True)], currencies, channels


def _texts() -> str:
    text, iso = _TEXT[connection.vendor], _ISO[connection.vendor]
    columns = [text.format(name, _COMMA) for name in _WHOLE]
    columns += [text.format(iso.format(name), _NOTHING) for name in _DAYS]
    columns += [text.format(name, _APART) for name in _WORDS]
    return ", ".join(columns)


def _ordinals(days: str) -> NDArray[np.int64]:
    """Days written one after another, ten characters each, as `date.toordinal` counts them."""
    return np.frombuffer(days.encode(), dtype="S10").astype("datetime64[D]").astype(np.int64) + _EPOCH


def _these(invoice: NDArray[np.int64], of: str) -> str:
    """Only these invoices, where they are few; otherwise what was asked for."""
    return of if len(invoice) > _FEW else f"AND i.id IN ({among(invoice.tolist())})"


def _asked(statement: str, as_of: date, of: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_named(statement, of, allocated_on="a.allocated_on"), {"today": as_of})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _rework(as_of: date, of: str, invoice: NDArray[np.int64], columns: tuple[NDArray[np.int64], ...]) -> None:
    """Work out from their allocations up to the day how the invoices stood whose allocations were moved; in place."""
    how, settled, open_minor, part_paid, known = columns
    found: dict[int, tuple[int, list[Movement]]] = {}
    for one, total, payment, note, minor, on, is_known in _asked(_REWOUND, as_of, of):
        movements = found.setdefault(one, (total, []))[1]
        if minor is not None:
            source = Source.PAYMENT if payment else Source.CREDIT_NOTE if note else Source.WRITE_OFF
            day = on if isinstance(on, date) else date.fromisoformat(str(on))
            movements.append(Movement(source, minor, day, is_known != 0))
    for one, (total, movements) in found.items():
        place = int(np.searchsorted(invoice, one))
        balance = balance_of(total, movements)
        known[place] = int(balance.is_settled_day_known)
        if balance.settled_on is None:
            how[place], settled[place], open_minor[place] = _OPEN, NOT_YET, balance.open_minor
            if balance.paid_minor:
                payments = [m.allocated_on for m in movements if m.source is Source.PAYMENT and m.minor > 0]
                part_paid[place] = max(payments).toordinal()
        else:
            how[place] = _LOST if balance.written_off_minor else _PAID if balance.paid_minor else _CREDITED
            settled[place], open_minor[place] = balance.settled_on.toordinal(), 0


def _disputes(invoice: NDArray[np.int64], last: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The latest dispute of each invoice that had begun by the day: when, and when it ended."""
    began, ended = np.full(len(invoice), NOT_YET), np.full(len(invoice), NOT_YET)
    with connection.cursor() as cursor:
        cursor.execute(_named(_DISPUTES, closed_on="closed_on"))
        rows = np.array([row for row in cursor.fetchall() if row[1] <= last], dtype=np.int64).reshape(-1, 3)
    place = np.searchsorted(invoice, rows[:, 0])
    there = place < len(invoice)
    there[there] = invoice[place[there]] == rows[there, 0]
    began[place[there]], ended[place[there]] = rows[there, 1], rows[there, 2]
    return began, ended


def _groups(client: NDArray[np.int64]) -> NDArray[np.int64]:
    with connection.cursor() as cursor:
        cursor.execute(_GROUPS)
        rows = cursor.fetchall()
    numbers = {word: number for number, word in enumerate(sorted({row[1] for row in rows}))}
    of = np.full(client.max(initial=0) + 1, -1)
    for code, word in rows:
        if code < len(of):
            of[code] = numbers[word]
    return of[client]
