"""Bring a whole file of invoices and payments into the book: batch after batch, with the rows that cannot come in."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.db import transaction

from mainstay.billing.actions.importing import take_invoices
from mainstay.billing.actions.importing_payments import take_payments
from mainstay.billing.formats.invoice_rows import Plan
from mainstay.billing.formats.layouts import OWN_INVOICES, OWN_PAYMENTS, is_own_payments
from mainstay.billing.formats.reading import read_table
from mainstay.billing.phrases import import_sentence
from mainstay.billing.rules.acts import IMPORT_INVOICES
from mainstay.firm.permissions import require
from mainstay.intake.rejects import LazyRejects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date, datetime
    from pathlib import Path

    from mainstay.billing.actions._batches import BatchOutcome
    from mainstay.billing.formats.invoice_rows import Parsed
    from mainstay.intake.import_reading import ImportReading
    from mainstay.intake.records import Reject
    from mainstay.kernel.actor import Actor

BATCH: Final = 10_000
"""Rows a transaction: large enough to be quick, small enough that others need not wait long for the book."""


@dataclass(slots=True)
class ImportOutcome:
    """What came of a file.

    `skipped` rows were drafts and the like; `rejected` counts rows of the file, `rejects` shows
    the first few.
    """

    rows: int = 0
    invoices: int = 0
    payments: int = 0
    clients: int = 0
    unchanged: int = 0
    overpaid: int = 0
    rejected: int = 0
    skipped: int = 0
    rejects_file: Path | None = None
    rejects: list[Reject] = field(default_factory=list)


def import_invoice_file(
    *,
    import_reading: ImportReading,
    rejects_file: Path,
    today: date,
    by: Actor,
    now: datetime,
    is_dry_run: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> ImportOutcome:
    """Take a file in as it was read; every batch is whole in the book or not at all.

    A dry run does the same and undoes it, and writes no file. `rejects_file` is written only when a row is rejected.
    Interrupted, it is simply started again. `progress` is called with rows and bytes done. The proposal must be
    settled.
    """
    require(by, IMPORT_INVOICES)
    table, layout = import_reading.table, import_reading.layout
    if layout is None or not import_reading.is_settled:
        msg = "the reading is not settled"
        raise ValueError(msg)
    plan = Plan.of(import_reading, today=today, takes_credits=False)
    outcome = ImportOutcome()
    writer = LazyRejects(rejects_file, table.header, import_reading.mapping(), import_sentence, is_dry_run=is_dry_run)
    with writer as rejects, transaction.atomic() if is_dry_run else nullcontext():
        for parsed, is_first_pass in _passes(import_reading, plan, progress):
            facts = {"columns": layout.columns, "file_name": table.path.name, "today": today, "by": by, "now": now}
            if is_first_pass:
                outcome.rows += parsed.source_rows
                outcome.skipped += len(parsed.skipped)
                outcome.rejected += rejects.write(parsed.rejects)
                done = take_invoices(rows=parsed.rows, **facts)  # type: ignore[arg-type]  # as named
            else:
                done = take_payments(rows=parsed.payments, **facts)  # type: ignore[arg-type]  # as named
            outcome.rejected += rejects.write(done.rejects)
            _add(outcome, done)
            if progress is not None and is_first_pass:
                progress(outcome.rows, parsed.bytes_done)
        if is_dry_run:
            transaction.set_rollback(True)
    outcome.rejects_file = rejects.path
    outcome.rejects = rejects.first
    return outcome


def _passes(
    import_reading: ImportReading, plan: Plan, progress: Callable[[int, int], None] | None
) -> Iterator[tuple[Parsed, bool]]:
    """Invoices first, then payments, because a payment may stand above its invoice."""
    tables = [(import_reading.table, plan)]
    if plan.layout.name == OWN_INVOICES.name and (payments := import_reading.table.beside(is_own_payments)) is not None:
        # A workbook of ours holds the payments in a sheet of their own.
        tables.append((payments, Plan(OWN_PAYMENTS, payments.header, "ymd", "point")))
    with_payments = []
    for table, reading in tables:
        has_payments = False
        for parsed in _gathered(read_table(table, reading, progress=progress)):
            has_payments = has_payments or bool(parsed.payments)
            yield parsed, True
        if has_payments:
            with_payments.append((table, reading))
    for table, reading in with_payments:
        for parsed in _gathered(read_table(table, reading)):
            yield parsed, False


def _gathered(parts: Iterable[Parsed]) -> Iterator[Parsed]:
    """Put small batches together: reading is quickest in small ones, writing in large ones."""
    whole: Parsed | None = None
    for part in parts:
        if whole is None:
            whole = part
        else:
            whole.rows.extend(part.rows)
            whole.payments.extend(part.payments)
            whole.rejects.extend(part.rejects)
            whole.skipped.extend(part.skipped)
            rows = whole.source_rows + part.source_rows
            whole = whole._replace(source_rows=rows, bytes_done=part.bytes_done)
        if whole.source_rows >= BATCH:
            yield whole
            whole = None
    if whole is not None:
        yield whole


def _add(outcome: ImportOutcome, done: BatchOutcome) -> None:
    outcome.invoices += done.invoices
    outcome.payments += done.payments
    outcome.clients += done.clients
    outcome.unchanged += done.unchanged
    outcome.overpaid += done.overpaid
