"""Calls in a browser: logged with two clicks, put off, withdrawn; and a message to a client instead."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mainstay.care.actions.calls import log_call, put_call_off, withdraw_call
from mainstay.care.forms import CallDelayForm, CallForm
from mainstay.care.phrases import logged_sentence, message_subject, message_text
from mainstay.care.queries.messages import overdue_of_client
from mainstay.care.rules.calls import next_working_day
from mainstay.clients.queries.reachable import reachable
from mainstay.kernel import formatting
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.web import pages
from mainstay.web.client_messages import message_to
from mainstay.web.coming_back import back_of, done_with_undo, shown_in_row
from mainstay.web.context import firm_of
from mainstay.web.keys import done, key_of
from mainstay.web.pages import REFUSED
from mainstay.web.views.book import actor_of, day_of_act, now_there, today_there

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from mainstay.clients.queries.reachable import Reachable

FORMS: Final = {"client_call": (CallForm,), "client_call_later": (CallDelayForm,)}
"""Page -> its forms."""
_WEEK: Final = timedelta(days=7)


@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest, ref: str) -> HttpResponse:
    """Log a call to a client: what came of it is the button that is pressed."""
    by, today = actor_of(request), today_there(request)
    there = reachable([ref], by=by).get(ref)
    if there is None:
        return pages.missing(request)
    overdue = overdue_of_client(client_id=there.id, today=today, by=by)
    currency = overdue[0][3] if overdue else firm_of(request).currency
    form = CallForm(request.POST if request.method == "POST" else None, money_in=currency, today=today,
                    initial=_proposed(overdue, currency, today))  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            call = log_call(client_ref=ref, draft=form.draft, **_acting(request))
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            said = logged_sentence(there.name, call.outcome, call.until_on)
            done_with_undo(request, said, reverse("call_withdraw", args=[call.ref]))
            return HttpResponseRedirect(back_of(request, "client", ref))
    return _shown(request, "call", ref, there, form, currency=currency)


@require_http_methods(["GET", "HEAD", "POST"])
def later(request: HttpRequest, ref: str) -> HttpResponse:
    """Put a call off to another day."""
    there = reachable([ref], by=actor_of(request)).get(ref)
    if there is None:
        return pages.missing(request)
    until = next_working_day(today_there(request) + timedelta(days=2))
    form = CallDelayForm(request.POST if request.method == "POST" else None, initial={"until": until})
    if request.method == "POST" and form.is_valid():
        draft = form.draft
        try:
            call = put_call_off(client_ref=ref, until=draft.until, reason=draft.reason, **_acting(request))
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            said = _("%(name)s: put off. Back in Today on %(day)s.")
            values = {"name": there.name, "day": formatting.day(call.until_on, get_language() or "en")}
            done_with_undo(request, said % values, reverse("call_withdraw", args=[call.ref]))
            return HttpResponseRedirect(back_of(request, "client", ref))
    return _shown(request, "call_later", ref, there, form)


@require_http_methods(["POST"])
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """Take back what was logged by mistake."""
    try:
        withdraw_call(ref=ref, **_acting(request))
    except NotFound:
        return pages.missing(request)
    done(request, _("Taken back."))
    return HttpResponseRedirect(back_of(request, "today"))


@require_safe
def message(request: HttpRequest, ref: str) -> HttpResponse:
    """A polite text in the client's language, to copy or to open in a program."""
    by, today = actor_of(request), today_there(request)
    there = reachable([ref], by=by).get(ref)
    if there is None:
        return pages.missing(request)
    firm = firm_of(request)
    language = there.language or firm.language
    overdue = overdue_of_client(client_id=there.id, today=today, by=by)
    text = message_text(language, person=there.person, invoices=overdue, sender=f"{by.name}, {firm.name}")
    return _shown(request, "message", ref, there, None, message=message_to(there, text, message_subject(language)))


def _proposed(overdue: tuple[tuple[str, date, int, str], ...], currency: str, today: date) -> dict[str, Any]:
    """What stands in the form before anybody types: all that is overdue, a week on; call back the next working day."""
    minor = sum(one[2] for one in overdue if one[3] == currency)
    proposed: dict[str, Any] = {"call_back_on": next_working_day(today), "promised_on": today + _WEEK}
    return proposed | ({"amount": formatting.figure(minor, currency, get_language() or "en")} if minor else {})


def _acting(request: HttpRequest) -> dict[str, Any]:
    return {
        "today": day_of_act(request), "by": actor_of(request), "now": now_there(request), "key": key_of(request),
    }  # fmt: skip


def _shown(
    request: HttpRequest, name: str, ref: str, there: Reachable, form: CallForm | CallDelayForm | None, **more: object
) -> HttpResponse:
    context = {
        "form": form, "there": there, "ref": ref, "back": back_of(request, "client", ref),
        "is_in_row": bool(request.htmx), **more,  # type: ignore[attr-defined]
    }  # fmt: skip
    status = REFUSED if form is not None and form.errors else 200
    return shown_in_row(request, render(request, f"web/care/{name}.html", context, status=status), f"call-{ref}")
