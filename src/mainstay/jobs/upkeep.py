"""What the night does for a book: a safety copy, old files and sessions removed, the database's own upkeep."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.contrib.sessions.models import Session
from django.db import connection, transaction

from mainstay.firm.idempotency import forget_keys
from mainstay.firm.queries.backups import back_up
from mainstay.firm.queries.firms import this_firm
from mainstay.jobs.models import Job
from mainstay.jobs.rules.jobs import DONE, FAILED
from mainstay.store.backups import SAFETY, path_of_copy, stored_copies
from mainstay.store.context import active_firm
from mainstay.store.paths import uploads_folder

if TYPE_CHECKING:
    from mainstay.jobs.worker import Work

COPY_RETENTION: Final = 7
UPLOAD_RETENTION: Final = timedelta(days=7)
_JOB_RETENTION: Final = timedelta(days=30)
KEY_RETENTION: Final = timedelta(days=90)


def look_after_book(work: Work) -> dict[str, Any]:
    """Copy the book and tidy up around it; done twice, it does no harm. What can be lost is tidied last."""
    copy = _copied(work)
    _remove_old_uploads(work.now())
    with transaction.atomic():
        Session.objects.filter(expire_date__lt=work.now()).delete()
        Job.objects.filter(state__in=[DONE, FAILED], ended_at__lt=work.now() - _JOB_RETENTION).delete()
        forget_keys(used_before=work.now() - KEY_RETENTION)
    _look_after_database()
    return {"copy": copy}


def _copied(work: Work) -> str:
    """Make a safety copy and keep the last seven; "" where there is none to make.

    PostgreSQL keeps its own backups, and the demonstration can be made again.
    """
    if connection.vendor == "postgresql" or this_firm().is_demonstration:
        return ""
    path = back_up(path_of_copy(active_firm(), SAFETY, work.now()), by=work.worker)
    for old in stored_copies(active_firm(), SAFETY)[:-COPY_RETENTION]:
        old.unlink(missing_ok=True)
    return path.name


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
