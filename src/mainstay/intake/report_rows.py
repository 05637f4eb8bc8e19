"""Rows of a report that are no documents: totals, headings, page lines. Headings may carry the client of the rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from mainstay.intake.records import Skipped
from mainstay.kernel.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

TOTAL_ROW: Final = "total_row"
HEADING: Final = "heading"
HEADING_COLUMN: Final = "Client"
"""The column that headings fill where the file names the client in them alone."""

_PERHAPS: Final = re.compile(
    r"^[^\w\n]*(?:(?:grand |sub ?-?|overall |report |page |running )?totals?\b|(?:genel |ara |alt |dip |sayfa )?toplam|"
    r"(?:gesamt|zwischen|end)?summe\b|gesamt|sum\b|(?:sub)?total[ei]s?\b|sous-total|suma\b|(?:eind|sub)?totaal\b|"
    r"(?:genel )?yek[uû]n|razem\b|somme\b|subtot|итого)|toplam[ıi][^\w\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
_PARTS: Final = ("tot", "toplam", "sum", "gesamt", "yek", "somme", "razem", "итого")
"""One of them is in every text that `_PERHAPS` finds anything in; to look for them costs next to nothing."""
_CURRENCY: Final = r"(?:[a-z]{3}|tl|[₺£€$])"
_SURELY: Final = re.compile(
    r"(?:(?:grand|sub|overall|report|page|running|net)[ -]?)?totals?(?: ?[:.\-–]?| (?:for|of|by|in|-|–|:) .*|:.*)|"
    rf"(?:sub ?-?)?totals? \(?{_CURRENCY}\)?:?|"
    r"(?:sub ?-?)?totals? (?:open|due|overdue|outstanding|unpaid|balance|amount|amount due|receivables?|invoices?|"
    r"customers?|clients?|accounts receivable|current|not due|credit|debit|general|generale|geral|report)(?: .*)?|"
    r"(?:sub)?totali?e?s?(?: (?:general|generale|geral|client|cliente?|parziale?|complessivo))?:?|"
    r"(?:genel |ara |alt |dip |sayfa |cari |musteri )?toplam(?:i|lar|lari)?(?: ?[:.\-–].*)?|"
    rf"(?:genel |ara )?toplam \(?{_CURRENCY}\)?:?|.+ (?:genel |ara )?toplami\W*|(?:genel )?yekun\W*|"
    r"(?:gesamt|zwischen|end)?summe(?: .*)?:?|gesamt(?:betrag|saldo)?:?|sum(?: of .*)?:?|sous-total.*|"
    r"suma(?: total)?:?|"
    r"(?:eind|sub)?totaal.*|razem.*|somme:?|subtot.*|итого.*"
)
_LINE: Final = re.compile(
    r"(?:page|sayfa|seite|pagina|pag\.?)\s*:?\s*[0-9]+\b.*|(?:printed|print date|date printed|generated|report date|"
    r"report generated|created on|exported|as of|as at|accrual basis|cash basis|yazdirma|rapor tarihi|yazici|"
    r"duzenleyen|tarih araligi|date range|filters?|filtre)\b.*",
)
BAND: Final = re.compile(
    r"current|not (?:yet )?due|(?:less than |<|under )?[0-9]+\s*(?:[-–]|to|ila)\s*[0-9]+(?:\s*(?:days?|gun|tage).*)?|"
    r".*days? (?:past due|overdue|late|and over)|(?:over|more than|>|older than)\s*[0-9]+.*|"
    r"[0-9]+\s*(?:\+|[-–] ?above|and (?:over|above|more)|days? and over|ve uzeri|gun ve uzeri|plus).*|"
    r"vadesi (?:gelmemis|gelmeyen|gecmis|gecen).*|overdue|undue|past due|.*gun gecikmis|older|(?:1|2|3) months?|"
    r"future|period [0-9]+|(?:fallig )?bis [0-9]+ tage|uber [0-9]+ tage"
)
"""A band of an ageing, as a heading or as the name of a column; matched against folded text."""
_NUMERIC: Final = re.compile(r"[\W_]*[0-9][\W0-9]*")
_MOST_FILLED: Final = 2


def is_total(text: str) -> bool:
    """Say whether a cell names a total and nothing else: "Total for Kale Ltd", "Genel Toplam", "Kale Toplamı"."""
    return _PERHAPS.search(text) is not None and _SURELY.fullmatch(fold(text)) is not None


def may_be_total(text: str) -> bool:
    """Say whether a name begins as a total does, though it may be a client's: "Total Energies Ltd"."""
    return _PERHAPS.search(text) is not None


def is_band(text: str) -> bool:
    """Say whether a cell names a band of an ageing: "31-60", "91 days and over"."""
    return BAND.fullmatch(fold(text)) is not None


def is_report_line(text: str) -> bool:
    """Say whether a cell is a line of the printed page: "Page 1 of 2", "Printed 1 April"."""
    return _LINE.fullmatch(fold(text)) is not None


@dataclass(frozen=True, slots=True)
class Sieve:
    """Where the columns stand by which a row is known for a document, and whether headings name the client.

    `client` is None where no column holds the client; `fills_clients` then says that the headings do. `total_names`
    are names that begin as totals do and were said to be totals, folded.
    """

    client: int | None
    issued_on: int | None
    number: int | None
    fills_clients: bool = False
    total_names: frozenset[str] = field(default_factory=frozenset)

    def doubtful_names(self, rows: Sequence[Sequence[str]]) -> list[str]:
        """Clients that begin as a total does, in rows without a number: perhaps totals."""
        at = self.client
        if at is None or not _may_name_total([row[at] for row in rows]):
            return []
        return [row[at].strip() for row in rows if may_be_total(row[at]) and not self._is_numbered(row, "")]

    def sift(
        self, lines: list[int], rows: list[list[str]], headings: list[str]
    ) -> tuple[list[int], list[list[str]], list[Skipped]]:
        """Part the documents of a batch from the other rows; `headings` remembers those in force between batches."""
        if not self.fills_clients and self._is_plain(rows):
            return lines, rows, []
        document_lines, documents, skipped = [], [], []
        names = _Names(rows, self.client)
        for line, row in zip(lines, rows, strict=True):
            reason = self.reason(row, names)
            if reason:
                skipped.append(Skipped(line, reason, _first(row)))
                self._note(reason, row, headings)
                continue
            document_lines.append(line)
            documents.append(self._filled(row, headings))
        return document_lines, documents, skipped

    def _is_plain(self, rows: list[list[str]]) -> bool:
        """Say whether no row of a batch needs a look of its own, without looking at each."""
        if self.issued_on is not None and not all(map(str.strip, (row[self.issued_on] for row in rows))):
            return False
        places = dict.fromkeys((0, self.client))
        return not any(_may_name_total([row[place] for row in rows]) for place in places if place is not None)

    def reason(self, row: Sequence[str], names: _Names) -> str:
        """Say why a row is no document; "" for one that is."""
        filled = [index for index, cell in enumerate(row) if cell and not cell.isspace()]
        first = row[filled[0]].strip()
        client = row[self.client].strip() if self.client is not None else ""
        for cell in dict.fromkeys((first, client)):
            if not _PERHAPS.search(cell):
                continue
            if is_total(cell) or fold(cell) in self.total_names or names.has_total_of(cell):
                return "" if self._is_numbered(row, cell) else TOTAL_ROW
        if self._is_sum_alone(row, filled):
            return TOTAL_ROW
        if len(filled) == 1 and len(row) > _MOST_FILLED and not _NUMERIC.fullmatch(first):
            return HEADING
        if is_report_line(first) and (self.issued_on is None or not row[self.issued_on].strip()):
            return HEADING
        return ""

    def _is_sum_alone(self, row: Sequence[str], filled: Sequence[int]) -> bool:
        """Say whether a row holds amounts and nothing that makes a document: a total without a word."""
        places = {self.client, self.issued_on, self.number}
        if self.issued_on is None or self.client is None or places.intersection(filled):
            return False
        return all(_NUMERIC.fullmatch(row[index].strip()) for index in filled)

    def _is_numbered(self, row: Sequence[str], cell: str) -> bool:
        number = row[self.number].strip() if self.number is not None else ""
        return bool(number) and number != cell and any(char.isdigit() for char in number)

    def _note(self, reason: str, row: Sequence[str], headings: list[str]) -> None:
        name = _first(row)
        if reason == HEADING:
            if not is_band(name) and not is_report_line(name):
                headings.append(name)
            return
        closed = next((at for at in reversed(range(len(headings))) if fold(headings[at]) in fold(name)), None)
        if closed is not None:
            del headings[closed:]

    def _filled(self, row: list[str], headings: list[str]) -> list[str]:
        if not self.fills_clients:
            return row
        name = headings[-1] if headings else ""
        if self.client is None:
            return [*row, name]
        if not row[self.client].strip() and name:
            row = list(row)
            row[self.client] = name
        return row


class _Names:
    """The clients and headings of a batch, gathered once a cell begins as a total does: "Total Kale Ltd" may be one."""

    def __init__(self, rows: Sequence[Sequence[str]], client: int | None) -> None:
        self._rows = rows
        self._client = client
        self._names: set[str] | None = None

    def has_total_of(self, cell: str) -> bool:
        """Say whether the rest of a cell names a client of these rows."""
        if self._names is None:
            places = {0, self._client or 0}
            self._names = {fold(row[place]) for row in self._rows for place in places if row[place].strip()}
        first, _, rest = fold(cell).partition(" ")
        return bool(rest) and may_be_total(first) and rest in self._names


def headings_carry_clients(rows: Sequence[Sequence[str]], sieve: Sieve) -> bool:
    """Say whether the clients of these rows stand in headings above them: a heading, then rows that name no client."""
    heading = False
    names = _Names(rows, sieve.client)
    for row in rows:
        if sieve.reason(row, names) == HEADING:
            heading = not is_band(_first(row)) and not is_report_line(_first(row))
        elif heading and (sieve.client is None or not row[sieve.client].strip()):
            return True
    return False


def _may_name_total(cells: Sequence[str]) -> bool:
    text = "\n".join(cells)
    folded = text.casefold()
    return any(part in folded for part in _PARTS) and _PERHAPS.search(text) is not None


def _first(row: Sequence[str]) -> str:
    return next((cell.strip() for cell in row if cell and not cell.isspace()), "")
