"""No file that somebody brought is opened here before a child process has read it to its end and lived."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Final

from mainstay.billing.formats.vetting import vet
from mainstay.firm.queries.firms import this_firm
from mainstay.intake.confined import Busy
from mainstay.intake.records import Unreadable
from mainstay.kernel.problem import Problem
from mainstay.web.uploads import store_vetted_way, vetted_ways

if TYPE_CHECKING:
    from mainstay.web.uploads import Upload

_log = logging.getLogger(__name__)
_PARSED_BY: Final = ("encoding", "delimiter")
"""What somebody says that changes how the bytes of a file are taken apart; all else is only how its cells are read."""
STATUS: Final = {"too_hard": 422, "busy_reading": 503}
"""Codes of problems that come of here, and how a page answers them."""


def require_vetted(upload: Upload) -> None:
    """Have the file read in a child process, once for each way to take it apart; Unreadable where that did not end."""
    said = {name: upload.choices[name] for name in _PARSED_BY if upload.choices.get(name)}
    way = json.dumps([upload.kind, said], sort_keys=True)
    if not upload.file.exists():
        return  # the reader says so
    endings = vetted_ways(upload)
    if way not in endings:
        try:
            ending = vet(upload.file, upload.kind, said, is_turkish=this_firm().speaks_turkish)
        except Busy:
            raise Unreadable(Problem("file", "busy_reading")) from None
        if ending.answer is None:
            _log.warning("upload %s was not read: its reader %s", upload.token, ending.trouble)
        endings = store_vetted_way(upload, way, has_ended_well=ending.answer is not None)
    if not endings[way]:
        raise Unreadable(Problem("file", "too_hard", upload.name))
