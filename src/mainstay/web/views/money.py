"""Money in a browser: the payments, one recorded, allocated, and undone by a correcting record."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mainstay.billing.actions.payments import allocate as allocate_payment
from mainstay.billing.actions.payments import record_payment, reverse_payment, take_back_allocation
from mainstay.billing.queries.payments import payer, payers_named, payment_page, payments_page, suggestion
from mainstay.billing.rules.drafts import PaymentDraft
from mainstay.clients.queries.fetching import has_clients
from mainstay.kernel import formatting
from mainstay.kernel.currencies import EXPONENTS, is_currency
from mainstay.kernel.money import Money
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.schemas.amounts_and_days import amount_of, day_of
from mainstay.web import pages
from mainstay.web.context import firm_of
from mainstay.web.keys import done, key_of
from mainstay.web.views.book import actor_of, today_there

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest, HttpResponse

    from mainstay.billing.queries.payments import OpenOne, Payer

_REFUSED: Final = 422
_LISTED: Final = 200
"""So many open invoices are offered at most; more would not fit into one form."""
_SETTLES: Final = "settles-"
_METHODS: Final = ("GET", "HEAD", "POST")


@dataclass(slots=True)
class _Typed:
    """What stands in the form of a payment, as it was typed; `suggested_for` is the amount the lines were made for."""

    amount: str
    currency: str
    day: str
    note: str
    suggested_for: str
    settles: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Line:
    """One open invoice in the form, with what is typed beside it and what is wrong with that."""

    invoice: OpenOne
    amount: str
    problem: str


@require_safe
def payments(request: HttpRequest) -> HttpResponse:
    """The latest payments, of all clients or of those that fit a search."""
    search = request.GET.get("q", "")[:200]
    asked = request.GET.get("page", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < len("1000000") else 1
    page = payments_page(search=search, number=number, by=actor_of(request))
    return render(request, "web/money/payments.html", {"page": page})


@require_safe
def payment(request: HttpRequest, ref: str) -> HttpResponse:
    """One payment: what it settled, what is left, and what can be done about it."""
    return _payment(request, ref, status=200)


@require_http_methods(_METHODS)
def record(request: HttpRequest) -> HttpResponse:
    """Record a payment: the client, then the amount, then the invoices it settles."""
    asked = request.POST if request.method == "POST" else request.GET
    wanted = asked.get("client", "")
    if not wanted:
        search = asked.get("q", "")[:200]
        found = payers_named(search=search, by=actor_of(request)) if search.strip() else ()
        context = {"search": search, "found": found, "is_book_empty": not found and not has_clients()}
        return render(request, "web/money/choose.html", context)
    try:
        who = payer(ref=wanted, by=actor_of(request))
    except NotFound:
        return pages.missing(request)
    if request.method == "POST":
        return _record(request, who)
    return _blank(request, who)


@require_http_methods(_METHODS)
def reverse_one(request: HttpRequest, ref: str) -> HttpResponse:
    """Take a payment back whole by a correcting record."""
    day, reason = request.POST.get("day", ""), line_of(request.POST.get("reason", ""))
    on = day_of(day)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("payment", args=[ref]))
    typed = {"day": day, "reason": reason}
    if isinstance(on, str):
        return _payment(request, ref, refusal=on, undo=typed)
    try:
        reverse_payment(ref=ref, on=on, reason=reason, by=actor_of(request), now=datetime.now(UTC), key=key_of(request))
    except NotFound:
        return pages.missing(request)
    except Refusal as refusal:
        return _payment(request, ref, refusal=str(refusal), undo=typed)
    done(request, _("The payment is taken back; its invoices are open again."))
    return HttpResponseRedirect(reverse("payment", args=[ref]))


@require_http_methods(_METHODS)
def allocate(request: HttpRequest, ref: str) -> HttpResponse:
    """Allocate what is left of a payment to an invoice, from the first day that it may."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("payment", args=[ref]))
    by = actor_of(request)
    try:
        page = payment_page(ref=ref, by=by)
    except NotFound:
        return pages.missing(request)
    typed = {"invoice": request.POST.get("invoice", ""), "amount": request.POST.get("amount", "").strip()}
    if not typed["invoice"]:
        return _payment(request, ref, refusal=_("Choose an invoice that is still open."), use=typed)
    minor = amount_of(typed["amount"], page.currency) if typed["amount"] else None
    if isinstance(minor, str):
        return _payment(request, ref, refusal=minor, use=typed)
    left = request.POST.get("left", "")
    left_minor = int(left) if left.isascii() and left.isdigit() and len(left) < len(str(10**18)) else -1
    try:
        made = allocate_payment(
            origin_ref=page.ref,
            invoice_ref=typed["invoice"],
            minor=minor,
            left_minor=left_minor,
            by=by,
            now=datetime.now(UTC),
            key=key_of(request),
        )
    except Refusal as refusal:
        return _payment(request, ref, refusal=str(refusal), use=typed)
    done(request, _("Allocated to invoice %(number)s.") % {"number": made.invoice.number})
    return HttpResponseRedirect(reverse("payment", args=[ref]))


@require_http_methods(_METHODS)
def take_back(request: HttpRequest, ref: str) -> HttpResponse:
    """Take back what a payment settled of one invoice; it stays on the client's account."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("payment", args=[ref]))
    by = actor_of(request)
    try:
        page = payment_page(ref=ref, by=by)
    except NotFound:
        return pages.missing(request)
    asked = request.POST.get("allocation", "")
    found = next((one for one in page.settled if str(one.allocation_id) == asked), None)
    if found is None:
        return pages.missing(request)
    try:
        on = max(today_there(request), found.settled_on)
        take_back_allocation(
            allocation_id=found.allocation_id, on=on, by=by, now=datetime.now(UTC), key=key_of(request)
        )
    except Refusal as refusal:
        return _payment(request, ref, refusal=str(refusal))
    done(request, _("Taken back from invoice %(number)s.") % {"number": found.number})
    return HttpResponseRedirect(reverse("payment", args=[ref]))


def _payment(
    request: HttpRequest,
    ref: str,
    *,
    status: int = _REFUSED,
    refusal: str = "",
    undo: Mapping[str, str] | None = None,
    use: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Show a payment with its forms, and in them what was typed."""
    try:
        page = payment_page(ref=ref, by=actor_of(request))
    except NotFound:
        return pages.missing(request)
    if use is None:
        likely = next(iter(suggestion(page.left_minor, page.open_invoices)), "")
        use = {"invoice": likely, "amount": ""}
    context = {
        "page": page,
        "refusal": refusal,
        "undo": undo or {"day": str(max(today_there(request), page.paid_on)), "reason": ""},
        "is_undoing": undo is not None,
        "use": use,
        "is_recorded": "recorded" in request.GET,
        "may_reverse": page.minor > 0 and not page.reversed_by_ref and not page.moved_on,
    }
    return render(request, "web/money/payment.html", context, status=status)


def _blank(request: HttpRequest, who: Payer) -> HttpResponse:
    """A form for this client, filled in as far as an invoice asked for says."""
    language = get_language() or "en"
    chosen = next((one for one in who.owes if one.ref == request.GET.get("invoice", "")), None)
    currency = who.currency or (who.owes[0].currency if who.owes else firm_of(request).currency)
    typed = _Typed("", currency, str(today_there(request)), "", "", {})
    if chosen is not None:
        typed.amount = formatting.figure(chosen.open_minor, chosen.currency, language)
        typed.currency = chosen.currency
        typed.settles = {chosen.ref: typed.amount}
        typed.suggested_for = _mark(chosen.open_minor, chosen.currency)
    return _form(request, who, typed, {}, status=200)


def _record(request: HttpRequest, who: Payer) -> HttpResponse:
    """Suggest what the amount settles, or record it when the suggestion was seen."""
    asked = request.POST
    typed = _Typed(
        amount=asked.get("amount", "").strip()[:100],
        currency=asked.get("currency", ""),
        day=asked.get("day", "").strip()[:40],
        note=line_of(asked.get("note", "")),
        suggested_for=asked.get("suggested_for", ""),
        settles={
            name.removeprefix(_SETTLES): asked.get(name, "").strip()[:100]
            for name in asked
            if name.startswith(_SETTLES)
        },
    )
    problems: dict[str, str] = {}
    currency = typed.currency
    if not is_currency(currency):
        problems["currency"] = _("Choose a currency.")
        typed.currency = currency = who.currency or firm_of(request).currency
    minor, on = amount_of(typed.amount, currency), day_of(typed.day)
    if isinstance(minor, str):
        problems["amount"] = minor
    if isinstance(on, str):
        problems["day"] = on
    elif on > today_there(request) + timedelta(days=1):  # tomorrow has begun somewhere
        problems["day"] = _("%(day)s has not come yet: enter the day on which the money came in.") % {
            "day": formatting.day(on, get_language() or "en")
        }
    if problems or isinstance(minor, str) or isinstance(on, str):
        return _form(request, who, typed, problems)
    mark = _mark(minor, currency)
    if minor > 0 and ("again" in asked or (who.owes and typed.suggested_for != mark)):
        has_changed = typed.suggested_for not in {"", mark}
        _suggest(typed, minor, [one for one in who.owes if one.currency == currency][:_LISTED])
        said = _("The amount is another one now: look at what it settles before you record it.") if has_changed else ""
        return _form(request, who, typed, {}, status=200, said=said)
    settles = _settles(typed, currency, minor, problems)
    if problems:
        return _form(request, who, typed, problems)
    draft = PaymentDraft(who.ref, on, Money(minor, currency), note=typed.note)
    try:
        paid = record_payment(
            draft=draft, settles=settles, by=actor_of(request), now=datetime.now(UTC), key=key_of(request)
        )
    except Refusal as refusal:
        return _form(request, who, typed, {"": str(refusal)})
    return HttpResponseRedirect(reverse("payment", args=[paid.ref]) + "?recorded")


def _suggest(typed: _Typed, minor: int, owed: Sequence[OpenOne]) -> None:
    language = get_language() or "en"
    found = suggestion(minor, owed)
    typed.settles = {ref: formatting.figure(part, typed.currency, language) for ref, part in found.items()}
    typed.suggested_for = _mark(minor, typed.currency)


def _settles(typed: _Typed, currency: str, minor: int, problems: dict[str, str]) -> tuple[tuple[str, int | None], ...]:
    """Read what is typed beside the invoices; notes what is wrong under the invoice's reference."""
    found: list[tuple[str, int | None]] = []
    total = 0
    for ref, text in typed.settles.items():
        part = amount_of(text, currency) if text else 0
        if isinstance(part, str):
            problems[ref] = part
        elif part:
            found.append((ref, part))
            total += part
    if total > max(minor, 0) and not problems:
        language = get_language() or "en"
        problems[""] = _("The invoices take %(taken)s, but %(amount)s came in: lower one of them.") % {
            "taken": formatting.money(total, currency, language),
            "amount": formatting.money(minor, currency, language),
        }
    return tuple(found)


def _form(
    request: HttpRequest,
    who: Payer,
    typed: _Typed,
    problems: Mapping[str, str],
    *,
    status: int = _REFUSED,
    said: str = "",
) -> HttpResponse:
    """Show the form of a payment with what was typed, and what is wrong with it."""
    is_suggested = bool(typed.suggested_for)
    owed = [one for one in who.owes if one.currency == typed.currency or not is_suggested]
    listed = [one for place, one in enumerate(owed) if place < _LISTED or typed.settles.get(one.ref)]
    likely = list(dict.fromkeys([typed.currency, *(one.currency for one in who.owes), firm_of(request).currency]))
    context = {
        "who": who,
        "typed": typed,
        "problems": defaultdict(str, problems),
        "sentences": list(dict.fromkeys(problems.values())),
        "said": said,
        "is_suggested": is_suggested,
        "lines": [_Line(one, typed.settles.get(one.ref, ""), problems.get(one.ref, "")) for one in listed],
        "unlisted": len(owed) - len(listed),
        "likely": likely,
        "others": sorted(EXPONENTS.keys() - set(likely)),
    }
    response = render(request, "web/money/record.html", context, status=status)
    # A form that answered a form: kept in no cache at all, Back would ask whether to send the first one again.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def line_of(text: str) -> str:
    """One line of words as it is kept: single spaces, and no NUL, which PostgreSQL does not take."""
    return " ".join(text.replace("\x00", "").split())


def _mark(minor: int, currency: str) -> str:
    return f"{minor} {currency}"
