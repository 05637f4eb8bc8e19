"""A client's statement of account: what was invoiced and settled in a period, and what is owed after each entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

INVOICE, PAYMENT, REVERSAL, CREDIT_NOTE, REFUND, WRITE_OFF, RECOVERY = (
    "invoice", "payment", "reversal", "credit_note", "refund", "write_off", "recovery",
)  # fmt: skip
KINDS: Final = (INVOICE, CREDIT_NOTE, PAYMENT, REVERSAL, REFUND, WRITE_OFF, RECOVERY)


class StatementEntry(NamedTuple):
    """Something that changed what a client owes, by `minor` (positive: they owe more); `number` is a document's."""

    on: date
    kind: str
    number: str
    currency: str
    minor: int


class StatementLine(NamedTuple):
    """An entry, and what the client owed after it (negative: what was on their account)."""

    entry: StatementEntry
    balance_minor: int


class CurrencyStatement(NamedTuple):
    """A statement in one currency; `overdue_minor` is what of the closing balance is overdue."""

    currency: str
    opening_minor: int
    lines: tuple[StatementLine, ...]
    closing_minor: int
    overdue_minor: int = 0


def statements_of(entries: Iterable[StatementEntry], since: date, until: date) -> tuple[CurrencyStatement, ...]:
    """The statement of a period in each currency, in the order of their letters; a currency without any is left out."""
    ordered = sorted((one for one in entries if one.on <= until), key=lambda one: (one.on, KINDS.index(one.kind)))
    found = []
    for currency in sorted({one.currency for one in ordered}):
        theirs = [one for one in ordered if one.currency == currency]
        balance = opening = sum(one.minor for one in theirs if one.on < since)
        lines = []
        for one in theirs:
            if one.on >= since:
                balance += one.minor
                lines.append(StatementLine(one, balance))
        if lines or opening:
            found.append(CurrencyStatement(currency, opening, tuple(lines), balance))
    return tuple(found)
