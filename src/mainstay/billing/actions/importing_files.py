"""Bring a whole file of invoices and payments into the book: batch after batch, with the rows that cannot come in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mainstay.billing.actions.importing import take_invoices
from mainstay.billing.actions.importing_payments import take_payments
from mainstay.billing.formats.invoice_rows import Plan
from mainstay.billing.formats.reading import read_table
from mainstay.billing.phrases import import_sentence
from mainstay.intake.rejects import RejectsFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime
    from pathlib import Path

    from mainstay.billing.actions._batches import BatchOutcome
    from mainstay.billing.formats.invoice_rows import Parsed
    from mainstay.intake.proposing import ImportProposal
    from mainstay.intake.records import Reject
    from mainstay.kernel.actor import Actor

BATCH: Final = 10_000
"""Rows a transaction: large enough to be quick, small enough that others need not wait long for the book."""


@dataclass(slots=True)
class ImportOutcome:
    """What came of a file. `skipped` rows were drafts and the like, by reason; `rejected` counts rows of the file."""

    rows: int = 0
    invoices: int = 0
    payments: int = 0
    clients: int = 0
    unchanged: int = 0
    overpaid: int = 0
    rejected: int = 0
    skipped: int = 0
    rejects_file: Path | None = None


def import_invoice_file(
    *,
    proposal: ImportProposal,
    rejects_file: Path,
    today: date,
    by: Actor,
    now: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> ImportOutcome:
    """Take a file in as proposed; every batch is whole in the book or not at all.

    `rejects_file` is written only when a row is rejected. Interrupted, it is simply started again. `progress` is told
    rows and bytes done. The proposal must be settled.
    """
    table, layout = proposal.table, proposal.layout
    if layout is None or proposal.reading.open:
        msg = "the proposal is not settled"
        raise ValueError(msg)
    plan = Plan(
        layout,
        table.header,
        proposal.reading.chosen("date_order") or "ymd",  # type: ignore[arg-type]  # one of its options
        proposal.reading.chosen("decimal") or "point",  # type: ignore[arg-type]  # one of its options
        proposal.currency,
    )
    outcome = ImportOutcome()
    with _Rejects(rejects_file, proposal) as rejects:
        for parsed, is_first_pass in _passes(proposal, plan, progress):
            facts = {"columns": dict(layout.columns), "file_name": table.path.name, "today": today, "by": by, "now": now}
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
        outcome.rejects_file = rejects.path
    return outcome


def _passes(
    proposal: ImportProposal, plan: Plan, progress: Callable[[int, int], None] | None
) -> Iterator[tuple[Parsed, bool]]:
    """Invoices first, then payments, because a payment may stand above its invoice."""
    has_payments = False
    for parsed in read_table(proposal.table, plan, BATCH, progress):
        has_payments = has_payments or bool(parsed.payments)
        yield parsed, True
    if has_payments:
        for parsed in read_table(proposal.table, plan, BATCH):
            yield parsed, False


def _add(outcome: ImportOutcome, done: BatchOutcome) -> None:
    outcome.invoices += done.invoices
    outcome.payments += done.payments
    outcome.clients += done.clients
    outcome.unchanged += done.unchanged
    outcome.overpaid += done.overpaid


class _Rejects:
    """The file of rejected rows, made when the first one comes."""

    def __init__(self, path: Path, proposal: ImportProposal) -> None:
        self._wanted = path
        self._proposal = proposal
        self._file: RejectsFile | None = None

    @property
    def path(self) -> Path | None:
        return None if self._file is None else self._wanted

    def __enter__(self) -> _Rejects:
        return self

    def __exit__(self, *exc: object) -> None:
        if self._file is not None:
            self._file.close()

    def write(self, rejects: list[Reject]) -> int:
        """Write rejected rows down and count the rows of the file they are made of."""
        if not rejects:
            return 0
        if self._file is None:
            table = self._proposal.table
            self._file = RejectsFile(self._wanted, table.header, self._proposal.mapping(), import_sentence)
        self._file.write(rejects)
        return sum(max(len(reject.rows), 1) for reject in rejects)
