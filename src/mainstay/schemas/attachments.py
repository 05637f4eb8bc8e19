"""Files of clients as JSON, without their bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mainstay.attachments.queries.files import FileFound, FileRow, FilesPanel


def files_document(panel: FilesPanel) -> dict[str, object]:
    """The latest files of a client."""
    return {"files": [file_document(one) for one in panel.files], "has_more_files": panel.has_more}


def file_document(row: FileRow) -> dict[str, object]:
    """A file; `note` is the reference of the note's text (“text_ref”) that it belongs to, null for none."""
    return {
        "ref": row.ref,
        "name": row.name,
        "kind": row.kind,
        "bytes": row.size,
        "sha256": row.sha256,
        "attached_on": row.attached_on.isoformat(),
        "attached_by": row.attached_by,
        "note": row.note_ref or None,
    }


def found_files(row: FileFound) -> dict[str, object]:
    """A file that a search found, and its client."""
    return {"ref": row.ref, "name": row.name, "client": {"ref": row.client_ref, "name": row.client}}
