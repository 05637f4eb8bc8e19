"""Which work there is behind the screen, and what runs when. Its entry points live in the packages that own it."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Final

from mainstay.billing.jobs import bring_files_in, bring_invoices_in
from mainstay.clients.jobs import bring_clients_in
from mainstay.jobs.rules.jobs import UPKEEP, Daily
from mainstay.overview.jobs import bring_export_back, check_copy, look_after_book, make_copy, open_copy
from mainstay.scoring.jobs import score

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mainstay.jobs.worker import Entry

ENTRIES: Final[Mapping[str, Entry]] = {
    "bring_clients_in": bring_clients_in,
    "bring_export_back": bring_export_back,
    "bring_files_in": bring_files_in,
    "bring_invoices_in": bring_invoices_in,
    UPKEEP: look_after_book,
    "check_copy": check_copy,
    "make_copy": make_copy,
    "open_copy": open_copy,
    "score": score,
}
"""Kind of job -> what does it. A kind stays known as long as a book may hold a job of it."""

DAILY: Final = (Daily(UPKEEP, time(3, 0)), Daily("score", time(3, 0)))
"""By the firm's own clock; a machine that was off at that time makes up for it when it is on again."""
