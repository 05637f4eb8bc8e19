"""Several files brought together: their order, what is still to be said of each, and all of them brought in at once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from mainstay.billing.actions.importing_several import FileToImport, import_files
from mainstay.billing.jobs import bring_files_in, outcome_in_figures
from mainstay.firm.queries.firms import this_firm
from mainstay.intake.phrases import sentence
from mainstay.intake.records import Unreadable
from mainstay.jobs.rules.jobs import DONE, FAILED
from mainstay.store.errors import sentence_for
from mainstay.store.paths import home
from mainstay.web import import_forms, import_questions, pages, upload_sets, uploads, vetting
from mainstay.web.views import importing
from mainstay.web.views.book import actor_of, today_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from mainstay.jobs.queries.jobs import JobRow
    from mainstay.web.import_questions import TypedControl
    from mainstay.web.upload_sets import Member, UploadSet


@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest, token: str) -> HttpResponse:
    """Show the files and what would happen; or take an answer, remove one, or bring all of them in."""
    together = upload_sets.set_for(token)
    if together is None:
        return pages.missing(request)
    if request.method == "POST":
        return _result(request, together)
    asked = together.asked()
    if asked is not None and asked.state == DONE:
        return _show_result(request, together, asked)
    if asked is not None and asked.is_unfinished:
        return render(request, "web/importing/progress.html", _progress_of(request, together, asked))
    return _show_files(request, together, asked)


@require_safe
def progress(request: HttpRequest, token: str) -> HttpResponse:
    """How far the import of the files has come."""
    together = upload_sets.set_for(token)
    if together is None:
        return pages.missing(request)
    asked = together.asked()
    if asked is None or not asked.is_unfinished:
        is_fragment = bool(request.htmx)  # type: ignore[attr-defined]
        return importing.over(reverse("import_files", args=[token]), is_fragment=is_fragment)
    return importing.show_progress(request, _progress_of(request, together, asked))


def _progress_of(request: HttpRequest, together: UploadSet, asked: JobRow) -> dict[str, Any]:
    found = [member.upload for member in upload_sets.members_of(together)]
    address = reverse("import_files_progress", args=[together.token])
    return importing.progress_of(request, asked, found, _files_title(len(found)), address)


# -- looking at them -----------------------------------------------------------------------------------------------


def _result(request: HttpRequest, together: UploadSet) -> HttpResponse:
    """Do what was asked, then show the files again under their own address."""
    act = request.POST.get("act", "")
    asked = together.asked()
    if asked is not None and asked.state != FAILED:
        return importing.to_set(together)
    if act == "discard":
        upload_sets.discard_set(together)
        return HttpResponseRedirect(reverse("import"))
    if act == "drop":
        upload = uploads.upload_for(request.POST.get("file", ""))
        if upload is not None and upload.token in together.files:
            left = upload_sets.drop_file(together, upload)
            return HttpResponseRedirect(reverse("import")) if left is None else importing.to_set(left)
        return importing.to_set(together)
    before = together.choices.get(import_questions.NUMBERING)
    if act in {"look", "bring"}:
        together = upload_sets.store_set_choices(together, import_questions.said_of_import(request.POST))
    if act == "bring" and before != together.choices.get(import_questions.NUMBERING):
        messages.info(
            request,
            _("You changed how your invoice numbers run. Check the preview, then import the files."),
        )
    elif act == "bring":
        _bring(request, together)
    return importing.to_set(together)


def _show_files(request: HttpRequest, together: UploadSet, asked: JobRow | None) -> HttpResponse:
    members = upload_sets.members_of(together)
    left = [member for member in members if not member.is_ready]
    context: dict[str, Any] = {
        "together": together,
        "title": _files_title(len(members)),
        "failure": asked.trouble if asked is not None else "",
        "refused": [upload_sets.refused_sentence(name, problem) for name, problem in together.refused],
        "members": [_in_words(member) for member in members],
        "next": left[0].upload if left else None,
        "most": import_forms.shown_count(uploads.LIMIT_BYTES // 1024**2),
        "asked": None,
        "tried": (),
        "is_too_long_to_try": False,
    }
    if not left:
        context |= _tried(request, together, members)
    return render(request, "web/importing/files.html", context)


def _in_words(member: Member) -> dict[str, Any]:
    look = member.look
    return {
        "upload": member.upload,
        "is_clients": member.upload.kind == "clients",
        "rows": import_forms.shown_rows(look.rows),
        "open_count": look.open_count,
        "is_ready": member.is_ready,
        "problem": sentence(look.problem) if look.problem is not None else "",
    }


def _files_title(count: int) -> str:
    return ngettext("%(count)s file", "%(count)s files", count) % {"count": import_forms.shown_count(count)}


def _tried(request: HttpRequest, together: UploadSet, members: Sequence[Member]) -> dict[str, Any]:
    """Preview with all of them; nothing where that takes long."""
    firm = this_firm()
    has_invoices = any(member.upload.kind != "clients" for member in members)
    if sum(member.look.rows for member in members) > importing.MOST_TRIED:
        typed = import_questions.typed_control(together.choices, firm.currency, today_in(firm))
        numbering = import_questions.numbering_choice(together.choices, (), is_untried=True)
        return {
            "is_too_long_to_try": True,
            "most_tried": import_forms.shown_count(importing.MOST_TRIED),
            "asked": import_questions.ImportQuestions(numbering, typed) if has_invoices else None,
        }
    try:
        to_import = [
            FileToImport(one.upload.kind, vetting.reading_of(one.upload), one.upload.rejects_file) for one in members
        ]
        typed = _typed_control(together, to_import)
        found = import_files(
            files=to_import,
            today=today_in(firm),
            numbering=import_questions.numbering_said(together.choices),
            control=typed.control,
            is_dry_run=True,
            by=actor_of(request),
            now=datetime.now(UTC),
        )
    except Unreadable as unreadable:
        return {"failure": sentence(unreadable.problem)}
    except Exception as error:
        refusal = sentence_for(error)
        if refusal is None:
            raise
        return {"failure": str(refusal)}
    outcomes = [one.outcome for one in found]
    numbering = import_questions.numbering_choice(together.choices, outcomes)
    typed = import_questions.in_currency_of(typed, outcomes)
    return {
        "tried": [
            (
                one.file.import_reading.table.path.name,
                import_forms.outcome_in_words(one.file.subject, outcome_in_figures(one.outcome), is_preview=True),
            )
            for one in found
        ],
        "asked": import_questions.ImportQuestions(numbering, typed) if has_invoices else None,
    }


def _typed_control(together: UploadSet, to_import: Sequence[FileToImport]) -> TypedControl:
    """What was typed of the ledger, in the currency of the files where none was chosen."""
    firm = this_firm()
    currencies = [one.import_reading.currency for one in to_import if one.import_reading.currency]
    return import_questions.typed_control(together.choices, next(iter(currencies), firm.currency), today_in(firm))


# -- bringing them in ----------------------------------------------------------------------------------------------


def _bring(request: HttpRequest, together: UploadSet) -> None:
    """Bring all files in, at once or behind the browser; a second click finds it asked for and does nothing."""
    members = upload_sets.members_of(together)
    typed = import_questions.typed_control(together.choices, this_firm().currency, today_in(this_firm()))
    if typed.problem or not all(member.is_ready for member in members):
        return  # the page says why
    files_asked = [
        {
            "subject": member.upload.kind,
            "folder": member.upload.folder.relative_to(home()).as_posix(),
            "name": member.upload.name,
            "choices": member.upload.choices,
        }
        for member in members
    ]
    facts: dict[str, Any] = {
        "kind": "bring_files_in",
        "key": together.job,
        "params": {"files": files_asked, **import_questions.params_of(together.choices, typed)},
        "language": import_forms.language_now(),
        "by": actor_of(request),
        "now": datetime.now(UTC),
    }
    importing.import_now_or_later(facts, bring_files_in, rows=sum(member.look.rows for member in members))


def _show_result(request: HttpRequest, together: UploadSet, asked: JobRow) -> HttpResponse:
    by_token = {token: uploads.upload_for(token) for token in together.files}
    results = []
    for document in asked.outcome["files"]:
        upload = by_token.get(document["file"])
        if upload is not None:
            results.append((upload, import_forms.outcome_in_words(upload.kind, document)))
    return render(request, "web/importing/files_result.html", {
        "title": _files_title(len(results)),
        "results": results,
        "was_begun_again": asked.was_begun_again,
    })  # fmt: skip
