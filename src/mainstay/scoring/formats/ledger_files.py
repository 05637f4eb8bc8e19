"""A ledger as a plain table, for a forecast without a book: read with every fault named, and the forecast written.

Days are year-month-day, amounts have a decimal point, columns are found by their names in any order.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mainstay.insight.ledger import NOT_YET, Ledger, coded, ledger
from mainstay.insight.working_days import WEEKEND
from mainstay.intake.amounts import amount_reader, currency_named
from mainstay.intake.cells import BLANKS
from mainstay.intake.dates import date_reader
from mainstay.intake.headers import header_key
from mainstay.intake.records import Unreadable
from mainstay.intake.tables import open_table
from mainstay.kernel.currencies import EXPONENTS
from mainstay.kernel.problem import Problem
from mainstay.scoring.rules.days_off import days_off_about, payable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from mainstay.insight.outlook import Outlook
    from mainstay.intake.tables import Table

_ALWAYS: Final = ("invoice_id", "client_id", "issued_on", "due_on", "amount", "currency")
OUT: Final = ("invoice_id", "p_late", "p_late30", "q10", "q50", "q90", "p_never", "reason")


class FaultyRows(Exception):
    """Rows that cannot be read; each problem has the column as its field and the line among its figures."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(len(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Invoices:
    """One table as read: a list for each column, one entry for each invoice; days are ordinals."""

    ids: list[str]
    clients: list[str]
    issued: list[int]
    due: list[int]
    amounts: list[int]
    currencies: list[str]
    paid: list[int]
    written_off: list[int]
    disputed: list[int]
    channels: list[str]
    groups: list[str]


def read_invoices(path: Path, *, with_payments: bool) -> Invoices:
    """Read a ledger, or (without payments) what is asked about; an empty ledger may be a header alone.

    Raises Unreadable when it is no such table, FaultyRows when rows of it cannot be read.
    """
    wanted = (*_ALWAYS, "paid_on") if with_payments else _ALWAYS
    try:
        table = open_table(path, known_headers=lambda cells: {"invoice_id", "client_id"} <= set(map(_key, cells)))
    except Unreadable as unreadable:
        if with_payments and unreadable.problem.code == "header_only":
            return Invoices(*([] for _ in range(11)))
        raise
    at = {_key(name): place for place, name in enumerate(table.header)}
    for name in wanted:
        if name not in at:
            raise Unreadable(Problem("file", "no_such_column", name))
    if not with_payments:
        at.pop("paid_on", None)
    return _Reading(table, at).invoices()


def _key(name: str) -> str:
    return header_key(name).replace("-", "_")


class _Reading:
    """One pass over a table, gathering what is wrong on the way."""

    def __init__(self, table: Table, at: dict[str, int]) -> None:
        self.table = table
        self.at = at
        self.problems: list[Problem] = []
        self.read_day = date_reader("ymd")
        self.amount_of: dict[str, Callable[[str], int | str]] = {}
        self.line_of: dict[str, int] = {}

    def invoices(self) -> Invoices:
        """Read all rows."""
        found: list[tuple[Any, ...]] = []
        for batch in self.table.batches():
            self.problems.extend(
                Problem("", bad.problem.code, bad.value, {**bad.problem.params, "line": bad.line})
                for bad in batch.rejects
            )
            found.extend(self.row(line, row) for line, row in zip(batch.lines, batch.rows, strict=True))
        if self.problems:
            raise FaultyRows(tuple(self.problems))
        columns = [list(column) for column in zip(*found, strict=True)]
        return Invoices(*columns)

    def row(self, line: int, row: list[str]) -> tuple[Any, ...]:
        """Read one row, in the order of `Invoices`."""

        def cell(name: str) -> str:
            place = self.at.get(name)
            text = "" if place is None else row[place].strip()
            return "" if text in BLANKS else text

        def day(name: str, *, is_needed: bool = False) -> int:
            text = cell(name)
            if not text and not is_needed:
                return NOT_YET
            iso = self.read_day(text)
            if iso is None:
                self.fault(line, name, "day_expected" if text else "cell_empty", text)
                return NOT_YET
            return date.fromisoformat(iso).toordinal()

        number, client = cell("invoice_id"), cell("client_id")
        for name, text in (("invoice_id", number), ("client_id", client)):
            if not text:
                self.fault(line, name, "cell_empty", "")
        if (first := self.line_of.setdefault(number, line)) != line and number:
            self.fault(line, "invoice_id", "id_repeated", number, first=first)
        currency, amount = self.money(line, cell("currency"), cell("amount"))
        return (
            number, client, day("issued_on", is_needed=True), day("due_on", is_needed=True), amount, currency,
            day("paid_on"), day("written_off_on"), day("disputed_on"), cell("channel"), cell("client_group"),
        )  # fmt: skip

    def money(self, line: int, currency: str, amount: str) -> tuple[str, int]:
        """The currency and whole minor units."""
        code = currency_named(currency) or ""
        if not code:
            self.fault(line, "currency", "unknown_currency" if currency else "cell_empty", currency)
            return code, 0
        if code not in self.amount_of:
            self.amount_of[code] = amount_reader("point", EXPONENTS[code], code)
        minor = self.amount_of[code](amount)
        if isinstance(minor, str):
            code_of = "amount_expected" if minor == "not_a_number" else minor
            self.fault(line, "amount", code_of if amount else "cell_empty", amount)
            return code, 0
        return code, minor

    def fault(self, line: int, column: str, code: str, value: str, **params: object) -> None:
        """Note what is wrong."""
        self.problems.append(Problem(column, code, value, {"line": line, **params}))


def as_ledgers(
    known: Invoices, asked: Invoices | None, as_of: date, country: str = ""
) -> tuple[Ledger, Ledger, list[int], list[str]]:
    """The ledger, the invoices asked about, which rows of the ledger those are, and their identifiers.

    Without any asked about it is all that were issued and open at the end of the day. `country` (GB, or GB-SCT with its
    region) says whose holidays are days off; without it the weekend alone is.
    """
    day = as_of.toordinal()
    others = asked or Invoices(*([] for _ in range(11)))
    size = len(known.ids)

    def codes(ours: list[str], theirs: list[str]) -> list[int]:
        return coded([*ours, *theirs])

    due = known.due + others.due
    where = country.partition("-")[::2]
    both = ledger(
        client=codes(known.clients, others.clients),
        issued=known.issued + others.issued,
        due=due,
        payable=payable(np.array(due, dtype=np.int64), *where) if country else None,
        amount_minor=known.amounts + others.amounts,
        currency=codes(known.currencies, others.currencies),
        paid=known.paid + others.paid,
        written_off=known.written_off + others.written_off,
        disputed=known.disputed + others.disputed,
        channel=codes(known.channels, others.channels),
        group=codes(known.groups, others.groups),
        off=days_off_about(as_of, *where) if country else WEEKEND,
    )
    book = both.part(0, size)
    if asked is None:
        rows = book.open_on(day)
        return book, book.only(rows), rows, [known.ids[row] for row in rows]
    place = {number: row for row, number in enumerate(known.ids)}
    rows = [place[number] for number in asked.ids if number in place]
    return book, both.part(size, len(both)), rows, asked.ids


def write_outlook(path: Path, ids: list[str], seen: Outlook, reasons: Iterable[str]) -> None:
    """Write the forecast: chances with four decimals, days from issue with one; the file is whole or not there."""
    chances = (seen.late.tolist(), seen.late30.tolist())
    days = (seen.q10.tolist(), seen.q50.tolist(), seen.q90.tolist())
    write_rows(path, zip(ids, *chances, *days, seen.never.tolist(), reasons, strict=True))


def write_rows(path: Path, rows: Iterable[tuple[str, float, float, float, float, float, float, str]]) -> None:
    """Write a forecast of rows in the order of OUT, as `write_outlook` does."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    with unfinished.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(OUT)
        for number, late, late30, q10, q50, q90, never, reason in rows:
            days = (f"{q10:.1f}", f"{q50:.1f}", f"{q90:.1f}")
            writer.writerow((number, f"{late:.4f}", f"{late30:.4f}", *days, f"{never:.4f}", reason))
    unfinished.replace(path)
