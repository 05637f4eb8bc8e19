"""The database itself refuses to change or delete what was issued, paid or recorded; only what is left of it moves.

An id elsewhere, a key and the scope of a number say by what a later import knows a document again; they are released
when the import that brought it is taken back.
"""

from __future__ import annotations

import pytest
from django.db import DatabaseError
from tests.builders import ACT, a_credit_note, a_payment, an_issued_invoice, day, raw_writes, whole_book

from mainstay.billing.actions.invoices import dispute_invoice, write_off_invoice
from mainstay.billing.actions.payments import recover, refund
from mainstay.store import bulk

KEPT = {
    "billing_invoice": "open_minor paid_minor credited_minor written_off_minor settled_on has_reversals"
    " is_settled_day_known number_scope external_id",
    "billing_creditnote": "unallocated_minor number_scope",
    "billing_payment": "unallocated_minor key",
    "billing_refund": "",
    "billing_writeoff": "",
    "billing_recovery": "",
    "billing_allocation": "",
    "billing_dispute": "closed_on outcome",
}


@pytest.fixture
def full(book):
    """At least one row in every table."""
    invoice, lost = an_issued_invoice(), an_issued_invoice()
    payment = a_payment(invoice.client, "500.00", settles=(invoice,))
    loss = write_off_invoice(ref=lost.ref, on=day(9), reason="gone", **ACT)
    recover(write_off_ref=loss.ref, payment_ref=payment.ref, minor=1, on=day(10), **ACT)
    refund(origin_ref=payment.ref, minor=1, on=day(10), note="", **ACT)
    a_credit_note(invoice.client)
    dispute_invoice(ref=invoice.ref, on=day(1), reason="late", **ACT)
    return whole_book()


def columns(table: str) -> list[str]:
    with raw_writes() as cursor:
        cursor.execute(f'SELECT * FROM "{table}" LIMIT 0')
        return [column[0] for column in cursor.description]


def other_value(table: str, column: str) -> str:
    """SQL for a value of the same type that is not the one there."""
    value = bulk.select_rows(f'SELECT "{column}" FROM "{table}" LIMIT 1')[0][0]
    if column.endswith("_on"):
        return "'1999-12-31'"
    if column.endswith("_at"):
        return "'1999-12-31 00:00:00+00:00'"
    if column.startswith("is_"):
        return f'NOT "{column}"'
    if isinstance(value, int) or value is None:
        return f'COALESCE("{column}", 0) + 1'
    return "'xyz'"


def is_refused(statement: str, table: str) -> None:
    with (
        pytest.raises(
            DatabaseError, match=f"{table} (is never (changed|deleted)|moves to another client only by a record)"
        ),
        raw_writes() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize("table", KEPT)
def test_no_column_changes_but_what_is_left(full, table) -> None:
    for column in columns(table):
        if column not in KEPT[table].split():
            is_refused(f'UPDATE "{table}" SET "{column}" = {other_value(table, column)}', table)
    assert whole_book() == full


@pytest.mark.parametrize("table", KEPT)
def test_no_row_is_deleted_replaced_or_emptied(full, engine, table) -> None:
    is_refused(f'DELETE FROM "{table}"', table)
    if engine == "postgresql":
        with pytest.raises(DatabaseError, match=r"billing_[a-z]+ is never deleted"), raw_writes() as cursor:
            cursor.execute(f'TRUNCATE "{table}" CASCADE')
    else:
        is_refused(f'INSERT OR REPLACE INTO "{table}" SELECT * FROM "{table}"', table)
        is_refused(f'REPLACE INTO "{table}" SELECT * FROM "{table}"', table)
        is_refused(f'UPDATE OR REPLACE "{table}" SET id = id + 1', table)
    assert whole_book() == full


def test_what_is_left_may_move(full) -> None:
    with raw_writes() as cursor:
        cursor.execute("UPDATE billing_payment SET unallocated_minor = 0")
        cursor.execute("UPDATE billing_creditnote SET unallocated_minor = 0")
        cursor.execute("UPDATE billing_dispute SET closed_on = '2024-03-01', outcome = 'agreed'")
        cursor.execute("UPDATE billing_invoice SET has_reversals = TRUE, is_settled_day_known = FALSE")
        cursor.execute("UPDATE billing_invoice SET open_minor = 1, paid_minor = total_minor - 1 - written_off_minor, "
                       "settled_on = NULL WHERE written_off_minor = 0")  # fmt: skip
    assert bulk.select_rows("SELECT outcome FROM billing_dispute") == [("agreed",)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE billing_invoice SET open_minor = open_minor + 1",
        "UPDATE billing_invoice SET open_minor = -1, paid_minor = total_minor + 1 - written_off_minor",
        "UPDATE billing_invoice SET settled_on = NULL",
        "UPDATE billing_payment SET unallocated_minor = -1",
        "UPDATE billing_payment SET unallocated_minor = minor + 1",
        "UPDATE billing_creditnote SET unallocated_minor = total_minor + 1",
        "UPDATE billing_dispute SET closed_on = '1999-12-31'",
        "INSERT INTO billing_latestbusinessdate (id, last_on) VALUES (2, '2024-01-01')",
    ],
)
def test_what_is_left_stays_within_what_there_is(full, statement) -> None:
    with pytest.raises(DatabaseError), raw_writes() as cursor:
        cursor.execute(statement)
    assert whole_book() == full
