"""How the files of the demonstration firm are recorded: by the actions of the package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mainstay.attachments.actions.attaching import attach_files, write_note
from mainstay.attachments.rules.demonstration import FileAttached

if TYPE_CHECKING:
    from collections.abc import Callable

    from mainstay.kernel.offers import Dated, Stage


def _attach(event: FileAttached, stage: Stage) -> None:
    client, files = stage.refs["client"][event.client], (event.file,)
    if event.note:
        write_note(client_ref=client, text=event.note, files=files, on=event.on, by=stage.by, now=stage.now)
    else:
        attach_files(client_ref=client, files=files, today=event.on, by=stage.by, now=stage.now)


RECORDED: Final[dict[type[Dated], Callable[[Any, Stage], None]]] = {FileAttached: _attach}
"""Kind of event -> what records one."""
