"""What a file holds by its column names, clients or invoices and payments, and which of several comes in first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mainstay.billing.formats.layouts import EXPECTED_DATES, PAYMENTS_REQUIRE, REQUIRED, STATEMENTS_REQUIRE, SUBJECT
from mainstay.billing.formats.statuses import CREDIT_NOTE, REFUND, kind_of
from mainstay.clients.formats.client_layouts import SUBJECT as CLIENTS_SUBJECT
from mainstay.intake.records import Unreadable
from mainstay.intake.tables import open_table

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from mainstay.intake.import_reading import ImportReading, Subject
    from mainstay.intake.tables import Table

CLIENTS: Final = "clients"
INVOICES: Final = "invoices"
SUBJECTS: Final[Mapping[str, Subject]] = {CLIENTS: CLIENTS_SUBJECT, INVOICES: SUBJECT}
"""What a file may hold, in the order in which it comes in."""
_ONE_OF_ANOTHER: Final = {"is_clients_file": CLIENTS, "is_invoices_file": INVOICES}
_CLIENTS, _DECISIONS, _INVOICES, _CREDITS, _PAYMENTS, _EXPECTED_DATES = range(6)


def subjects_of(path: Path, *, encoding: str | None = None, delimiter: str | None = None) -> tuple[str, ...]:
    """What a file holds: both in a workbook with a sheet of each; nothing where its column names do not tell.

    Unreadable where it is known to be something else, or cannot be read at all.
    """
    known = []
    refused: Unreadable | None = None
    for name, subject in SUBJECTS.items():
        try:
            table = _opened(path, subject, encoding, delimiter)
            if subject.known_layout(table.header) is not None:
                known.append(name)
        except Unreadable as unreadable:
            refused = unreadable
    if known:
        return tuple(known)
    if refused is not None:
        if (other := _ONE_OF_ANOTHER.get(refused.problem.code)) is None:
            raise refused
        return (other,)
    return _by_columns(_opened(path, SUBJECT, encoding, delimiter).header) or _by_columns(
        _opened(path, CLIENTS_SUBJECT, encoding, delimiter).header
    )


def _by_columns(header: Sequence[str]) -> tuple[str, ...]:
    """What the columns of an unknown header can be: invoices need a day and an amount, clients only a name."""
    found = SUBJECT.guess_mapping(header)
    there = {*found.fields, *found.candidates}
    groups = (REQUIRED, PAYMENTS_REQUIRE, STATEMENTS_REQUIRE)
    if any(_has(there, [group for group in required if "client_name" not in group]) for required in groups):
        return (INVOICES,)
    client = CLIENTS_SUBJECT.guess_mapping(header)
    is_about_money = there & {"issued_on", "due_on", "total", "paid", "paid_on", "balance", "debit", "credit"}
    if "name" in {*client.fields, *client.candidates} and not is_about_money:
        return (CLIENTS,)
    return ()


def _has(there: Collection[str], required: Sequence[Sequence[str]]) -> bool:
    return all(any(name in there for name in group) for group in required)


def _opened(path: Path, subject: Subject, encoding: str | None, delimiter: str | None) -> Table:
    return open_table(
        path,
        encoding=encoding,
        delimiter=delimiter,
        known_headers=subject.is_known_header,
        is_wanted=lambda cells: _is_known(subject, cells),
    )


def _is_known(subject: Subject, cells: Sequence[str]) -> bool:
    try:
        return subject.known_layout(cells) is not None
    except Unreadable:
        return False


def place_of(subject: str, import_reading: ImportReading) -> int:
    """When a file comes in among several: clients first, expected dates last."""
    layout = import_reading.layout
    if subject == CLIENTS:
        return _CLIENTS if layout is None or layout.kind == CLIENTS else _DECISIONS
    if layout is None or layout.kind == "payments":
        return _PAYMENTS
    if layout.kind == EXPECTED_DATES:
        return _EXPECTED_DATES
    at = layout.positions(import_reading.table.header)
    rows = [cells for _line, cells in import_reading.reading.sample]
    return _CREDITS if rows and all(_is_credit(cells, at) for cells in rows) else _INVOICES


def _is_credit(cells: Sequence[str], at: Mapping[str, int]) -> bool:
    if "kind" in at and kind_of(cells[at["kind"]]) in {CREDIT_NOTE, REFUND}:
        return True
    return "total" in at and cells[at["total"]].strip().startswith(("-", "(", "−"))
