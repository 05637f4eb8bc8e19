"""Files with one row per invoice line: rows of one number made into one invoice, wherever in the file they stand.

A temporary SQLite file does the sorting, so memory stays bounded however large the table is.
"""

from __future__ import annotations

import json
import re
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mainstay.billing.formats.invoice_rows import Parsed, Plan, RowReader
from mainstay.billing.formats.questions import WITHOUT_TAX, is_taxed
from mainstay.intake.amounts import NOT_A_NUMBER, amount_reader, number_reader
from mainstay.intake.cells import BLANKS
from mainstay.intake.dates import date_reader
from mainstay.intake.document_numbers import clean_number
from mainstay.intake.records import Bad, Exact
from mainstay.kernel.currencies import EXPONENTS
from mainstay.kernel.money import decimal_text
from mainstay.kernel.problem import Problem
from mainstay.kernel.text import match_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mainstay.intake.records import Reject, Skipped
    from mainstay.intake.tables import Table

Group = list[tuple[int, list[str]]]
"""The rows of one invoice, each with its line."""

_MOST_LINES: Final = 5000
_SORTED: Final = """
SELECT first, line, cells FROM line JOIN invoice USING (number) ORDER BY first, line
"""


def group_lines(
    table: Table, plan: Plan, size: int = 5000, progress: Callable[[int, int], None] | None = None
) -> Iterator[tuple[list[Group], list[Reject], list[Skipped], int]]:
    """Hand out whole invoices, `size` at a time, in the order in which they begin; with rows too wide, and report rows.

    Rows without a number stand alone. The number last is the bytes done. `progress` hears of the rows sorted.
    """
    at = plan.layout.positions(plan.header).get("number")
    with (
        tempfile.TemporaryDirectory(prefix="mainstay-") as folder,
        closing(sqlite3.connect(Path(folder) / "lines.sqlite3", isolation_level=None)) as store,
    ):
        store.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE;"
            "CREATE TABLE invoice (number TEXT PRIMARY KEY, first INTEGER) WITHOUT ROWID;"
            "CREATE TABLE line (number TEXT, line INTEGER, cells TEXT);",
        )
        wide: list[Reject] = []
        skipped: list[Skipped] = []
        bytes_done, done = 0, 0
        for batch in table.batches():
            numbers = [
                (at is not None and clean_number(row[at])) or f"\0{line}"
                for line, row in zip(batch.lines, batch.rows, strict=True)
            ]
            store.execute("BEGIN")
            store.executemany("INSERT OR IGNORE INTO invoice VALUES (?, ?)", zip(numbers, batch.lines, strict=True))
            cells = (json.dumps([[c, 1] if type(c) is Exact else c for c in row]) for row in batch.rows)
            store.executemany("INSERT INTO line VALUES (?, ?, ?)", zip(numbers, batch.lines, cells, strict=True))
            store.execute("COMMIT")
            wide += batch.rejects
            skipped += batch.skipped
            bytes_done = batch.bytes_done
            done += len(batch.rows)
            if progress:
                progress(done, bytes_done)
        groups = groupby(store.execute(_SORTED), itemgetter(0))
        whole = ([(line, _cells(text)) for _, line, text in rows] for _, rows in groups)
        while taken := list(islice(whole, size)):
            yield taken, wide, skipped, bytes_done
            wide, skipped = [], []
        if wide or skipped:
            yield [], wide, skipped, bytes_done


def _cells(text: str) -> list[str]:
    return [cell if isinstance(cell, str) else Exact(cell[0]) for cell in json.loads(text)]


class LineReader:
    """Reads groups of lines into invoices: merges each group into one row and lets the row reader read that."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._at = plan.layout.positions(plan.header)
        self._summed = "total" not in self._at and "total_home" not in self._at
        self._adds_tax = plan.answers.get("prices") == WITHOUT_TAX
        # The sum of the lines is put in a column of its own behind the last one, and read like any total.
        columns = dict(plan.layout.columns)
        header = plan.header
        if self._summed:
            columns["total"] = _SUM
            header = (*header, _SUM)
        layout = replace(plan.layout, columns=columns)
        self._rows = RowReader(replace(plan, layout=layout, header=header))
        self._number = number_reader(plan.decimal)
        self._day = date_reader(plan.days or plan.date_order)

    def read(self, groups: list[Group]) -> Parsed:
        """Read whole invoices; one bad line rejects its invoice with all its lines."""
        lines, rows, raws, rejects = [], [], [], []
        for group in groups:
            first = group[0][0]
            raw = [row for _, row in group]
            try:
                merged = self._merged(group)
            except _At as bad:
                rejects.append(self._rows.reject(bad.line, bad, raw))
                continue
            lines.append(first)
            rows.append(merged)
            raws.append(raw)
        parsed = self._rows.read(lines, rows, raws)
        refused = sum(len(reject.rows) for reject in rejects)
        return parsed._replace(rejects=rejects + parsed.rejects, source_rows=parsed.source_rows + refused)

    def _merged(self, group: Group) -> list[str]:
        first, row = group[0]
        if len(group) > _MOST_LINES:
            raise _At(first, Problem("number", "too_many_lines", row[self._at["number"]], {"lines": len(group)}))
        merged = list(row)
        for line, other in group[1:]:
            for field, index in self._at.items():
                cell = other[index]
                if cell == merged[index] or cell.strip() in BLANKS:
                    continue
                if merged[index].strip() in BLANKS:
                    merged[index] = cell
                elif field in _ONE_PER_INVOICE and not self._same(field, merged[index], cell):
                    number = row[self._at["number"]].strip()
                    params: dict[str, object] = {"number": number, "first": merged[index].strip()}
                    raise _At(line, Problem(field, f"lines_differ_{field}", cell.strip(), params))
        if self._summed:
            merged.append(self._sum(group, merged))
        return merged

    def _same(self, field: str, one: str, other: str) -> bool:
        if field == "client_name":
            return match_key(one) == match_key(other)
        if field == "issued_on":
            return self._day(one) == self._day(other)
        if field in {"total", "paid", "balance"}:
            read = amount_reader(self.plan.decimal, 3)
            return read(one) == read(other)
        return one.strip() == other.strip()

    def _sum(self, group: Group, merged: list[str]) -> str:
        index = self._at.get("currency")
        try:
            code = self._rows.currency_of("" if index is None else merged[index])
        except Bad:
            return ""  # the row reader looks at the currency first and says what is wrong with it
        read = amount_reader(self.plan.decimal, EXPONENTS[code], code)
        total = 0
        for line, row in group:
            try:
                total += self._line_minor(row, read, EXPONENTS[code])
            except Bad as bad:
                raise _At(line, bad.problem) from None
        text = decimal_text(total, code)
        return Exact(text) if "." in text else text

    def _line_minor(self, row: list[str], read: Callable[[str], int | str], exponent: int) -> int:
        net = self._line_net(row, read, exponent)
        if not self._adds_tax:
            return net
        tax = self._text(row, "line_tax")
        if tax not in BLANKS:
            minor = read(tax)
            if isinstance(minor, str):
                raise Bad(Problem("line_tax", minor, tax))
            return net + minor
        rate = self._rate(self._text(row, "line_tax_rate"))
        return net + int((net * rate / 100).to_integral_value(ROUND_HALF_UP))

    def _rate(self, text: str) -> Decimal:
        """Read a rate of tax from "20", "20% (VAT on Income)" or "No VAT"."""
        if not is_taxed(text):
            return Decimal(0)
        match = _RATE.search(text)
        value = self._number(match[1] or match[2]) if match else None
        if value is None:
            raise Bad(Problem("line_tax_rate", "tax_rate_unclear", text))
        return value

    def _line_net(self, row: list[str], read: Callable[[str], int | str], exponent: int) -> int:
        amount = self._text(row, "line_amount")
        if amount not in BLANKS:
            minor = read(amount)
            if isinstance(minor, str):
                raise Bad(Problem("line_amount", minor, amount))
            return minor
        unit = self._text(row, "unit_amount")
        if unit in BLANKS:
            if "unit_amount" in self._at and self._text(row, "quantity") not in BLANKS:
                raise Bad(Problem("unit_amount", "missing_amount"))
            return 0  # a line of text only
        price = self._figure("unit_amount", unit)
        quantity = self._figure("quantity", self._text(row, "quantity"), Decimal(1))
        discount = self._figure("discount_percent", self._text(row, "discount_percent"), Decimal(0))
        value = price * quantity * (100 - discount) / 100
        return int(value.scaleb(exponent).to_integral_value(ROUND_HALF_UP))

    def _text(self, row: list[str], field: str) -> str:
        index = self._at.get(field)
        text = "" if index is None else row[index]
        return text if type(text) is Exact else text.strip()

    def _figure(self, field: str, text: str, empty: Decimal | None = None) -> Decimal:
        if text in BLANKS and empty is not None:
            return empty
        value = self._number(text)
        if value is None:
            raise Bad(Problem(field, NOT_A_NUMBER, text))
        return value


_SUM: Final = "Total of the lines"
_RATE: Final = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*%|^%?\s*([0-9]+(?:[.,][0-9]+)?)$")
_ONE_PER_INVOICE: Final = frozenset({"total", "client_name", "issued_on", "currency", "paid", "balance"})


class _At(Bad):
    """A bad cell and the line it stands on."""

    def __init__(self, line: int, problem: Problem) -> None:
        super().__init__(problem)
        self.line = line
