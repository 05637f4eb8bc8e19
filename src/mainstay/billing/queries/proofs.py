"""What must hold of documents and money: each kept figure is the sum of its entries, and nothing crosses over.

One statement a rule, over the whole book. What `billing.rules.settling.balance_of` decides for one invoice is said
here in SQL; the invoices whose allocations were taken back are asked of that rule itself.
"""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.billing.queries import _rules_in_sql as sql
from mainstay.billing.rules.settling import Movement, balance_of, source_of
from mainstay.firm.queries.proofs import first_of, listed
from mainstay.kernel.currencies import is_currency
from mainstay.kernel.problem import Fault
from mainstay.store import bulk
from mainstay.store.sql import as_day, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

_STEP: Final = 5_000
_STATEMENTS: Final = {
    "invoices": sql.INVOICES,
    "instalments": sql.INSTALMENTS,
    "lines": sql.LINES,
    "payments": sql.PAYMENTS,
    "payment_overspent_on_a_day": sql.PAYMENT_OVERSPENT_ON_A_DAY,
    "payment_reversal_differs": sql.PAYMENT_REVERSAL_DIFFERS,
    "credit_notes": sql.CREDIT_NOTES,
    "credit_note_overspent_on_a_day": sql.CREDIT_NOTE_OVERSPENT_ON_A_DAY,
    "void_differs": sql.VOID_DIFFERS,
    "void_repeated": sql.VOID_REPEATED,
    "allocations": sql.ALLOCATIONS,
    "other_invoice": sql.OTHER_INVOICE,
    "reversal_differs": sql.REVERSAL_DIFFERS,
    "refunded_too_early": sql.REFUNDED_TOO_EARLY,
    "write_off_allocated": sql.WRITE_OFF_ALLOCATED,
    "recovered_too_much": sql.RECOVERED_TOO_MUCH,
    "recovered_from_another": sql.RECOVERED_FROM_ANOTHER,
    "recovered_too_early": sql.RECOVERED_TOO_EARLY,
    "disputes_overlap": sql.DISPUTES_OVERLAP,
    "disputed_too_early": sql.DISPUTED_TOO_EARLY,
    "expected_dates_overlap": sql.EXPECTED_DATES_OVERLAP,
    "number_missing": sql.NUMBERS_MISSING,
    "latest_business_date": sql.LATEST_BUSINESS_DATE,
}
_WITH_REVERSALS: Final = """
    WITH chosen AS MATERIALIZED (
        SELECT DISTINCT invoice_id FROM billing_allocation WHERE minor < 0 AND invoice_id > %s
        ORDER BY invoice_id LIMIT %s
    )
    SELECT i.id, i.number, i.total_minor, i.settled_on, a.payment_id, a.credit_note_id, a.minor, a.allocated_on
    FROM chosen JOIN billing_invoice i ON i.id = chosen.invoice_id JOIN billing_allocation a ON a.invoice_id = i.id
    ORDER BY i.id, a.allocated_on
"""
_CURRENCIES: Final = (
    ("SELECT currency, COUNT(*), MIN(number) FROM billing_invoice GROUP BY currency", "invoice_currency_unknown"),
    (
        "SELECT currency, COUNT(*), MIN(number) FROM billing_creditnote GROUP BY currency",
        "credit_note_currency_unknown",
    ),
    ("SELECT currency, COUNT(*), MIN(ref) FROM billing_payment GROUP BY currency", "payment_currency_unknown"),
)


class _Entry(NamedTuple):
    """One allocation of an invoice; days as the engine returns them."""

    id: int
    number: str
    total_minor: int
    settled_on: object
    payment_id: int | None
    credit_note_id: int | None
    minor: int
    allocated_on: object


def prove_billing() -> list[Fault]:
    """Prove all of billing; a fault that only follows from another is not told twice."""
    found = [fault for code, statement in _STATEMENTS.items() for fault in listed(code, statement)]
    return found + first_of("invoice_settled_on", _with_reversals()) + _unknown_currencies()


def _with_reversals() -> Iterator[Fault]:
    """Ask the rule about invoices of which something was taken back: settled when they say, never beyond the total."""
    last = 0
    while found := rows(_Entry, _WITH_REVERSALS, [last, _STEP]):
        last = found[-1].id
        for _, grouped in groupby(found, key=attrgetter("id")):
            entries = list(grouped)
            movements = [
                Movement(
                    source_of(one.payment_id, one.credit_note_id),
                    int(one.minor),
                    as_day(one.allocated_on),
                )
                for one in entries
            ]
            yield from _proved(entries[0].number, int(entries[0].total_minor), entries[0].settled_on, movements)


def _proved(number: str, total: int, settled_on: object, movements: list[Movement]) -> Iterator[Fault]:
    settled = 0
    for day, moved in groupby(movements, key=lambda movement: movement.allocated_on):
        settled += sum(movement.minor for movement in moved)
        if settled > total:
            yield Fault("invoice_overspent_on_a_day", number, {"day": str(day)})
            return
    try:
        should_be = balance_of(total, movements).settled_on
    except ValueError:
        return  # more is taken back than was settled: the reversal that differs is told by its own rule
    if str(settled_on or "") != str(should_be or ""):
        yield Fault(
            "invoice_settled_on", number, {"is_now": str(settled_on or "–"), "should_be": str(should_be or "–")}
        )


def _unknown_currencies() -> list[Fault]:
    return [
        Fault(code, subject, {"currency": currency, "count": count})
        for statement, code in _CURRENCIES
        for currency, count, subject in bulk.select_rows(statement)
        if not is_currency(currency)
    ]
