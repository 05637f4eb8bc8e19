"""The log file in MAINSTAY_HOME: details for whoever looks after the machine; never a reason to stop."""

from __future__ import annotations

import re
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import logging


_SECRET: Final = re.compile(r"""(/(?:join|reset)/|[?&](?:key|pass)=)[^/?&\s"']+""")
"""What opens something in an address: the token of a link, a key that the terminal printed."""


class HomeLog(RotatingFileHandler):
    """Writes to the log while the home is there and can be written to, and stays silent otherwise."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record; a home that is missing is not created for the log's sake."""
        if Path(self.baseFilename).parent.is_dir():
            super().emit(record)

    def format(self, record: logging.LogRecord) -> str:
        """The line without what would let its reader in."""
        return _SECRET.sub(r"\1…", super().format(record))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 -- the standard library's name
        """Lose the record: a full disk is told by the act that failed, not by its log."""
