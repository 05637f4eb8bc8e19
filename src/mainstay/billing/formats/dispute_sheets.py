"""Disputes as an export of ours writes them, each with the invoice it is about. Pure."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.billing.formats.payment_sheets import TEXT_LENGTH, day_or_none, rows_of_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

_DISPUTES: Final = frozenset({
    "Invoice", "Opened on", "Reason", "Closed on", "Outcome", "Client ID", "Client name", "Issued on", "Currency",
    "Invoice status",
})  # fmt: skip


class DisputeRecord(NamedTuple):
    """A dispute as it was exported; `opened_on` is None where nobody knew it, `closed_on` where it is open."""

    line: int
    invoice: str
    client_id: str
    client_name: str
    issued_on: date
    currency: str
    opened_on: date | None
    reason: str
    closed_on: date | None
    outcome: str
    is_of_void: bool


class DisputeSheet(NamedTuple):
    """The disputes of a sheet, and the lines of the rows that cannot be read."""

    records: tuple[DisputeRecord, ...]
    unreadable: tuple[int, ...] = ()


def tells_all_of_disputes(lines: Iterable[str]) -> bool:
    """Whether a sheet of disputes tells of which client’s invoice each is; older exports did not."""
    return set(csv.DictReader(lines).fieldnames or ()) >= _DISPUTES


def read_disputes(lines: Iterable[str]) -> DisputeSheet:
    """Read the sheet “Disputes”."""
    records, unreadable = [], []
    for line, cells in rows_of_sheet(lines):
        try:
            records.append(_dispute(line, cells))
        except ValueError:
            unreadable.append(line)
    return DisputeSheet(tuple(records), tuple(unreadable))


def _dispute(line: int, cells: Mapping[str, str]) -> DisputeRecord:
    opened_on, closed_on, issued_on = (day_or_none(cells[name]) for name in ("Opened on", "Closed on", "Issued on"))
    if issued_on is None or (closed_on and opened_on and closed_on < opened_on):
        raise ValueError(line)
    if opened_on is not None and opened_on < issued_on:
        raise ValueError(line)
    return DisputeRecord(
        line, cells["Invoice"], cells["Client ID"], cells["Client name"], issued_on, cells["Currency"], opened_on,
        cells["Reason"][:TEXT_LENGTH], closed_on, cells["Outcome"][:TEXT_LENGTH], cells["Invoice status"] == "void",
    )  # fmt: skip
