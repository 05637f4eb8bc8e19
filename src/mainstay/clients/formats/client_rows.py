"""Rows of a table read into clients with their contacts, with every row that cannot come in and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.clients.rules.drafts import WHOLE_JOB
from mainstay.clients.rules.receiving import received_in, received_line
from mainstay.clients.rules.tags import MOST_TAGS, TAG_LENGTH, tag_line, tags_of
from mainstay.intake.amounts import DecimalSign, amount_reader
from mainstay.intake.cells import BLANKS, LONGEST_NAME, LOST_LETTER, Cached, clean_text, currency_code
from mainstay.intake.records import Bad, Reject, Skipped
from mainstay.intake.terms import terms_days
from mainstay.kernel.currencies import EXPONENTS
from mainstay.kernel.problem import Problem
from mainstay.kernel.text import fold
from mainstay.kernel.zones import time_zones

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mainstay.intake.mapping import Layout
    from mainstay.intake.tables import Batch, Table

_LANGUAGES: Final = {
    **dict.fromkeys(("tr", "tur", "turkish", "turkce", "tr-tr", "tr_tr"), "tr"),
    **dict.fromkeys(("en", "eng", "english", "ingilizce", "en-gb", "en_gb", "en-us", "en_us"), "en"),
}
_PEOPLE: Final = range(1, 6)
_STREETS: Final = ("street", "street_2", "street_3", "street_4")
_AFTER_INVOICE: Final = frozenset(
    {"", "daysafterbilldate", "days after the invoice date", "days after invoice date", "day(s) after bill date",
     "day(s) after invoice date", "days after the bill date", "daysafterinvoicedate"},
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClientPlan:
    """How to read a table of clients; `currency` serves credit limits whose row names none."""

    layout: Layout
    header: tuple[str, ...]
    decimal: DecimalSign = "point"
    currency: str = ""


class ImportedContact(NamedTuple):
    """A person at the client."""

    first_name: str
    last_name: str
    email: str
    phone: str
    role: str = ""
    language: str = ""
    time_zone: str = ""
    receives: str = ""


class ClientRow(NamedTuple):
    """One client of the file. Empty text where the file says nothing; `raw` its source row."""

    line: int
    external_id: str
    name: str
    email: str
    phone: str
    street: str
    city: str
    region: str
    postal_code: str
    country: str
    tax_number: str
    tax_office: str
    billing_address: str
    delivery_address: str
    time_zone: str
    currency: str
    website: str
    terms_days: int | None
    credit_limit_minor: int | None
    deposit_percent: int | None
    language: str
    client_group: str
    responsible: str
    tags: str
    notes: str
    archived_on: str
    contacts: tuple[ImportedContact, ...]
    raw: list[list[str]]


class ParsedClients(NamedTuple):
    """What came of a batch; `source_rows` counts the rows of the file it was made of."""

    rows: list[ClientRow]
    rejects: list[Reject]
    skipped: list[Skipped]
    source_rows: int
    bytes_done: int


class _Cells:
    """One row, asked by field."""

    def __init__(self, row: Sequence[str], at: dict[str, int], clean: Cached[str]) -> None:
        self._row = row
        self._at = at
        self._clean = clean

    def __getitem__(self, field: str) -> str:
        index = self._at.get(field)
        text = "" if index is None else self._clean[self._row[index]]
        return "" if text in BLANKS else text

    def raw(self, field: str) -> str:
        """Give the cell as it stands, line breaks and all."""
        index = self._at.get(field)
        return "" if index is None else self._row[index]


class ClientReader:
    """Reads batches of rows under one plan."""

    def __init__(self, plan: ClientPlan) -> None:
        self.plan = plan
        self._at = plan.layout.positions(plan.header)
        self._clean: Cached[str] = Cached(clean_text)

    def read(self, batch: Batch) -> ParsedClients:
        """Read one batch of a table."""
        parsed = ParsedClients([], list(batch.rejects), [], len(batch.rows) + len(batch.rejects), batch.bytes_done)
        for line, row in zip(batch.lines, batch.rows, strict=True):
            cells = _Cells(row, self._at, self._clean)
            if fold(cells["contact_type"]) in {"vendor", "supplier"}:
                parsed.skipped.append(Skipped(line, "vendor", cells["name"]))
                continue
            try:
                parsed.rows.append(self._client(line, row, cells))
            except Bad as bad:
                index = self._at.get(bad.problem.field)
                column = (
                    self.plan.layout.columns.get(bad.problem.field, "") if index is None else self.plan.header[index]
                )
                parsed.rejects.append(Reject(line, column, bad.problem.value, bad.problem, [row]))
        return parsed

    def _client(self, line: int, row: list[str], cells: _Cells) -> ClientRow:
        first, last = cells["contact_first_name"], cells["contact_last_name"] or cells["contact_name"]
        name = cells["name"] or cells["company"] or " ".join(filter(None, (first, last)))
        if not name:
            raise Bad(Problem("name", "missing_client"))
        if LOST_LETTER in name:
            raise Bad(Problem("name", "damaged_text", name[:80]))
        if len(name) > LONGEST_NAME:
            raise Bad(Problem("name", "name_too_long", name[:80], {"most": LONGEST_NAME}))
        currency = currency_code(cells["currency"])
        if currency is None:
            raise Bad(Problem("currency", "unknown_currency", cells["currency"]))
        return ClientRow(
            line, cells["external_id"], name, cells["email"], cells["phone"], _street(cells), cells["city"],
            cells["region"], cells["postal_code"], cells["country"], cells["tax_number"],
            cells["tax_office"], _address(cells, "billing_address"), _address(cells, "delivery_address"),
            _zone_in(cells["time_zone"]), currency, cells["website"],
            _terms(cells), self._limit(cells["credit_limit"], currency), _deposit(cells),
            _LANGUAGES.get(fold(cells["language"]), ""), cells["client_group"],
            cells["responsible"].casefold(), _tags(cells), _notes(cells), _archived(cells),
            _contacts(cells, first, last, name), [row],
        )  # fmt: skip

    def _limit(self, text: str, currency: str) -> int | None:
        if not text:
            return None
        code = currency or self.plan.currency
        if not code:
            # Without a currency only "none" can be read: exports write it as zero.
            if amount_reader(self.plan.decimal, 2)(text) == 0:
                return None
            raise Bad(Problem("credit_limit", "no_currency", text))
        minor = amount_reader(self.plan.decimal, EXPONENTS[code], code)(text)
        if isinstance(minor, str):
            raise Bad(Problem("credit_limit", minor, text))
        if minor < 0:
            raise Bad(Problem("credit_limit", "negative_amount", text))
        return minor or None


def read_clients(table: Table, plan: ClientPlan, size: int = 5_000) -> Iterator[ParsedClients]:
    """Read a whole table of clients, batch by batch."""
    reader = ClientReader(plan)
    for batch in table.batches(size):
        yield reader.read(batch)


def _lines(text: str) -> list[str]:
    return [line for part in text.splitlines() if (line := clean_text(part)) and line not in BLANKS]


def _street(cells: _Cells) -> str:
    return "\n".join(line for field in _STREETS for line in _lines(cells.raw(field)))


def _address(cells: _Cells, field: str) -> str:
    return "\n".join(_lines(cells.raw(field)))


def _zone_in(text: str) -> str:
    """A time zone by its name; none where the cell says something else."""
    return text if text and text in time_zones() else ""


def _archived(cells: _Cells) -> str:
    """The day on which an export of ours says that the client was archived, "" for none."""
    try:
        return date.fromisoformat(cells["archived_on"][:10]).isoformat()
    except ValueError:
        return ""


def _tags(cells: _Cells) -> str:
    """The tags, as many of them as are kept."""
    return tag_line([tag[:TAG_LENGTH] for tag in tags_of(cells["tags"])][:MOST_TAGS])


def _notes(cells: _Cells) -> str:
    return "\n".join(line for field in ("notes", "notes_2") for line in _lines(cells.raw(field)))


def _terms(cells: _Cells) -> int | None:
    # Xero also knows "of the following month", which is no number of days.
    return terms_days(cells["terms"]) if cells["terms"] and fold(cells["terms_kind"]) in _AFTER_INVOICE else None


def _deposit(cells: _Cells) -> int | None:
    """A deposit in percent, as an export of ours writes it; none where the cell says something else."""
    text = cells["deposit"].removesuffix("%").strip()
    percent = int(text) if text.isascii() and text.isdecimal() and len(text) <= len("100") else 0
    return percent if 1 <= percent <= WHOLE_JOB else None


def _contacts(cells: _Cells, first: str, last: str, name: str) -> tuple[ImportedContact, ...]:
    email, phone = cells["contact_email"], cells["contact_phone"]
    found = []
    if (first or last or (email and email != cells["email"]) or phone) and name != first:
        found.append(
            ImportedContact(
                first, last, email, phone, cells["contact_role"],
                _LANGUAGES.get(fold(cells["contact_language"]), ""), _zone_in(cells["contact_time_zone"]),
                received_line(received_in(cells["contact_receives"])),
            )
        )  # fmt: skip
    for n in _PEOPLE:
        their = f"person_{n}"
        person = ImportedContact(cells[f"{their}_first_name"], cells[f"{their}_last_name"], cells[f"{their}_email"], "")
        if any(person):
            found.append(person)
    return tuple(dict.fromkeys(found))
