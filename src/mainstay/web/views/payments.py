"""The list of payments in a browser: searched, filtered, sorted, as known on any day, and as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from mainstay.billing.rules.payment_filter import SHOWN, SORTS, TURNED, PaymentFilter
from mainstay.overview.queries.list_files import write_payments
from mainstay.overview.queries.payments import payments_page
from mainstay.rates.queries.rates import total_at_rates
from mainstay.web.list_look import columns_of_file, look_of
from mainstay.web.lists import (
    DayAsked,
    day_asked,
    file_kind,
    headings,
    is_fragment,
    length_asked,
    list_file,
    marks_of,
    text_asked,
)
from mainstay.web.pages import REFUSED
from mainstay.web.views.book import actor_of, page_of, people_asked, today_there

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import FileResponse, HttpRequest, HttpResponse

_DIRECTIONS = {"paid": "descending", "client": "ascending", "amount": "descending", "left": "descending"}


class AskedPayments(NamedTuple):
    """What the list is asked: as a filter, as it stands in the address, and the two days as they were typed."""

    wanted: PaymentFilter
    wishes: dict[str, str]
    since: DayAsked
    until: DayAsked

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong with the days."""
        return tuple(filter(None, (self.since.problem, self.until.problem, self._order)))

    @property
    def _order(self) -> str:
        is_turned = self.since.on is not None and self.until.on is not None and self.since.on > self.until.on
        return _("The list begins after it ends: change one of the two days.") if is_turned else ""


def asked_of(request: HttpRequest, asked: Mapping[str, str], refs: tuple[str, ...] = ()) -> AskedPayments:
    """Read what the list is asked; what it does not know is passed over."""
    by, today = actor_of(request), today_there(request)
    since, until = (day_asked(text_asked(asked, name, 40), today) for name in ("since", "until"))
    shown, sort = asked.get("show", ""), asked.get("sort", "")
    wanted = PaymentFilter(
        search=text_asked(asked, "q"),
        currency=text_asked(asked, "currency", 3),
        shown=shown if shown in SHOWN else SHOWN[0],
        since=since.on,
        until=until.on,
        people=people_asked(request, by, asked),
        refs=refs,
        sort=sort if sort.removesuffix(TURNED) in SORTS else SORTS[0],
    )
    who = "mine" if asked.get("who") == "mine" else ""
    wishes = {
        "q": wanted.search, "show": wanted.shown if wanted.shown != SHOWN[0] else "", "currency": wanted.currency,
        "who": who, "since": str(since.on or since.typed), "until": str(until.on or until.typed),
        "sort": wanted.sort if wanted.sort != SORTS[0] else "",
    }  # fmt: skip
    return AskedPayments(wanted, {name: value for name, value in wishes.items() if value}, since, until)


@require_safe
def payments(request: HttpRequest) -> HttpResponse:
    """The list that is asked for."""
    return _show(request, request.GET)


def _show(request: HttpRequest, said: Mapping[str, str], status: int = 200, problem: str = "") -> HttpResponse:
    asked, is_part, by = asked_of(request, said), is_fragment(request), actor_of(request)
    page = payments_page(
        wanted=asked.wanted,
        today=today_there(request),
        number=page_of(request),
        by=by,
        length=length_asked(request),
    )

    as_of = asked.until.on or today_there(request)

    def address(sort: str) -> str:
        return "?" + urlencode({**asked.wishes, "sort": sort})

    words = (_("All payments"), _("Money left on account"), pgettext("payments", "Reversed"))
    filters = {
        "show": dict(zip(SHOWN, words, strict=True))[asked.wanted.shown] if asked.wanted.shown != SHOWN[0] else "",
        "currency": asked.wanted.currency,
        "who": _("My clients") if "who" in asked.wishes else "",
        "since": f"{_('Paid from')} {asked.since.typed}" if asked.since.on else "",
    }
    until = f"{_('Paid up to')} {asked.until.typed}" if asked.until.on else ""
    search = asked.wanted.search and f"“{asked.wanted.search}”"
    context = {
        "filters": tuple(filter(None, (search, *filters.values()))), "as_of": as_of, "is_fragment": is_part,
        "marks": marks_of({**filters, "until": until}, asked.wishes),
        "page": page, "look": look_of(request, "payments"),
        "total": total_at_rates(sums=page.minor, as_of=as_of, by=by),
        "asked": asked, "wishes": asked.wishes, "query": urlencode(asked.wishes),
        "sorts": headings(
            _DIRECTIONS, sort=asked.wanted.sort, address=address, flips={name: name + TURNED for name in SORTS}
        ),
        "shows": tuple(zip(("", *SHOWN[1:]), words, strict=True)), "show": asked.wishes.get("show", ""),
        "who": asked.wishes.get("who", ""), "is_filtered": not asked.wanted.is_plain, "bulk_problem": problem,
    }  # fmt: skip
    return render(request, f"web/money/{'_payments' if is_part else 'payments'}.html", context, status=status)


@require_safe
def file(request: HttpRequest) -> FileResponse:
    """The list as it is asked for, as CSV or XLSX."""
    return _file(request, request.GET, (), file_kind(request))


@require_POST
def act(request: HttpRequest) -> HttpResponse | FileResponse:
    """Export the payments that are ticked."""
    refs = tuple(request.POST.getlist("row"))
    if not refs:
        return _show(request, request.POST, REFUSED, _("No payments are selected: tick the ones you mean."))
    return _file(request, request.POST, refs, "csv")


def _file(request: HttpRequest, said: Mapping[str, str], refs: tuple[str, ...], kind: str) -> FileResponse:
    asked, by, today = asked_of(request, said, refs), actor_of(request), today_there(request)
    return list_file(
        "payments",
        kind,
        asked.wanted.until or today,
        lambda target: write_payments(
            target, kind, wanted=asked.wanted, today=today, by=by, columns=columns_of_file(request, "payments")
        ),
    )
