"""What attached files add to the tables of the house."""

from __future__ import annotations

from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any, Final

from tests.builders import ACT, NOW, OWNER, START, a_client, day

from mainstay.attachments.actions import attaching, removing
from mainstay.attachments.models import Attachment
from mainstay.attachments.queries import files, sheets
from mainstay.attachments.rules.chosen import ChosenFile
from mainstay.overview.queries.export import export_to
from mainstay.timeline.actions.erasing import WordsAreErased

if TYPE_CHECKING:
    from collections.abc import Callable

    from mainstay.kernel.actor import Actor

PDF: Final = ChosenFile("sözleşme.pdf", b"%PDF-1.7\n% a contract\n")
TEXT: Final = ChosenFile("notlar.txt", "İki satır\nşöyle\n".encode())
_WORKERS: Final = {"owner", "colleague", "bookkeeper"}
_OF_MACHINE: Final = {"terminal", "demo"}


def attached(*drafts: ChosenFile) -> list[str]:
    """Files of a client in the book, attached just now; their references."""
    return attaching.attach_files(client_ref=a_client().ref, files=drafts or (PDF,), today=START, **ACT).split()


def noted(*drafts: ChosenFile) -> dict[str, Any]:
    """A note with files: the client and the reference of its words."""
    client = a_client().ref
    ref = attaching.write_note(client_ref=client, text="See the file", files=drafts or (PDF,), on=START, **ACT)
    return {"client_ref": client, "ref": ref}


def exported_file() -> str:
    """An export with one file, of a book in which the file is no more."""
    [ref] = attached()
    folder = Path(mkdtemp(prefix="mainstay-tests-"))
    path = export_to(folder / "export.zip", by=OWNER)
    removing.remove_file(ref=ref, today=START, **ACT)
    return str(path)


def _recorded(small: Any) -> None:
    attaching.attach_files(client_ref=small.client, files=(PDF,), today=day(190), by=OWNER, now=NOW)


def _erased() -> dict[str, Any]:
    return {**noted(), "today": START}


ASKED: Final[dict[str, Callable[[Any, Actor], object]]] = {
    "attachments.files.attachment_for": lambda _b, by: files.attachment_for(ref=Attachment.objects.get().ref, by=by),
    "attachments.files.content_of": lambda _b, by: files.content_of(ref=Attachment.objects.get().ref, by=by),
    "attachments.sheets.exported_files": lambda _b, by: list(sheets.exported_files(by=by)),
    "attachments.files.files_of_client": lambda _b, by: (
        files.files_of_client(client_id=Attachment.objects.get().client_id, number=1, by=by).files
    ),
}
"""Query -> how it is asked of a small book, by somebody."""
RECORDED: Final = {"attachments": _recorded}
"""What of files is there in the small book."""
MAY: Final[dict[str, set[str]]] = dict.fromkeys(
    (
        "attachments.attaching.attach_files", "attachments.attaching.write_note", "attachments.removing.remove_file",
        "attachments.removing.remove_note", "attachments.importing.import_files",
    ),
    _WORKERS | _OF_MACHINE,
) | {"attachments.removing.erase_text": {"owner", *_OF_MACHINE}}  # fmt: skip
"""Action -> who may."""
MAY_OPEN: Final[dict[str, set[str]]] = {
    "client_files": {*_WORKERS, "reader"}, "attachment": {*_WORKERS, "reader"}, "client_attach": _WORKERS,
    "attachment_remove": _WORKERS,
}  # fmt: skip
"""Page -> who may open it."""
ANSWERS: Final[dict[str, tuple[int | str, int | str]]] = {
    "client_files": (200, 405), "client_attach": ("clients/c-…/files/", 422), "attachment": (404, 405),
    "attachment_remove": (404, 404),
}  # fmt: skip
"""Page -> what GET and an empty POST answer to whoever may."""
STATEMENTS: Final = {"attachments.client": 1}
"""How many statements a page asks more."""
CASES: Final = {
    "attachments.attach_files": (
        lambda: {"client_ref": a_client().ref, "files": (PDF, TEXT), "today": START}, "happens again",
    ),
    "attachments.write_note": (
        lambda: {"client_ref": a_client().ref, "text": "Read", "files": (PDF,), "on": START}, "happens again",
    ),
    "attachments.import_files": (lambda: {"path": exported_file()}, "sets what is set"),
    "attachments.remove_file": (lambda: {"ref": attached()[0], "today": START}, files.FileNotFound),
    "attachments.remove_note": (lambda: {**noted(), "today": START}, WordsAreErased),
    "attachments.erase_text": (_erased, WordsAreErased),
}  # fmt: skip
"""Action -> what it is asked, and what comes of it without a key a second time."""
NO_SCREEN: Final = {
    "client_attach": "shows nothing of its own: it takes what a form sends and leads on",
    "attachment": "a file",
}
"""Page -> why it is not among the screens."""
