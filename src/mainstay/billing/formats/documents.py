"""Rows of one number brought together, wherever in the file they stand: they come in as whole documents or not at all.

A first look at the numbers finds those that repeat; only their rows wait for one another, so memory stays bounded.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from mainstay.billing.formats.invoice_rows import REPEATED, InvoiceRow
from mainstay.billing.formats.statuses import INVOICE
from mainstay.billing.rules.instalments import InstalmentPart
from mainstay.billing.rules.numbers import Numbering, number_key, numbering_shown
from mainstay.intake.cells import BLANKS
from mainstay.intake.document_numbers import clean_number
from mainstay.intake.records import DocumentOutline, Reject, Skipped
from mainstay.kernel.money import decimal_text
from mainstay.kernel.problem import Problem
from mainstay.kernel.text import match_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mainstay.billing.formats.invoice_rows import Parsed, Plan
    from mainstay.intake.tables import Table

_SAME: Final = ("currency", "issued_on", "due_on", "total_minor", "written_off_minor", "left_minor")
_OF_PAYMENT: Final = ("paid_minor", "paid_on", "payment_id")


def repeated_numbers(table: Table, plan: Plan) -> Counter[str]:
    """How many rows of the file bear each number that more than one row bears, by the key of the number.

    Nothing in files of payments, of lines (which are sorted by number anyway) or without numbers.
    """
    at = plan.layout.positions(plan.header).get("number")
    repeated: Counter[str] = Counter()
    if at is None or plan.layout.kind == "payments" or plan.layout.grouping == "lines":
        return repeated
    seen: set[int] = set()
    for batch in table.batches():
        for row in batch.rows:
            key = _key(row[at])
            hashed = hash(key)
            if hashed not in seen:
                seen.add(hashed)
            elif key not in BLANKS:
                repeated[key] += 1
    for key in repeated:
        repeated[key] += 1
    return repeated


def _key(cell: str) -> str:
    """The key of the number in a cell, as the reader of rows cleans it."""
    return number_key(clean_number(cell))


@dataclass(slots=True)
class DocumentGatherer:
    """Holds rows of repeated numbers back until all of a number were read, then hands out whole documents.

    `is_joined`: each row is a payment of its invoice. `numberings` are the ways in which the file shows that its
    numbers run, each with a number that shows it.
    """

    repeated: Counter[str]
    at: Mapping[str, int]
    columns: Mapping[str, str]
    is_joined: bool = False
    numberings: dict[Numbering, str] = field(default_factory=dict)
    _rows: dict[str, list[InvoiceRow]] = field(default_factory=dict)
    _rejects: dict[str, list[Reject]] = field(default_factory=dict)

    def gather(self, parsed: Parsed) -> Parsed:
        """The documents of a batch that are whole, with those of earlier batches that became whole in it."""
        if not self.repeated and not self.is_joined:
            return parsed
        rows: list[InvoiceRow] = []
        rejects: list[Reject] = []
        done: list[str] = []
        for row in parsed.rows:
            if self._is_last(key := number_key(row.number), done):
                self._rows.setdefault(key, []).append(row)
            else:
                self._add([row], rows, rejects, [])
        for reject in parsed.rejects:
            if self._is_last(key := self._key_of(reject), done):
                self._rejects.setdefault(key, []).append(reject)
            else:
                rejects.append(reject)
        for key in (
            *(number_key(skipped.number) for skipped in parsed.skipped),
            *(number_key(credit.number) for credit in parsed.credits),
            *(self._cell(payment.raw, "number") for payment in parsed.payments),
        ):
            self._is_last(key, done)
        skipped = list(parsed.skipped)
        for key in done:
            self._settle(key, rows, rejects, skipped)
        return parsed._replace(rows=rows, rejects=rejects, skipped=skipped)

    def rest(self, parsed: Parsed) -> Parsed:
        """What still waits at the end of the file, as a batch of no new rows."""
        rows: list[InvoiceRow] = []
        rejects: list[Reject] = []
        skipped: list[Skipped] = []
        for key in [*self._rows, *(key for key in self._rejects if key not in self._rows)]:
            self._settle(key, rows, rejects, skipped)
        return parsed._replace(rows=rows, payments=[], rejects=rejects, skipped=skipped, credits=[], source_rows=0)

    def _is_last(self, key: str, done: list[str]) -> bool:
        """Count a row of a number; False for a number that does not repeat. What is whole is noted in `done`."""
        left = self.repeated.get(key)
        if left is None:
            return False
        self.repeated[key] = left - 1
        if left == 1:
            done.append(key)
        return True

    def _key_of(self, reject: Reject) -> str:
        return self._cell(reject.rows, "number")

    def _cell(self, rows: Sequence[Sequence[str]], name: str) -> str:
        index = self.at.get(name)
        if index is None or not rows or index >= len(rows[0]):
            return ""
        return _key(rows[0][index]) if name == "number" else rows[0][index]

    def _settle(self, key: str, rows: list[InvoiceRow], rejects: list[Reject], skipped: list[Skipped]) -> None:
        found, bad = self._rows.pop(key, []), self._rejects.pop(key, [])
        rejects += bad
        documents: dict[tuple[str, str], list[InvoiceRow]] = {}
        for row in found:
            documents.setdefault((client_key(row), row.issued_on[:4]), []).append(row)
        if found and (shown := numbering_shown((client, year) for client, year in documents)) is not None:
            self.numberings.setdefault(shown, found[0].number)
        for (client, _year), document in documents.items():
            spoilt = next((one for one in bad if self._is_of(client, one)), None)
            if spoilt is not None:
                problem = Problem("number", "document_incomplete", document[0].number, {"line": spoilt.line})
                rejects.append(whole_reject(document, problem, self.columns))
                continue
            self._add(document, rows, rejects, skipped)

    def _add(
        self, document: list[InvoiceRow], rows: list[InvoiceRow], rejects: list[Reject], skipped: list[Skipped]
    ) -> None:
        """Hand out a document whole, or with what is wrong with it."""
        whole = whole_or_problem(document, is_joined=self.is_joined)
        if isinstance(whole, Problem):
            rejects.append(whole_reject(document, whole, self.columns))
            return
        rows.append(whole)
        if len(whole.raw) > len(document[0].raw):
            return  # each row is a part of it
        skipped += [
            Skipped(
                row.line, REPEATED, row.number,
                DocumentOutline(INVOICE, row.number, row.client_name, row.currency, row.total_minor), len(row.raw),
            )
            for row in document[1:]
        ]  # fmt: skip

    def _is_of(self, client: str, reject: Reject) -> bool:
        """Whether a rejected row may belong to a client's document: it names that client or none."""
        name = self._cell(reject.rows, "client_name")
        return not name.strip() or client in {match_key(name), self._cell(reject.rows, "client_external_id").strip()}


def client_key(row: InvoiceRow) -> str:
    """How a row tells its client apart from others of the file."""
    return row.client_external_id or match_key(row.client_name)


def whole_or_problem(document: Sequence[InvoiceRow], *, is_joined: bool = False) -> InvoiceRow | Problem:
    """The invoice that the rows of one number, client and year are together; else why none of them can come in.

    Rows that say one thing are one row repeated; rows with a due date each are its instalments; where the file
    `is_joined`, rows that differ in nothing but what was paid are its payments.
    """
    first = document[0]
    names = (*_SAME, *_OF_PAYMENT)
    different = {name for row in document[1:] for name in names if getattr(row, name) != getattr(first, name)}
    if is_joined and not different & set(_SAME):
        return _with_payments(document)
    if not different:
        return first
    params: dict[str, object] = {"lines": ", ".join(str(row.line) for row in document)}
    if "due_on" not in different or different & {"currency", "issued_on"}:
        return Problem("number", "number_repeated", first.number, params)
    return _in_instalments(document) or Problem("due_on", "instalments_unclear", first.number, params)


def _with_payments(document: Sequence[InvoiceRow]) -> InvoiceRow | Problem:
    """The invoice whose payments the rows are; all of them add up to what the file says is open."""
    first = document[0]
    params: dict[str, object] = {"lines": ", ".join(str(row.line) for row in document)}
    paying = [row for row in document if row.paid_minor]
    if all(row.payment_id for row in paying):
        paying = list({row.payment_id: row for row in paying}.values())
    elif len({(row.paid_minor, row.paid_on) for row in paying}) < len(paying):
        return Problem("paid", "payments_alike", first.number, params)
    paid = sum(row.paid_minor for row in paying)
    most = first.total_minor - first.written_off_minor
    if len(paying) > 1 and paid > most:
        return Problem("paid", "payments_above_total", first.number, params)
    if first.left_minor is not None and max(most - paid, 0) != first.left_minor:
        left, expected = (decimal_text(minor, first.currency) for minor in (first.left_minor, most - paid))
        return Problem("balance", "does_not_add_up", left, {"expected": expected})
    payments = sorted(((row.paid_minor, row.paid_on) for row in paying), key=lambda one: one[1] or "9999")
    return first._replace(
        paid_minor=paid,
        paid_on=payments[-1][1] if payments else None,
        raw=[cells for row in document for cells in row.raw],
        payments=tuple(payments) if len(payments) > 1 else (),
    )


def _in_instalments(document: Sequence[InvoiceRow]) -> InvoiceRow | None:
    """The invoice whose instalments the rows are; None where two fall due on one day, or more was paid than is owed."""
    first, total = document[0], sum(row.total_minor for row in document)
    parts = sorted(InstalmentPart(row.due_on, row.total_minor) for row in document if row.due_on is not None)
    paid: Counter[str | None] = Counter()
    for row in document:
        paid[row.paid_on] += row.paid_minor
    lost = sum(row.written_off_minor for row in document)
    if len({part.due_on for part in parts}) < len(document) or paid.total() + lost > total:
        return None
    payments = sorted(((minor, on) for on, minor in paid.items() if minor), key=lambda one: one[1] or "9999")
    taxes = [row.tax_minor for row in document if row.tax_minor is not None]
    flags = {row.disputed for row in document}
    return first._replace(
        due_on=parts[-1].due_on,
        total_minor=total,
        tax_minor=sum(taxes) if len(taxes) == len(document) else None,
        paid_minor=paid.total(),
        paid_on=payments[-1][1] if payments else None,
        written_off_minor=lost,
        written_off_on=max((row.written_off_on for row in document if row.written_off_on), default=None),
        disputed=True if True in flags else None if None in flags else False,
        raw=[cells for row in document for cells in row.raw],
        instalments=tuple(parts),
        payments=tuple(payments) if len(payments) > 1 else (),
    )


def whole_reject(document: Sequence[InvoiceRow], problem: Problem, columns: Mapping[str, str]) -> Reject:
    """All rows of a document as one rejected row, so that they stay together in the file of rejected rows."""
    first = document[0]
    raw = [cells for row in document for cells in row.raw]
    total = sum(row.total_minor for row in document)
    outline = DocumentOutline(INVOICE, first.number, first.client_name, first.currency, total)
    return Reject(first.line, columns.get(problem.field, problem.field), first.number, problem, raw, outline)
