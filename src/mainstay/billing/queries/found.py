"""What a search finds of billing: invoices and payments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from mainstay.billing.queries.fragments import NEXT_DUE
from mainstay.billing.queries.search_texts import ids_to_ask
from mainstay.clients.queries.naming import of_client
from mainstay.kernel.offers import Found
from mainstay.store.sql import as_day
from mainstay.store.text_search import BEST

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from mainstay.store.text_search import TextSearch

_Row = TypeVar("_Row", "_InvoiceHit", "_PaymentHit")

_OF_MONEY: Final = (
    """
    WITH {asked} hits AS MATERIALIZED (
        SELECT id, {day} AS sorted, CASE
            WHEN {is_whole} THEN 0 WHEN {is_amount} THEN 1 WHEN {begins} THEN 2 WHEN {word_begins} THEN 3 ELSE 4
            END AS place
        FROM {rows} WHERE {fits}
    ), """
    + BEST.format(order="sorted DESC, id DESC")
    + f""" {{wanted}}
    FROM best JOIN {{table}} m ON m.id = best.id {of_client("m")}
    ORDER BY best.place, best.sorted DESC, best.id DESC
"""
)


class _InvoiceHit(NamedTuple):
    """A row of a search: how many fit in all, and what is shown of one; days as the engine returns them."""

    hits: int
    ref: str
    number: str
    client_name: str
    currency: str
    total_minor: int
    open_minor: int
    issued_on: object
    due_on: object


class _PaymentHit(NamedTuple):
    """The same of payments."""

    hits: int
    ref: str
    client_name: str
    currency: str
    minor: int
    paid_on: object
    is_day_known: object
    note: str


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
        _InvoiceHit,
        table="billing_invoice",
        day="issued_on",
        texts=("number", "external_id", "reference"),
        figures=("total_minor", "open_minor"),
        wanted=f"""
            m.ref, m.number, c.name AS client_name, m.currency, m.total_minor, m.open_minor, m.issued_on,
            {NEXT_DUE.format(i="m")} AS due_on
        """,
    )
    found = (
        InvoiceFound(
            row.ref,
            row.number,
            row.client_name,
            row.currency,
            row.total_minor,
            row.open_minor,
            as_day(row.issued_on),
            as_day(row.due_on),
        )
        for row in rows
    )
    return Found(int(rows[0].hits) if rows else 0, tuple(found))


def find_payments(search: TextSearch) -> Found[PaymentFound]:
    """Payments by what was written beside them (the bank's reference) and by their amount."""
    rows = _money(
        search,
        _PaymentHit,
        table="billing_payment",
        day="paid_on",
        texts=("note",),
        figures=("minor", "-minor"),
        wanted="m.ref, c.name AS client_name, m.currency, m.minor, m.paid_on, m.is_day_known, m.note",
    )
    found = (
        PaymentFound(
            row.ref, row.client_name, row.currency, row.minor, as_day(row.paid_on), bool(row.is_day_known), row.note
        )
        for row in rows
    )
    return Found(int(rows[0].hits) if rows else 0, tuple(found))


def _money(
    search: TextSearch,
    kind: type[_Row],
    *,
    table: str,
    day: str,
    texts: Sequence[str],
    figures: Sequence[str],
    wanted: str,
) -> list[_Row]:
    amounts: list[str] = [
        f"({figure} = {minor} AND currency IN ({', '.join(map(repr, currencies))}))"
        for minor, currencies in search.amounts.items()
        for figure in figures
    ]
    folded = search.phrase
    contains = search.fits(texts, folded, "is") if search.is_of_short_words else f"({search.contains(*texts)})"
    asked = ids_to_ask(search, table)
    statement = _OF_MONEY.format(
        table=table,
        asked=f"asked (asked_id) AS ({asked})," if asked else "",
        rows=f"asked CROSS JOIN {table}" if asked else table,
        day=day,
        wanted=wanted,
        # No more than is asked for, so that SQLite may take an index for each text.
        fits=f"{'id = asked_id AND ' if asked else ''}({' OR '.join([contains, *amounts])})",
        is_amount=f"({' OR '.join(amounts) or '1 = 0'})",
        is_whole=search.fits(texts, folded, "is"),
        begins=search.fits(texts, folded, "begins"),
        word_begins=search.fits(texts, folded, "has_a_word"),
    )
    return search.rows(kind, statement)
