"""Money in a browser: a payment recorded, allocated, and undone by a correcting record."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, cast

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mainstay.billing.actions.payments import allocate as allocate_payment
from mainstay.billing.actions.payments import record_payment, reverse_payment, take_back_allocation
from mainstay.billing.forms import SETTLES, AllocationForm, PaymentForm, ReversalForm
from mainstay.billing.queries.payments import payer, payment_page, suggestion
from mainstay.firm.forms.fields import UnreadableError, amount_of
from mainstay.kernel import formatting
from mainstay.kernel.currencies import is_currency
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.web import pages
from mainstay.web.context import firm_of
from mainstay.web.keys import done, key_of
from mainstay.web.pages import REFUSED
from mainstay.web.views.book import actor_of, day_of_act, today_there
from mainstay.web.views.payers import choose_payer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.forms import BoundField
    from django.http import HttpRequest, HttpResponse

    from mainstay.billing.queries.payments import OpenOne, Payer
    from mainstay.firm.forms.fields import CurrencyField
    from mainstay.kernel.money import Money

_LISTED: Final = 200
"""So many open invoices are offered at most; more would not fit into one form."""
_METHODS: Final = ("GET", "HEAD", "POST")
FORMS: Final = {
    "payment_record": (PaymentForm,),
    "payment_reverse": (ReversalForm,),
    "payment_allocate": (AllocationForm,),
}
"""Page -> its forms."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One open invoice in the form, with the field beside it."""

    invoice: OpenOne
    field: BoundField


@dataclass(frozen=True, slots=True)
class _Allocated:
    """What the form comes to as it stands: `minor` go to invoices, of what came in `left_minor` stay on account."""

    minor: int
    left_minor: int
    currency: str

    @property
    def excess_minor(self) -> int:
        """By how much the invoices take more than came in."""
        return max(-self.left_minor, 0)


@require_safe
def payment(request: HttpRequest, ref: str) -> HttpResponse:
    """One payment: what it settled, what is left, and what can be done about it."""
    return _payment(request, ref, status=200)


@require_http_methods(_METHODS)
def record(request: HttpRequest) -> HttpResponse:
    """Record a payment: the amount, then whose it is, then the invoices it settles."""
    asked = request.POST if request.method == "POST" else request.GET
    wanted = "" if "another" in asked else asked.get("client", "")
    if not wanted:
        return choose_payer(request)
    try:
        who = payer(ref=wanted, by=actor_of(request))
    except NotFound:
        return pages.missing(request)
    if request.method == "POST" and (asked.get("amount", "").strip() or "suggested_for" in asked):
        return _record(request, who)
    return _blank(request, who)


@require_http_methods(_METHODS)
def reverse_one(request: HttpRequest, ref: str) -> HttpResponse:
    """Take a payment back whole by a correcting record."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("payment", args=[ref]))
    form = ReversalForm(request.POST)
    if not form.is_valid():
        return _payment(request, ref, undo=form)
    by, now = actor_of(request), datetime.now(UTC)
    try:
        reverse_payment(ref=ref, **asdict(form.draft), by=by, now=now, key=key_of(request))
    except NotFound:
        return pages.missing(request)
    except Refusal as refusal:
        form.refuse(refusal)
        return _payment(request, ref, undo=form)
    done(request, _("The payment is reversed; its invoices are open again."))
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
    form = AllocationForm(request.POST, money_in=page.currency)
    if not form.is_valid():
        return _payment(request, ref, use=form)
    left = request.POST.get("left", "")
    left_minor = int(left) if left.isascii() and left.isdigit() and len(left) < len(str(10**18)) else -1
    try:
        made = allocate_payment(
            origin_ref=page.ref,
            **asdict(form.draft),
            left_minor=left_minor,
            by=by,
            now=datetime.now(UTC),
            key=key_of(request),
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return _payment(request, ref, use=form)
    done(request, _("Allocated to invoice %(number)s.") % {"number": made.invoice.number}, undo=f"a-{made.pk}")
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
        on = max(day_of_act(request), found.settled_on)
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
    status: int = REFUSED,
    refusal: str = "",
    undo: ReversalForm | None = None,
    use: AllocationForm | None = None,
) -> HttpResponse:
    """Show a payment with its forms, and in them what was typed."""
    try:
        page = payment_page(ref=ref, by=actor_of(request))
    except NotFound:
        return pages.missing(request)
    wrong = [form for form in (undo, use) if form is not None]
    if use is None:
        likely = next(iter(suggestion(page.left_minor, page.open_invoices)), "")
        use = AllocationForm(initial={"invoice": likely}, money_in=page.currency)
    use.fields["invoice"].widget.choices = [(one.ref, _open_words(one)) for one in page.open_invoices]
    context = {
        "page": page,
        "refusal": refusal,
        "wrong": wrong,
        "undo": undo or ReversalForm(initial={"on": max(today_there(request), page.paid_on)}),
        "is_undoing": undo is not None,
        "use": use,
        "is_recorded": "recorded" in request.GET,
        "may_reverse": page.minor > 0 and not page.reversed_by_ref and not page.moved_on,
        "may_undo": page.may_be_undone,
    }
    return render(request, "web/money/payment.html", context, status=status)


def _blank(request: HttpRequest, who: Payer) -> HttpResponse:
    """A form for this client, filled in as far as an invoice asked for says."""
    chosen = next((one for one in who.owes if one.ref == request.GET.get("invoice", "")), None)
    shown: dict[str, object] = {"currency": _currency_of(request, who), "on": today_there(request)}
    shown |= {name: request.POST[name] for name in ("on", "note") if request.POST.get(name)}
    if chosen is None:
        return _form(request, who, shown=shown)
    amount = formatting.figure(chosen.open_minor, chosen.currency, get_language() or "en")
    shown |= {"amount": amount, "currency": chosen.currency, f"{SETTLES}{chosen.ref}": amount}
    return _form(request, who, shown=shown, suggested_for=_mark(chosen.open_minor, chosen.currency))


def _record(request: HttpRequest, who: Payer) -> HttpResponse:
    """Suggest what the amount settles, or record it when the suggestion was seen."""
    asked = request.POST
    suggested_for = asked.get("suggested_for", "")
    if request.htmx:  # type: ignore[attr-defined]  # somebody is typing: nothing is recorded
        return _form(request, who, suggested_for=suggested_for, is_typing=True)
    made_with: dict[str, Any] = {"client_ref": who.ref, "today": today_there(request)}
    head = PaymentForm(asked, **made_with)
    if head.is_valid():
        amount = head.draft.amount
        mark = _mark(amount.minor, amount.currency)
        if "again" in asked or (who.owes and suggested_for != mark):
            return _suggest(request, who, amount, has_changed=suggested_for not in {"", mark})
    typed = [name.removeprefix(SETTLES) for name in asked if name.startswith(SETTLES)]
    form = PaymentForm(asked, invoices=typed, **made_with)
    if not form.is_valid():
        return _form(request, who, form=form, suggested_for=suggested_for)
    try:
        paid = record_payment(
            draft=form.draft, settles=form.settles, by=actor_of(request), now=datetime.now(UTC), key=key_of(request)
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return _form(request, who, form=form, suggested_for=suggested_for)
    return HttpResponseRedirect(reverse("payment", args=[paid.ref]) + "?recorded")


def _suggest(request: HttpRequest, who: Payer, amount: Money, *, has_changed: bool) -> HttpResponse:
    """Show what the amount most likely settles, for a person to look at before it is recorded."""
    language, currency = get_language() or "en", amount.currency
    found = suggestion(amount.minor, [one for one in who.owes if one.currency == currency][:_LISTED])
    shown: dict[str, object] = {name: request.POST.get(name, "") for name in PaymentForm.base_fields}
    shown |= {f"{SETTLES}{ref}": formatting.figure(part, currency, language) for ref, part in found.items()}
    said = _("The amount has changed: check how it is allocated, then record it.") if has_changed else ""
    return _form(request, who, shown=shown, suggested_for=_mark(amount.minor, currency), said=said)


def _currency_of(request: HttpRequest, who: Payer) -> str:
    return who.currency or (who.owes[0].currency if who.owes else firm_of(request).currency)


def _form(
    request: HttpRequest,
    who: Payer,
    *,
    form: PaymentForm | None = None,
    shown: Mapping[str, object] | None = None,
    suggested_for: str = "",
    said: str = "",
    is_typing: bool = False,
) -> HttpResponse:
    """Show the form of a payment with what was typed and what is wrong with it, or with what is `shown` in it.

    While somebody is typing, only what it comes to.
    """
    values = {name: str(value) for name, value in (shown or request.POST).items()}
    currency = values.get("currency", "")
    currency = currency if is_currency(currency) else _currency_of(request, who)
    is_suggested = bool(suggested_for)
    owed = [one for one in who.owes if one.currency == currency or not is_suggested]
    listed = [one for place, one in enumerate(owed) if place < _LISTED or values.get(f"{SETTLES}{one.ref}")]
    if form is None:
        form = PaymentForm(initial=shown)
    form.list_invoices(one.ref for one in listed)
    likely = (currency, *(one.currency for one in who.owes), firm_of(request).currency)
    cast("CurrencyField", form.fields["currency"]).offer(likely)
    if not is_suggested:
        form.fields["amount"].widget.attrs["autofocus"] = True
    settled = (values.get(f"{SETTLES}{one.ref}", "") for one in listed)
    context = {
        "allocated": _allocated(values.get("amount", ""), settled, currency),
        "who": who,
        "form": form,
        "rows": [form[name] for name in PaymentForm.base_fields],
        "suggested_for": suggested_for,
        "said": said,
        "is_suggested": is_suggested,
        "lines": [_Line(one, form[f"{SETTLES}{one.ref}"]) for one in listed],
        "unlisted": len(owed) - len(listed),
    }
    if is_typing:
        return render(request, "web/money/_allocated.html", context)
    response = render(request, "web/money/record.html", context, status=REFUSED if form.is_bound else 200)
    # A form that answered a form: kept in no cache at all, Back would ask whether to send the first one again.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _allocated(amount: str, settled: Iterable[str], currency: str) -> _Allocated | None:
    """Add up what is typed; None while an amount of it cannot be read."""
    try:
        came_in = amount_of(amount, currency)
        minor = sum(amount_of(text, currency) for text in settled if text.strip())
    except UnreadableError:
        return None
    return _Allocated(minor, came_in - minor, currency)


def _open_words(one: OpenOne) -> str:
    """An open invoice as a choice: “A-1 · £100.00 open”."""
    values = {"open": formatting.money(one.open_minor, one.currency, get_language() or "en")}
    return f"{one.number} · {_('%(open)s open') % values}"


def _mark(minor: int, currency: str) -> str:
    return f"{minor} {currency}"
