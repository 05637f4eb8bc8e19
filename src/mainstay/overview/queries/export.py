"""The whole book as tables that other programs read, and that an import of ours reads back.

Headings stay English in every language: files are made for programs, and the import knows them by their headings.
"""

from __future__ import annotations

import json
import secrets
import shutil
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple

from django.db import connection
from django.utils.translation import gettext_lazy as _

from mainstay.firm.permissions import require
from mainstay.kernel.currencies import EXPONENTS
from mainstay.kernel.refusal import Refusal
from mainstay.overview.formats.workbooks import Cell, Sheet, write_csv_folder, write_csv_zip, write_workbook
from mainstay.overview.rules.acts import EXPORT_ALL
from mainstay.store.snapshots import one_moment
from mainstay.timeline.queries.events import told_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mainstay.kernel.actor import Actor

_BATCH: Final = 2_000
_WHO: Final = "CASE WHEN c.external_id = '' THEN c.ref ELSE c.external_id END, c.name"


class _Query(NamedTuple):
    """A sheet, its columns as "heading:kind", and the question whose answer fills them.

    Kinds: t text, d day, a amount in the row's currency, c that currency, f yes or no, m moment.
    """

    name: str
    columns: tuple[str, ...]
    statement: str
    row_of: Callable[[tuple[Any, ...]], tuple[Any, ...]] = tuple
    """Makes the row of the sheet from a row of the answer."""


def _with_words(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """An entry of the timeline with its facts and words as one JSON text."""
    *before, facts, recorded_at, texts, erased_on = row
    return (*before, json.dumps(told_of(facts, texts, erased_on), ensure_ascii=False), recorded_at)


_QUERIES: Final = (
    _Query(
        "Clients",
        ("Mainstay ref:t", "Client ID:t", "Client name:t", "Email:t", "Phone:t", "Street:t", "City:t", "Region:t",
         "Postal code:t", "Country:t", "Tax number:t", "Website:t", "Currency:c", "Language:t", "Terms:t",
         "Credit limit:a", "Deposit percent:t", "Group:t", "Notes:t", "Recorded at:m"),
        f"""
        SELECT c.ref, {_WHO}, c.email, c.phone, c.street, c.city, c.region, c.postal_code, c.country, c.tax_number,
               c.website, c.currency, c.language, c.terms_days, c.credit_limit_minor, c.deposit_percent,
               c.client_group, c.notes, c.recorded_at
        FROM clients_client c ORDER BY c.id
        """,
    ),
    _Query(
        "Contacts",
        ("Client ref:t", "Client ID:t", "Client name:t", "Contact name:t", "Contact email:t", "Contact phone:t",
         "Role:t"),
        f"""
        SELECT c.ref, {_WHO}, p.name, p.email, p.phone, p.role
        FROM clients_contact p JOIN clients_client c ON c.id = p.client_id ORDER BY p.id
        """,
    ),
    _Query(
        "Invoices",
        ("Mainstay ref:t", "Invoice number:t", "Invoice ID:t", "Client ID:t", "Client name:t", "Issued on:d",
         "Due on:d", "Currency:c", "Total:a", "Tax:a", "Paid:a", "Credited:a", "Written off:a", "Written off on:d",
         "Open:a", "Settled on:d", "Settled day known:f", "Disputed:f", "Status:t", "Channel:t", "Reference:t",
         "Recorded at:m"),
        f"""
        SELECT i.ref, i.number, i.external_id, {_WHO}, i.issued_on, i.due_on, i.currency, i.total_minor, i.tax_minor,
               i.paid_minor, i.credited_minor, i.written_off_minor,
               (SELECT MAX(w.written_off_on) FROM billing_writeoff w
                WHERE w.invoice_id = i.id AND i.written_off_minor > 0),
               i.open_minor, i.settled_on, i.is_settled_day_known,
               EXISTS (SELECT 1 FROM billing_dispute d WHERE d.invoice_id = i.id AND d.closed_on IS NULL),
               CASE WHEN i.credited_minor = i.total_minor THEN 'void' ELSE 'issued' END, i.channel, i.reference,
               i.recorded_at
        FROM billing_invoice i JOIN clients_client c ON c.id = i.client_id ORDER BY i.id
        """,
    ),
    # A payment stands in as many rows as it has parts, so that each part names its invoice. What went back, was set
    # against a loss or was undone is "void": it settles nothing.
    _Query(
        "Payments",
        ("Mainstay ref:t", "Payment ID:t", "Client ID:t", "Client name:t", "Invoice number:t", "Paid on:d",
         "Day known:f", "Currency:c", "Amount:a", "Payment amount:a", "Part:t", "Status:t", "Note:t",
         "Recorded at:m"),
        f"""
        WITH part(payment_id, invoice_id, minor, what, status) AS (
            SELECT a.payment_id, a.invoice_id, SUM(a.minor), 'invoice', 'received' FROM billing_allocation a
            WHERE a.payment_id IS NOT NULL GROUP BY a.payment_id, a.invoice_id HAVING SUM(a.minor) > 0
            UNION ALL
            SELECT p.id, NULL, p.unallocated_minor, 'on account', 'received' FROM billing_payment p
            WHERE p.unallocated_minor > 0
            UNION ALL
            SELECT p.id, NULL, p.minor - p.unallocated_minor - u.minor,
                   CASE WHEN p.minor < 0 THEN 'reversal' WHEN u.is_reversed THEN 'reversed' ELSE 'returned' END, 'void'
            FROM billing_payment p JOIN (
                SELECT p.id, COALESCE((SELECT SUM(a.minor) FROM billing_allocation a WHERE a.payment_id = p.id), 0)
                             AS minor,
                       EXISTS (SELECT 1 FROM billing_payment r WHERE r.reverses_id = p.id) AS is_reversed
                FROM billing_payment p
            ) u ON u.id = p.id WHERE p.minor <> p.unallocated_minor + u.minor
        ), numbered AS (
            SELECT part.*,
                   ROW_NUMBER() OVER (PARTITION BY payment_id ORDER BY invoice_id IS NULL, invoice_id, what) AS n
            FROM part
        )
        SELECT p.ref,
               CASE WHEN n.n > 1 THEN p.ref || '/' || n.n
                    WHEN p.key LIKE 'import:payment:%' THEN SUBSTR(p.key, 16) ELSE p.ref END,
               {_WHO}, i.number, p.paid_on, p.is_day_known, p.currency, n.minor, p.minor, n.what, n.status, p.note,
               p.recorded_at
        FROM numbered n JOIN billing_payment p ON p.id = n.payment_id JOIN clients_client c ON c.id = p.client_id
        LEFT JOIN billing_invoice i ON i.id = n.invoice_id
        ORDER BY p.id, n.n
        """,
    ),
    _Query(
        "Credit notes",
        ("Mainstay ref:t", "Credit note:t", "Client ID:t", "Client name:t", "Issued on:d", "Currency:c", "Total:a",
         "Not used yet:a", "Takes back:t", "Reason:t", "Recorded at:m"),
        f"""
        SELECT n.ref, n.number, {_WHO}, n.issued_on, n.currency, n.total_minor, n.unallocated_minor, i.number,
               n.reason, n.recorded_at
        FROM billing_creditnote n JOIN clients_client c ON c.id = n.client_id
        LEFT JOIN billing_invoice i ON i.id = n.voids_id ORDER BY n.id
        """,
    ),
    _Query(
        "Allocations",
        ("Invoice:t", "Payment ref:t", "Credit note:t", "Write-off ref:t", "Allocated on:d", "Currency:c", "Amount:a",
         "Recorded at:m"),
        """
        SELECT i.number, p.ref, n.number, w.ref, a.allocated_on, i.currency, a.minor, a.recorded_at
        FROM billing_allocation a JOIN billing_invoice i ON i.id = a.invoice_id
        LEFT JOIN billing_payment p ON p.id = a.payment_id LEFT JOIN billing_creditnote n ON n.id = a.credit_note_id
        LEFT JOIN billing_writeoff w ON w.id = a.write_off_id ORDER BY a.id
        """,
    ),
    _Query(
        "Write-offs",
        ("Mainstay ref:t", "Invoice:t", "Written off on:d", "Currency:c", "Amount:a", "Reason:t", "Recorded at:m"),
        """
        SELECT w.ref, i.number, w.written_off_on, i.currency, w.minor, w.reason, w.recorded_at
        FROM billing_writeoff w JOIN billing_invoice i ON i.id = w.invoice_id ORDER BY w.id
        """,
    ),
    _Query(
        "Refunds",
        ("Mainstay ref:t", "Payment ref:t", "Credit note:t", "Refunded on:d", "Currency:c", "Amount:a", "Note:t",
         "Recorded at:m"),
        """
        SELECT r.ref, p.ref, n.number, r.refunded_on, COALESCE(p.currency, n.currency), r.minor, r.note, r.recorded_at
        FROM billing_refund r LEFT JOIN billing_payment p ON p.id = r.payment_id
        LEFT JOIN billing_creditnote n ON n.id = r.credit_note_id ORDER BY r.id
        """,
    ),
    _Query(
        "Recoveries",
        ("Mainstay ref:t", "Write-off ref:t", "Payment ref:t", "Recovered on:d", "Currency:c", "Amount:a",
         "Recorded at:m"),
        """
        SELECT r.ref, w.ref, p.ref, r.recovered_on, p.currency, r.minor, r.recorded_at
        FROM billing_recovery r JOIN billing_writeoff w ON w.id = r.write_off_id
        JOIN billing_payment p ON p.id = r.payment_id ORDER BY r.id
        """,
    ),
    _Query(
        "Disputes",
        ("Mainstay ref:t", "Invoice:t", "Opened on:d", "Reason:t", "Closed on:d", "Outcome:t", "Recorded at:m"),
        """
        SELECT d.ref, i.number, d.opened_on, d.reason, d.closed_on, d.outcome, d.recorded_at
        FROM billing_dispute d JOIN billing_invoice i ON i.id = d.invoice_id ORDER BY d.id
        """,
    ),
    # What a person decided; the evidence beside it is worked out again from the tables above.
    _Query(
        "Standings by hand",
        ("Mainstay ref:t", "Client ID:t", "Client name:t", "Standing:t", "Reason:t", "Set on:d", "Set by:t",
         "Lifted on:d", "Lifted by:t"),
        f"""
        SELECT s.ref, {_WHO}, s.standing, s.reason, s.set_on, s.set_by, s.lifted_on, s.lifted_by
        FROM clients_standingoverride s JOIN clients_client c ON c.id = s.client_id ORDER BY s.id
        """,
    ),
    _Query(
        "Proposals",
        ("Mainstay ref:t", "Client ID:t", "Client name:t", "Proposed on:d", "Kind:t", "Proposed terms:t",
         "Terms before:t", "Proposed deposit percent:t", "Deposit percent before:t", "Currency:c",
         "Proposed credit limit:a", "Credit limit before:a", "State:t", "Answered on:d", "Answered by:t", "Answer:t",
         "Facts:t", "Version:t"),
        f"""
        SELECT p.ref, {_WHO}, p.proposed_on, p.kind, p.days, CASE WHEN p.kind = 'terms' THEN p.held END, p.percent,
               CASE WHEN p.kind = 'deposit' THEN p.held END, p.currency, p.minor,
               CASE WHEN p.kind = 'credit_limit' THEN p.held END, p.state, p.answered_on, p.answered_by, p.answer,
               CAST(p.reason AS text), p.version
        FROM clients_proposal p JOIN clients_client c ON c.id = p.client_id ORDER BY p.id
        """,
    ),
    _Query(
        "Timeline",
        ("Client ref:t", "Client:t", "What happened:t", "Happened on:d", "By:t", "Subject ref:t", "Facts:t",
         "Recorded at:m"),
        """
        SELECT c.ref, c.name, e.kind, e.happened_on, a.name, e.subject_ref, e.facts, e.recorded_at,
               w.texts, w.erased_on
        FROM timeline_entry e JOIN timeline_author a ON a.id = e.by_id
        LEFT JOIN timeline_words w ON w.entry_id = e.id LEFT JOIN clients_client c ON c.id = e.client_id ORDER BY e.id
        """,
        _with_words,
    ),
)  # fmt: skip


class ExportExists(Refusal):
    """There is something where the export is to go."""

    code = "export_exists"
    sentence = _("There is something at %(path)s already. Name another place, or remove that first.")


def write_export(target: IO[bytes], kind: str, *, by: Actor) -> None:
    """Write the whole active book, as it is at one moment, to a file: "xlsx", or "csv" for a ZIP of CSV files."""
    require(by, EXPORT_ALL)
    with one_moment():
        if kind == "xlsx":
            with TemporaryDirectory(prefix="mainstay-export-") as folder:
                write_workbook(book_sheets(), target, Path(folder))
        else:
            write_csv_zip(book_sheets(), target)


def export_to(path: Path, *, by: Actor) -> Path:
    """Write the whole active book to FILE.xlsx, to FILE.zip, or else to CSV files in a new folder.

    It is there wholly or not at all. Refuses ExportExists; nothing is ever replaced.
    """
    require(by, EXPORT_ALL)
    if path.exists():
        raise ExportExists(path=path)
    kind = {".xlsx": "xlsx", ".zip": "csv"}.get(path.suffix)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        if kind is None:
            part.mkdir(parents=True)
            with one_moment():
                write_csv_folder(book_sheets(), part)
        else:
            with part.open("xb") as file:
                write_export(file, kind, by=by)
        part.rename(path)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True) if part.is_dir() else part.unlink(missing_ok=True)
        raise
    return path


def book_sheets() -> Iterator[Sheet]:
    """Every table of the active book, read as it is written out; inside `one_moment`."""
    for query in _QUERIES:
        headings, kinds = zip(*(column.split(":") for column in query.columns), strict=True)
        with _answer(query.statement) as rows:
            yield Sheet(query.name, headings, (_cells(query.row_of(row), kinds) for row in rows))


@contextmanager
def _answer(statement: str) -> Iterator[Iterator[tuple[Any, ...]]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement)
        yield (row for batch in iter(lambda: cursor.fetchmany(_BATCH), []) for row in batch)


def _cells(row: tuple[Any, ...], kinds: tuple[str, ...]) -> tuple[Cell, ...]:
    places = EXPONENTS.get(row[kinds.index("c")] or "", 2) if "c" in kinds else 0
    return tuple(
        None if value is None else Decimal(value).scaleb(-places) if kind == "a" else _WRITTEN[kind](value)
        for value, kind in zip(row, kinds, strict=True)
    )


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _moment(value: datetime | str) -> str:
    at = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).isoformat(timespec="seconds")


_WRITTEN: Final[dict[str, Callable[[Any], Cell]]] = {
    "t": str,
    "c": str,
    "d": _day,
    "f": lambda value: "yes" if value else "no",
    "m": _moment,
}
