"""The rows one batch of an import writes, and how they are written: shared by invoices and payments."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from mainstay.billing.actions._settling import extend_to
from mainstay.billing.rules.happenings import BOOK_IMPORTED
from mainstay.billing.rules.import_tally import ImportTally
from mainstay.intake.records import DocumentOutline, Reject
from mainstay.kernel.money import decimal_text
from mainstay.store import bulk
from mainstay.store.refs import new_refs
from mainstay.timeline.actions.recording import Happening, record_many

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from mainstay.billing.formats.credit_rows import CreditRow
    from mainstay.billing.formats.invoice_rows import InvoiceRow, PaymentRow
    from mainstay.billing.rules.source_changes import SourceChange
    from mainstay.kernel.actor import Actor
    from mainstay.kernel.problem import Problem

INVOICE_COLUMNS: Final = (
    "id", "ref", "client_id", "number", "number_key", "number_scope", "external_id", "reference", "currency",
    "issued_on", "due_on", "total_minor", "tax_minor", "channel", "source", "recorded_at", "open_minor", "paid_minor",
    "credited_minor", "written_off_minor", "settled_on", "has_reversals", "is_settled_day_known",
)  # fmt: skip
PAYMENT_COLUMNS: Final = (
    "id", "ref", "client_id", "key", "currency", "paid_on", "is_day_known", "minor", "reverses_id", "note", "source",
    "recorded_at", "unallocated_minor",
)  # fmt: skip
ALLOCATION_COLUMNS: Final = (
    "id", "invoice_id", "payment_id", "credit_note_id", "write_off_id", "allocated_on", "minor", "reverses_id",
    "recorded_at",
)  # fmt: skip
_INSTALMENT: Final = ("id", "invoice_id", "due_on", "minor", "later_minor")
_LINE: Final = (
    "id", "invoice_id", "position", "description", "quantity", "unit", "price_minor", "minor", "source_kind",
    "source_ref",
)  # fmt: skip
_WRITE_OFF: Final = ("id", "ref", "invoice_id", "minor", "written_off_on", "reason", "recorded_at")
_DISPUTE: Final = ("id", "ref", "invoice_id", "opened_on", "reason", "closed_on", "outcome", "recorded_at")
_BALANCE: Final = ("open_minor", "paid_minor", "written_off_minor", "settled_on", "is_settled_day_known")


@dataclass(slots=True)
class BatchOutcome:
    """What one batch did. `overpaid` counts payments of which a part was left on the client's account."""

    invoices: int = 0
    payments: int = 0
    credit_notes: int = 0
    refunds: int = 0
    clients: int = 0
    overpaid: int = 0
    expected_dates: int = 0
    rows: int = 0
    rejects: list[Reject] = field(default_factory=list)
    tally: ImportTally = field(default_factory=ImportTally)
    changes: list[SourceChange] = field(default_factory=list)


@dataclass(slots=True)
class Writing:
    """The rows one batch will write, gathered before anything is written."""

    stamp: str
    today: date
    invoices: list[tuple[object, ...]] = field(default_factory=list)
    instalments: list[tuple[object, ...]] = field(default_factory=list)
    lines: list[tuple[object, ...]] = field(default_factory=list)
    payments: list[tuple[object, ...]] = field(default_factory=list)
    write_offs: list[tuple[object, ...]] = field(default_factory=list)
    allocations: list[tuple[object, ...]] = field(default_factory=list)
    disputes: list[tuple[object, ...]] = field(default_factory=list)
    closed_disputes: list[tuple[object, ...]] = field(default_factory=list)
    updates: list[tuple[object, ...]] = field(default_factory=list)
    by_client: Counter[tuple[int, str]] = field(default_factory=Counter)
    latest: str = ""


def write(writing: Writing) -> None:
    """Write the batch in the order in which the rows refer to one another."""
    stamp = writing.stamp
    bulk.insert_rows("billing_invoice", INVOICE_COLUMNS, writing.invoices)
    _write_parts("billing_instalment", _INSTALMENT, writing.instalments)
    _write_parts("billing_invoiceline", _LINE, writing.lines)
    allocations: list[tuple[object, ...]] = []
    if writing.payments:
        ids = bulk.reserve_ids("billing_payment", len(writing.payments))
        refs = sorted(new_refs("p", len(ids)))  # one walk through the index, as for invoices
        rows = []
        for pid, ref, (client, key, currency, on, is_known, minor, left, invoice, allocated_on, used) in zip(
            ids, refs, writing.payments, strict=True
        ):
            rows.append((pid, ref, client, key, currency, on, is_known, minor, None, "", "import", stamp, left))
            if used:
                allocations.append((invoice, pid, None, None, allocated_on, used, None, stamp))
        bulk.insert_rows("billing_payment", PAYMENT_COLUMNS, rows)
    if writing.write_offs:
        ids = bulk.reserve_ids("billing_writeoff", len(writing.write_offs))
        refs = new_refs("w", len(ids))
        lost = list(zip(ids, refs, writing.write_offs, strict=True))
        bulk.insert_rows(
            "billing_writeoff",
            _WRITE_OFF,
            [(wid, ref, invoice, minor, on, "import", stamp) for wid, ref, (invoice, minor, on) in lost],
        )
        allocations += [(invoice, None, None, wid, on, minor, None, stamp) for wid, _, (invoice, minor, on) in lost]
    if allocations:
        ids = bulk.reserve_ids("billing_allocation", len(allocations))
        bulk.insert_rows(
            "billing_allocation", ALLOCATION_COLUMNS, [(aid, *row) for aid, row in zip(ids, allocations, strict=True)]
        )
    if writing.updates:
        bulk.update_columns("billing_invoice", _BALANCE, writing.updates)
    if writing.disputes:
        ids = bulk.reserve_ids("billing_dispute", len(writing.disputes))
        refs = new_refs("d", len(ids))
        bulk.insert_rows(
            "billing_dispute",
            _DISPUTE,
            [
                (did, ref, invoice, None, "", None, "", stamp)
                for did, ref, (invoice,) in zip(ids, refs, writing.disputes, strict=True)
            ],
        )
    if writing.closed_disputes:
        bulk.update_rows(
            "UPDATE billing_dispute SET closed_on = %s WHERE invoice_id = %s AND closed_on IS NULL",
            writing.closed_disputes,
        )
    if writing.latest:
        extend_to(date.fromisoformat(writing.latest))


def _write_parts(table: str, columns: Sequence[str], found: Sequence[tuple[object, ...]]) -> None:
    """Write the parts of new invoices, such as instalments."""
    if found:
        rows = [(row_id, *row) for row_id, row in zip(bulk.reserve_ids(table, len(found)), found, strict=True)]
        bulk.insert_rows(table, columns, rows)


def note(writing: Writing, file_name: str, by: Actor, now: datetime) -> None:
    """One line on the timeline of each client the batch brought something for."""
    clients = dict.fromkeys(client for client, _ in writing.by_client)
    record_many(
        happenings=[
            Happening(
                client,
                BOOK_IMPORTED,
                writing.today,
                "",
                {
                    "file": file_name,
                    "invoices": writing.by_client[client, "invoices"],
                    "payments": writing.by_client[client, "payments"],
                },
            )
            for client in clients
        ],
        by=by,
        now=now,
    )


def reject(row: InvoiceRow | PaymentRow | CreditRow, name: str, problem: Problem, columns: Mapping[str, str]) -> Reject:
    """A row that the book cannot take, as it goes into the file of rejected rows."""
    minor = {"total": "total_minor", "paid": "paid_minor"}.get(name)
    if minor is not None and (amount := getattr(row, minor, None)) is not None:
        value = decimal_text(amount, str(row.currency))
    else:
        value = str(getattr(row, name, "") or problem.value)
    return Reject(row.line, columns.get(name, name), value, problem, row.raw, _outline(row))


def _outline(row: InvoiceRow | PaymentRow | CreditRow) -> DocumentOutline:
    kind = str(getattr(row, "kind", "") or ("invoice" if hasattr(row, "total_minor") else "payment"))
    minor = int(getattr(row, "total_minor", 0) or getattr(row, "minor", 0) + getattr(row, "applied_minor", 0))
    if kind in {"credit_note", "refund"}:
        minor = -minor
    return DocumentOutline(kind, row.number, row.client_name, row.currency or "", minor)
