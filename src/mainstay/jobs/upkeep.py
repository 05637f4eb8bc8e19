"""What the night does for a book: a safety copy, old files and sessions removed, the database's own upkeep."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.contrib.sessions.models import Session
from django.db import connection, transaction

from mainstay.firm.idempotency import forget_keys
from mainstay.firm.queries.firms import this_firm
from mainstay.jobs.models import Job
from mainstay.jobs.rules.jobs import DONE, FAILED, UPKEEP
from mainstay.jobs.rules.retention import retained_days
from mainstay.store.backups import SAFETY, day_of_copy, remove_leftovers, store_proved_copy, stored_copies
from mainstay.store.context import active_firm
from mainstay.store.paths import book_file, uploads_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mainstay.jobs.worker import Work

UPLOAD_RETENTION: Final = timedelta(days=7)
_JOB_RETENTION: Final = timedelta(days=30)
KEY_RETENTION: Final = timedelta(days=90)
_LEFTOVER_AGE: Final = timedelta(days=1)
_WHOLE_EVERY: Final = timedelta(days=6, hours=12)
"""A copy is checked whole when none was for so long: once a week, whenever in the night that is."""
_SMALL: Final = 64 << 20
"""Bytes of a book that is checked whole each night: it takes a few seconds."""


def look_after_book(work: Work, *, prove: Callable[[int | None], object]) -> dict[str, Any]:
    """Copy the book and tidy up around it; done twice, it does no harm. What can be lost is tidied last.

    `prove` raises when the active firm's book contradicts itself: of None it reads everything, of a number a part of
    it. A copy that fails ends the work before anything is removed.
    """
    # They take room that the copy may need.
    remove_leftovers(older_than=work.now() - _LEFTOVER_AGE)
    copied = _copied(work.now(), prove)
    _remove_old_uploads(work.now())
    with transaction.atomic():
        Session.objects.filter(expire_date__lt=work.now()).delete()
        Job.objects.filter(state__in=[DONE, FAILED], ended_at__lt=work.now() - _JOB_RETENTION).delete()
        forget_keys(used_before=work.now() - KEY_RETENTION)
    _look_after_database()
    return copied


def _copied(now: datetime, prove: Callable[[int | None], object]) -> dict[str, Any]:
    """Make a safety copy, proved, and remove those that need not stay; no copy where there is none to make.

    PostgreSQL keeps its own backups, and the demonstration can be made again.
    """
    if connection.vendor == "postgresql" or this_firm().is_demonstration:
        return {"copy": ""}
    is_whole = book_file(active_firm()).stat().st_size <= _SMALL or not _was_proved_whole(since=now - _WHOLE_EVERY)
    part = None if is_whole else now.date().toordinal()
    path = store_proved_copy(SAFETY, prove=lambda: prove(part), now=now)
    _remove_old_copies(path)
    return {"copy": path.name, "is_whole": is_whole}


def _was_proved_whole(*, since: datetime) -> bool:
    done = Job.objects.filter(kind=UPKEEP, state=DONE, ended_at__gte=since)
    return any(outcome.get("is_whole") for outcome in done.values_list("outcome", flat=True))


def _remove_old_copies(newest: Path) -> None:
    """Keep the newest copy of each day that is retained; a file whose name says no day stays."""
    by_day = {day: path for path in stored_copies(active_firm(), SAFETY) if (day := day_of_copy(path))}
    stay = {by_day[day] for day in retained_days(by_day)} | {newest}
    for path in stored_copies(active_firm(), SAFETY):
        if path not in stay and day_of_copy(path):
            path.unlink(missing_ok=True)


def _remove_old_uploads(now: datetime) -> None:
    folder = uploads_folder(active_firm())
    if not folder.is_dir():
        return
    for entry in folder.iterdir():
        with suppress(OSError):
            if now - datetime.fromtimestamp(entry.stat().st_mtime, UTC) <= UPLOAD_RETENTION:
                continue
            if entry.is_dir():
                shutil.rmtree(entry)
            else:
                entry.unlink()


def _look_after_database() -> None:
    """Let the database count anew what its plans rest on."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'ANALYZE "{table}"')
        else:
            cursor.execute("PRAGMA analysis_limit = 1000")
            cursor.execute("PRAGMA optimize = 0x10002")
