"""The panel of files in a browser, and each file as a page shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.attachments.phrases import KINDS, limits_sentence, size_shown
from mainstay.attachments.rules.acts import REMOVE_ANY_FILE
from mainstay.attachments.rules.kinds import KIND_OF_ENDING
from mainstay.attachments.rules.removing import is_own_and_recent
from mainstay.firm.permissions import may

if TYPE_CHECKING:
    from datetime import date, datetime

    from mainstay.attachments.queries.files import FileRow, FilesPanel
    from mainstay.kernel.actor import Actor
    from mainstay.web.parts import PageRequest

_FEW: Final = 3
"""So many of the latest files stand on the first tab of the client's page."""
ACCEPTED: Final = ",".join(f".{ending}" for ending in KIND_OF_ENDING)
"""What a browser offers to choose."""


class ShownFile(NamedTuple):
    """A file as a page shows it."""

    ref: str
    name: str
    kind: object
    size: str
    on: date
    by: str
    is_with_note: bool
    is_removable: bool


def draw_files(panel: FilesPanel, seen: PageRequest) -> dict[str, object]:
    """The latest files, and what may be attached."""
    files = panel.files[:_FEW] if seen.is_short(panel) else panel.files
    return {
        "files": [shown_file(one, seen.by, seen.now) for one in files],
        "said": ", ".join(one.name for one in files),
        "has_more": panel.has_more or len(panel.files) > len(files),
        "accepted": ACCEPTED,
        "limits": limits_sentence(),
    }


def shown_file(file: FileRow, by: Actor, now: datetime) -> ShownFile:
    """A file as whoever asks sees it now."""
    is_removable = is_own_and_recent(file.attaching, by, now) or may(by, REMOVE_ANY_FILE)
    return ShownFile(
        file.ref, file.name, KINDS[file.kind], size_shown(file.size), file.attached_on, file.attached_by,
        bool(file.note_ref), is_removable,
    )  # fmt: skip
