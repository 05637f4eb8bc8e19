"""An export brought back in a browser: choose the ZIP, see what would come in, bring it in, see what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from allauth.core.internal import ratelimit
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mainstay.intake.confined import Busy
from mainstay.intake.phrases import sentence
from mainstay.jobs.queries.jobs import job_for
from mainstay.jobs.rules.jobs import DONE, FAILED
from mainstay.kernel import formatting
from mainstay.kernel.problem import Problem
from mainstay.kernel.refusal import Refusal
from mainstay.overview.actions.bringing_back import bring_export
from mainstay.overview.gathered import returning_sheets
from mainstay.overview.jobs import bring_export_back
from mainstay.overview.queries.returning import look_at_export
from mainstay.store.paths import home
from mainstay.web import import_forms, pages, upload_sets, uploads
from mainstay.web.views import data, importing
from mainstay.web.views.book import actor_of, now_there, today_there

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from django.http import HttpRequest, HttpResponse

    from mainstay.jobs.queries.jobs import JobRow

_FACTS: Final = "export.json"
_REFUSED: Final = 422
_STATUS: Final = {"file_too_large": 413, "too_many_files": 413, "busy_reading": 503}


@dataclass(frozen=True, slots=True)
class _Export:
    """An export that somebody brought: where it lies, the name it came with, the rows of its sheets."""

    token: str
    folder: Path
    name: str
    rows: int

    @property
    def file(self) -> Path:
        """The ZIP itself."""
        return self.folder / "content"

    @property
    def job(self) -> str:
        """The key that its return is asked for under: a second click finds it asked for."""
        return f"bring back {self.token}"

    def asked(self) -> JobRow | None:
        """Its return, or None while nobody asked for it."""
        return job_for(key=self.job)


# -- choosing it ---------------------------------------------------------------------------------------------------


@csrf_exempt  # only until the place for the file is made: `_choose` asks for the token
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the ZIP that was brought and lead to what is in it; or say on the page of the data why not."""
    often = {"app": "mainstay", "action": "import", "config": importing.OFTEN, "user": request.user}
    if ratelimit.consume(request, **often) is None:
        return _ask_again(
            request,
            _("You’ve uploaded many files within the hour. Wait a little, or import them in the terminal."),
            429,
        )
    arriving = uploads.Arriving()
    request.upload_handlers = [arriving]
    try:
        return _choose(request, arriving)
    finally:
        arriving.discard()


@csrf_protect
def _choose(request: HttpRequest, arriving: uploads.Arriving) -> HttpResponse:
    if not request.FILES and not arriving.refused:
        return _ask_again(request, _("Choose a file first."), 400)
    if arriving.refused:
        name, code = arriving.refused[0]
        said = sentence(upload_sets.refusal(code, name)) if code != "file_too_large" else _(
            "The ZIP is too large: a browser can send %(most)s MB. "
            "Use the terminal: mainstay import export FILE.zip"
        ) % {"most": import_forms.shown_count(uploads.LIMIT_BYTES // 1024**2)}  # fmt: skip
        return _ask_again(request, said, _STATUS.get(code, 400))
    try:
        look = look_at_export(path=arriving.files[0].path, by=actor_of(request))
    except Refusal as refusal:
        return _ask_again(request, str(refusal), _REFUSED)
    except Busy:
        return _ask_again(request, sentence(Problem("file", "busy_reading")), _STATUS["busy_reading"])
    folder = uploads.new_folder()
    arriving.files[0].path.replace(folder / "content")
    facts = {"name": uploads.shown_name(arriving.files[0].name), "rows": sum(look.sheets.values())}
    uploads.write_facts(folder / _FACTS, facts)
    return HttpResponseRedirect(reverse("settings_returning", args=[folder.name]))


def _ask_again(request: HttpRequest, error: str, status: int) -> HttpResponse:
    return data.show(request, {"returning_error": error}, status=status)


def _export_for(token: str) -> _Export | None:
    folder = uploads.folder_for(token)
    facts = None if folder is None else uploads.read_facts(folder / _FACTS)
    return None if folder is None or facts is None else _Export(token, folder, facts["name"], facts["rows"])


# -- looking at it, bringing it in ---------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def returning(request: HttpRequest, token: str) -> HttpResponse:
    """Show what would come in, how far it is, or what came of it; or bring it in, or remove it."""
    export = _export_for(token)
    if export is None:
        return pages.missing(request)
    asked = export.asked()
    if request.method == "POST":
        return _act(request, export, asked)
    if asked is not None and asked.state == DONE:
        context = {
            "is_done": True,
            "failure": "",
            "is_too_long_to_try": False,
            "was_begun_again": asked.was_begun_again,
            **_in_words(asked.outcome),
        }
        return render(request, "web/settings/returning.html", {"export": export, **context})
    if asked is not None and asked.is_unfinished:
        return importing.show_progress(request, _progress_of(request, export, asked))
    return _preview(request, export, asked)


def _act(request: HttpRequest, export: _Export, asked: JobRow | None) -> HttpResponse:
    act = request.POST.get("act", "")
    if asked is not None and asked.state != FAILED:
        return _to(export)
    if act == "discard":
        uploads.discard_folder(export.folder)
        return HttpResponseRedirect(reverse("settings_data"))
    if act == "bring":
        facts: dict[str, Any] = {
            "kind": "bring_export_back",
            "key": export.job,
            "params": {"folder": export.folder.relative_to(home()).as_posix()},
            "language": import_forms.language_now(),
            "by": actor_of(request),
            "now": datetime.now(UTC),
        }
        importing.import_now_or_later(facts, bring_export_back, rows=export.rows)
    return _to(export)


def _preview(request: HttpRequest, export: _Export, asked: JobRow | None) -> HttpResponse:
    """What would come in, tried out and undone; only how much it is where that would take long."""
    context: dict[str, Any] = {
        "export": export,
        "is_done": False,
        "was_begun_again": False,
        "failure": asked.trouble if asked is not None else "",
        "shown_rows": import_forms.shown_rows(export.rows),
        "is_too_long_to_try": export.rows > importing.MOST_TRIED,
        "most_tried": import_forms.shown_count(importing.MOST_TRIED),
    }
    if not context["is_too_long_to_try"]:
        try:
            tried = bring_export(
                archive=export.file,
                today=today_there(request),
                by=actor_of(request),
                now=now_there(request),
                is_dry_run=True,
            )
        except Refusal as refusal:
            context["failure"] = str(refusal)
        else:
            context |= _in_words(tried.document)
    return render(request, "web/settings/returning.html", context)


def _to(export: _Export) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("settings_returning", args=[export.token]))


@require_safe
def progress(request: HttpRequest, token: str) -> HttpResponse:
    """How far it has come: a fragment every second, or a page for a browser without scripts."""
    export = _export_for(token)
    if export is None:
        return pages.missing(request)
    asked = export.asked()
    if asked is None or not asked.is_unfinished:
        is_fragment = bool(request.htmx)  # type: ignore[attr-defined]
        return importing.over(reverse("settings_returning", args=[token]), is_fragment=is_fragment)
    return importing.show_progress(request, _progress_of(request, export, asked))


def _progress_of(request: HttpRequest, export: _Export, asked: JobRow) -> dict[str, Any]:
    done = int(asked.progress.get("done", 0))
    labels = {sheet.name: str(sheet.label) for sheet in returning_sheets()}
    return importing.progress_said(
        request,
        asked,
        title=export.name,
        address=reverse("settings_returning_progress", args=[export.token]),
        file=labels.get(str(asked.progress.get("sheet", "")), ""),
        rows=done,
        percent=min(100, 100 * done // max(export.rows, 1)),
    )


# -- in words ------------------------------------------------------------------------------------------------------


def _in_words(document: Mapping[str, Any]) -> dict[str, Any]:
    """What came of an export, or would, as its page shows it; `apart` are sheets that do not come by themselves."""
    offered = {sheet.name: sheet for sheet in returning_sheets()}
    sheets: list[dict[str, Any]] = []
    apart: list[dict[str, Any]] = []
    for one in document["sheets"]:
        if (sheet := offered.get(one["sheet"])) is None:
            continue
        row = {"label": sheet.label, "rows": _shown(one["rows"]), "said": "", "refused": one["refused"]}
        row |= {name: _shown(one[name]) for name in ("came_in", "known", "left_out", "rejected")}
        if one["apart"] or one["left_out"] or one["is_short"]:
            row["said"] = sheet.said
        (apart if one["apart"] else sheets).append(row)
    counts = {name: sum(one[name] for one in document["sheets"]) for name in ("came_in", "known", "rejected")}
    return {
        "sheets": sheets,
        "apart": apart,
        "others": document["others"],
        "is_nothing_new": not counts["came_in"] and not counts["rejected"],
        "came_in": _shown(counts["came_in"]),
        "rejected": _shown(counts["rejected"]),
    }


def _shown(count: int) -> str:
    return formatting.number(count, 0, import_forms.language_now()) if count else ""
