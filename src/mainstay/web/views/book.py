"""Reading the book in a browser: today, clients, one client, the list of invoices."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mainstay.billing.phrases.sentences import AGES
from mainstay.billing.rules.due import BUCKETS
from mainstay.billing.rules.invoice_filter import SORTS, STATES, InvoiceFilter
from mainstay.briefing.queries.morning import morning
from mainstay.clients.queries.fetching import client_for
from mainstay.clients.queries.labels import labels_in_use
from mainstay.clients.rules.acts import SEE_RISK
from mainstay.clients.rules.ratings import RENAMED
from mainstay.fields.phrases import value_shown
from mainstay.fields.queries.definitions import fields_in_use
from mainstay.firm.forms.firm import ViewNameForm
from mainstay.firm.idempotency import used_at
from mainstay.firm.permissions import may
from mainstay.firm.phrases import security_sentence
from mainstay.firm.queries.people import actor_for, email_of
from mainstay.firm.queries.saved_views import saved_views
from mainstay.firm.queries.security import unnoticed_events
from mainstay.firm.rules.saved_views import query_of, wishes_in
from mainstay.insight.payment_phrases import PAYMENTS
from mainstay.insight.phrases import RELATIONSHIPS, STANDINGS
from mainstay.kernel.refusal import NotFound
from mainstay.overview.queries.clients import client_page_of, clients_page
from mainstay.overview.queries.invoices import invoices_page
from mainstay.overview.rules.client_filter import ClientFilter
from mainstay.rates.queries.rates import total_at_rates
from mainstay.tasks.queries.standing_in import work_of
from mainstay.web import pages
from mainstay.web.client_summary import summary_of
from mainstay.web.context import firm_of
from mainstay.web.field_filters import PREFIX, asks_for_fields, field_filters
from mainstay.web.keys import key_of
from mainstay.web.list_look import look_of
from mainstay.web.lists import (
    DayAsked,
    amount_asked,
    day_asked,
    headings,
    is_fragment,
    length_asked,
    marks_of,
    text_asked,
)
from mainstay.web.pages import REFUSED
from mainstay.web.parts import PageRequest, parts_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from mainstay.firm.forms.drafts import DraftForm
    from mainstay.firm.queries.firms import FirmRow
    from mainstay.firm.queries.security import AccountEvent
    from mainstay.kernel.actor import Actor
    from mainstay.web.lists import Heading


_MOST: Final = 12
"""Clients to speak to that the morning shows, as in the terminal."""
_RATINGS: Final = ("standing", "payment")
"""What the list may be asked of ratings."""
_SORTED_BY: Final = {
    **dict.fromkeys(("number", "client", "due"), "ascending"),
    **dict.fromkeys(("issued", "total", "open"), "descending"),
}  # fmt: skip
_LATE_OVER: Final = {"overdue": 0, "over-30": 30, "over-60": 60, "over-90": 90}
"""What the list can be asked to show -> more than so many days past due."""


def actor_of(request: HttpRequest) -> Actor:
    """Who acts: the person signed in."""
    return actor_for(request.user)  # type: ignore[arg-type]  # SignedInMiddleware lets nobody else through


def with_sentences(events: tuple[AccountEvent, ...]) -> tuple[tuple[AccountEvent, str], ...]:
    """What happened to an account, each with its sentence."""
    return tuple((event, security_sentence(event.kind, event.times)) for event in events)


def now_there(request: HttpRequest) -> datetime:
    """The instant, on the firm's clock: its day is the firm's day."""
    return datetime.now(UTC).astimezone(ZoneInfo(firm_of(request).time_zone))


def today_there(request: HttpRequest) -> date:
    """The day in the firm's time zone."""
    return today_in(firm_of(request))


def day_of_act(request: HttpRequest) -> date:
    """The day of an act that a form gives no day: today there, or the day on which the form was first sent."""
    first = used_at(key_of(request))
    return today_there(request) if first is None else first.astimezone(ZoneInfo(firm_of(request).time_zone)).date()


def today_in(firm: FirmRow) -> date:
    """The day in this firm's time zone."""
    return datetime.now(UTC).astimezone(ZoneInfo(firm.time_zone)).date()


def page_of(request: HttpRequest) -> int:
    """Which page of a list is asked for: 1 for anything that is no number."""
    asked = request.GET.get("page", "1")
    return int(asked) if re.fullmatch(r"[0-9]{1,7}", asked) else 1


def people_asked(request: HttpRequest, by: Actor, asked: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Whose work is asked for: with `who=mine` of the person signed in and those they stand in for; else all.

    `asked` is what a list is asked, where that does not stand in the address.
    """
    if (request.GET if asked is None else asked).get("who") != "mine":
        return ()
    return work_of(email=email_of(by), today=today_there(request), by=by)


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """The first thing after sign-in."""
    by = actor_of(request)
    people = people_asked(request, by)
    page = morning(today=today_there(request), by=by, firm=firm_of(request), most=_MOST, people=people)
    unnoticed = with_sentences(unnoticed_events(by=by))
    seen = PageRequest(page, by, datetime.now(UTC), request.GET)
    return render(request, "web/book/today.html", {"page": page, "unnoticed": unnoticed, **parts_of(page.panels, seen)})


@require_safe
def clients(request: HttpRequest) -> HttpResponse:
    """The list: searched as one types, filtered by what is owed and how late, sorted, in pages."""
    return show_clients(request, request.GET)


def show_clients(request: HttpRequest, asked: Mapping[str, str], status: int = 200, **said: object) -> HttpResponse:
    """The list that was asked for, among the person's own views of it."""
    by = actor_of(request)
    wishes = _wishes_of(asked, by)
    show, sort = wishes.get("show", ""), wishes.get("sort", "name")
    problem = amount_asked(wishes.get("owed", ""))[1]
    wanted = replace(client_filter(request, asked, by=by), length=length_asked(request), number=page_of(request))
    until = client_day(request, asked)
    page = clients_page(as_of=until.on or today_there(request), wanted=wanted, by=by)
    views = saved_views(page="clients", by=by)
    query = query_of(wishes)
    filters = field_filters(page.fields, wishes, page.as_of)
    look = look_of(request, "clients", page.fields)
    listed = tuple(one for one in page.fields if look.shows[f"{PREFIX}{one.ref}"])
    asked_fields = {one.name: one.in_words for one in filters if not one.condition.is_open}
    said_words = _in_words(wishes)
    until_words = f"{_('At the end of')} {until.typed}" if until.on else ""
    context = {
        "page": page, "look": look, "total": total_at_rates(sums=page.open_minor, as_of=page.as_of, by=by),
        "wanted": wanted, "show": show, "sort": sort,
        "filters": (*([f"“{wishes['q']}”"] if "q" in wishes else ()), *said_words.values(), *asked_fields.values()),
        "marks": marks_of({**said_words, "until": until_words, **asked_fields}, wishes),
        "owed": wishes.get("owed", ""), "owed_problem": problem, "wishes": wishes, "query": query,
        "views": [(view, view.query == query) for view in views],
        "who": wishes.get("who", ""), **labels_in_use(by=by)._asdict(),
        "standings": RELATIONSHIPS.items(), "payments": PAYMENTS.items(),
        "view_here": next((view.name for view in views if view.query == query), ""),
        "has_debt": query == "show=owing", "is_overdue": query == "show=overdue",
        "sorts": _sorts(wishes, sort, [f"{PREFIX}{one.ref}" for one in listed]),
        "ticked": (), "bulk_problem": "", "confirm": (),
        "is_archive": show == "archived",
        "field_filters": filters,
        "is_asking_fields": bool(asked_fields),
        "until": until,
        "field_problems": [*filter(None, (until.problem, *(one.problem for one in filters)))],
        "listed_fields": [(one, f"{PREFIX}{one.ref}") for one in listed],
        "added_fields": [(one, f"{PREFIX}{one.ref}") for one in listed if f"{PREFIX}{one.ref}" in look.added],
        "field_value": value_shown,
        **said,
    }  # fmt: skip
    is_built_in = query in {"", "show=owing", "show=overdue"}
    is_refused = "view_form" in said
    context.setdefault("view_form", ViewNameForm(initial={"name": context["view_here"]}))
    context["may_keep_view"] = bool(context["view_here"] or is_refused or not is_built_in)
    is_part = is_fragment(request)
    name = "_clients" if is_part else "clients"
    return render(request, f"web/book/{name}.html", {**context, "is_fragment": is_part}, status=status)


def client_day(request: HttpRequest, asked: Mapping[str, str]) -> DayAsked:
    """The day at whose end the list of clients, or of invoices, is asked for; none for today."""
    return day_asked(text_asked(asked, "until", 40), today_there(request))


def _in_words(wishes: Mapping[str, str]) -> dict[str, str]:
    """What the list of clients is filtered by, but for what is searched and for custom fields."""
    shown = {
        "owing": _("Owing"), "overdue": _("Overdue"), "over-30": _("More than 30 days late"),
        "over-60": _("More than 60 days late"), "over-90": _("More than 90 days late"),
        "contact": _("Follow-up due"), "archived": _("Archived"),
    }  # fmt: skip
    words = {
        "show": shown.get(wishes.get("show", ""), ""),
        **{name: str(STANDINGS.get(wishes.get(name, ""), "")) for name in _RATINGS},
        "tag": wishes.get("tag", ""),
        "group": wishes.get("group", ""),
        "who": _("My clients") if wishes.get("who") == "mine" else "",
        "owed": f"{_('Owed at least')} {wishes['owed']}" if "owed" in wishes else "",
    }
    return {name: said for name, said in words.items() if said}


def _wishes_of(asked: Mapping[str, str], by: Actor) -> dict[str, str]:
    """What the list is asked; whoever may not see ratings is shown it as if it had not been asked for them."""
    is_risk_seen = may(by, SEE_RISK)
    return {name: text for name, text in wishes_in("clients", asked).items() if is_risk_seen or name not in _RATINGS}


def client_filter(
    request: HttpRequest, asked: Mapping[str, str], *, by: Actor, refs: tuple[str, ...] = ()
) -> ClientFilter:
    """Which clients the list is asked for; of these alone, where there are any."""
    wishes = _wishes_of(asked, by)
    fields = fields_in_use(by=by) if asks_for_fields(wishes) else ()
    today = today_there(request)
    standing, payment = (RENAMED.get(word, word) for word in (wishes.get(name, "") for name in _RATINGS))
    show = wishes.get("show", "")
    return ClientFilter(
        search=wishes.get("q", "")[:200],
        has_debt=show == "owing",
        late_over=_LATE_OVER.get(show),
        owed_at_least=amount_asked(wishes.get("owed", ""))[0],
        is_contact_due=show == "contact",
        is_archived=show == "archived",
        standing=standing if standing in RELATIONSHIPS else "",
        payment=payment if payment in PAYMENTS else "",
        tag=wishes.get("tag", ""),
        group=wishes.get("group", ""),
        people=people_asked(request, by, asked),
        refs=refs,
        fields=tuple(one.condition for one in field_filters(fields, wishes, today)),
        sort=wishes.get("sort", "name"),
    )


def _sorts(wishes: Mapping[str, str], sort: str, fields: list[str]) -> dict[str, Heading]:
    """The headings of the list that sort."""
    directions = {
        "name": "ascending",
        **dict.fromkeys(("owed", "overdue", "slowest"), "descending"),
        **dict.fromkeys(fields, "ascending"),
    }

    def address(to: str) -> str:
        return "?" + query_of(wishes_in("clients", {**wishes, "sort": "" if to == "name" else to}))

    return headings(
        directions,
        sort=sort,
        address=address,
        flips={"name": "name-down", **{name: f"{name}-down" for name in fields}},
    )


@require_safe
def client(request: HttpRequest, ref: str, tab: str = "overview") -> HttpResponse:
    """One client, on one of the tabs; `?what-if` works out what would change its standing."""
    return show_client(request, ref, tab)


def show_client(request: HttpRequest, ref: str, tab: str = "overview", **forms: DraftForm[Any]) -> HttpResponse:
    """The page of a client; with forms in its panels that were refused, each by the name that its panel uses."""
    before, by = request.GET.get("before", ""), actor_of(request)
    try:
        page = client_page_of(ref=ref, as_of=today_there(request), by=by, before=before)
    except NotFound:
        return pages.missing(request)
    seen = PageRequest(page, by, datetime.now(UTC), request.GET, forms, tab)
    summary = summary_of(page, seen.now)
    context = {"page": page, "tab": tab, "summary": summary, **parts_of(page.panels, seen)}
    return render(request, "web/book/client.html", context, status=REFUSED if forms else 200)


@require_safe
def invoices(request: HttpRequest) -> HttpResponse:
    """The list of invoices, by state, currency and age, or by money at risk."""
    wanted, by, today = invoice_filter(request.GET), actor_of(request), today_there(request)
    until = client_day(request, request.GET)
    as_of, day = until.on or today, str(until.on or until.typed)
    page = invoices_page(
        wanted=wanted,
        as_of=as_of,
        number=page_of(request),
        by=by,
        length=length_asked(request),
        is_past=as_of < today,
    )
    choices = _choices(wanted, day)
    client_name = _name_of(wanted.client, by)
    state = next((choice.label for choice in choices if choice.is_chosen), "")
    search = f"“{wanted.search}”" if wanted.search else ""
    marks = {
        "age" if wanted.age else "state": state if wanted.age or wanted.state != STATES[0] else "",
        "client": client_name,
        "currency": wanted.currency,
        "until": f"{_('At the end of')} {until.typed}" if until.on else "",
    }
    is_part = is_fragment(request)
    context = {
        "page": page,
        "look": look_of(request, "invoices"),
        "total": total_at_rates(sums=page.open_minor, as_of=page.as_of, by=by),
        "choices": choices,
        "filters": tuple(filter(None, (client_name, search, state, wanted.currency))),
        "marks": marks_of(marks, _wishes_for(wanted, day)),
        "is_fragment": is_part,
        "client_name": client_name,
        "until": until,
        "show_all": _asking(state="all", until=day),
        "every_client": _asking_for(wanted, day, client=""),
        "every_currency": _asking_for(wanted, day, currency=""),
        "query": _asking_for(wanted, day)[1:],
        "sorts": headings(_SORTED_BY, sort=wanted.sort, address=lambda sort: _asking_for(wanted, day, sort=sort)),
    }
    return render(request, f"web/book/{'_invoices' if is_part else 'invoices'}.html", context)


def _name_of(client: str, by: Actor) -> str:
    """The name of the client that a list is asked for; its reference where there is none."""
    try:
        return client_for(ref=client, by=by).name if client else ""
    except NotFound:
        return client


def invoice_filter(asked: Mapping[str, str]) -> InvoiceFilter:
    """Which invoices the list is asked for; what it does not know is passed over."""
    state, age, sort = (asked.get(name, "") for name in ("state", "age", "sort"))
    return InvoiceFilter(
        state=state if state in STATES else STATES[0],
        currency=asked.get("currency", "")[:3],
        age=age if age in BUCKETS else "",
        search=text_asked(asked, "q"),
        sort=sort if sort in SORTS else "",
        client=text_asked(asked, "client", 32),
    )


def _asking_for(wanted: InvoiceFilter, until: str, **otherwise: str) -> str:
    """The address of the list as it is asked for now, but for what is asked otherwise."""
    return _asking(**{**_wishes_for(wanted, until), **otherwise})


def _wishes_for(wanted: InvoiceFilter, until: str) -> dict[str, str]:
    """What the list is asked, by the names in its address."""
    return {
        "state": wanted.state, "currency": wanted.currency, "age": wanted.age, "q": wanted.search,
        "client": wanted.client, "until": until, "sort": wanted.sort,
    }  # fmt: skip


class ListChoice(NamedTuple):
    """One way to see the list of invoices."""

    label: str
    address: str
    is_chosen: bool


def _choices(wanted: InvoiceFilter, until: str) -> tuple[ListChoice, ...]:
    """The states, and the age that is shown."""
    states = (
        ListChoice(label, _asking_for(wanted, until, state=state, age=""), wanted.state == state and not wanted.age)
        for state, label in _states()
    )
    ages = (
        ListChoice(str(label), _asking_for(wanted, until, state="", age=age), is_chosen=True)
        for age, label in AGES.items()
        if age == wanted.age
    )
    return (*states, *ages)


def _asking(**asked: str) -> str:
    """The address of the list, asked so."""
    return "?" + urlencode({name: value for name, value in asked.items() if value})


def _states() -> tuple[tuple[str, str], ...]:
    return tuple(zip(STATES, (_("Open"), _("Overdue"), _("Most at risk"), _("Settled"), _("All")), strict=True))
