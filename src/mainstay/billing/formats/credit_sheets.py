"""Credit notes as an export of ours writes them, with what they were applied to and what was paid back. Pure.

Three sheets tell of them: “Credit notes”, “Allocations” and “Refunds”.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.billing.rules.applied import Applied, applied_from
from mainstay.intake.guards import unguarded
from mainstay.kernel.currencies import exponent_of, is_currency

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_NEEDED: Final = frozenset({"Credit note", "Client ID", "Client name", "Issued on", "Currency", "Total", "Takes back"})
_LARGEST: Final = 10**17


class AppliedPart(NamedTuple):
    """What of a credit note settles an invoice, from which day; paid back where `invoice` is ""."""

    invoice: str
    on: date
    minor: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class CreditRecord:
    """A credit note as it was exported; `voids` is the number of the invoice that it cancels, "" for none.

    `applied` is what it settled and when, of the invoices that come back; `cancelled_minor` settled others. An older
    export tells neither: `applied` is None.
    """

    line: int
    ref: str
    number: str
    client: str
    issued_on: date
    currency: str
    total_minor: int
    voids: str
    reason: str
    applied: tuple[Applied, ...] | None = None
    cancelled_minor: int = 0

    @property
    def stays_out(self) -> bool:
        """Whether it cancels an invoice, which stays in the export."""
        return bool(self.voids) if self.applied is None else self.cancelled_minor == self.total_minor


class CreditSheet(NamedTuple):
    """The credit notes of a sheet, and the lines of the rows that cannot be read."""

    records: tuple[CreditRecord, ...]
    unreadable: tuple[int, ...] = ()
    is_another: bool = False


def read_credit_notes(lines: Iterable[str]) -> CreditSheet:
    """Read the sheet “Credit notes”."""
    reader = csv.DictReader(lines)
    if not set(reader.fieldnames or ()) >= _NEEDED:
        return CreditSheet((), is_another=True)
    records, unreadable = [], []
    for row in reader:
        cells = {name: unguarded(cell or "").strip() for name, cell in row.items() if isinstance(name, str)}
        try:
            records.append(_record(reader.line_num, cells))
        except (ValueError, InvalidOperation):
            unreadable.append(reader.line_num)
    return CreditSheet(tuple(records), tuple(unreadable))


def read_parts(allocations: Iterable[str], refunds: Iterable[str]) -> dict[str, list[AppliedPart]]:
    """What became of each credit note, by its number; what was taken back again is off, a row of no use passed over."""
    sums: dict[tuple[str, str], AppliedPart] = {}
    for number, part in (*_allocated(allocations), *_refunded(refunds)):
        before = sums.get((number, part.invoice), part._replace(minor=0))
        after = AppliedPart(part.invoice, max(before.on, part.on), before.minor + part.minor, part.note or before.note)
        sums[number, part.invoice] = after
    found: dict[str, list[AppliedPart]] = {}
    for (number, _invoice), part in sums.items():
        if part.minor > 0:
            found.setdefault(number, []).append(part)
    return found


def _record(line: int, cells: Mapping[str, str]) -> CreditRecord:
    total = exported_minor(cells["Total"], cells["Currency"])
    number, client = cells["Credit note"], cells["Client ID"] or cells["Client name"]
    if total <= 0 or not number or not client:
        raise ValueError(number)
    text = cells.get("Allocations")
    return CreditRecord(
        line, cells.get("Mainstay ref", ""), number[:100], client, date.fromisoformat(cells["Issued on"]),
        cells["Currency"], total, cells["Takes back"], cells.get("Reason", "")[:300],
        None if text is None else applied_from(text or "[]", cells["Currency"]),
        exported_minor(cells.get("Cancelled") or "0", cells["Currency"]),
    )  # fmt: skip


def _allocated(lines: Iterable[str]) -> Iterator[tuple[str, AppliedPart]]:
    for number, cells in _rows_of_notes(lines):
        minor = exported_minor(cells["Amount"], cells["Currency"])
        yield number, AppliedPart(cells["Invoice"], date.fromisoformat(cells["Allocated on"]), minor)


def _refunded(lines: Iterable[str]) -> Iterator[tuple[str, AppliedPart]]:
    for number, cells in _rows_of_notes(lines):
        minor = exported_minor(cells["Amount"], cells["Currency"])
        day = date.fromisoformat(cells["Refunded on"])
        yield number, AppliedPart("", day, minor, cells.get("Note", "")[:300])


def _rows_of_notes(lines: Iterable[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows of a sheet that tell of a credit note and can be read."""
    for row in csv.DictReader(lines):
        cells = {name: unguarded(cell or "").strip() for name, cell in row.items() if isinstance(name, str)}
        if number := cells.get("Credit note", ""):
            try:
                exported_minor(cells["Amount"], cells["Currency"])
                date.fromisoformat(cells.get("Allocated on") or cells["Refunded on"])
            except (KeyError, ValueError, InvalidOperation):
                continue
            yield number, cells


def exported_minor(text: str, currency: str) -> int:
    """An amount as an export writes it, in minor units; ValueError or InvalidOperation for anything else."""
    if not is_currency(currency):
        raise ValueError(currency)
    minor = Decimal(text).scaleb(exponent_of(currency))
    if not minor.is_finite() or minor != minor.to_integral_value() or abs(minor) > _LARGEST:
        raise ValueError(text)
    return int(minor)
