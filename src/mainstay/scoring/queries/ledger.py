"""The book as the columns that scores rest on: each invoice with what was known of it at the end of a day."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from django.db import connection

from mainstay.billing.queries.instalments import open_parts
from mainstay.billing.queries.recorded import recorded_until
from mainstay.billing.queries.reworked import reworked
from mainstay.clients.queries.fragments import CLIENT_TRAITS
from mainstay.clients.rules.countries import country_code
from mainstay.firm.queries.firms import this_firm
from mainstay.firm.rules.closed_days import closed_days
from mainstay.insight.cash import EarlierParts
from mainstay.insight.columns import rows_of, stacked
from mainstay.insight.ledger import NOT_YET, Ledger, places_in
from mainstay.insight.ledger import ledger as columns_of
from mainstay.scoring.queries.packed_columns import NEVER, ordinals, text_of, text_of_days
from mainstay.scoring.rules.days_off import days_off_about, payable
from mainstay.store import bulk
from mainstay.store.sql import among, rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from numpy.typing import NDArray

    from mainstay.billing.queries.instalments import OpenPart
    from mainstay.firm.queries.firms import FirmRow
    from mainstay.insight.working_days import DaysOff

BLOCK: Final = 50_000
"""About so many invoices are read by one statement and looked at at once: what a scoring takes in memory is theirs."""
_DAY: Final = {
    "sqlite": "CAST(julianday({0}) - 1721424.5 AS INTEGER)",
    "postgresql": "({0} - DATE '0001-01-01' + 1)",
}
"""A day as `date.toordinal` counts it."""
_DAY_OF_INSTANT: Final = {"sqlite": "date({0})", "postgresql": "CAST({0} AT TIME ZONE 'UTC' AS date)"}

_HOW: Final = """
    CASE WHEN open_minor < total_minor THEN 10 ELSE 0 END + CASE WHEN is_settled_day_known THEN 5 ELSE 0 END
    + CASE WHEN has_reversals THEN 4 WHEN settled_on IS NULL THEN 0 WHEN written_off_minor > 0 THEN 2
           WHEN paid_minor = 0 THEN 3 ELSE 1 END
"""
_WHOLE: Final = ("id", "client_id", "total_minor", _HOW)
_DAYS: Final = ("issued_on", "due_on", f"COALESCE(settled_on, {NEVER})")
_WORDS: Final = ("currency", "channel")
_COMMA, _APART = ",", "\x1f"

_INVOICES: Final = """
    SELECT COUNT(*), EXISTS (SELECT 1 FROM billing_instalment), {columns}
    FROM billing_invoice i WHERE NOT (issued_on > %(today)s) {of}
"""
"""All invoices as one row: how many, whether the book has instalments, and `{columns}` as texts; `{of}` is a condition
with AND before it."""
_COUNTS: Final = """
    SELECT client_id, COUNT(*) FROM billing_invoice WHERE NOT (issued_on > %(today)s) GROUP BY client_id ORDER BY 1
"""
_STANDS: Final = """
    NOT (NOT i.has_reversals AND i.settled_on IS NOT NULL AND i.settled_on <= %(today)s AND i.paid_minor = 0
         AND i.written_off_minor = 0)
    AND NOT (i.has_reversals AND i.total_minor = COALESCE((
        SELECT SUM(a.minor) FROM billing_allocation a
        WHERE a.invoice_id = i.id AND a.credit_note_id IS NOT NULL AND a.allocated_on <= %(today)s), 0))
"""
"""What was credited away whole by the day was no visit."""
_ISSUED_ON: Final = f"""
    WITH RECURSIVE day(issued_on) AS (
        SELECT MIN(i.issued_on) FROM billing_invoice i WHERE {_STANDS} UNION ALL
        SELECT (SELECT MIN(i.issued_on) FROM billing_invoice i WHERE i.issued_on > day.issued_on AND {_STANDS})
        FROM day WHERE day.issued_on < %(today)s
    )
    SELECT {{day}} FROM day WHERE NOT (issued_on > %(today)s)
"""
"""Days go from one to the next through an index: of a million invoices they are some thousands. `{day}` is the day as a
number."""
_VISITS: Final = f"""
    SELECT {{client}}, {{issued}} FROM billing_invoice i WHERE NOT (issued_on > %(today)s) AND {_STANDS} {{of}}
"""
"""Two texts: `{client}` and the day `{issued}` of each invoice; `{of}` is a condition with AND before it."""
_PARTLY: Final = """
    SELECT a.invoice_id, SUM(a.minor) AS minor,
           SUM(CASE WHEN a.payment_id IS NULL THEN 0 ELSE a.minor END) AS paid_minor,
           MAX(CASE WHEN a.payment_id IS NOT NULL AND a.minor > 0 THEN {allocated_on} END) AS paid_on
    FROM billing_invoice i CROSS JOIN billing_allocation a  -- for SQLite: the few invoices first, not all allocations
    WHERE a.invoice_id = i.id AND NOT (issued_on > %(today)s) AND NOT i.has_reversals AND i.open_minor < i.total_minor
          AND (i.settled_on IS NULL OR i.settled_on > %(today)s) AND a.allocated_on <= %(today)s {of}
    GROUP BY a.invoice_id
"""
"""What was settled by the day of what is open in part. `{of}` is a condition on `i` with AND before it, here and below;
`{allocated_on}` is the day as a number."""
_DISPUTES: Final = """
    SELECT invoice_id, {began}, COALESCE({closed_on}, {not_yet}) FROM billing_dispute ORDER BY 2, 3
"""
"""Every dispute: the invoice, and as numbers the day it `{began}` and the day `{closed_on}`, `{not_yet}` for none."""
_OPEN, _PAID, _LOST, _CREDITED, _REWORKED, _KNOWN = range(6)
_PART: Final = 2 * _KNOWN
_FEW: Final = 20_000
"""Up to so many invoices are asked for one by one, which is quicker than to look at all of them."""


class _Part(NamedTuple):
    """What was settled of one invoice by the day, and of it by payments; the day of the last one as a number."""

    invoice_id: int
    minor: int
    paid_minor: int
    paid_on: int


@dataclass(frozen=True, slots=True)
class BookLedger:
    """Invoices as columns, one row each, and their ids; `ledger.client` holds the clients' ids themselves."""

    ledger: Ledger
    invoice: NDArray[np.int64]

    def dated(self) -> BookLedger:
        """Without the invoices that were paid on a day nobody knows: they say nothing of how long a client takes."""
        return self.rows(~self.ledger.is_undated)

    def rows(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> BookLedger:
        """Only the chosen invoices."""
        if chosen.dtype == bool and chosen.all():
            return self
        return rows_of(self, chosen)


class BookReader:
    """Reads every invoice issued by a day with what had happened to it by the end of it, some clients at a time.

    `clients` are the ids of those who have one, ascending, and `counts` so many they have. What was credited away whole
    by then is left out of what is read: nothing was ever to be paid. `currencies[code]` is the currency of a code in
    whatever was read already. Inside `one_moment` all that is read speaks of the same.
    """

    def __init__(self, *, as_of: date) -> None:
        """Count the invoices."""
        self._as_of = as_of
        counts = np.array(bulk.select_rows(_COUNTS, {"today": as_of}), dtype=np.int64).reshape(-1, 2)
        self.clients, self.counts = counts[:, 0].copy(), counts[:, 1].copy()
        self._currencies, self._channels = _Words(), _Words("")
        self._disputes: NDArray[np.int64] | None = None
        self._traits: dict[int, tuple[str, str]] | None = None
        self._has_instalments = False
        self._parts: list[OpenPart] | None = None
        self._last: tuple[NDArray[np.int64], BookLedger] | None = None

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currencies met so far, by their codes."""
        return self._currencies.words

    @cached_property
    def recorded_until(self) -> int:
        """The last day, by the reader's, on which anything was recorded in the book: silence since says nothing."""
        latest = recorded_until()
        return self._as_of.toordinal() if latest is None else min(latest, self._as_of).toordinal()

    @cached_property
    def _of_firm(self) -> FirmRow:
        return this_firm()

    @cached_property
    def _off(self) -> DaysOff:
        """The firm's days off of the years that forecasts look at: they move pay runs, whoever the client is."""
        firm = self._of_firm
        return days_off_about(self._as_of, firm.country, firm.region, closed_days(firm.closed_days) or ())

    def blocks(self) -> list[NDArray[np.int64]]:
        """All the clients, in parts that have about as many invoices each; one part for an empty book."""
        edges = np.flatnonzero(np.diff((np.cumsum(self.counts) - self.counts) // BLOCK)) + 1
        return np.split(self.clients, edges)

    def whole(self) -> BookLedger:
        """All invoices at once, which takes memory for each of them."""
        read = stacked([self.read(clients) for clients in self.blocks()])
        return read.rows(np.argsort(read.invoice))

    def read(self, clients: NDArray[np.int64]) -> BookLedger:
        """The invoices of these clients, ids ascending; three statements, two more the first time.

        None for the clients read last.
        """
        if self._last is None or not np.array_equal(self._last[0], clients):
            self._last = clients, self._read(clients)
        return self._last[1]

    def _read(self, clients: NDArray[np.int64]) -> BookLedger:
        as_of, last, of = self._as_of, self._as_of.toordinal(), self._of(clients)
        (invoice, client, total, how, issued, due, settled), currency, channel = self._invoices(of)
        is_part, known, how = how >= _PART, how % _PART // _KNOWN, how % _KNOWN
        how = np.where((settled > last) & (how != _REWORKED), _OPEN, how)
        settled = np.where(how == _OPEN, NOT_YET, settled)
        open_minor = np.where(how == _OPEN, total, 0)
        part_paid = np.full(len(invoice), NOT_YET)
        statement = _named(_PARTLY, _these(invoice[is_part & (how == _OPEN)], of), allocated_on="a.allocated_on")
        parts = rows(_Part, statement, {"today": as_of})
        moved = [(one.invoice_id, one.minor, one.paid_on if one.paid_minor > 0 else NOT_YET) for one in parts]
        one, minor, on = np.array(moved, dtype=np.int64).reshape(-1, 3).T
        place = np.searchsorted(invoice, one)
        open_minor[place] -= minor
        part_paid[place] = on
        _rework(as_of, _these(invoice[how == _REWORKED], of), invoice, (how, settled, open_minor, part_paid, known))
        disputed, ended = self._dispute(invoice)
        columns = columns_of(
            client=client,
            issued=issued,
            due=due,
            payable=self._payable(due, client),
            amount_minor=total,
            currency=currency,
            paid=np.where(how == _PAID, settled, NOT_YET),
            written_off=np.where(how == _LOST, settled, NOT_YET),
            disputed=disputed,
            dispute_ended=ended,
            part_paid=part_paid,
            open_minor=open_minor,
            channel=channel,
            group=self._group(client),
            undated=(known == 0) & (how != _OPEN),
            late_from=self._late_from(invoice, due),
            off=self._off,
        )
        return BookLedger(columns, invoice).rows(how != _CREDITED)

    def earlier_parts(self) -> EarlierParts:
        """What of invoices in instalments falls due before the last day of its invoice; of clients read already."""
        parts = self._open_parts()
        last = {one.invoice_id: one.due_on.toordinal() for one in parts if one.is_last}
        found = [
            (self._currencies.number(one.currency), one.open_minor, one.due_on.toordinal(), last[one.invoice_id])
            for one in parts
            if not one.is_last
        ]
        return EarlierParts(*np.array(found, dtype=np.int64).reshape(-1, 4).T)

    def days(self) -> NDArray[np.int64]:
        """The days (ordinals) with an invoice, ascending, each once."""
        statement = _ISSUED_ON.format(day=_DAY[connection.vendor].format("issued_on"))
        return np.array(bulk.select_rows(statement, {"today": self._as_of}), dtype=np.int64).reshape(-1)

    def visits(self) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        """Whose each invoice is, and its day (ordinal), a block of clients after the other."""
        columns = {"client": text_of("client_id", _COMMA), "issued": text_of_days("issued_on")}
        for clients in self.blocks():
            statement = _VISITS.format(of=self._of(clients), **columns)
            ((whose, days),) = bulk.select_rows(statement, {"today": self._as_of})
            yield np.fromstring(whose or "", dtype=np.int64, sep=_COMMA), ordinals(days or "")

    def _of(self, clients: NDArray[np.int64]) -> str:
        """The condition that names these clients: by the first and the last, where all between them are asked for."""
        if not len(clients):
            return "AND 0 = 1"
        first = int(np.searchsorted(self.clients, clients[0]))
        if np.array_equal(self.clients[first : first + len(clients)], clients):
            return f"AND i.client_id >= {clients[0]} AND i.client_id <= {clients[-1]}"
        return f"AND i.client_id IN ({among(clients.tolist())})"

    def _invoices(self, of: str) -> tuple[list[NDArray[np.int64]], NDArray[np.int64], NDArray[np.int64]]:
        """The columns `_WHOLE` and `_DAYS`, by id; and those of `_WORDS`."""
        with connection.cursor() as cursor:
            cursor.execute(_INVOICES.format(columns=_texts(), of=of), {"today": self._as_of})
            count, self._has_instalments, *texts = cursor.fetchone()
        if not count:
            texts = [""] * len(texts)
        whole, days, words = texts[: len(_WHOLE)], texts[len(_WHOLE) : -len(_WORDS)], texts[-len(_WORDS) :]
        columns = [np.fromstring(text, dtype=np.int64, sep=_COMMA) for text in whole]
        columns += [ordinals(text) for text in days]
        # The rows of a statement come as the engine met them, each column alike.
        order = np.argsort(columns[0])
        coders = zip((self._currencies, self._channels), words, strict=True)
        currency, channel = (coder.column(text, count)[order] for coder, text in coders)
        return [column[order] for column in columns], currency, channel

    def _open_parts(self) -> list[OpenPart]:
        """What is open of instalments, of the whole book: read once."""
        if self._parts is None:
            self._parts = open_parts(as_of=self._as_of) if self._has_instalments else []
        return self._parts

    def _late_from(self, invoice: NDArray[np.int64], due: NDArray[np.int64]) -> NDArray[np.int64]:
        """The day on which the earliest open part of each invoice falls due."""
        first: dict[int, int] = {}
        for one in self._open_parts():
            first.setdefault(one.invoice_id, one.due_on.toordinal())
        known, days = np.array(list(first.items()), dtype=np.int64).reshape(-1, 2).T
        is_here = np.isin(known, invoice)
        late_from = due.copy()
        late_from[np.searchsorted(invoice, known[is_here])] = days[is_here]
        return late_from

    def _payable(self, due: NDArray[np.int64], client: NDArray[np.int64]) -> NDArray[np.int64]:
        """The working day on which each of these days may be paid: the client's, or where that is not known the firm's.

        A client in the country of the firm has the firm's region and closed days, unless its own region is known.
        """
        firm = self._of_firm
        found = payable(due, firm.country, firm.region, closed_days(firm.closed_days) or ())
        words = [self._trait(code)[1] for code in self.clients.tolist()]
        place, countries = self._coded(client, words, {""})
        for number, name in enumerate(countries):
            country, region = country_code(name)
            if country and (country != firm.country or region not in {"", firm.region}):
                theirs = place == number
                found[theirs] = payable(due[theirs], country, region)
        return found

    def _dispute(self, invoice: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The latest dispute of each invoice that had begun by the day: when, and when it ended."""
        if self._disputes is None:
            found = bulk.select_rows(_named(_DISPUTES, closed_on="closed_on"))
            known = np.array(found, dtype=np.int64).reshape(-1, 3)
            self._disputes = known[known[:, 1] <= self._as_of.toordinal()]
        began, ended = np.full(len(invoice), NOT_YET), np.full(len(invoice), NOT_YET)
        place = np.searchsorted(invoice, self._disputes[:, 0])
        there = place < len(invoice)
        there[there] = invoice[place[there]] == self._disputes[there, 0]
        began[place[there]], ended[place[there]] = self._disputes[there, 1], self._disputes[there, 2]
        return began, ended

    def _group(self, client: NDArray[np.int64]) -> NDArray[np.int64]:
        return self._coded(client, [self._trait(code)[0] for code in self.clients.tolist()], {""})[0]

    def _trait(self, client: int) -> tuple[str, str]:
        """The group and the country of a client, "" for what is not known."""
        if self._traits is None:
            self._traits = {one: (group, country) for one, group, country in bulk.select_rows(CLIENT_TRAITS)}
        return self._traits.get(client, ("", ""))

    def _coded(
        self, client: NDArray[np.int64], words: list[str], none: set[str]
    ) -> tuple[NDArray[np.int64], list[str]]:
        """The words of each of all clients as numbers beside the clients of the rows, -1 for `none`; and the words."""
        known = sorted(set(words) - none)
        numbers = {word: number for number, word in enumerate(known)}
        column = np.array([numbers.get(word, -1) for word in words], dtype=np.int64)
        return column[places_in(client, self.clients)], known


class _Words:
    """Words as numbers in the order in which they were met; those `empty` stands among are none, -1."""

    def __init__(self, *empty: str) -> None:
        self._numbers: dict[str, int] = dict.fromkeys(empty, -1)
        self._empty = len(empty)

    def column(self, text: str, count: int) -> NDArray[np.int64]:
        """The numbers of so many words, written one after another."""
        words = [text.partition(_APART)[0]][:count]
        if text != _APART.join(words * count):  # seldom: most books have one currency and no channel
            words = text.split(_APART)
        for word in dict.fromkeys(words):
            self._numbers.setdefault(word, len(self._numbers) - self._empty)
        numbers = np.fromiter(map(self._numbers.__getitem__, words), dtype=np.int64, count=len(words))
        return np.broadcast_to(numbers, count)

    def number(self, word: str) -> int:
        """The number of a word that was met."""
        return self._numbers[word]

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self._numbers)[self._empty :]


def _named(statement: str, of: str = "", **days: str) -> str:
    day, instant = _DAY[connection.vendor], _DAY_OF_INSTANT[connection.vendor]
    names = {name: day.format(column) for name, column in days.items()}
    began = day.format(f"COALESCE(opened_on, {instant.format('recorded_at')})")
    return statement.format(of=of, not_yet=int(NOT_YET), began=began, **names)


def _texts() -> str:
    columns = [text_of(name, _COMMA) for name in _WHOLE]
    columns += [text_of_days(name) for name in _DAYS]
    columns += [text_of(name, _APART) for name in _WORDS]
    return ", ".join(columns)


def _these(invoice: NDArray[np.int64], of: str) -> str:
    """Only these invoices, where they are few; otherwise what was asked for."""
    return of if len(invoice) > _FEW else f"AND i.id IN ({among(invoice.tolist())})"


def _rework(as_of: date, of: str, invoice: NDArray[np.int64], columns: tuple[NDArray[np.int64], ...]) -> None:
    """Work out from their allocations up to the day how the invoices stood whose allocations were moved; in place."""
    how, settled, open_minor, part_paid, known = columns
    for one in reworked(as_of=as_of, of=of):
        place, balance = int(np.searchsorted(invoice, one.invoice_id)), one.balance
        known[place] = int(balance.is_settled_day_known)
        if balance.settled_on is None:
            how[place], settled[place], open_minor[place] = _OPEN, NOT_YET, balance.open_minor
            if balance.paid_minor and one.paid_on is not None:
                part_paid[place] = one.paid_on.toordinal()
        else:
            how[place] = _LOST if balance.written_off_minor else _PAID if balance.paid_minor else _CREDITED
            settled[place], open_minor[place] = balance.settled_on.toordinal(), 0
