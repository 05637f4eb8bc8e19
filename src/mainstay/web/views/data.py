"""What a firm may take away, whole: its book as tables and as a copy, and the demonstration beside it."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, TYPE_CHECKING, Final

from django.contrib import messages
from django.http import FileResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from mainstay.firm.queries.backups import back_up, copies_of_book
from mainstay.firm.queries.firms import firm_exists
from mainstay.overview.queries.export import write_export
from mainstay.store.backups import CopyIsDamaged, PostgresKeepsItsOwnBackups
from mainstay.store.context import active_firm
from mainstay.store.paths import DEMONSTRATION, home
from mainstay.web import pages
from mainstay.web.opening import may_open
from mainstay.web.views.book import actor_of, today_there
from mainstay.web.views.copies import copies_shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

_ENDINGS: Final = {"xlsx": "xlsx", "csv": "zip"}


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What can be taken away, and how a copy is put back."""
    return show(request)


def show(request: HttpRequest, more: Mapping[str, object] | None = None, *, status: int = 200) -> HttpResponse:
    """The page of the data, with what else is to be said on it."""
    by = actor_of(request)
    context = {
        "returning_error": "",
        **(more or {}),
        "home": home(),
        "has_demonstration": firm_exists(DEMONSTRATION),
        **(copies_shown(by) if may_open("settings_backup", by) else {}),
    }
    return render(request, "web/settings/data.html", context, status=status)


@require_POST
def export(request: HttpRequest) -> HttpResponse | FileResponse:
    """Everything as tables, in one file made for this download alone."""
    kind = request.POST.get("kind", "")
    if kind not in _ENDINGS:
        return HttpResponseRedirect(reverse("settings_data"))
    file = TemporaryFile()  # noqa: SIM115 -- the response closes it
    write_export(file, kind, by=actor_of(request))
    return _download(request, file, _ENDINGS[kind])


@require_POST
def backup(request: HttpRequest) -> HttpResponse | FileResponse:
    """The book itself as it is now; a damaged file says so, and PostgreSQL how it copies a book."""
    file = TemporaryFile()  # noqa: SIM115 -- the response closes it
    try:
        with TemporaryDirectory(prefix="mainstay-backup-") as folder:
            copied = back_up(Path(folder) / "book.sqlite3", by=actor_of(request))
            with copied.open("rb") as copy:
                shutil.copyfileobj(copy, file)
    except (PostgresKeepsItsOwnBackups, CopyIsDamaged) as refusal:
        file.close()
        say = messages.error if isinstance(refusal, CopyIsDamaged) else messages.info
        say(request, str(refusal))
        return HttpResponseRedirect(reverse("settings_data"))
    return _download(request, file, "sqlite3")


@require_safe
def stored_copy(request: HttpRequest, ref: str) -> HttpResponse | FileResponse:
    """One of the copies that are kept beside the book, by the name of its file."""
    found = next((one for one in copies_of_book(by=actor_of(request)) if one.path.name == ref), None)
    if found is None:
        return pages.missing(request)
    answer = FileResponse(found.path.open("rb"), as_attachment=True, filename=ref)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _download(request: HttpRequest, file: IO[bytes], ending: str) -> FileResponse:
    file.seek(0)
    answer = FileResponse(file, as_attachment=True, filename=f"{active_firm()}-{today_there(request)}.{ending}")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
