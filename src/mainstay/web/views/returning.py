"""What is left of a payment or credit note in a browser: given back to the client, or used for what was written off."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mainstay.billing.actions.payments import recover as recover_loss
from mainstay.billing.actions.payments import refund as refund_money
from mainstay.billing.forms import RecoveryForm, RefundForm
from mainstay.billing.queries.returning import left_over, losses_of_client
from mainstay.kernel import formatting
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.web import pages
from mainstay.web.keys import done, key_of
from mainstay.web.pages import REFUSED
from mainstay.web.views.book import actor_of, today_there

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from mainstay.billing.queries.returning import LeftOver
    from mainstay.firm.forms.drafts import DraftForm

_METHODS: Final = ("GET", "HEAD", "POST")
FORMS: Final = {"refund": (RefundForm,), "payment_recover": (RecoveryForm,)}
"""Page -> its forms."""


@require_http_methods(_METHODS)
def refund(request: HttpRequest, ref: str) -> HttpResponse:
    """Give back what is left of a payment or credit note, or a part of it."""
    try:
        origin = left_over(ref=ref, by=actor_of(request))
    except NotFound:
        return pages.missing(request)
    form = RefundForm(**_made_with(request, origin, origin.left_minor))
    if request.method == "POST" and form.is_valid():
        try:
            made = refund_money(origin_ref=origin.ref, **asdict(form.draft), **_acting(request))
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            amount = _money(form.draft.minor, origin.currency)
            done(request, _("%(amount)s refunded.") % {"amount": amount}, undo=made.ref)
            return _back(origin)
    return _page(request, origin, form, "refund")


@require_http_methods(_METHODS)
def recover(request: HttpRequest, ref: str) -> HttpResponse:
    """Use what is left of a payment for what was written off before: `?write_off=w-…`."""
    write_off = (request.POST if request.method == "POST" else request.GET).get("write_off", "")
    try:
        origin = left_over(ref=ref, by=actor_of(request))
    except NotFound:
        return pages.missing(request)
    losses = losses_of_client(origin.client_id, origin.currency) if origin.ref.startswith("p-") else ()
    loss = next((one for one in losses if one.ref == write_off), None)
    if loss is None and (request.method != "POST" or not write_off):
        return pages.missing(request)
    most = min(origin.left_minor, loss.lost_minor) if loss is not None else 0
    form = RecoveryForm(**_made_with(request, origin, most))
    if request.method == "POST" and form.is_valid():
        try:
            acting = _acting(request)
            made = recover_loss(write_off_ref=write_off, payment_ref=origin.ref, **asdict(form.draft), **acting)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            amount = _money(form.draft.minor, origin.currency)
            done(request, _("%(amount)s recovered.") % {"amount": amount}, undo=made.ref)
            return _back(origin)
    return _page(request, origin, form, "payment_recover", write_off=write_off, loss=loss)


def _made_with(request: HttpRequest, origin: LeftOver, most: int) -> dict[str, Any]:
    """What the form begins with: all that is left, today."""
    today = today_there(request)
    amount = formatting.figure(most, origin.currency, get_language() or "en")
    return {
        "data": request.POST if request.method == "POST" else None,
        "initial": {"amount": amount, "on": max(today, origin.since_on)},
        "money_in": origin.currency,
        "today": today,
    }


def _page(
    request: HttpRequest, origin: LeftOver, form: DraftForm[Any], place: str, **more: object
) -> HttpResponse:  # fmt: skip
    form.fields["amount"].label = _("Amount in %(currency)s") % {"currency": origin.currency}
    form.fields["on"].widget.attrs["min"] = origin.since_on.isoformat()
    context = {"origin": origin, "form": form, "is_refund": place == "refund", **more}
    return render(request, "web/money/returning.html", context, status=REFUSED if form.errors else 200)


def _back(origin: LeftOver) -> HttpResponse:
    """The page of the payment; of a credit note, which has none, the client's."""
    is_payment = origin.ref.startswith("p-")
    address = reverse("payment", args=[origin.ref]) if is_payment else reverse("client", args=[origin.client_ref])
    return HttpResponseRedirect(address)


def _acting(request: HttpRequest) -> dict[str, Any]:
    return {"by": actor_of(request), "now": datetime.now(UTC), "key": key_of(request)}


def _money(minor: int, currency: str) -> str:
    return formatting.money(minor, currency, get_language() or "en")
