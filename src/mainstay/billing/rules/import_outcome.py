"""What came of a whole file of invoices and payments. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from mainstay.billing.rules.import_tally import ImportTally, RowResult
from mainstay.billing.rules.numbers import Numbering
from mainstay.billing.rules.source_changes import VOIDED
from mainstay.kernel.money import decimal_text

if TYPE_CHECKING:
    from pathlib import Path

    from mainstay.billing.rules.control_total import ControlResult
    from mainstay.billing.rules.source_changes import SourceChange
    from mainstay.intake.records import Reject
    from mainstay.kernel.code_pages import CodePage

MOST_CHANGES: Final = 200
"""So many changes at the source are listed; all are counted."""


@dataclass(slots=True)
class ImportOutcome:
    """What came of a file.

    `tally` counts its rows by their result and sums its amounts; `rejects` shows the first few rejected rows.
    `numberings` are ways in which numbers run that the file showed, each with a number; `changes` what is otherwise at
    the source by now. `code_page` is the one that the file was read with, and why, where several fit.
    """

    rows: int = 0
    invoices: int = 0
    payments: int = 0
    credit_notes: int = 0
    refunds: int = 0
    clients: int = 0
    expected_dates: int = 0
    overpaid: int = 0
    tally: ImportTally = field(default_factory=ImportTally)
    changes: list[SourceChange] = field(default_factory=list)
    numberings: dict[Numbering, str] = field(default_factory=dict)
    rejects_file: Path | None = None
    rejects: list[Reject] = field(default_factory=list)
    ref: str = ""
    control: ControlResult | None = None
    code_page: CodePage | None = None

    @property
    def has_changed_money(self) -> bool:
        """Whether the book owes anything else than before: something came in, was added to, or was voided."""
        return bool(self.came_in + self.updated) or any(change.kind == VOIDED for change in self.changes)

    @property
    def came_in(self) -> int:
        """Rows that brought something new."""
        return self.tally.rows[RowResult.CAME_IN]

    @property
    def updated(self) -> int:
        """Rows that added something to what was in the book."""
        return self.tally.rows[RowResult.UPDATED]

    @property
    def unchanged(self) -> int:
        """Rows whose document was in the book just so."""
        return self.tally.rows[RowResult.UNCHANGED]

    @property
    def skipped(self) -> int:
        """Rows left out on purpose."""
        return self.tally.rows[RowResult.LEFT_OUT]

    @property
    def rejected(self) -> int:
        """Rows that could not come in."""
        return self.tally.rows[RowResult.REJECTED]


class NumberingDoubt(NamedTuple):
    """A number that leaves it open how numbers run, and what the file shows; None where it speaks for no way."""

    number: str
    shown: Numbering | None


def numbering_doubt(outcome: ImportOutcome) -> NumberingDoubt | None:
    """What leaves it open how numbers run: one number for several clients or years, in the file or beside the book."""
    for numbering in (Numbering.CLIENT, Numbering.YEAR):
        if numbering in outcome.numberings:
            return NumberingDoubt(outcome.numberings[numbering], numbering)
    others = (one.problem.value for one in outcome.rejects if one.problem.code == "number_of_another_client")
    number = next(others, None)
    return None if number is None else NumberingDoubt(number, None)


def figures_of(outcome: ImportOutcome) -> dict[str, Any]:
    """The counts and sums of an import as JSON: every row of the file is in one of five counts."""
    return {
        "rows": outcome.rows,
        **{result.value: outcome.tally.rows[result] for result in RowResult},
        "reasons_left_out": dict(sorted(outcome.tally.left_out.items())),
        "invoices": outcome.invoices,
        "payments": outcome.payments,
        "credit_notes": outcome.credit_notes,
        "refunds": outcome.refunds,
        "clients": outcome.clients,
        "sums": [
            {
                "of": one.of.value,
                "currency": one.currency,
                "in_file": decimal_text(one.in_file_minor, one.currency),
                "in_book": decimal_text(one.in_book_minor, one.currency),
                "left_out": decimal_text(one.left_out_minor, one.currency),
                "rejected": decimal_text(one.rejected_minor, one.currency),
            }
            for one in outcome.tally.sums()
        ],
        "numberings": {numbering.value: number for numbering, number in outcome.numberings.items()},
        "changes": [
            {
                "kind": one.kind, "ref": one.ref, "subject": one.subject, "ours": one.ours, "theirs": one.theirs,
                "currency": one.currency, "open": decimal_text(one.minor, one.currency) if one.currency else None,
            }
            for one in outcome.changes[:MOST_CHANGES]
        ],
        "changed_at_source": len(outcome.changes),
        "code_page": None if outcome.code_page is None else outcome.code_page._asdict(),
        "control_total": None if outcome.control is None else outcome.control.as_document(),
        "expected_dates": outcome.expected_dates,
    }  # fmt: skip
