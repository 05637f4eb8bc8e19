"""The front door: which firm, the first start, and the way in after it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from allauth.account.utils import perform_login
from django.core import signing
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mainstay.config.serving import is_same, start_key
from mainstay.firm.actions.firms import found_firm
from mainstay.firm.actions.people import add_person
from mainstay.firm.forms.firm import FoundingForm
from mainstay.firm.forms.places import country_of_browser, currency_of_country
from mainstay.firm.queries.firms import firm_exists, firm_names, firm_slugs, this_firm
from mainstay.firm.queries.people import firms_waiting, is_waiting_for_its_owner, person_for
from mainstay.firm.rules.permissions import OWNER
from mainstay.firm.rules.security import CLOCKS_DIFFER
from mainstay.kernel.actor import Actor
from mainstay.kernel.refusal import Refusal
from mainstay.store.context import use_firm
from mainstay.store.paths import DEMONSTRATION as _DEMO
from mainstay.timeline.actions.describing import describe_firm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from mainstay.firm.rules.drafts import FoundingDraft

_OWN: Final = "book"
_PASS_SECONDS: Final = 120
_SALT: Final = "mainstay.web.welcome"
_SUGGESTED: Final = {
    "en": {"language": "en", "country": "GB", "currency": "GBP", "time_zone": "Europe/London"},
    "tr": {"language": "tr", "country": "TR", "currency": "TRY", "time_zone": "Europe/Istanbul"},
}
FORMS: Final = {"start": (FoundingForm,)}
"""Page -> its forms."""


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Lead to the one firm of one's own, to the choice among several, or to the first start."""
    if request.firm:  # type: ignore[attr-defined]
        return HttpResponseRedirect(reverse("today"))
    slugs = firm_slugs()
    waiting = firms_waiting()
    own = [slug for slug in slugs if slug != _DEMO]
    doors = {slug: f"/start/?firm={slug}" if slug in waiting else f"/{slug}/" for slug in own}
    if len(own) == 1:
        return HttpResponseRedirect(doors[own[0]])
    if not slugs:
        return HttpResponseRedirect("/start/")
    firms = firm_names()
    called = {firm.slug: firm.name for firm in firms}
    named = [
        (firm, firm.slug if firm.slug != firm.name else "", called.get(firm.copy_of, firm.copy_of), doors[firm.slug])
        for firm in firms
        if firm.slug in doors
    ]
    return render(request, "web/plain/firms.html", {"doors": named, "has_demonstration": _DEMO in slugs})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def first_start(request: HttpRequest) -> HttpResponse:
    """Found the firm with its owner, or give one made in the terminal its owner; only with the key printed there."""
    said = request.POST if request.method == "POST" else request.GET
    slug = said.get("slug") or request.GET.get("firm", "")
    is_waiting = is_waiting_for_its_owner(slug)
    if not is_waiting and (slug or any(known != _DEMO for known in firm_slugs())):
        return HttpResponseRedirect("/")
    key = said.get("key", "")
    if not is_same(key, start_key(slug)):
        return render(request, "web/plain/locked.html", {"is_look": False}, status=403)
    language = _language_now()
    first = _suggested(request, language)
    if is_waiting:
        with use_firm(slug):
            firm = this_firm()
        first = {name: getattr(firm, name) for name in ("language", "country", "currency", "time_zone")}
        first["firm"] = firm.name
    form = FoundingForm(initial=first)
    if is_waiting:
        form.fields["time_zone"].widget.attrs.pop("data-guessed")  # it was said in the terminal
    if request.POST.get("speak"):
        form = _in_other_words(request.POST, language)
    elif request.method == "POST":
        form = FoundingForm(request.POST)
        if form.is_valid():
            try:
                return _founded(slug, form.draft, is_waiting=is_waiting)
            except Refusal as refusal:
                form.refuse(refusal)
    return render(request, "web/plain/start.html", {"form": form, "key": key, "slug": slug, "is_waiting": is_waiting})


def _suggested(request: HttpRequest, language: str) -> dict[str, str]:
    """What a new firm most likely is: by the language, and by the country the browser names."""
    country = country_of_browser(request.headers.get("Accept-Language", ""))
    usual = _SUGGESTED[language]
    if not country or country == usual["country"]:
        return dict(usual)
    return {**usual, "country": country, "currency": currency_of_country(country) or usual["currency"]}


def _in_other_words(said: QueryDict, language: str) -> FoundingForm:
    """The form in another language with all that was typed; what was only suggested is suggested anew."""
    (before,) = (suggested for spoken, suggested in _SUGGESTED.items() if spoken != language)
    typed = {name: said.get(name, "") for name in FoundingForm.base_fields}
    typed |= {name: new for name, new in _SUGGESTED[language].items() if typed[name] == before[name]}
    form = FoundingForm(initial=typed)
    form.fields["time_zone"].widget.attrs.pop("data-guessed")
    # It goes back to whoever has just typed it, in a page that is kept nowhere.
    form.fields["password"].widget.render_value = True
    return form


def _founded(slug: str, draft: FoundingDraft, *, is_waiting: bool) -> HttpResponse:
    now = datetime.now(UTC)
    details: dict[str, Any] = {name: text for name, text in draft.firm.texts.items() if text}
    by = Actor("person", "", draft.name, OWNER)
    owner: list[int] = []

    def add_owner() -> None:
        user = add_person(
            email=draft.email,
            name=draft.name,
            role=OWNER,
            language=draft.firm.language,
            password=draft.password,
            by=by,
            now=now,
        )
        owner.append(user.pk)

    if is_waiting:
        with use_firm(slug):
            describe_firm(changes=details, by=by, now=now)
            add_owner()
    else:
        slug = found_firm(slug=_OWN, **details, fill=add_owner, by=by, now=now).slug
    return HttpResponseRedirect(way_in(slug, owner[0], to="today" if is_waiting else "welcome"))


def way_in(slug: str, user_id: int, *, to: str, may_found: bool = False) -> str:
    """The address that signs a person in to a firm within two minutes and leads to a page of it.

    `may_found` lets whoever holds the key of the first start go on from the demonstration to a firm of their own.
    """
    return f"/{slug}/enter/?pass={signing.dumps([slug, user_id, to, may_found], salt=_SALT)}"


def _of_pass(given: str) -> tuple[str, int, str, bool]:
    """What a pass says; BadSignature for one that is no good, too old, or made in the future."""
    firm, user_id, to, may_found = signing.loads(given, salt=_SALT, max_age=_PASS_SECONDS)
    made_at = datetime.fromtimestamp(signing.b62_decode(given.rsplit(":", 2)[1]), UTC)
    if made_at > datetime.now(UTC) + CLOCKS_DIFFER:
        raise signing.BadSignature
    return firm, user_id, to, may_found


@require_safe
def enter(request: HttpRequest) -> HttpResponse:
    """Sign the person in who was just made here; the pass holds two minutes and one firm, for a visitor again."""
    try:
        said = _of_pass(request.GET.get("pass", ""))
    except signing.BadSignature:
        return HttpResponseRedirect(reverse("account_login"))
    firm, user_id, to, may_found = said
    user = person_for(user_id=user_id) if firm == request.firm else None  # type: ignore[attr-defined]
    if user is None or (user.last_login is not None and not this_firm().is_demonstration):
        return HttpResponseRedirect(reverse("account_login"))
    response: HttpResponse = perform_login(request, user, email_verification="none", redirect_url=reverse(to))
    if may_found:
        request.session["may_found"] = True
    return response


@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    """After the firm was created: what to do first."""
    return render(request, "web/welcome.html", {"has_demonstration": firm_exists(_DEMO)})


def _language_now() -> str:
    return "tr" if get_language() == "tr" else "en"
