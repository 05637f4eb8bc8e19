"""The list of receivables in a browser: who owes what, filtered and sorted, on any day, acted on, and as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlencode

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from mainstay.billing.phrases.sentences import AGES as AGE_WORDS
from mainstay.billing.queries.receivables import receivables as read_receivables
from mainstay.billing.rules.receivable_filter import AGES, SORTS, TURNED, ReceivableFilter
from mainstay.clients.actions.labelling import group_clients, tag_clients
from mainstay.clients.queries.labels import labels_in_use
from mainstay.clients.rules.acts import CHANGE_CLIENT
from mainstay.firm.permissions import may
from mainstay.kernel.refusal import Refusal
from mainstay.overview.queries.list_files import write_receivables
from mainstay.rates.queries.rates import total_at_rates
from mainstay.scoring.queries.forecasts import expected_currencies
from mainstay.web.figure_charts import cash_of, level_of
from mainstay.web.keys import done, key_of
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
from mainstay.web.views.book import actor_of, now_there, page_of, people_asked, today_there

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import FileResponse, HttpRequest, HttpResponse

    from mainstay.scoring.rules.scores import CurrencyScores

_DIRECTIONS: Final = {name: "ascending" if name == "client" else "descending" for name in SORTS}


class AskedReceivables(NamedTuple):
    """What the list is asked: as a filter, of one currency or all, on a day, and as it stands in the address."""

    wanted: ReceivableFilter
    currency: str
    until: DayAsked
    wishes: dict[str, str]


def asked_of(request: HttpRequest, said: Mapping[str, str], refs: tuple[str, ...] = ()) -> AskedReceivables:
    """Read what the list is asked; what it does not know is passed over."""
    until = day_asked(text_asked(said, "until", 40), today_there(request))
    age, sort = said.get("age", ""), said.get("sort", "")
    wanted = ReceivableFilter(
        search=text_asked(said, "q"),
        age=age if age in AGES else "",
        tag=text_asked(said, "tag"),
        group=text_asked(said, "group"),
        people=people_asked(request, actor_of(request), said),
        refs=refs,
        sort=sort if sort.removesuffix(TURNED) in SORTS else "owed",
    )
    currency = text_asked(said, "currency", 3)
    wishes = {
        "q": wanted.search, "age": wanted.age, "currency": currency, "tag": wanted.tag, "group": wanted.group,
        "who": "mine" if said.get("who") == "mine" else "", "until": str(until.on or until.typed),
        "sort": wanted.sort if wanted.sort != "owed" else "",
    }  # fmt: skip
    return AskedReceivables(wanted, currency, until, {name: value for name, value in wishes.items() if value})


@require_safe
def receivables(request: HttpRequest) -> HttpResponse:
    """What is owed, drawn and as a table: of each currency the first page, of one asked for everybody, in pages."""
    return _show(request, request.GET)


def _show(request: HttpRequest, said: Mapping[str, str], status: int = 200, **more: object) -> HttpResponse:
    by, asked, is_part = actor_of(request), asked_of(request, said), is_fragment(request)
    number, length = page_of(request) if asked.currency else 1, length_asked(request)
    page = read_receivables(
        by=by,
        as_of=asked.until.on or today_there(request),
        currency=asked.currency,
        length=length,
        number=number,
        wanted=asked.wanted,
    )
    pages_of_it = max((-(-group.count // length) for group in page.currencies), default=1)
    scored: Mapping[str, CurrencyScores] = {}
    owed = {group.currency: group.ageing.open_minor for group in page.currencies}
    if asked.wanted.is_plain:
        # When it is expected is known of all that is owed, never of a part.
        scored = expected_currencies(as_of=page.as_of, open_minor=owed, by=by)
    query, labels = urlencode(asked.wishes), labels_in_use(by=by)

    def address(sort: str) -> str:
        return "?" + urlencode({**asked.wishes, "sort": sort})

    filters = {
        "age": _("Overdue") if asked.wanted.age == "overdue" else str(AGE_WORDS.get(asked.wanted.age, "")),
        "currency": asked.currency,
        "tag": asked.wanted.tag,
        "group": asked.wanted.group,
        "who": _("My clients") if "who" in asked.wishes else "",
    }
    until = f"{_('At the end of')} {asked.until.typed}" if asked.until.on else ""
    search = asked.wanted.search and f"“{asked.wanted.search}”"
    context: dict[str, Any] = {
        "filters": tuple(filter(None, (search, *filters.values()))),
        "marks": marks_of({**filters, "until": until}, asked.wishes), "is_fragment": is_part,
        "page": page, "look": look_of(request, "receivables"),
        "total": total_at_rates(sums=owed, as_of=page.as_of, by=by),
        "asked": asked, "wishes": asked.wishes, "query": query,
        "groups": tuple((group, _expected(scored.get(group.currency))) for group in page.currencies),
        "currency": asked.currency, "number": min(number, pages_of_it), "pages": pages_of_it,
        "all_of": {group.currency: "?" + urlencode({**asked.wishes, "currency": group.currency})
                   for group in page.currencies},
        "ages": (("overdue", _("Overdue")), *AGE_WORDS.items()), "who": asked.wishes.get("who", ""),
        "tags": labels.tags, "groups_in_use": labels.groups,
        "sorts": headings(
            _DIRECTIONS, sort=asked.wanted.sort, address=address, flips={name: name + TURNED for name in SORTS}
        ),
        "buckets": tuple(AGE_WORDS.items()), "may_label": may(by, CHANGE_CLIENT), "bulk_problem": "", "ticked": (),
        "is_filtered": not asked.wanted.is_plain, **more,
    }  # fmt: skip
    return render(request, f"web/book/{'_receivables' if is_part else 'receivables'}.html", context, status=status)


def _expected(now: CurrencyScores | None) -> dict[str, object] | None:
    if now is None or now.ahead is None:
        return None
    return {"now": now, "currency": now.currency, "cash": cash_of(now.ahead, level_of(now.currency))}


@require_safe
def file(request: HttpRequest) -> FileResponse:
    """The list as it is asked for, as CSV or XLSX."""
    return _file(request, request.GET, (), file_kind(request))


@require_POST
def act(request: HttpRequest) -> HttpResponse | FileResponse:
    """Tag, group or export the clients that are ticked."""
    by, now, wanted = actor_of(request), now_there(request), request.POST.get("act", "export")
    refs = tuple(dict.fromkeys(request.POST.getlist("client")))  # who owes in two currencies is ticked twice
    if not refs:
        return _show(request, request.POST, REFUSED, bulk_problem=_("No clients are selected: tick the ones you mean."))
    if wanted == "export":
        return _file(request, request.POST, refs, "csv")
    acting: dict[str, Any] = {"client_refs": refs, "by": by, "now": now, "key": key_of(request)}
    label = request.POST.get("label", "")
    try:
        if wanted == "group":
            count = group_clients(group=label, **acting)
        else:
            is_removal = wanted == "untag"
            count = tag_clients(add="" if is_removal else label, remove=label if is_removal else "", **acting)
    except Refusal as refusal:
        return _show(request, request.POST, REFUSED, bulk_problem=str(refusal), ticked=refs)
    done(request, ngettext("%(count)d client changed.", "%(count)d clients changed.", count) % {"count": count})
    query = urlencode(asked_of(request, request.POST).wishes)
    return HttpResponseRedirect(reverse("receivables") + (f"?{query}" if query else ""))


def _file(request: HttpRequest, said: Mapping[str, str], refs: tuple[str, ...], kind: str) -> FileResponse:
    asked, by = asked_of(request, said, refs), actor_of(request)
    as_of = asked.until.on or today_there(request)
    return list_file(
        "receivables",
        kind,
        as_of,
        lambda target: write_receivables(
            target,
            kind,
            wanted=asked.wanted,
            currency=asked.currency,
            as_of=as_of,
            by=by,
            columns=columns_of_file(request, "receivables"),
        ),
    )
