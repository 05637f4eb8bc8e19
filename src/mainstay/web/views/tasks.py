"""Tasks in a browser: listed, added, changed, done with one click and undone, put off, cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mainstay.firm.queries.people import colleagues, email_of
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.tasks.actions.handing_over import hand_over as hand_work_over
from mainstay.tasks.actions.handing_over import take_work_back
from mainstay.tasks.actions.tasks import add_task, change_task, drop_task, finish_task, put_task_off, reopen_task
from mainstay.tasks.forms import HandOverForm, TaskDelayForm, TaskForm
from mainstay.tasks.queries.standing_in import stand_ins
from mainstay.tasks.queries.tasks import task_for, task_row, tasks_page
from mainstay.tasks.rules.drafts import TaskDraft
from mainstay.web import pages
from mainstay.web.coming_back import back_of, done_with_undo, shown_in_row
from mainstay.web.keys import done, key_of
from mainstay.web.pages import REFUSED
from mainstay.web.views.book import actor_of, day_of_act, now_there, people_asked, today_there

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

FORMS: Final = {
    "task_new": (TaskForm,),
    "task": (TaskForm,),
    "task_later": (TaskDelayForm,),
    "hand_over": (HandOverForm,),
}
"""Page -> its forms."""
_MOST_ASKED: Final = 300
"""Characters that are taken from an address to begin a form with."""


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The open tasks of everybody or, `?who=mine`, one's own; and what was done last."""
    by = actor_of(request)
    today = today_there(request)
    page = tasks_page(today=today, by=by, people=people_asked(request, by))
    context = {"page": page, "stand_ins": stand_ins(today=today, by=by)}
    return render(request, "web/tasks/tasks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Add a task; the address may begin it: `?what=…&client=…`."""
    by, today = actor_of(request), today_there(request)
    begun = {name: request.GET.get(name, "")[:_MOST_ASKED] for name in ("what", "client")}
    is_sent = request.method == "POST"
    form = TaskForm(request.POST if is_sent else None, initial={"due_on": today, "who": email_of(by), **begun})
    if is_sent and form.is_valid():
        try:
            add_task(draft=form.draft, today=day_of_act(request), by=by, now=now_there(request), key=key_of(request))
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            done(request, _("Task added."))
            return HttpResponseRedirect(back_of(request, "tasks"))
    return _form(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, ref: str) -> HttpResponse:
    """Change a task, or cancel it."""
    by, acting = actor_of(request), _acting(request, ref)
    try:
        task = task_for(ref=ref, by=by)
    except NotFound:
        return pages.missing(request)
    client = task.client.name if task.client else ""
    form = TaskForm(seen=TaskDraft(task.what, task.due_on, task.who, client, task.repeat, task.note))
    if request.method == "POST":
        form = TaskForm(request.POST)
        try:
            if "drop" in request.POST:
                drop_task(**acting)
                done(request, _("Task cancelled."))
                return HttpResponseRedirect(back_of(request, "tasks"))
            if form.is_valid():
                change_task(draft=form.draft, **acting)
                done(request, _("Task saved."))
                return HttpResponseRedirect(back_of(request, "tasks"))
        except Refusal as refusal:
            form.refuse(refusal)
    return _form(request, form, task_row(ref=ref, today=today_there(request), by=by))


@require_http_methods(["POST"])
def finish(request: HttpRequest, ref: str) -> HttpResponse:
    """Done with one click; with `undo` not done after all."""
    acting = _acting(request, ref)
    try:
        if "undo" in request.POST:
            reopen_task(**acting)
            done(request, _("Not done after all: the task is open again."))
        else:
            what = finish_task(**acting).what
            done_with_undo(request, _("Done: %(what)s") % {"what": what}, reverse("task_done", args=[ref]))
    except NotFound:
        return pages.missing(request)
    except Refusal as refusal:
        done(request, str(refusal))
    return HttpResponseRedirect(back_of(request, "tasks"))


@require_http_methods(["GET", "HEAD", "POST"])
def later(request: HttpRequest, ref: str) -> HttpResponse:
    """Put a task off to another day."""
    try:
        task = task_row(ref=ref, today=today_there(request), by=actor_of(request))
    except NotFound:
        return pages.missing(request)
    is_sent = request.method == "POST"
    form = TaskDelayForm(request.POST if is_sent else None)
    if is_sent and form.is_valid():
        draft = form.draft
        try:
            put_task_off(until=draft.until, reason=draft.reason, **_acting(request, ref))
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            done(request, _("Put off: %(what)s") % {"what": task.what})
            return HttpResponseRedirect(back_of(request, "tasks"))
    context = {"form": form, "task": task, "back": back_of(request, "tasks")}
    status = REFUSED if form.errors else 200
    return shown_in_row(request, render(request, "web/tasks/later.html", context, status=status), ref)


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest) -> HttpResponse:
    """Hand clients and tasks of a person over to another; with `take_back` end what was handed over."""
    by, now = actor_of(request), now_there(request)
    acting: dict[str, Any] = {"today": day_of_act(request), "by": by, "now": now, "key": key_of(request)}
    is_sent = request.method == "POST"
    form = HandOverForm(request.POST if is_sent else None)
    try:
        if "take_back" in request.POST:
            take_work_back(ref=request.POST["take_back"], **acting)
            done(request, _("Taken back."))
            return HttpResponseRedirect(reverse("tasks"))
        if is_sent and form.is_valid():
            hand_work_over(draft=form.draft, **acting)
            done(request, _("Handed over."))
            return HttpResponseRedirect(reverse("tasks"))
    except Refusal as refusal:
        form.refuse(refusal)
    form.offer_people(colleagues())
    return render(request, "web/tasks/hand_over.html", {"form": form}, status=REFUSED if form.errors else 200)


def _acting(request: HttpRequest, ref: str) -> dict[str, Any]:
    by, now = actor_of(request), now_there(request)
    return {"ref": ref, "today": day_of_act(request), "by": by, "now": now, "key": key_of(request)}


def _form(request: HttpRequest, form: TaskForm, task: object = None) -> HttpResponse:
    form.offer_people(colleagues())
    context = {"form": form, "task": task, "back": back_of(request, "tasks")}
    return render(request, "web/tasks/form.html", context, status=REFUSED if form.errors else 200)
