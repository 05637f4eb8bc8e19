"""Bringing files in: choose, look at what they seem to hold, answer what only a person can say, bring in, mend."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.core.exceptions import TooManyFilesSent
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from mainstay.clients.queries.column_takers import more_columns
from mainstay.firm.queries.firms import this_firm
from mainstay.intake.phrases import sentence
from mainstay.intake.reading_phrases import layout_title
from mainstay.intake.records import Unreadable
from mainstay.jobs.actions.jobs import ask_for_job, begin_job
from mainstay.jobs.rules.jobs import DONE, FAILED
from mainstay.jobs.worker import work_on
from mainstay.kernel import formatting
from mainstay.kernel.actor import Actor
from mainstay.kernel.currencies import is_currency
from mainstay.overview.gathered import import_kinds
from mainstay.store.errors import sentence_for
from mainstay.store.paths import home
from mainstay.web import import_forms, import_questions, pages, upload_sets, uploads, vetting
from mainstay.web.views.book import actor_of, today_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest

    from mainstay.billing.rules.import_outcome import ImportOutcome
    from mainstay.clients.actions.importing import ClientsOutcome
    from mainstay.intake.import_reading import ImportReading
    from mainstay.jobs.queries.jobs import JobRow
    from mainstay.jobs.worker import Entry
    from mainstay.kernel.problem import Problem
    from mainstay.web.import_questions import TypedControl
    from mainstay.web.upload_sets import UploadSet
    from mainstay.web.uploads import Upload

OFTEN: Final = {"import": "60/h/user"}
"""So many times an hour one person may bring files: each takes place on the disk and a turn of the two that work."""
MOST_TRIED: Final = 20_000
"""Rows of a file that is tried out before it comes in; a larger one would keep a person waiting."""
MOST_AT_ONCE: Final = 5_000
"""Rows brought in while the browser waits; more come in behind it, with progress."""
HERE: Final = Actor("schedule", "web", "web", "")
"""Who works on what comes in at once; should the server die, the worker takes it over."""
_STATUS: Final = {**vetting.STATUS, "file_too_large": 413, "too_many_files": 413}


# -- choosing a file -----------------------------------------------------------------------------------------------


@csrf_exempt  # only until the place for the file is made: `_choose` asks for the token
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Ask what to bring, or keep what was brought and go on to look at it."""
    if request.method != "POST":
        return _choose(request)
    if ratelimit.consume(request, app="mainstay", action="import", config=OFTEN, user=request.user) is None:
        error = _("You’ve uploaded many files within the hour. Wait a little, or import them in the terminal.")
        return _ask_for_file(request, "invoices", error, 429)
    arriving = uploads.Arriving()
    request.upload_handlers = [arriving]
    try:
        return _choose(request, arriving)
    except TooManyFilesSent:
        error = _("At most %(most)s files can be imported at once.") % {"most": uploads.MOST_FILES}
        return _ask_for_file(request, "invoices", error, 413)
    finally:
        arriving.discard()


@csrf_protect
def _choose(request: HttpRequest, arriving: uploads.Arriving | None = None) -> HttpResponse:
    kind = (request.POST if arriving else request.GET).get("kind", "invoices")
    if arriving is None:
        return _ask_for_file(request, kind)
    refused = [(name, upload_sets.refusal(code, name)) for name, code in arriving.refused]
    together = upload_sets.set_for(request.POST.get("together", ""))
    if together is not None and ((asked := together.asked()) is None or asked.state == FAILED):
        upload_sets.add_files(together, arriving.files, refused, kind=kind)
        return to_set(together)
    if len(arriving.files) + len(refused) > 1:
        return _keep_several(request, arriving, refused, kind)
    if refused:
        problem = refused[0][1]
        return _ask_for_file(request, kind, sentence(problem), _STATUS.get(problem.code, 400))
    if not arriving.files:
        return _ask_for_file(request, kind, _("Choose a file first."), 400)
    [one] = arriving.files
    upload = uploads.store_upload(arrived=one.path, name=one.name, kind=kind, by=actor_of(request).name)
    try:
        kinds = vetting.kinds_of(upload)
        if kinds and upload.kind not in kinds:
            upload = uploads.store_choices(upload, kinds[0], {})
        vetting.require_vetted(upload)
    except Unreadable as unreadable:
        uploads.discard(upload)
        problem = unreadable.problem
        return _ask_for_file(request, kind, sentence(problem), vetting.STATUS[problem.code])
    return _to(upload)


def _keep_several(
    request: HttpRequest, arriving: uploads.Arriving, refused: list[tuple[str, Problem]], kind: str
) -> HttpResponse:
    """Keep the files that can be read, and lead to the page about all of them; refused only where none can be."""
    together = upload_sets.store_set(by=actor_of(request).name)
    together = upload_sets.add_files(together, arriving.files, refused, kind=kind)
    if together.files:
        return to_set(together)
    upload_sets.discard_set(together)
    error = " ".join(upload_sets.refused_sentence(name, problem) for name, problem in together.refused)
    return _ask_for_file(request, kind, error, max(_STATUS.get(problem.code, 400) for _n, problem in together.refused))


def _ask_for_file(request: HttpRequest, kind: str, error: str = "", status: int = 200) -> HttpResponse:
    most = formatting.number(uploads.LIMIT_BYTES // 1024**2, 0, import_forms.language_now())
    context = {"kind": kind, "is_clients": kind == "clients", "error": error, "most": most}
    return render(request, "web/importing/choose.html", context, status=status)


# -- looking at it -------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HttpRequest, token: str) -> HttpResponse:
    """Show how the file would be read and what would happen; or take an answer, or bring it in."""
    upload = uploads.upload_for(token)
    if upload is None:
        return pages.missing(request)
    if request.method == "POST":
        return _result(request, upload)
    asked = upload.asked()
    if upload.together and asked is not None and asked.state != FAILED:
        return HttpResponseRedirect(reverse("import_files", args=[upload.together]))
    if asked is not None and asked.state == DONE:
        return _show_result(request, upload, asked)
    if asked is not None and asked.is_unfinished:
        return render(request, "web/importing/progress.html", _progress_of(request, upload, asked))
    return _show_file(request, upload, asked)


def _result(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Do what was asked, then show the file again under its own address."""
    act = request.POST.get("act", "")
    asked = upload.asked()
    if asked is not None and asked.state != FAILED:
        return _to(upload)
    if act == "discard":
        return _discard(upload)
    before = _read_by(upload)
    if "said" in request.POST:
        upload = uploads.store_choices(upload, upload.kind, _said(request, upload))
    if act == "other_kind":
        upload = uploads.store_choices(upload, "invoices" if upload.kind == "clients" else "clients", {})
    elif act == "kind":
        upload = uploads.store_choices(upload, request.POST.get("kind", ""), {})
    if act in {"bring", "confirm"} and before != _read_by(upload):
        messages.info(request, _("You changed how the file is read: check the preview, then import."))
    elif act == "bring" and not upload.together:
        _bring(request, upload)
    elif act == "confirm" and upload.together:
        return _confirm(upload)
    return _to(upload)


def _read_by(upload: Upload) -> tuple[str, dict[str, Any]]:
    """All that decides what would happen; a total to compare with changes nothing."""
    return upload.kind, {name: said for name, said in upload.choices.items() if name != import_questions.CONTROL}


def _discard(upload: Upload) -> HttpResponse:
    """Remove a file, from among those it was brought with where it was not alone."""
    together = upload_sets.set_for(upload.together)
    if together is None:
        uploads.discard(upload)
        return HttpResponseRedirect(reverse("import"))
    left = upload_sets.drop_file(together, upload)
    return HttpResponseRedirect(reverse("import")) if left is None else to_set(left)


def _confirm(upload: Upload) -> HttpResponse:
    """Note that the file is read rightly, and go on to the next of those it was brought with."""
    together = upload_sets.set_for(upload.together)
    if together is None:
        return _to(upload)
    if upload_sets.look_of(upload).is_settled:
        uploads.store_confirmed(upload)
    left = [one.upload for one in upload_sets.members_of(together) if not one.is_ready]
    return _to(left[0]) if left else to_set(together)


def _said(request: HttpRequest, upload: Upload) -> dict[str, Any]:
    """What the form says; what cannot be meant is left out."""
    said: dict[str, Any] = {}
    known = {"date_order": ("ymd", "dmy", "mdy"), "decimal": ("point", "comma"), "delimiter": import_forms.DELIMITERS}
    sent = {name: str(value) for name, value in request.POST.items()}
    # Of one question the likely answers are buttons, and the others stand in a list beside them.
    for name in [name for name in sent if name.startswith(import_forms.OTHER) and sent[name]]:
        sent.setdefault(name.removeprefix(import_forms.OTHER), sent[name])
    answers = {
        name: value[:500]
        for name, value in sent.items()
        # What the file answered by itself and was left so says nothing: another answer may change what it finds.
        if value and value != request.POST.get(f"was-{name}")
    }
    said |= {name: answers[name] for name, options in known.items() if answers.get(name) in options}
    if is_currency(answers.get("currency", "")):
        said["currency"] = answers["currency"]
    if "encoding" in answers:
        said["encoding"] = answers["encoding"][:40]
    columns = {
        name.removeprefix(import_forms.COLUMN): value.strip()
        for name, value in answers.items()
        if name.startswith(import_forms.COLUMN) and name.removeprefix(import_forms.COLUMN) in _fields_of(upload.kind)
    }
    if columns:
        said["columns"] = columns
    asked = {name: request.POST.get(f"{import_forms.ASKED}{name}", "")[:500] for name in answers}
    said_of_words = {
        asked[name]: value for name, value in answers.items() if name.startswith(import_forms.ANSWER) and asked[name]
    }
    if said_of_words:
        said["answers"] = said_of_words
    return said | import_questions.said_of_import(sent)


def _fields_of(kind: str) -> frozenset[str]:
    """What a column may hold: the fields of this kind of file, and of clients what packages know besides."""
    more = more_columns() if kind == "clients" else {}
    return frozenset({*import_kinds()[kind].subject.fields, *more})


def _show_file(request: HttpRequest, upload: Upload, asked: JobRow | None) -> HttpResponse:
    failure = asked.trouble if asked is not None else ""
    context: dict[str, Any] = {
        "upload": upload,
        "kind": upload.kind,
        "is_clients": upload.kind == "clients",
        "failure": failure,
        **_among_others(upload),
    }
    try:
        import_reading = vetting.reading_of(upload)
    except Unreadable as unreadable:
        context |= import_forms.unreadable(upload, unreadable.problem)
        status = vetting.STATUS.get(unreadable.problem.code, 200)
        return render(request, "web/importing/unreadable.html", context, status=status)
    layout = import_reading.layout
    table = import_reading.table
    currency = this_firm().currency
    choices = tuple(
        import_forms.question_choice(question, currency, upload.choices)
        for question in import_reading.questions
        # Before the columns are known, nothing speaks for an order of days or a decimal sign.
        if layout is not None or question.evidence or question.name not in {"date_order", "decimal"}
    )
    fields = import_forms.field_choices(import_reading, upload)
    choices = (*choices, *import_forms.delimiter_choice(upload, import_reading))
    context |= {
        "import_reading": import_reading,
        "title": layout_title(layout) or _("a table of your own"),
        "rows": import_forms.shown_rows(import_reading.reading.rows),
        "repeated": ", ".join(table.repeated),
        "choices": [choice for choice in choices if not choice.has_to_be_said],
        "taken": import_forms.taken_line(choices, fields),
        "used_fields": [choice for choice in fields if choice.is_used and not choice.is_open],
        "more_fields": [choice for choice in fields if not choice.is_used],
        # Whoever changes something in it goes on there; what the file speaks against is shown at once.
        "is_fold_open": bool(request.htmx) or any(choice.against for choice in choices),  # type: ignore[attr-defined]
        "open_count": upload_sets.open_count(import_reading),
        "tried": None,
        "asked": None,
        "is_too_long_to_try": False,
        **import_forms.sample(import_reading),
    }
    if import_reading.is_settled and not upload.together:
        context |= _tried(request, upload, import_reading)
    questions = [choice for choice in (*fields, *choices) if choice.has_to_be_said]
    if context["asked"] is not None and context["asked"].is_numbering_open:
        questions = [context["asked"].numbering]
    context |= {"questions": questions, "question": questions[0] if len(questions) == 1 else None}
    return render(request, "web/importing/file.html", context)


def _tried(request: HttpRequest, upload: Upload, import_reading: ImportReading) -> dict[str, Any]:
    """What would happen; nothing for a file that takes long."""
    typed = _typed_control(upload, import_reading)
    if import_reading.reading.rows > MOST_TRIED:
        numbering = import_questions.numbering_choice(upload.choices, (), is_untried=True)
        return {
            "is_too_long_to_try": True,
            "most_tried": import_forms.shown_count(MOST_TRIED),
            "asked": None if upload.kind == "clients" else import_questions.ImportQuestions(numbering, typed),
        }
    try:
        outcome = _tried_out(request, upload, import_reading, typed)
    except Exception as error:
        refusal = sentence_for(error)
        if refusal is None:
            raise
        return {"failure": str(refusal)}
    numbering = import_questions.numbering_choice(upload.choices, (outcome,))
    typed = import_questions.in_currency_of(typed, (outcome,))
    return {
        "tried": import_forms.outcome_in_words(
            upload.kind, import_kinds()[upload.kind].document(outcome), is_preview=True
        ),
        "asked": None if upload.kind == "clients" else import_questions.ImportQuestions(numbering, typed),
    }


def _typed_control(upload: Upload, import_reading: ImportReading) -> TypedControl:
    firm = this_firm()
    return import_questions.typed_control(upload.choices, import_reading.currency or firm.currency, today_in(firm))


def _tried_out(
    request: HttpRequest, upload: Upload, import_reading: ImportReading, typed: TypedControl
) -> ImportOutcome | ClientsOutcome:
    said: dict[str, Any] = {}
    if upload.kind == "invoices":
        said = {"numbering": import_questions.numbering_said(upload.choices), "control": typed.control}
    outcome: ImportOutcome | ClientsOutcome = import_kinds()[upload.kind].import_file(
        import_reading=import_reading,
        rejects_file=upload.rejects_file,
        today=today_in(this_firm()),
        by=actor_of(request),
        now=datetime.now(UTC),
        is_dry_run=True,
        **said,
    )
    return outcome


def _among_others(upload: Upload) -> dict[str, Any]:
    """Which of the files brought together it is; `together` is None for a file that came alone."""
    together = upload_sets.set_for(upload.together)
    members = upload_sets.members_of(together) if together is not None else []
    at = next((at for at, one in enumerate(members, 1) if one.upload.token == upload.token), 0)
    return {"together": together, "at": at, "count": len(members)}


# -- bringing it in ------------------------------------------------------------------------------------------------


def _bring(request: HttpRequest, upload: Upload) -> None:
    """Bring the file in, at once or behind the browser; a second click finds it asked for and does nothing."""
    try:
        import_reading = vetting.reading_of(upload)
    except Unreadable:
        return  # the page says why
    typed = _typed_control(upload, import_reading)
    if not import_reading.is_settled or typed.problem:
        return
    kind = import_kinds()[upload.kind]
    facts: dict[str, Any] = {
        "kind": kind.job,
        "key": upload.job,
        "params": {
            "folder": upload.folder.relative_to(home()).as_posix(),
            "name": upload.name,
            "choices": upload.choices,
            **import_questions.params_of(upload.choices, typed),
        },
        "language": import_forms.language_now(),
        "by": actor_of(request),
        "now": datetime.now(UTC),
    }
    import_now_or_later(facts, kind.entry, rows=import_reading.reading.rows)


def import_now_or_later(facts: Mapping[str, Any], entry: Entry, *, rows: int) -> None:
    """Work on it here while the browser waits, or leave so many rows to the worker."""
    if rows > MOST_AT_ONCE:
        ask_for_job(**facts)
    elif (job := begin_job(worker=HERE.name, **facts)) is not None:
        work_on(job, entry, worker=HERE, clock=lambda: datetime.now(UTC))


@require_safe
def progress(request: HttpRequest, token: str) -> HttpResponse:
    """How far an import has come: a fragment every second, or a page for a browser without scripts."""
    upload = uploads.upload_for(token)
    if upload is None:
        return pages.missing(request)
    is_fragment = request.htmx  # type: ignore[attr-defined]
    asked = upload.asked()
    if upload.together:
        return HttpResponseRedirect(reverse("import_files_progress", args=[upload.together]))
    if asked is None or not asked.is_unfinished:
        return over(reverse("import_file", args=[token]), is_fragment=bool(is_fragment))
    return show_progress(request, _progress_of(request, upload, asked))


def over(address: str, *, is_fragment: bool) -> HttpResponse:
    """Lead a page about progress to where the result is."""
    if not is_fragment:
        return HttpResponseRedirect(address)
    answer = HttpResponse()
    answer.headers["HX-Redirect"] = address
    return answer


def show_progress(request: HttpRequest, context: Mapping[str, Any]) -> HttpResponse:
    """How far it has come, as a page or as the part of it that changes."""
    is_fragment = bool(request.htmx)  # type: ignore[attr-defined]
    name = "_progress" if is_fragment else "progress"
    return render(request, f"web/importing/{name}.html", {**context, "is_fragment": is_fragment})


def _progress_of(request: HttpRequest, upload: Upload, asked: JobRow) -> dict[str, Any]:
    address = reverse("import_progress", args=[upload.token])
    return progress_of(request, asked, [upload], upload.name, address)


def progress_of(
    request: HttpRequest, asked: JobRow, files: Sequence[Upload], title: str, address: str
) -> dict[str, Any]:
    """How far an import of these files has come."""
    rows, done = int(asked.progress.get("rows", 0)), int(asked.progress.get("bytes", 0))
    size = sum(upload.file.stat().st_size for upload in files if upload.file.is_file()) or 1
    file, percent = asked.progress.get("file", ""), min(100, 100 * done // size)
    return progress_said(request, asked, title=title, address=address, file=file, rows=rows, percent=percent)


def progress_said(
    request: HttpRequest, asked: JobRow, *, title: str, address: str, file: str, rows: int, percent: int
) -> dict[str, Any]:
    """What the page of progress shows of an import that has come so far; `file` is what it is at."""
    tens = str(percent // 10 * 10)
    return {
        "name": title,
        "address": address,
        "file": file,
        "trouble": asked.trouble,
        "percent": percent,
        "shown_percent": formatting.percent(percent / 100, import_forms.language_now()),
        "rows": import_forms.shown_rows(rows),
        "tens": tens,
        "shown_tens": formatting.percent(int(tens) / 100, import_forms.language_now()),
        "is_fragment": False,
        "is_news": request.GET.get("said", "") != tens,
    }


# -- what came of it -----------------------------------------------------------------------------------------------


def _show_result(request: HttpRequest, upload: Upload, asked: JobRow) -> HttpResponse:
    outcome = import_forms.outcome_in_words(upload.kind, asked.outcome)
    return render(request, "web/importing/result.html", {
        "upload": upload, "kind": upload.kind, "is_clients": upload.kind == "clients",
        "outcome": outcome, "was_begun_again": asked.was_begun_again,
    })  # fmt: skip


@require_safe
def rejects(request: HttpRequest, token: str) -> HttpResponse | FileResponse:
    """The rows that could not come in, to be mended and brought again."""
    upload = uploads.upload_for(token)
    asked = upload.asked() if upload is not None else None
    if upload is None or asked is None or asked.state != DONE or not upload.rejects_file.is_file():
        return pages.missing(request)
    stem = Path(upload.name).stem.removesuffix(".rejected")
    answer = FileResponse(
        upload.rejects_file.open("rb"), as_attachment=True, filename=f"{stem}.rejected.csv", content_type="text/csv"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def to_set(together: UploadSet) -> HttpResponseRedirect:
    """Lead to the page about files that were brought together."""
    return HttpResponseRedirect(reverse("import_files", args=[together.token]))


def _to(upload: Upload) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("import_file", args=[upload.token]))
