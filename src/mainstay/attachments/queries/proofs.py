"""What must hold of attached files: the bytes are there, and are those that were attached."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.attachments.models import Content
from mainstay.firm.queries.proofs import first_of
from mainstay.kernel.problem import Fault
from mainstay.store.sql import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

_WITHOUT: Final = """
    SELECT a.ref, a.name FROM attachments_attachment a LEFT JOIN attachments_content k ON k.attachment_id = a.id
    WHERE k.id IS NULL ORDER BY a.id
"""
_AT_ONCE: Final = 1
"""Files in memory while they are proved: each may be large."""


class _Without(NamedTuple):
    ref: str
    name: str


def prove_files() -> list[Fault]:
    """Prove that each file has its bytes, of the size and the hash that were noted when it was attached."""
    missing = (Fault("file_is_missing", row.ref, {"name": row.name}) for row in rows(_Without, _WITHOUT))
    return [*first_of("file_is_missing", missing), *first_of("file_was_changed", _changed())]


def _changed() -> Iterator[Fault]:
    for one in Content.objects.select_related("attachment").order_by("id").iterator(chunk_size=_AT_ONCE):
        data, noted = bytes(one.data), one.attachment
        if len(data) != noted.size or sha256(data).hexdigest() != noted.sha256:
            yield Fault("file_was_changed", noted.ref, {"name": noted.name})
