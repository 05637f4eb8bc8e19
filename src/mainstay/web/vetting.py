"""No file that somebody brought is opened here before a child process has read it to its end and lived."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any, Final

from mainstay.billing.formats.recognising import SUBJECTS
from mainstay.billing.formats.vetting import vet
from mainstay.firm.queries.firms import this_firm
from mainstay.intake.confined import Busy
from mainstay.intake.import_reading import read_stored_import
from mainstay.intake.records import Unreadable
from mainstay.kernel.problem import Problem
from mainstay.web.uploads import store_vetted_ways, vetted_ways

if TYPE_CHECKING:
    from mainstay.intake.import_reading import ImportReading
    from mainstay.web.uploads import Upload

_log = logging.getLogger(__name__)
_PARSED_BY: Final = ("encoding", "delimiter")
"""What somebody says that changes how the bytes of a file are taken apart; all else is only how its cells are read."""
STATUS: Final = {"too_hard": 422, "busy_reading": 503}
"""Codes of problems that come of here, and how a page answers them."""


def require_vetted(upload: Upload) -> None:
    """Have the file read in a child process, once for each way to take it apart; Unreadable where that did not end."""
    way = _way(upload, upload.kind)
    if not upload.file.exists():
        return  # the reader says so
    endings = vetted_ways(upload)
    if way not in endings:
        answer = _answer_of_child(upload, upload.kind)
        endings = store_vetted_ways(upload, {way: answer is not None})
    if not endings[way]:
        raise Unreadable(Problem("file", "too_hard", upload.name))


def kinds_of(upload: Upload) -> tuple[str, ...]:
    """What the file holds, as a child process finds; none where its columns do not tell. Unreadable as above."""
    answer = _answer_of_child(upload, "")
    if answer is None:
        raise Unreadable(Problem("file", "too_hard", upload.name))
    kinds = tuple(answer.get("kinds", ()))
    store_vetted_ways(upload, {_way(upload, kind): True for kind in kinds})
    return kinds


def reading_of(upload: Upload) -> ImportReading:
    """Propose how to read the file with what was said; Unreadable speaks of it by the name it came with."""
    require_vetted(upload)
    return read_stored_import(
        upload.file,
        upload.name,
        SUBJECTS[upload.kind],
        upload.choices,
        code_page=this_firm().code_page,
        time_zone=this_firm().time_zone,
    )


def _way(upload: Upload, kind: str) -> str:
    return json.dumps([kind, _said(upload)], sort_keys=True)


def _said(upload: Upload) -> dict[str, Any]:
    return {name: upload.choices[name] for name in _PARSED_BY if upload.choices.get(name)}


def _answer_of_child(upload: Upload, kind: str) -> dict[str, Any] | None:
    try:
        ending = vet(upload.file, kind, _said(upload), code_page=this_firm().code_page)
    except Busy:
        raise Unreadable(Problem("file", "busy_reading")) from None
    if ending.answer is None:
        _log.warning("upload %s was not read: its reader %s", upload.token, ending.trouble)
    return ending.answer
