"""The headers in which other products export invoices and payments, and words by which any other header is read."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mainstay.billing.formats.questions import TAX_FIELDS, more_questions
from mainstay.billing.formats.statuses import is_flag, is_state_word
from mainstay.clients.formats.client_layouts import client_layouts
from mainstay.intake.amounts import currencies_in_header
from mainstay.intake.foreign import foreign_kind
from mainstay.intake.headers import header_key
from mainstay.intake.import_reading import Subject
from mainstay.intake.layout_files import read_layouts, read_synonyms
from mainstay.intake.mapping import ColumnMapping, Layout, MappingReading, read_mapping, recognise
from mainstay.intake.profiling import Columns
from mainstay.intake.records import Unreadable
from mainstay.kernel.problem import Problem
from mainstay.kernel.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mainstay.intake.mapping import Synonyms

FIELDS: Final = (
    "number", "external_id", "client_name", "client_external_id", "issued_on", "due_on", "total", "tax", "currency",
    "paid", "balance", "paid_on", "disputed", "terms", "status", "kind", "channel", "client_group", "written_off",
    "written_off_on", "reference", "email", "phone", "country", "street", "city", "region", "postal_code", "account",
    "line_amount", "quantity", "unit_amount", "discount_percent", "day_known", "payment_status", "total_home", "debit",
    "credit", "credited", "applies_to", "discount_taken", "line_tax", "line_tax_rate", "instalments", "payment_id",
    "lines", "expected_on", "expected_reason", "forecast_on", "set_on", "set_by", "ended_on",
)  # fmt: skip
CLIENT_FIELDS: Final = ("email", "phone", "street", "city", "region", "postal_code", "country")
DATE_FIELDS: Final = (
    "issued_on",
    "due_on",
    "paid_on",
    "written_off_on",
    "expected_on",
    "forecast_on",
    "set_on",
    "ended_on",
)
AMOUNT_FIELDS: Final = (
    "total", "tax", "paid", "balance", "written_off", "line_amount", "unit_amount", "total_home", "debit", "credit",
    "credited", "line_tax", "discount_taken",
)  # fmt: skip
WORD_FIELDS: Final = ("status", "payment_status", "kind")
"""Columns of which each word is listed with what is made of it."""
REQUIRED: Final = (
    ("client_name", "client_external_id"),
    ("issued_on",),
    ("total", "line_amount", "unit_amount", "total_home"),
)
"""An invoice cannot do without a client, a date and an amount; each group names what can serve."""
PAYMENTS_REQUIRE: Final = (("client_name", "client_external_id"), ("paid",), ("paid_on",))
"""A file of payments alone names the client, the amount and the day."""
STATEMENTS_REQUIRE: Final = (("client_name", "client_external_id"), ("issued_on",), ("debit",), ("credit",))
"""A statement of account names the client and the day; its debits are invoices, its credits payments."""
EXPECTED_DATES: Final = "expected_dates"
"""The kind of file that brings the dates on which people expected invoices to be paid; only we write it."""

OWN_INVOICES: Final = "mainstay_invoices"
"""Our own export. What was paid stands in its payments, each with its day."""
WRITE_OFF_FIELDS: Final = frozenset({"written_off", "written_off_on"})
DISPUTE_FIELDS: Final = frozenset({"disputed"})
"""What of our own invoices has a sheet of its own, too."""
OWN_PAYMENTS: Final = "mainstay_payments"
OWN_EXPECTED_DATES: Final = "mainstay_expected_dates"
_FOLDER: Final = Path(__file__).parent
_TEXTS: Final = ("reference", "channel", "client_group", "email", "phone", "country", "city")
_WITHOUT_TAX: Final = re.compile(
    r"\bex(?:cl)?\b|exclu|\bnet(?:to)?\b|haric|matrah|untaxed|\bht\b|hors|without (?:tax|vat)|before (?:tax|vat)"
)
_FOREIGN_AMOUNTS: Final = frozenset(
    map(header_key, ("Döviz Tutarı", "Döviz Tutar", "Döviz Toplam", "Total in Currency", "Amount in Currency",
                     "Foreign Amount", "Amount in Document Currency", "Amount in Doc. Curr.", "Betrag in Belegwährung",
                     "Total in Currency Signed", "Amount Due in Currency")),
)  # fmt: skip
_OWN_CURRENCIES: Final = frozenset(
    map(header_key, ("Local Currency", "Company Currency", "Hauswährung", "Yerel Para Birimi"))
)
_ONE_PAYMENT: Final = frozenset(
    map(header_key, ("Payment Amount", "Payment amount distributed on invoice", "Montant règlement", "Ödeme Tutarı",
                     "Tahsilat Tutarı")),
)  # fmt: skip
"""Columns that hold one payment, so that an invoice may stand in a row for each of its payments."""
_OWN_BALANCES: Final = frozenset(map(header_key, ("Amount Due Signed",)))


@cache
def invoice_layouts() -> tuple[Layout, ...]:
    """The layouts of invoices and payments that are known by their header."""
    return read_layouts(_FOLDER / "products")


@cache
def synonyms() -> Synonyms:
    """The names by which the columns of any other header are read."""
    return read_synonyms(_FOLDER / "words" / "columns.toml")


def own_layout(name: str) -> Layout:
    """The layout of an export of ours."""
    return next(layout for layout in invoice_layouts() if layout.name == name)


def mapping_for(header: Sequence[str]) -> MappingReading:
    """Propose which column of an unknown header is which field; what is missing or in doubt is listed as open."""
    reading = read_mapping(header, synonyms(), REQUIRED)
    fields, candidates = dict(reading.fields), reading.candidates
    if {"debit", "credit"} <= fields.keys() and "total" not in candidates:
        missing = _missing(STATEMENTS_REQUIRE, candidates)
        doubtful = tuple(name for name in reading.open if name in candidates)
        return MappingReading(fields, candidates, (*doubtful, *missing))
    for name in ("debit", "credit"):
        fields.pop(name, None)
    fields |= _first_of_texts(fields, candidates) | _gross(fields, candidates) | _in_currency(fields, candidates)
    if "total" in candidates or not {"line_amount", "unit_amount"} & candidates.keys():
        fields = {name: column for name, column in fields.items() if not name.startswith("line_tax")}
    if fields.get("line_tax") == fields.get("tax") and "line_tax" in fields:
        del fields["tax"]
    if "total" in fields and "total_home" in fields and header_key(fields.get("balance", "")) in _OWN_BALANCES:
        # What is open in one's own currency says nothing of an amount in another.
        del fields["balance"]
    settled = {"debit", "credit", "line_tax", "line_tax_rate", *fields}
    opens = tuple(name for name in reading.open if name not in settled)
    if _is_in_another_currency(fields, candidates):
        candidates = {**candidates, "total": (fields.pop("total_home"),)}
        opens = (*opens, "total")
    return MappingReading(fields, candidates, opens)


def _first_of_texts(fields: Mapping[str, str], candidates: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Take the first column for what is only kept as it is: nothing hangs on which of two references it is."""
    return {name: candidates[name][0] for name in _TEXTS if name in candidates and name not in fields}


def _gross(fields: Mapping[str, str], candidates: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Take the one total of several that is not said to be without tax, as "Amount (excl. tax)" is."""
    columns = [column for column in candidates.get("total", ()) if not _WITHOUT_TAX.search(fold(column))]
    is_clear = "total" not in fields or _WITHOUT_TAX.search(fold(fields["total"]))
    return {"total": columns[0]} if len(columns) == 1 and is_clear else {}


def _in_currency(fields: Mapping[str, str], candidates: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Tell amounts in the currency of the row from those in one's own: "Total in Currency" beside "Total"."""
    found = {}
    for name in ("total", "balance"):
        columns = candidates.get(name, ())
        foreign = [column for column in columns if header_key(column) in _FOREIGN_AMOUNTS]
        own = [column for column in columns if column not in foreign]
        if len(foreign) != 1 or len(own) != 1:
            continue
        if "currency" not in fields:
            found[name] = own[0]
            continue
        found[name] = foreign[0]
        if name == "total":
            found["total_home"] = own[0]
    return found


def _is_in_another_currency(fields: Mapping[str, str], candidates: Mapping[str, tuple[str, ...]]) -> bool:
    """Say whether the only amounts are in one's own currency, and the column of currencies names that of each document.

    Which currency is one's own stands in the name of the amounts, or the column of currencies is said to name it.
    """
    if "total" in candidates or "total_home" not in fields or "currency" not in fields:
        return False
    is_said = bool(currencies_in_header(fields["total_home"]))
    return not is_said and header_key(fields["currency"]) not in _OWN_CURRENCIES


def _missing(required: Sequence[Sequence[str]], fields: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(group[0] for group in required if not any(name in fields for name in group))


def layout_from(mapping: ColumnMapping) -> Layout:
    """Make a layout of a mapping, so that a mapped file is read like a known one."""
    fields = dict(mapping.fields)
    if "client_name" not in fields and "client_external_id" in fields:
        fields["client_name"] = fields["client_external_id"]
    if {"debit", "credit"} <= fields.keys() and fields.get("total") in {None, fields["debit"]}:
        fields.pop("total", None)
        return Layout("mapping", "", "statement", fields, ())
    has_total = "total" in fields or "total_home" in fields
    if not has_total and "issued_on" not in fields and "paid" in fields:
        return Layout("mapping", "", "payments", fields, ())
    grouping = "rows" if has_total or "number" not in fields else "lines"
    if has_total and {"number", "paid_on"} <= fields.keys() and header_key(fields.get("paid", "")) in _ONE_PAYMENT:
        grouping = "payments"
    return Layout("mapping", "", "invoices", fields, (), grouping=grouping)


def known_layout(header: Sequence[str]) -> Layout | None:
    """Recognise a header that carries invoices or payments; Unreadable when it is known to be something else."""
    found = recognise(header, invoice_layouts())
    if found is not None:
        return found
    if (kind := foreign_kind(header)) is not None:
        raise Unreadable(Problem("file", kind))
    if recognise(header, client_layouts()) is not None and mapping_for(header).open:
        raise Unreadable(Problem("file", "is_clients_file"))
    return None


def is_own_invoices(columns: Mapping[str, str]) -> bool:
    """Say whether these are the columns of invoices in an export of ours, all but those that other sheets tell of."""
    own = own_layout(OWN_INVOICES).columns
    return columns.items() <= own.items() and own.keys() - columns.keys() <= WRITE_OFF_FIELDS | DISPUTE_FIELDS


def is_own_payments(cells: list[str]) -> bool:
    """Say whether a header is that of the payments in an export of ours."""
    return recognise(cells, invoice_layouts()) is own_layout(OWN_PAYMENTS)


def is_own_expected_dates(cells: list[str]) -> bool:
    """Say whether a header is that of the expected dates in an export of ours."""
    return recognise(cells, invoice_layouts()) is own_layout(OWN_EXPECTED_DATES)


def is_known_header(cells: list[str]) -> bool:
    """Say whether a row is a header we can make something of: for `open_table`."""
    if recognise(cells, invoice_layouts()) or recognise(cells, client_layouts()) or foreign_kind(cells):
        return True
    found = mapping_for(cells).candidates
    return any(
        all(any(name in found for name in group) for group in required) for required in (REQUIRED, STATEMENTS_REQUIRE)
    )


def columns_to_read(layout: Layout, header: Sequence[str]) -> Columns:
    """Tell the profile which columns hold dates, amounts, the currency, and words that are listed."""
    at = layout.positions(header)
    words: dict[str, tuple[int, int | None]] = {name: (at[name], None) for name in WORD_FIELDS if name in at}
    if layout.grouping == "lines" and "total" not in at:
        words |= {name: (at[name], None) for name in TAX_FIELDS if name in at}
    if "terms" in at:
        words["terms"] = (at["terms"], at.get("due_on"))
    return Columns(
        tuple(at[name] for name in DATE_FIELDS if name in at),
        tuple(at[name] for name in AMOUNT_FIELDS if name in at),
        at.get("currency"),
        words,
    )


SUBJECT: Final = Subject(
    FIELDS, REQUIRED, is_known_header, known_layout, mapping_for, layout_from, columns_to_read,
    required_of={"payments": PAYMENTS_REQUIRE, "statement": STATEMENTS_REQUIRE, EXPECTED_DATES: ()},
    asks_of={EXPECTED_DATES: ("encoding",)},
    more_questions=more_questions, is_state_word=is_state_word, is_flag=is_flag, has_reports=True,
)  # fmt: skip
"""Files of invoices and payments, for `read_import`."""
