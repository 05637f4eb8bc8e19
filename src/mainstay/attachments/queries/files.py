"""The files of a client, the one that somebody asks for with its bytes, and what a search finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

from django.utils.translation import gettext_lazy as _

from mainstay.attachments.models import Attachment, Content
from mainstay.attachments.rules.removing import Attaching
from mainstay.clients.queries.naming import of_client
from mainstay.clients.queries.visible import rows_for, visible_clients
from mainstay.kernel.offers import Found, Panel, PanelPlace
from mainstay.kernel.refusal import NotFound
from mainstay.store.text_search import BEST

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from django.db.models import QuerySet

    from mainstay.kernel.actor import Actor
    from mainstay.kernel.offers import Shown
    from mainstay.store.text_search import TextSearch

PAGE: Final = 50
"""So many files stand on one page of the list of a client's files."""
_FOUND: Final = (
    """
    WITH hits AS MATERIALIZED (
        SELECT a.id, a.attached_at AS sorted, 1 AS place
        FROM attachments_attachment a WHERE {own}
    ), """
    + BEST.format(order="sorted DESC, id DESC")
    + f"""
        a.ref, a.name, c.ref AS client_ref, c.name AS client
    FROM best JOIN attachments_attachment a ON a.id = best.id {of_client("a")}
    ORDER BY best.sorted DESC, best.id DESC
"""
)


class FileNotFound(NotFound):
    """There is no such file, or it was removed."""

    code = "file_not_found"
    sentence = _("There’s no file “%(wanted)s”: it may have been removed. The client’s page lists those there are.")


class _Hit(NamedTuple):
    """A row of a search: how many fit in all, and what is shown of one."""

    hits: int
    ref: str
    name: str
    client_ref: str
    client: str


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of a client, without its bytes; `note_ref` is that of the words of its note, "" for none."""

    ref: str
    name: str
    kind: str
    size: int
    sha256: str
    note_ref: str
    attached_on: date
    attached_at: datetime
    attached_by: str
    attaching: Attaching


@dataclass(frozen=True, slots=True)
class FileFound:
    """A file whose name fits a search, and its client."""

    ref: str
    name: str
    client_ref: str
    client: str


@dataclass(frozen=True, slots=True)
class FilesPage:
    """The files of a client, the latest first: those of one page, of `count` on all `pages`."""

    files: tuple[FileRow, ...]
    count: int
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class FilesPanel(Panel):
    """The latest files of a client; `has_more` where there are others before them."""

    name: ClassVar[str] = "files"
    place: ClassVar[PanelPlace] = PanelPlace("side", 14, terminal=37, tabs=("overview", "activity"))

    files: tuple[FileRow, ...]
    has_more: bool = False


def client_panels(shown: Shown[Any]) -> Iterator[Panel]:
    """The files of this client."""
    found = _listed(rows_for(shown.by, Attachment.objects.filter(client_id=shown.id)), first=0, count=PAGE + 1)
    yield FilesPanel(found[:PAGE], has_more=len(found) > PAGE)


def files_of_client(*, client_id: int, number: int, by: Actor) -> FilesPage:
    """One page of the files of a client."""
    seen = rows_for(by, Attachment.objects.filter(client_id=client_id))
    count = seen.count()
    pages = max(-(-count // PAGE), 1)
    number = min(max(number, 1), pages)
    return FilesPage(_listed(seen, first=(number - 1) * PAGE, count=PAGE), count, number, pages)


def attachment_for(*, ref: str, by: Actor) -> Attachment:
    """The file with this reference, for somebody who may see its client; FileNotFound otherwise."""
    found = rows_for(by, Attachment.objects.filter(ref=ref).select_related("client")).first()
    if found is None:
        raise FileNotFound(wanted=ref[:40])
    return found


def content_of(*, ref: str, by: Actor) -> bytes:
    """The bytes of the file with this reference; FileNotFound for whoever may not see its client."""
    attachment = attachment_for(ref=ref, by=by)
    return bytes(Content.objects.values_list("data", flat=True).get(attachment=attachment))


def find_files(search: TextSearch) -> Found[FileFound]:
    """Files by their name."""
    visible, theirs = visible_clients(search.by, "a.client_id")
    search.params.update(theirs)
    found = search.rows(_Hit, _FOUND.format(own=search.contains("a.name") + visible))
    hits = tuple(FileFound(row.ref, row.name, row.client_ref, row.client) for row in found)
    return Found(int(found[0].hits) if found else 0, hits)


def file_row(found: Attachment) -> FileRow:
    """A file as pages read it."""
    return FileRow(
        found.ref, found.name, found.kind, found.size, found.sha256, found.note_ref, found.attached_on,
        found.attached_at, found.attached_by, Attaching((found.author_kind, found.author_id), found.attached_at),
    )  # fmt: skip


def _listed(seen: QuerySet[Attachment], *, first: int, count: int) -> tuple[FileRow, ...]:
    return tuple(file_row(row) for row in seen.order_by("-attached_at", "-id")[first : first + count])
