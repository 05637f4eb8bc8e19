"""Payments as an export of ours writes them, with what they settled, what of them went back, and losses. Pure.

Four sheets tell of them: “Payments”, “Refunds”, “Recoveries” and “Write-offs”.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import InvalidOperation
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.billing.formats.credit_sheets import exported_minor
from mainstay.billing.rules.applied import Applied, applied_from
from mainstay.intake.guards import unguarded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_PAYMENTS: Final = frozenset({
    "Mainstay ref", "Payment ID", "Client ID", "Client name", "Paid on", "Day known", "Currency", "Amount",
    "Payment amount", "Part", "Note", "Allocations", "Undoes",
})  # fmt: skip
_WRITE_OFFS: Final = frozenset({
    "Mainstay ref", "Invoice", "Written off on", "Currency", "Amount", "Reason", "Client ID", "Client name",
    "Issued on", "Invoice status", "Undone on",
})  # fmt: skip
TEXT_LENGTH: Final = 300
_WRONG: Final = (KeyError, ValueError, InvalidOperation)


class Reversal(NamedTuple):
    """The second record by which a payment was taken back."""

    payment_id: str
    on: date
    note: str


class Given(NamedTuple):
    """What of a payment went back to the client, or was set against a loss where `write_off` names one.

    A negative amount undoes the one that `undoes` names.
    """

    ref: str
    on: date
    minor: int
    note: str
    undoes: str
    write_off: str = ""


@dataclass(frozen=True, slots=True)
class PaymentRecord:
    """A payment as it was exported, with all that became of it; `parts` are its amounts by what they were for."""

    line: int
    rows: int
    ref: str
    payment_id: str
    client_id: str
    client_name: str
    paid_on: date
    is_day_known: bool
    currency: str
    minor: int
    note: str
    parts: Mapping[str, int]
    applied: tuple[Applied, ...] = ()
    given: tuple[Given, ...] = ()
    reversal: Reversal | None = None

    @property
    def gives_in_order(self) -> bool:
        """Whether nothing of it went back too early, and what undoes that is as much."""
        return gives_in_order(self.given, self.paid_on)

    @property
    def adds_up(self) -> bool:
        """Whether its parts are what became of it."""
        applied = sum(part.minor for part in self.applied)
        given = sum(one.minor for one in self.given)
        if self.reversal is not None:
            return (applied, given, self.parts["reversed"]) == (0, 0, self.minor)
        on_account = self.minor - applied - given
        said = (self.parts["invoice"], self.parts["returned"], self.parts["on account"])
        return said == (applied, given, on_account) and on_account >= 0


class UnreadPayment(NamedTuple):
    """Rows of a payment that are not as an export writes them."""

    line: int
    rows: int
    payment_id: str


class LostPart(NamedTuple):
    """What was written off of an invoice, as it was exported; it was undone on `undone_on`."""

    line: int
    ref: str
    invoice: str
    client_id: str
    client_name: str
    issued_on: date
    on: date
    currency: str
    minor: int
    reason: str
    is_of_void: bool
    undone_on: date | None


class WriteOffSheet(NamedTuple):
    """The write-offs of a sheet, and the lines of the rows that cannot be read."""

    records: tuple[LostPart, ...]
    unreadable: tuple[int, ...] = ()


@dataclass(slots=True)
class PaymentOutcomes:
    """What became of the payments of an export later: by payment, what went back, and what took it back.

    What went back of credit notes stands there, too, by the note.
    """

    given: dict[str, list[Given]] = field(default_factory=dict)
    reversals: dict[str, tuple[int, Reversal]] = field(default_factory=dict)


def tells_all_of_payments(lines: Iterable[str]) -> bool:
    """Whether a sheet of payments tells what each of them settled and when; older exports did not."""
    return set(csv.DictReader(lines).fieldnames or ()) >= _PAYMENTS


def tells_all_of_write_offs(lines: Iterable[str]) -> bool:
    """Whether a sheet of write-offs tells of which client’s invoice each is; older exports did not."""
    return set(csv.DictReader(lines).fieldnames or ()) >= _WRITE_OFFS


def read_history(payments: Iterable[str], refunds: Iterable[str], recoveries: Iterable[str]) -> PaymentOutcomes:
    """Read what took payments back, and what of them went back or was set against a loss; what is unclear is left."""
    found = PaymentOutcomes()
    for line, cells in rows_of_sheet(payments):
        if undone := cells.get("Undoes", ""):
            try:
                reversal = Reversal(cells["Payment ID"], date.fromisoformat(cells["Paid on"]), _short(cells, "Note"))
            except _WRONG:
                continue
            found.reversals[undone] = line, reversal
    for lines, day, write_off in ((refunds, "Refunded on", ""), (recoveries, "Recovered on", "Write-off ref")):
        for _line, cells in rows_of_sheet(lines):
            origin = cells.get("Payment ref") or cells.get("Credit note ref", "")
            try:
                one = Given(
                    cells["Mainstay ref"], date.fromisoformat(cells[day]),
                    exported_minor(cells["Amount"], cells["Currency"]), _short(cells, "Note"), cells["Undoes"],
                    cells[write_off] if write_off else "",
                )  # fmt: skip
            except _WRONG:
                continue
            found.given.setdefault(origin, []).append(one)
    return found


def read_payments(lines: Iterable[str], history: PaymentOutcomes) -> Iterator[PaymentRecord | UnreadPayment]:
    """Read the sheet “Payments”: its rows by payment, those that take one back with the payment."""
    others = (one for one in rows_of_sheet(lines) if not one[1].get("Undoes"))
    for ref, found in groupby(others, key=lambda one: one[1].get("Mainstay ref", "")):
        rows = list(found)
        try:
            yield _payment(ref, rows, history)
        except _WRONG:
            cells = rows[0][1]
            undone = int(cells.get("Payment ID", "") in history.reversals)
            yield UnreadPayment(rows[0][0], len(rows) + undone, cells.get("Payment ID", ""))


def gives_in_order(given: Sequence[Given], since: date) -> bool:
    """Whether each was given since that day, and each that undoes another is as much, not earlier, and the only one."""
    by_ref = {one.ref: one for one in given if one.minor > 0}
    undoing = [one for one in given if one.minor <= 0]
    pairs = [(one, by_ref.get(one.undoes)) for one in undoing]
    is_single = len({one.undoes for one in undoing}) == len(undoing)
    return (
        is_single
        and all(one.on >= since for one in given)
        and all(
            other is not None and (one.minor, one.write_off) == (-other.minor, other.write_off) and one.on >= other.on
            for one, other in pairs
        )
    )


def read_write_offs(lines: Iterable[str]) -> WriteOffSheet:
    """Read the sheet “Write-offs”."""
    records, unreadable = [], []
    for line, cells in rows_of_sheet(lines):
        try:
            minor = exported_minor(cells["Amount"], cells["Currency"])
            if minor <= 0:
                raise ValueError(minor)
            records.append(
                LostPart(
                    line, cells["Mainstay ref"], cells["Invoice"], cells["Client ID"], cells["Client name"],
                    date.fromisoformat(cells["Issued on"]), date.fromisoformat(cells["Written off on"]),
                    cells["Currency"], minor, _short(cells, "Reason"), cells["Invoice status"] == "void",
                    day_or_none(cells["Undone on"]),
                )
            )  # fmt: skip
        except _WRONG:
            unreadable.append(line)
    return WriteOffSheet(tuple(records), tuple(unreadable))


def rows_of_sheet(lines: Iterable[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a sheet of an export, each with its line."""
    reader = csv.DictReader(lines)
    for row in reader:
        yield (
            reader.line_num,
            {name: unguarded(cell or "").strip() for name, cell in row.items() if isinstance(name, str)},
        )


def day_or_none(text: str) -> date | None:
    """A day of a sheet, None for an empty cell; ValueError for anything else."""
    return date.fromisoformat(text) if text else None


def _payment(ref: str, rows: Sequence[tuple[int, dict[str, str]]], history: PaymentOutcomes) -> PaymentRecord:
    line, cells = rows[0]
    payment_id, currency = cells["Payment ID"], cells["Currency"]
    minor = exported_minor(cells["Payment amount"], currency)
    parts: Counter[str] = Counter()
    for _line, of in rows:
        parts[of["Part"]] += exported_minor(of["Amount"], currency)
    if minor <= 0 or not ref or not payment_id or parts.total() != minor:
        raise ValueError(payment_id)
    _line, reversal = history.reversals.get(payment_id, (0, None))
    return PaymentRecord(
        line, len(rows) + (reversal is not None), ref, payment_id, cells["Client ID"], cells["Client name"],
        date.fromisoformat(cells["Paid on"]), cells["Day known"] != "no", currency, minor, _short(cells, "Note"), parts,
        applied_from(cells["Allocations"], currency) if cells["Allocations"] else (),
        tuple(history.given.get(ref, ())), reversal,
    )  # fmt: skip


def _short(cells: Mapping[str, str], name: str) -> str:
    return cells.get(name, "")[:TEXT_LENGTH]
