"""Exchange rates in a browser: set, corrected and removed in the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mainstay.kernel.currencies import is_currency
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.rates.actions.rates import change_rate, remove_rate, set_rate
from mainstay.rates.forms import RateForm
from mainstay.rates.phrases import equation, rate_words, turned_words
from mainstay.rates.queries.rates import all_rates, rate_for, row_of
from mainstay.rates.rules.drafts import RateDraft, rate_text
from mainstay.web import pages
from mainstay.web.context import firm_of
from mainstay.web.keys import done, key_of
from mainstay.web.lists import day_asked, text_asked
from mainstay.web.pages import REFUSED
from mainstay.web.views.book import actor_of, now_there, today_there

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

FORMS: Final = {"settings_rates": (RateForm,), "settings_rate": (RateForm,)}
"""Page -> its forms."""
_LIKELY: Final = "EUR"
_LIKELY_BESIDE: Final = "USD"
"""What a first rate is most likely of, and what where that is the firm's own currency."""
_METHODS: Final = ("GET", "HEAD", "POST")


@require_http_methods(_METHODS)
def overview(request: HttpRequest) -> HttpResponse:
    """The exchange rates, and one more; `?of=EUR` asks for the rate of that currency."""
    by, today, own = actor_of(request), today_there(request), firm_of(request).currency
    is_sent = request.method == "POST"
    wanted = text_asked(request.GET, "of", 3)
    rows = all_rates(by=by)
    # The next rate is most likely said as the last one was.
    last = next((row for row in rows if wanted in {"", row.one, row.other}), None)
    likely = wanted if is_currency(wanted) else _LIKELY if own != _LIKELY else _LIKELY_BESIDE
    asked: dict[str, Any] = {"one": last.one if last else likely, "other": last.other if last else own}
    asked["on"] = day_asked(text_asked(request.GET, "on", 40), today).on or today
    known = [code for row in rows for code in (row.one, row.other)]
    form = RateForm(request.POST if is_sent else None, initial=asked, likely=(asked["one"], own, *known), today=today)
    if is_sent and form.is_valid():
        try:
            set_rate(draft=form.draft, **_acting(request))
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            draft = form.draft
            done(request, _("Saved: %(rate)s") % {"rate": equation(draft.one, draft.rate, draft.other)})
            return HttpResponseRedirect(reverse("settings_rates"))
    context = {"form": form, "rates": [(row, rate_words(row), turned_words(row)) for row in rows]}
    return render(request, "web/rates/rates.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(_METHODS)
def rate(request: HttpRequest, ref: str) -> HttpResponse:
    """Correct an exchange rate, or remove it."""
    try:
        row = row_of(rate_for(ref=ref, by=actor_of(request)))
    except NotFound:
        return pages.missing(request)
    seen = RateDraft(row.one, rate_text(row.billionths), row.other, row.on)
    is_sent = request.method == "POST"
    form = RateForm(
        request.POST if is_sent else None, seen=seen, likely=(row.one, row.other), today=today_there(request)
    )
    here = HttpResponseRedirect(reverse("settings_rates"))
    if "remove" in request.POST:
        try:
            remove_rate(ref=ref, **_acting(request))
        except NotFound:
            return pages.missing(request)
        done(request, _("Removed: %(rate)s") % {"rate": rate_words(row)})
        return here
    if is_sent and form.is_valid():
        try:
            change_rate(ref=ref, draft=form.draft, **_acting(request))
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            done(request, _("Saved."))
            return here
    context = {"form": form, "rate": row, "words": rate_words(row)}
    return render(request, "web/rates/rate.html", context, status=REFUSED if form.errors else 200)


def _acting(request: HttpRequest) -> dict[str, Any]:
    return {"by": actor_of(request), "now": now_there(request), "key": key_of(request)}
