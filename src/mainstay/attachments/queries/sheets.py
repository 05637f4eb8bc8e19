"""What an export has of attached files: a sheet of them, and the files themselves beside it where they have a place.

`mainstay attachments import` reads both back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mainstay.attachments.models import Content
from mainstay.attachments.rules.kinds import place_in_export
from mainstay.clients.queries.naming import WHO, of_client
from mainstay.clients.queries.visible import rows_for
from mainstay.kernel.offers import ExportedFile, SheetQuery

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mainstay.kernel.actor import Actor

_AT_ONCE: Final = 1
"""Files in memory while they are written out: each may be large."""


def _with_place(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**row, "File:t": place_in_export(row["Mainstay ref:t"], row["Kind:t"])}


SHEETS: Final = (
    SheetQuery(
        118,
        "Files",
        f"""
        SELECT a.ref AS "Mainstay ref:t", {WHO}, a.name AS "Name:t", a.kind AS "Kind:t", a.size AS "Bytes:t",
               a.sha256 AS "SHA-256:t", a.note_ref AS "Note ref:t", a.attached_on AS "Attached on:d",
               a.attached_by AS "Attached by:t", a.attached_at AS "Attached at:m", '' AS "File:t"
        FROM attachments_attachment a {of_client("a")} ORDER BY a.id
        """,
        _with_place,
    ),
)


def exported_files(by: Actor) -> Iterator[ExportedFile]:
    """Every file with its place in an export; each is read as it is written out."""
    found = rows_for(by, Content.objects.select_related("attachment"), "attachment__client__ref").order_by("id")
    for one in found.iterator(chunk_size=_AT_ONCE):
        yield ExportedFile(place_in_export(one.attachment.ref, one.attachment.kind), bytes(one.data))
