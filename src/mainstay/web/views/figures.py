"""The page Insights: four answers about the whole firm as it was scored, and a button to score it now."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from mainstay.billing.queries.fetching import has_invoices
from mainstay.insight.payment_phrases import PAYMENTS
from mainstay.insight.phrases import RELATIONSHIPS, similarity_sentence, standing_sentence
from mainstay.jobs.queries.jobs import last_asked
from mainstay.jobs.rules.jobs import FAILED
from mainstay.scoring import phrases
from mainstay.scoring.actions.scoring import KIND
from mainstay.scoring.queries.insights import insights
from mainstay.web.context import firm_of
from mainstay.web.figure_charts import cash_of, compared, level_of, trend_of
from mainstay.web.views.book import actor_of, today_there

if TYPE_CHECKING:
    from django.http import HttpRequest

    from mainstay.insight.reliability import Reliability
    from mainstay.jobs.queries.jobs import JobRow
    from mainstay.scoring.queries.insights import CurrencyFigures, InsightsPage

_QUIET_SHOWN: Final = 4
_ALIKE_SHOWN: Final = 6
"""So many clients are shown at once; the others are a click away."""


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Show the newest scores, or that which held on an earlier day."""
    by, asked = actor_of(request), _day_asked(request)
    page = insights(by=by, as_of=asked) or insights(by=by)
    job = last_asked(kind=KIND)
    context = {
        "page": page,
        "is_other_day": page is not None and asked is not None and page.as_of != asked,
        "asked": asked,
        "is_book_empty": (page is None or not page.currencies) and not has_invoices(as_of=today_there(request)),
        "failure": job.trouble if job is not None and job.state == FAILED else "",
        **_scoring(job),
        **({} if page is None else _shown(page) | _in_one_currency(page, request)),
    }
    return render(request, "web/figures/page.html", context)


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """How far the scoring has come: a fragment every second; the page itself when it is over, or without scripts."""
    job = last_asked(kind=KIND)
    is_fragment = request.htmx  # type: ignore[attr-defined]
    if is_fragment and job is not None and job.is_unfinished:
        return render(request, "web/figures/_scoring.html", _scoring(job))
    if not is_fragment:
        return HttpResponseRedirect(reverse("figures"))
    answer = HttpResponse()
    answer.headers["HX-Redirect"] = reverse("figures")
    return answer


def _scoring(job: JobRow | None) -> dict[str, object]:
    if job is None or not job.is_unfinished:
        return {"is_scoring": False}
    step = phrases.STEPS.get(str(job.progress.get("step", "")), _("Waiting for its turn"))
    return {"is_scoring": True, "step": step, "trouble": job.trouble}


def _day_asked(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("as_of", ""))
    except ValueError:
        return None


def _in_one_currency(page: InsightsPage, request: HttpRequest) -> dict[str, object]:
    """The currency that is shown, and the others to choose among with their addresses, the firm's own first."""
    own, asked = firm_of(request).currency, request.GET.get("currency", "")
    found = sorted(page.currencies, key=lambda one: one.now.currency != own)
    shown = next((one for one in found if one.now.currency == asked), found[0] if found else None)
    on = {"as_of": page.as_of.isoformat()} if "as_of" in request.GET else {}
    addresses = [(one.now.currency, urlencode({"currency": one.now.currency, **on})) for one in found]
    return {
        "s": None if shown is None else _section(shown),
        "currencies": addresses if len(addresses) > 1 else (),
    }


def _shown(page: InsightsPage) -> dict[str, object]:
    found = page.calibration
    ranged = found.before + found.inside + found.after
    alike = tuple((one, similarity_sentence(one.reason)) for one in page.alike)
    return {
        "inactive": phrases.inactive_sentence(page.inactive_since) if page.inactive_since else "",
        "earlier_months": phrases.earlier_months_sentence(found),
        "quiet_answer": phrases.quiet_answer(page.leaving_count),
        "trust_sentence": phrases.trust_sentence(found),
        "leaving": tuple((one, standing_sentence(one.reason)) for one in page.leaving[:_QUIET_SHOWN]),
        "first_quiet": page.leaving[0].client if page.leaving else None,
        "is_more_quiet": page.leaving_count > _QUIET_SHOWN,
        "rated": (
            (_("Relationship"), "standing", [(word, page.rated.get(word, 0)) for word in RELATIONSHIPS]),
            (pgettext("rating", "Payment"), "payment", [(word, page.rated.get(word, 0)) for word in PAYMENTS]),
        ),
        "alike": alike[:_ALIKE_SHOWN],
        "others_alike": alike[_ALIKE_SHOWN:],
        "kinds": (
            _trust(_("Late"), _("still unpaid the day after the due date"), found.late),
            _trust(_("More than 30 days late"), _("still unpaid thirty days after the due date"), found.late30),
            _trust(_("Never paid"), _("of those overdue; still unpaid a year after the due date"), found.never),
        ),
        "range_sentence": phrases.range_sentence(found),
        "range_parts": (found.before, found.inside, found.after) if found.is_range_enough else (),
        "ranged": ranged,
        "error_sentence": phrases.error_sentence(found),
        "cash_error": phrases.cash_error_sentence(found),
        "unreliable": phrases.unreliable_sentences(found),
        "own_record": phrases.own_record_sentence(page.own_dates),
    }


def _section(one: CurrencyFigures) -> dict[str, object]:
    now, say = one.now, level_of(one.now.currency)
    days = [day.on for day in one.trend]
    hangs = now.dependence
    risk = trend_of(days, [("risk", [day.at_risk_minor for day in one.trend])], say)
    return {
        "figures": one,
        "now": now,
        "currency": now.currency,
        "risk": risk,
        "open": trend_of(days, [("open", [day.open_minor for day in one.trend])], say),
        "risk_share": now.at_risk_minor / now.open_minor if now.open_minor else 0.0,
        "cash": cash_of(now.ahead, say) if now.ahead else None,
        "risk_answer": phrases.risk_answer(now),
        "risk_change": phrases.risk_change([(day.on, day.at_risk_minor) for day in one.trend], now.currency),
        "riskiest": one.riskiest[0] if one.riskiest else None,
        "riskiest_sentence": phrases.riskiest_sentence(
            now, name=one.riskiest[0].client.name, minor=one.riskiest[0].minor
        )
        if one.riskiest
        else "",
        "cash_answer": phrases.cash_answer(now),
        "cash_range": phrases.cash_range(now),
        "half_answer": phrases.half_answer(hangs) if hangs else "",
        "top": one.top,
        "stops_sentence": phrases.stops_sentence(hangs, now.currency) if hangs else "",
        "pays_late_sentence": phrases.pays_late_sentence(hangs, now.currency) if hangs else "",
        "income": trend_of(
            days,
            [
                ("steady", [day.steady_minor for day in one.trend]),
                ("stepping", [day.stepping_minor for day in one.trend]),
            ],
            say,
        ),
    }


def _trust(title: str, meaning: str, found: Reliability) -> dict[str, object]:
    return {
        "title": title,
        "meaning": meaning,
        "found": found,
        "rows": compared(found),
        "few": "" if found.is_enough else phrases.few_sentence(found),
    }
