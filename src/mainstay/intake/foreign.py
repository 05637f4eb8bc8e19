"""Files that are something else (bank statements, time entries, projects, vendors), known so that we can say so."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mainstay.intake.headers import IN_BRACKETS, OURS, header_key
from mainstay.intake.layout_files import read_foreign_headers
from mainstay.intake.mapping import recognise
from mainstay.intake.report_rows import is_band
from mainstay.kernel.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mainstay.intake.mapping import Layout

_NUMBER_KEYS: Final = frozenset(
    {"invoicenumber", "invoice#", "invoiceno", "invoiceno.", "invoiceid", "documentnumber", "faturano",
     "faturanumarasi"},
)  # fmt: skip
_DATE_KEYS: Final = frozenset(
    {"invoicedate", "dateissued", "documentdate", "faturatarihi", "duedate", "vadetarihi", "amount", "total", "tutar",
     "amount(onecolumn)"},
)  # fmt: skip


_FEWEST_BANDS: Final = 3
_MOST_OF_SUMMARY: Final = 4
_ASIDE: Final = re.compile(IN_BRACKETS)
_CLIENT: Final = re.compile(
    r"\b(?:client|customer|debtor|party|musteri|cari|firma|unvan|unvani|alici|borclu|kunde|debitor|contact|partner|name|"
    r"klant|relatie|company|bill to)\b"
)
_DAY: Final = re.compile(r"\b(?:date|tarih|tarihi|datum|day|due|vade|issued|fecha|data)\b|tarihi")
_DEBIT: Final = re.compile(r"(?:debit|borc|soll|debet|dare)(?: (?:amount|tutari?|bakiye|hareket))?")
_CREDIT: Final = re.compile(r"(?:credit|alacak|haben|avere)(?: (?:amount|tutari?|bakiye|hareket))?")
_ACCOUNT: Final = re.compile(r"\b(?:account|hesap|konto|gl)\b(?! ?(?:no|number)$)")
_GL_ACCOUNT: Final = re.compile(r"\bg/?l account\b")
_OF_CLIENT: Final = re.compile(r"phone|telefon|\btel\b|gsm|mail|e-?posta|add?res|vergi|\btax\b|\bvat\b|city|sehir")
"""Columns that make a list of balances a list of clients as well."""
_AS_OF: Final = frozenset({"at date", "as of date"})
_UNNAMED: Final = frozenset({"", "column1"})
_RUNNING: Final = frozenset({"balance", "running balance", "bakiye", "saldo", "kontostand"})
_TEXT: Final = re.compile(r"description|aciklama|memo|details|verwendungszweck|omschrijving|narrative|buchungstext")
_OF_DOCUMENT: Final = re.compile(
    r"\b(?:due|vade|vadesi|num|invoice|fatura|belge|evrak|fis|voucher|document|doc|rechnung\w*|factuur\w*|"
    r"f(?:a|ae)lligkeit|verval\w*|offene?r?|open|kalan)\b"
)
_BALANCE: Final = re.compile(
    r"(?:total|open|customer|outstanding|amount|net)? ?(?:balance|bakiye|outstanding|total|toplam|saldo|amount due|"
    r"total due|kalan)"
)


@cache
def foreign_headers() -> tuple[Layout, ...]:
    """Headers that carry neither clients nor invoices; `kind` is the code of the refusal."""
    return read_foreign_headers(Path(__file__).with_suffix(".toml"))


def foreign_kind(header: Sequence[str]) -> str | None:
    """Give the code of what a header is when it carries neither clients nor invoices; None when it may."""
    found = recognise(header, foreign_headers())
    report = _report_kind(header)
    if report in {"is_general_ledger", "is_trial_balance"}:
        return report
    return found.kind if found else report


def _report_kind(header: Sequence[str]) -> str | None:
    """Give the code of a report that holds sums instead of documents, or movements of no client; None for others."""
    keys = {fold(_ASIDE.sub(" ", name)) for name in header if name.strip()}
    has_client = any(_CLIENT.search(key) for key in keys)
    has_day = any(_DAY.search(key) and key not in _AS_OF for key in keys)
    is_summed = sum(map(is_band, keys)) >= _FEWEST_BANDS and not has_day
    if is_summed and (has_client or header_key(header[0]) in _UNNAMED):
        return "is_aged_summary"
    has_sides = any(_DEBIT.fullmatch(key) for key in keys) and any(_CREDIT.fullmatch(key) for key in keys)
    has_account = any(_ACCOUNT.search(key) for key in keys)
    if has_client and not has_day:
        if has_sides and not any(map(_OF_CLIENT.search, keys)):
            return "is_balance_summary"
        if len(keys) <= _MOST_OF_SUMMARY and any(_BALANCE.fullmatch(key) for key in keys) and len(keys) > 1:
            return "is_balance_summary"
    if has_sides and not has_client:
        if not has_day:
            return "is_trial_balance" if has_account else None
        return "is_general_ledger" if has_account else "is_account_movements"
    if not has_client and has_day:
        if any(_GL_ACCOUNT.search(key) for key in keys):
            return "is_general_ledger"
        if _RUNNING & keys and any(map(_TEXT.search, keys)) and not any(map(_OF_DOCUMENT.search, keys)):
            return "is_bank_statement"
    return None


def has_invoices(header: Sequence[str]) -> bool:
    """Say whether a header speaks of invoices, whoever wrote it: their number and their date or amount are in it."""
    keys = {header_key(name) for name in header if not name.startswith(OURS)}
    return (not keys.isdisjoint(_NUMBER_KEYS) and not keys.isdisjoint(_DATE_KEYS)) or keys >= {"due", "total"}
