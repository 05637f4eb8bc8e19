"""The imports of a book, and what of their files is not in the book and waits to be dealt with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from mainstay.billing.models import Import, UnbookedDocument
from mainstay.billing.rules.unbooked import UnbookedKey, UnbookedRow, UnbookedSum, Waiting
from mainstay.clients.queries.visible import require_all
from mainstay.store.sql import rows, rows_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from mainstay.kernel.actor import Actor

SOME_UNBOOKED: Final = "SELECT 1 FROM billing_unbookeddocument WHERE dealt_at IS NULL LIMIT 1"
"""Whether anything may wait to be dealt with, for a statement of others."""
LAST_IMPORT: Final = "SELECT MAX(imported_on) FROM billing_import WHERE taken_back_at IS NULL"
"""The day of the latest import that stands, for a statement of others; NULL for none."""
_STILL_OUT: Final = """
    FROM billing_unbookeddocument u JOIN billing_import f ON f.id = u.imported_id
    WHERE u.dealt_at IS NULL AND f.taken_back_at IS NULL AND NOT (u.kind = 'credit_note' AND u.number_key <> ''
          AND EXISTS (SELECT 1 FROM billing_creditnote n WHERE n.number_key = u.number_key
                      AND n.currency = u.currency AND n.total_minor = u.minor AND n.number_scope NOT LIKE 'void:%%'))
"""
"""What waits: not dealt with, of an import that stands, and no credit note of its number and amount in the book."""
_SUMS: Final = f"""
    SELECT u.kind, u.currency, COUNT(*) AS documents, SUM(u.minor) AS minor {_STILL_OUT}
    GROUP BY u.kind, u.currency ORDER BY u.kind, u.currency
"""
_WAITING: Final = f"""
    SELECT u.ref, u.kind, u.number, u.client_name, u.currency, u.minor, u.line, u.code, f.file_name, f.imported_on
    {_STILL_OUT} ORDER BY f.id DESC, u.line LIMIT %(most)s
"""
_MOST: Final = 200


class _Waits(NamedTuple):
    ref: str
    kind: str
    number_key: str
    client_name: str
    currency: str
    minor: int


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One import: its file, its day, its counts and sums, and when it was taken back."""

    ref: str
    file_name: str
    imported_on: date
    figures: dict[str, Any]
    taken_back_at: datetime | None

    @property
    def is_taken_back(self) -> bool:
        """Whether it was undone."""
        return self.taken_back_at is not None

    @property
    def rows_read(self) -> int:
        """The rows of its file."""
        return int(self.figures.get("rows", 0))

    @property
    def rows_rejected(self) -> int:
        """The rows that could not come in."""
        return int(self.figures.get("rejected", 0))


def unbooked_sums() -> tuple[UnbookedSum, ...]:
    """What of imported files is not in the book, by kind and currency; whether it may be seen was asked before."""
    return tuple(one._replace(minor=int(one.minor)) for one in rows(UnbookedSum, _SUMS, {}))


def unbooked_documents(*, by: Actor, most: int = _MOST) -> tuple[UnbookedRow, ...]:
    """The documents that are not in the book, those of the latest import first."""
    require_all(by)
    return tuple(rows(UnbookedRow, _WAITING, {"most": most}))


def waiting_documents(*, is_mended: bool) -> Waiting:
    """The documents of earlier imports that wait; whether they may be seen was asked before."""
    found: dict[UnbookedKey, list[str]] = {}
    for one in rows_of(_Waits, UnbookedDocument.objects.filter(dealt_at__isnull=True)):
        found.setdefault(UnbookedKey(*one[1:]), []).append(one.ref)
    return Waiting(found, is_mended=is_mended)


def imports(*, by: Actor, most: int = _MOST) -> tuple[ImportRow, ...]:
    """The imports of the book, the latest first."""
    require_all(by)
    found = Import.objects.order_by("-id")[:most]
    return tuple(ImportRow(one.ref, one.file_name, one.imported_on, one.figures, one.taken_back_at) for one in found)
