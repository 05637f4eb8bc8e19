"""A client added and changed by hand, and the people to speak to there; nobody's words are lost to somebody else's."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, cast
from zoneinfo import ZoneInfo

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mainstay.clients.actions.clients import (
    ClientChangedMeanwhile,
    ClientIsKnown,
    ClientRefused,
    NameIsTaken,
    Saw,
    add_client,
    change_client,
)
from mainstay.clients.actions.contacts import (
    ContactChangedMeanwhile,
    Person,
    add_contact,
    change_contact,
    remove_contact,
)
from mainstay.clients.phrases import FIELDS, value_shown
from mainstay.clients.queries.editing import client_details, last_changes
from mainstay.clients.rules.drafts import LANGUAGES, LENGTHS, NAME_LENGTH, ClientDraft
from mainstay.clients.rules.merging import merge
from mainstay.firm.queries.firms import this_firm
from mainstay.kernel import formatting
from mainstay.kernel.currencies import EXPONENTS, is_currency
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.schemas.amounts_and_days import amount_of
from mainstay.web import pages
from mainstay.web.keys import done, key_of
from mainstay.web.views.book import actor_of, now_there

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import HttpRequest, HttpResponse

    from mainstay.clients.queries.editing import ClientDetails

_REFUSED: Final = 422
_METHODS: Final = ("GET", "HEAD", "POST")
_LANGUAGE_NAMES: Final = {"en": "English", "tr": "Türkçe"}
_LINES: Final = {"street": 2, "notes": 6}
_FORM: Final = {
    "name": "12", "email": "sm-7", "phone": "sm-5", "website": "12",
    "street": "12", "postal_code": "4", "city": "8", "region": "sm-6", "country": "sm-6",
    "tax_number": "sm-6", "client_group": "sm-6", "language": "6", "terms_days": "6",
    "currency": "6", "credit_limit_minor": "6", "deposit_percent": "6", "notes": "12",
}  # fmt: skip
"""Field -> how many of twelve columns it takes, in the order of the form."""
_KEYBOARDS: Final = {"terms_days": "numeric", "deposit_percent": "numeric", "credit_limit_minor": "decimal"}
_TYPES: Final = {"email": "email", "phone": "tel", "website": "text"}


@dataclass(slots=True)
class _Field:
    """One field of the form: what stands in it, what is wrong with it, and what the book says where it clashes."""

    name: str
    label: object
    width: str
    value: str
    problem: str
    lines: int
    type: str
    limit: int
    options: tuple[tuple[str, str], ...]
    is_clash: bool = False
    book_says: str = ""
    changed_by: str = ""

    @property
    def is_required(self) -> bool:
        """Whether nothing is kept without it."""
        return self.name == "name"

    @property
    def keyboard(self) -> str:
        """The keys a phone shows for it; "" for letters."""
        return _KEYBOARDS.get(self.name, "")


@dataclass(slots=True)
class _Typed:
    """What was typed, as text and as a draft, and what in it cannot be read."""

    texts: dict[str, str]
    draft: ClientDraft
    problems: dict[str, str]


@require_http_methods(_METHODS)
def new(request: HttpRequest) -> HttpResponse:
    """Add a client by hand."""
    if request.method != "POST":
        return _new_form(request, _texts(ClientDraft("")), {}, status=200)
    typed = _read(request, ClientDraft(""))
    if typed.problems:
        return _new_form(request, typed.texts, typed.problems)
    try:
        added = add_client(draft=typed.draft, by=actor_of(request), now=now_there(request), key=key_of(request))
    except ClientIsKnown as refusal:
        return _new_form(request, typed.texts, {"": str(refusal)}, known=refusal)
    except Refusal as refusal:
        return _new_form(request, typed.texts, _problems_of(refusal))
    done(request, _("%(name)s is in the book.") % {"name": added.name})
    return HttpResponseRedirect(reverse("client", args=[added.ref]))


@require_http_methods(_METHODS)
def change(request: HttpRequest, ref: str) -> HttpResponse:
    """Change what is known of a client; what somebody else wrote meanwhile stays, or is shown beside."""
    by = actor_of(request)
    try:
        details = client_details(ref=ref, by=by)
    except NotFound:
        return pages.missing(request)
    if request.method != "POST":
        now = Saw(details.version, details.draft)
        return _change_form(request, details, now, _fields(_texts(details.draft), {}), status=200)
    saw, typed = _saw(request, details), _read(request, details.draft)
    if typed.problems:
        return _change_form(request, details, saw, _fields(typed.texts, typed.problems))
    try:
        change_client(client_ref=ref, draft=typed.draft, saw=saw, by=by, now=now_there(request), key=key_of(request))
    except ClientChangedMeanwhile as refusal:
        return _clash_form(request, ref, saw, typed, str(refusal))
    except Refusal as refusal:
        return _change_form(request, details, saw, _fields(typed.texts, _problems_of(refusal)))
    done(request, _("Saved."))
    return HttpResponseRedirect(reverse("client", args=[ref]))


@require_http_methods(_METHODS)
def contacts(request: HttpRequest, ref: str) -> HttpResponse:
    """The people to speak to: each is changed or removed where listed, one more is added below."""
    by = actor_of(request)
    try:
        details = client_details(ref=ref, by=by)
    except NotFound:
        return pages.missing(request)
    if request.method != "POST":
        return _contacts_form(request, details, status=200)
    person = Person(*(request.POST.get(field, "")[:1000] for field in Person._fields))
    is_new = "was_name" not in request.POST
    saw = Person(*(request.POST.get(f"was_{field}", "")[:1000] for field in Person._fields))
    acting: dict[str, Any] = {"client_ref": ref, "by": by, "now": now_there(request), "key": key_of(request)}
    try:
        if is_new:
            add_contact(**person._asdict(), **acting)
        elif "remove" in request.POST:
            remove_contact(name=saw.name, email=saw.email, **acting)
        else:
            change_contact(saw=saw, person=person, **acting)
    except ContactChangedMeanwhile as refusal:
        listed = cast("Person", refusal.params["now"])
        fresh = client_details(ref=ref, by=by)
        return _contacts_form(request, fresh, refusal=str(refusal), person=person, was=listed)
    except Refusal as refusal:
        return _contacts_form(request, details, refusal=str(refusal), person=person, was=None if is_new else saw)
    done(request, _("Saved."))
    return HttpResponseRedirect(reverse("client_contacts", args=[ref]))


def _contacts_form(
    request: HttpRequest,
    details: ClientDetails,
    *,
    status: int = _REFUSED,
    refusal: str = "",
    person: Person | None = None,
    was: Person | None = None,
) -> HttpResponse:
    """Show the people; beside the one that was refused, what was typed."""
    blank = Person("") if was is not None or person is None else person
    listed = [(Person(*one), person if was is not None and person is not None and one == was else Person(*one))
              for one in details.contacts]  # fmt: skip
    context = {"details": details, "listed": listed, "blank": blank, "refusal": refusal, "was": was}
    return render(request, "web/clients/contacts.html", context, status=status)


def _read(request: HttpRequest, kept: ClientDraft) -> _Typed:
    """Read the form; what it has no field for stays as it is kept."""
    texts = {name: request.POST.get(name, "") for name in _FORM}
    problems: dict[str, str] = {}
    terms = _whole(texts["terms_days"])
    if isinstance(terms, str):
        problems["terms_days"] = _("“%(value)s” is not a number of days: write it as 30.") % {"value": terms}
    deposit = _whole(texts["deposit_percent"].strip().strip("%"))
    if isinstance(deposit, str):
        problems["deposit_percent"] = _("“%(value)s” is not a whole percentage: write it as 30.") % {"value": deposit}
    limit: int | None = None
    if text := texts["credit_limit_minor"].strip()[:100]:
        currency = texts["currency"]
        read = amount_of(text, currency) if is_currency(currency) else 0
        if isinstance(read, str):
            problems["credit_limit_minor"] = read
        else:
            limit = read
    numbers = {
        "terms_days": None if isinstance(terms, str) else terms,
        "credit_limit_minor": limit,
        "deposit_percent": None if isinstance(deposit, str) else deposit,
    }
    plain = {name: text for name, text in texts.items() if name not in numbers}
    draft = ClientDraft(external_id=kept.external_id, **numbers, **plain)  # type: ignore[arg-type]
    return _Typed(texts, draft.tidied(), problems)


def _whole(typed: str) -> int | str | None:
    """A whole number, None where nothing was typed, or the text that is none."""
    text = typed.strip()
    is_whole = text.isascii() and text.removeprefix("-").isdigit() and len(text) <= len("-100000")
    return int(text) if is_whole else text[:40] or None


def _saw(request: HttpRequest, details: ClientDetails) -> Saw:
    """What the person had before them, as the form says; the book as it is, where it does not say."""
    try:
        version, values = int(request.POST["version"]), json.loads(request.POST["seen"])
        return Saw(version, ClientDraft(**values))
    except (KeyError, ValueError, TypeError, RecursionError):
        return Saw(details.version, details.draft)


def _texts(draft: ClientDraft) -> dict[str, str]:
    """A draft as it stands in the form."""
    texts = {name: "" if value is None else str(value) for name, value in asdict(draft).items()}
    if draft.credit_limit_minor is not None:
        texts["credit_limit_minor"] = formatting.figure(
            draft.credit_limit_minor, draft.currency, get_language() or "en"
        )
    return texts


def _fields(texts: Mapping[str, str], problems: Mapping[str, str]) -> list[_Field]:
    made = []
    for name, width in _FORM.items():
        limit = NAME_LENGTH if name == "name" else LENGTHS.get(name, 100)
        made.append(
            _Field(
                name, FIELDS[name.removesuffix("_minor")], width, texts[name], problems.get(name, ""),
                _LINES.get(name, 0), _TYPES.get(name, "text"), limit, _options(name, texts[name]),
            )
        )  # fmt: skip
    return made


def _options(name: str, chosen: str) -> tuple[tuple[str, str], ...]:
    if name == "language":
        codes = dict.fromkeys(("", *LANGUAGES, chosen))
        return tuple((code, _LANGUAGE_NAMES.get(code, code or "–")) for code in codes)
    if name != "currency":
        return ()
    likely = dict.fromkeys(code for code in (chosen, this_firm().currency) if is_currency(code))
    rest = sorted(EXPONENTS.keys() - likely.keys())
    return (("", "–"), *((code, code) for code in (*likely, *rest)))


def _new_form(
    request: HttpRequest,
    texts: Mapping[str, str],
    problems: Mapping[str, str],
    *,
    status: int = _REFUSED,
    known: Refusal | None = None,
) -> HttpResponse:
    context = {
        "fields": _fields(texts, problems),
        "sentences": _sentences(problems.values()),
        "known": known.params if known is not None else None,
        "details": None,
        "clash": "",
    }
    return render(request, "web/clients/form.html", context, status=status)


def _change_form(
    request: HttpRequest,
    details: ClientDetails,
    saw: Saw,
    fields: list[_Field],
    *,
    status: int = _REFUSED,
    clash: str = "",
) -> HttpResponse:
    context = {
        "details": details,
        "known": None,
        "fields": fields,
        "sentences": _sentences(field.problem for field in fields),
        "clash": clash,
        "version": saw.version,
        "seen": json.dumps(asdict(saw.draft)),
    }
    return render(request, "web/clients/form.html", context, status=status)


def _clash_form(request: HttpRequest, ref: str, saw: Saw, typed: _Typed, sentence: str) -> HttpResponse:
    """Show what was typed upon what the book says by now, and both beside each other where they clash."""
    by = actor_of(request)
    details = client_details(ref=ref, by=by)
    merged = merge(seen=saw.draft, typed=typed.draft, kept=details.draft)
    fields = _fields(_texts(merged.draft), {})
    book, zone, language = _texts(details.draft), ZoneInfo(this_firm().time_zone), get_language() or "en"
    changed = last_changes(ref=ref, fields=merged.clashes, by=by)
    for field in fields:
        if field.name not in merged.clashes:
            continue
        field.is_clash = True
        field.book_says = value_shown(field.name, book[field.name])
        if field.name in changed:
            at = changed[field.name].at.astimezone(zone)
            when = {"day": formatting.day(at.date(), language), "time": f"{at:%H:%M}"}
            field.changed_by = _("%(name)s changed it on %(day)s at %(time)s") % {
                "name": changed[field.name].by, **when
            }  # fmt: skip
    return _change_form(request, details, Saw(details.version, details.draft), fields, clash=sentence)


def _problems_of(refusal: Refusal) -> dict[str, str]:
    """What is wrong, by field where it is known."""
    if isinstance(refusal, ClientRefused):
        return dict(cast("Mapping[str, str]", refusal.params["fields"]))
    return {"name": str(refusal)} if isinstance(refusal, NameIsTaken) else {"": str(refusal)}


def _sentences(problems: Iterable[str]) -> list[str]:
    return [sentence for sentence in dict.fromkeys(problems) if sentence]
