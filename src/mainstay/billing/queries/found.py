"""What a search finds of billing: invoices and payments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mainstay.clients.queries.naming import of_client
from mainstay.kernel.offers import Found
from mainstay.store.sql import as_day
from mainstay.store.text_search import BEST

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from mainstay.store.text_search import TextSearch

_OF_MONEY: Final = (
    """
    WITH hits AS MATERIALIZED (
        SELECT id, {day} AS sorted, CASE
            WHEN {is_whole} THEN 0 WHEN {is_amount} THEN 1 WHEN {begins} THEN 2 WHEN {word_begins} THEN 3 ELSE 4
            END AS place
        FROM {table} WHERE ({contains}) OR {is_amount}
    ), """
    + BEST.format(order="sorted DESC, id DESC")
    + f""" {{wanted}}
    FROM best JOIN {{table}} m ON m.id = best.id {of_client("m")}
    ORDER BY best.place, best.sorted DESC, best.id DESC
"""
)


@dataclass(frozen=True, slots=True)
class InvoiceFound:
    """An invoice, whose it is and what is open of it."""

    ref: str
    number: str
    client_name: str
    currency: str
    total_minor: int
    open_minor: int
    issued_on: date
    due_on: date

    @property
    def is_untouched(self) -> bool:
        """Whether nothing of it is settled."""
        return self.open_minor == self.total_minor


@dataclass(frozen=True, slots=True)
class PaymentFound:
    """A payment and who paid (negative: one taken back)."""

    ref: str
    client_name: str
    currency: str
    minor: int
    paid_on: date
    is_day_known: bool
    note: str


def find_invoices(search: TextSearch) -> Found[InvoiceFound]:
    """Invoices by number, by the number and the reference they have elsewhere, by their total and what is open."""
    rows = _money(
        search,
        table="billing_invoice",
        day="issued_on",
        texts=("number", "external_id", "reference"),
        figures=("total_minor", "open_minor"),
        wanted="m.ref, m.number, c.name, m.currency, m.total_minor, m.open_minor, m.issued_on, m.due_on",
    )
    found = (
        InvoiceFound(ref, number, name, currency, total, left, as_day(issued), as_day(due))
        for _all, ref, number, name, currency, total, left, issued, due in rows
    )
    return Found(int(rows[0][0]) if rows else 0, tuple(found))


def find_payments(search: TextSearch) -> Found[PaymentFound]:
    """Payments by what was written beside them (the bank's reference) and by their amount."""
    rows = _money(
        search,
        table="billing_payment",
        day="paid_on",
        texts=("note",),
        figures=("minor", "-minor"),
        wanted="m.ref, c.name, m.currency, m.minor, m.paid_on, m.is_day_known, m.note",
    )
    found = (
        PaymentFound(ref, name, currency, minor, as_day(on), bool(is_known), note)
        for _all, ref, name, currency, minor, on, is_known, note in rows
    )
    return Found(int(rows[0][0]) if rows else 0, tuple(found))


def _money(
    search: TextSearch, *, table: str, day: str, texts: Sequence[str], figures: Sequence[str], wanted: str
) -> list[tuple[Any, ...]]:
    amounts = [
        f"({figure} = {minor} AND currency IN ({', '.join(map(repr, currencies))}))"
        for minor, currencies in search.amounts.items()
        for figure in figures
    ]
    folded = search.phrase
    statement = _OF_MONEY.format(
        table=table,
        day=day,
        wanted=wanted,
        contains=search.contains(*texts),
        is_amount=f"({' OR '.join(amounts) or '1 = 0'})",
        is_whole=search.fits(texts, folded, "is"),
        begins=search.fits(texts, folded, "begins"),
        word_begins=search.fits(texts, folded, "has_a_word"),
    )
    return search.rows(statement)
