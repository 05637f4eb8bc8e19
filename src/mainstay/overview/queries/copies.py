"""The copies that are kept of the book: which there are, whether one is sound, which were opened beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils.translation import gettext as _

from mainstay.firm.permissions import may, require
from mainstay.firm.queries.backups import backups_elsewhere, copies_of_book, copy_called
from mainstay.firm.queries.firms import copies_opened, this_firm
from mainstay.firm.rules.acts import BACK_UP, OPEN_COPY
from mainstay.jobs.queries.jobs import jobs_of
from mainstay.jobs.rules.jobs import DONE, FAILED
from mainstay.overview.phrases import fault_sentence
from mainstay.overview.queries.checks import prove_book
from mainstay.store.backups import PROVING, NotABackup, whole_copy
from mainstay.store.context import use_firm

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from mainstay.firm.queries.backups import StoredCopy
    from mainstay.firm.queries.firms import FirmRow
    from mainstay.jobs.queries.jobs import JobRow
    from mainstay.kernel.actor import Actor

MAKE: Final = "make_copy"
CHECK: Final = "check_copy"
OPEN: Final = "open_copy"
KINDS: Final = (MAKE, CHECK, OPEN)
"""The kinds of job that work on copies."""


@dataclass(frozen=True, slots=True)
class CopyChecked:
    """What a check of a copy found; `faults` is a sentence for each, none when it is sound."""

    at: datetime
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CopiesPage:
    """The copies of the book, the newest first, and what is done with them.

    `checked` has the newest check of each, by name; `under_way` and `failed` are the job that runs or waits, and the
    newest one where it failed. `elsewhere` says how the book is copied where Mainstay keeps no copies of it. `is_own`
    is false in the demonstration and in a copy, which have none. `may_open` is false where the app makes no firms.
    """

    copies: tuple[StoredCopy, ...]
    checked: Mapping[str, CopyChecked]
    opened: tuple[FirmRow, ...]
    under_way: JobRow | None
    failed: JobRow | None
    last_opened: JobRow | None
    elsewhere: str
    is_own: bool
    may_open: bool


def copies_page(*, by: Actor) -> CopiesPage:
    """Everything about copies on one page; refuses NotAllowed."""
    require(by, BACK_UP)
    firm = this_firm()
    jobs = jobs_of(kinds=KINDS)
    return CopiesPage(
        copies=copies_of_book(by=by),
        checked=_checks(jobs),
        opened=tuple(copies_opened(by=by)) if may(by, OPEN_COPY) else (),
        under_way=next((job for job in jobs if job.is_unfinished), None),
        failed=jobs[0] if jobs and jobs[0].state == FAILED else None,
        last_opened=jobs[0] if jobs and jobs[0].state == DONE and jobs[0].kind == OPEN else None,
        elsewhere=backups_elsewhere(by=by),
        is_own=not (firm.is_demonstration or firm.copy_of),
        may_open=settings.MAINSTAY_NEW_FIRMS,
    )


def check_copy(*, name: str, by: Actor, on_step: Callable[[str], None] = lambda _step: None) -> tuple[str, ...]:
    """What is wrong with a copy, a sentence for each fault; none when it could be opened. Refuses CopyIsGone.

    The copy is copied, brought to this version and proved as `mainstay check` proves the book; it stays as it is.
    """
    require(by, BACK_UP)
    copy = copy_called(name, by=by)
    try:
        with whole_copy(copy.path, on_step=on_step) as unfinished:
            on_step(PROVING)
            with use_firm(unfinished):
                return tuple(map(fault_sentence, prove_book()))
    except NotABackup:
        return (_("The file is damaged, so it can’t be opened. Use an older copy."),)


def _checks(jobs: tuple[JobRow, ...]) -> Mapping[str, CopyChecked]:
    found: dict[str, CopyChecked] = {}
    for job in reversed(jobs):
        if job.kind == CHECK and job.state == DONE and job.ended_at is not None:
            found[str(job.outcome["copy"])] = CopyChecked(job.ended_at, tuple(job.outcome["faults"]))
    return found
