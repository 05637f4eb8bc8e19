"""Bring a whole file of invoices and payments into the book: batch after batch, with the rows that cannot come in."""

from __future__ import annotations

from contextlib import nullcontext
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from mainstay.billing.actions._following import follow_names
from mainstay.billing.actions._import_state import ImportState
from mainstay.billing.actions.importing import take_invoices
from mainstay.billing.actions.importing_credits import take_credits
from mainstay.billing.actions.importing_expected_dates import take_expected_dates
from mainstay.billing.actions.importing_payments import take_payments
from mainstay.billing.actions.imports import record_import
from mainstay.billing.formats.credit_rows import CreditRow
from mainstay.billing.formats.documents import DocumentGatherer, repeated_numbers
from mainstay.billing.formats.invoice_rows import Plan
from mainstay.billing.formats.layouts import (
    EXPECTED_DATES,
    OWN_EXPECTED_DATES,
    OWN_INVOICES,
    OWN_PAYMENTS,
    is_own_expected_dates,
    is_own_payments,
    own_layout,
)
from mainstay.billing.formats.reading import read_table
from mainstay.billing.formats.statuses import PAYMENT, REFUND
from mainstay.billing.phrases.sentences import import_sentence
from mainstay.billing.queries.control_totals import compared_with
from mainstay.billing.queries.imports import waiting_documents
from mainstay.billing.rules.acts import IMPORT_INVOICES
from mainstay.billing.rules.import_outcome import ImportOutcome, figures_of
from mainstay.billing.rules.import_tally import ImportTally, RowResult, SumOf
from mainstay.billing.rules.numbers import number_key
from mainstay.billing.rules.unbooked import UnbookedKey, is_to_be_dealt_with
from mainstay.firm.actions.firms import note_code_page
from mainstay.firm.permissions import require
from mainstay.intake.headers import READING_COLUMN
from mainstay.intake.own_sheets import read_own_sheet
from mainstay.intake.rejects import LazyRejects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from mainstay.billing.actions._batches import BatchOutcome
    from mainstay.billing.formats.invoice_rows import Parsed, PaymentRow
    from mainstay.billing.rules.control_total import ControlTotal
    from mainstay.billing.rules.numbers import Numbering
    from mainstay.billing.rules.unbooked import Waiting
    from mainstay.intake.import_reading import ImportReading
    from mainstay.intake.records import DocumentOutline, Reject
    from mainstay.intake.tables import Table
    from mainstay.kernel.actor import Actor

BATCH: Final = 10_000
"""Rows a transaction: large enough to be quick, small enough that others need not wait long for the book."""


def import_invoice_file(
    *,
    import_reading: ImportReading,
    rejects_file: Path | None,
    today: date,
    by: Actor,
    now: datetime,
    is_dry_run: bool = False,
    numbering: Numbering | None = None,
    control: ControlTotal | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ImportOutcome:
    """Take a file in as it was read; every batch is whole in the book or not at all.

    A dry run does the same and undoes it, and writes no file. `rejects_file` is written only when a row is rejected,
    and not at all where it is None. Interrupted, it is simply started again. `progress` is called with rows and bytes
    done. The proposal must be settled. `numbering` is how numbers run, None for as the file and the book show.
    `control` is what the firm's own ledger says is owed on a day: the outcome compares it.
    """
    require(by, IMPORT_INVOICES)
    table, layout = import_reading.table, import_reading.layout
    if layout is None or not import_reading.is_settled:
        msg = "the reading is not settled"
        raise ValueError(msg)
    plan = Plan.of(import_reading, today=today)
    outcome = ImportOutcome()
    state = ImportState(said=numbering)
    wanted = None if is_dry_run else rejects_file
    writer = LazyRejects(wanted, table.header, import_reading.mapping(), import_sentence)
    credits_of_file: list[CreditRow] = []
    waiting: list[Reject] = []
    earlier = waiting_documents(is_mended=READING_COLUMN in table.header)
    with writer as rejects, transaction.atomic() if is_dry_run else nullcontext():

        def keep(found: Sequence[Reject]) -> None:
            rejects.write(found)
            waiting.extend(one for one in found if is_to_be_dealt_with(one))

        for parsed, is_first_pass in _passes(import_reading, plan, state, progress):
            facts: dict[str, Any] = {
                "columns": layout.columns, "file_name": table.path.name, "today": today, "by": by, "now": now,
            }  # fmt: skip
            if is_first_pass:
                outcome.rows += parsed.source_rows
                _tally_read(parsed, outcome.tally)
                keep(parsed.rejects)
                credits_of_file += parsed.credits
                done = take_invoices(rows=parsed.rows, left_out=parsed.skipped, state=state, **facts)
            else:
                done = take_payments(rows=parsed.payments, **facts)
                _note_booked(parsed.payments, done.rejects, earlier)
            keep(done.rejects)
            _add(outcome, done)
            if progress is not None and is_first_pass:
                progress(outcome.rows, parsed.bytes_done)
        more = (
            _credited(credits_of_file, layout.columns, state, earlier, by, now),
            _expected_dates(import_reading, today, by, now),
        )
        for done in chain(*more):
            keep(done.rejects)
            _add(outcome, done)
        outcome.changes += follow_names(state=state, by=by, now=now)
        outcome.numberings = dict(state.numberings)
        if control is not None:
            outcome.control = compared_with(control)
        outcome.code_page = table.code_page
        note_code_page(code_page=table.code_page, by=by, now=now)
        outcome.ref = record_import(
            file_name=table.path.name,
            figures=figures_of(outcome),
            waiting=waiting,
            came_in=earlier.came_in,
            today=today,
            by=by,
            now=now,
        )
        if is_dry_run:
            transaction.set_rollback(True)
    outcome.rejects_file = rejects.path
    outcome.rejects = rejects.first
    return outcome


def _credited(  # noqa: PLR0917 -- all that taking them needs
    rows: list[CreditRow], columns: Mapping[str, str], state: ImportState, earlier: Waiting, by: Actor, now: datetime
) -> Iterator[BatchOutcome]:
    """Take the credit notes and refunds of the whole file."""
    # A refund gives back what a credit note of the file may have brought, wherever it stands.
    rows.sort(key=lambda one: one.kind == REFUND)
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        done = take_credits(rows=batch, columns=columns, by=by, now=now, state=state)
        _note_booked(batch, done.rejects, earlier)
        yield done


def _note_booked(rows: Sequence[CreditRow | PaymentRow], rejects: Sequence[Reject], earlier: Waiting) -> None:
    """Note which documents of earlier imports came in with these rows."""
    if not earlier.documents:
        return
    refused = {reject.line for reject in rejects}
    for row in rows:
        if row.line not in refused:
            kind = row.kind if isinstance(row, CreditRow) else PAYMENT
            minor = row.minor + row.applied_minor
            earlier.note(UnbookedKey(kind, number_key(row.number), row.client_name[:200], row.currency or "", minor))


def _tally_read(parsed: Parsed, tally: ImportTally) -> None:
    """Count what the reader itself kept out: rejected rows, and rows left out with their reasons."""
    for reject in parsed.rejects:
        of, currency, minor = _sum_of(reject.outline)
        tally.add(RowResult.REJECTED, max(len(reject.rows), 1), of, currency, minor)
    for row in parsed.skipped:
        of, currency, minor = _sum_of(row.outline)
        tally.leave_out(row.reason, row.rows, of, currency, minor)


def _sum_of(outline: DocumentOutline | None) -> tuple[SumOf, str, int]:
    if outline is None:
        return SumOf.INVOICED, "", 0
    of = SumOf.RECEIVED if outline.kind in {PAYMENT, REFUND} else SumOf.INVOICED
    return of, outline.currency, outline.minor


def _passes(
    import_reading: ImportReading, plan: Plan, state: ImportState, progress: Callable[[int, int], None] | None
) -> Iterator[tuple[Parsed, bool]]:
    """Invoices first, then payments, because a payment may stand above its invoice; the file is read once or twice."""
    tables = [] if plan.layout.kind == EXPECTED_DATES else [(import_reading.table, plan)]
    if plan.layout.name == OWN_INVOICES and (payments := import_reading.table.beside(is_own_payments)) is not None:
        # A workbook of ours holds the payments in a sheet of their own.
        tables.append((payments, Plan(own_layout(OWN_PAYMENTS), payments.header, "ymd", "point")))
    with_payments = []
    for table, reading in tables:
        has_payments = False
        # In a file of payments no invoice comes after them.
        is_once = reading.layout.kind == "payments"
        documents = _documents(table, reading, state, read_table(table, reading, progress=progress))
        for parsed in _gathered(documents):
            has_payments = has_payments or (bool(parsed.payments) and not is_once)
            yield parsed, True
            if is_once:
                yield parsed, False
        if has_payments:
            with_payments.append((table, reading))
    for table, reading in with_payments:
        for parsed in _gathered(read_table(table, reading)):
            yield parsed, False


def _expected_dates(import_reading: ImportReading, today: date, by: Actor, now: datetime) -> Iterator[BatchOutcome]:
    """Take the expected dates of a file of them, or of a sheet beside the invoices of a workbook of ours."""
    table, layout = import_reading.table, import_reading.layout
    if layout is not None and layout.name == OWN_INVOICES:
        sheet = table.beside(is_own_expected_dates)
    else:
        sheet = table if layout is not None and layout.kind == EXPECTED_DATES else None
    if sheet is None:
        return
    layout = own_layout(OWN_EXPECTED_DATES)
    for rows, unread in read_own_sheet(sheet, layout):
        done = take_expected_dates(rows=rows, layout=layout, today=today, by=by, now=now)
        done.tally.add(RowResult.REJECTED, len(unread), SumOf.INVOICED, "", 0)
        done.rejects += unread
        done.rows = len(rows) + len(unread)
        yield done


def _documents(table: Table, plan: Plan, state: ImportState, parts: Iterable[Parsed]) -> Iterator[Parsed]:
    """The same parts with the rows of each document together."""
    repeated = repeated_numbers(table, plan)
    is_joined = plan.layout.grouping == "payments"
    gatherer = DocumentGatherer(repeated, plan.layout.positions(plan.header), plan.layout.columns, is_joined)
    state.shown, state.repeated = gatherer.numberings, repeated
    last: Parsed | None = None
    for part in parts:
        last = gatherer.gather(part)
        yield last
    if last is not None and repeated:
        yield gatherer.rest(last)


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
            whole.credits.extend(part.credits)
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
    outcome.credit_notes += done.credit_notes
    outcome.refunds += done.refunds
    outcome.clients += done.clients
    outcome.rows += done.rows
    outcome.expected_dates += done.expected_dates
    outcome.overpaid += done.overpaid
    outcome.tally.merge(done.tally)
    outcome.changes += done.changes
