"""The first step of recording a payment in a browser: the amount, and the clients who may have paid it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.shortcuts import render
from django.utils.translation import get_language

from mainstay.billing.forms import PaymentForm
from mainstay.billing.phrases.sentences import payer_sentence
from mainstay.billing.queries.payers import likely_payers
from mainstay.billing.queries.payments import payers_named
from mainstay.clients.queries.fetching import has_clients
from mainstay.kernel import formatting
from mainstay.web.context import firm_of
from mainstay.web.pages import REFUSED
from mainstay.web.views.book import actor_of, today_there

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from mainstay.billing.rules.payers import LikelyPayer
    from mainstay.firm.forms.fields import CurrencyField


def choose_payer(request: HttpRequest) -> HttpResponse:
    """Ask for the amount and show whose it may be; an address may bring the amount: `?amount=399.60`."""
    by, is_sent = actor_of(request), request.method == "POST"
    asked = request.POST if is_sent else request.GET
    blank = {"currency": firm_of(request).currency, "on": formatting.day(today_there(request), get_language() or "en")}
    typed = blank | {name: asked[name] for name in PaymentForm.base_fields if name in asked}
    search = asked.get("q", "")[:200]
    is_asked = bool(typed.get("amount", "").strip()) or (is_sent and not search.strip())
    form = PaymentForm(typed, today=today_there(request)) if is_asked else PaymentForm(initial=typed)
    cast("CurrencyField", form.fields["currency"]).offer((blank["currency"],))
    form.fields["amount"].widget.attrs["autofocus"] = True
    likely: tuple[tuple[LikelyPayer, str], ...] = ()
    amount = None
    if is_asked and form.is_valid():
        amount = form.draft.amount
        likely = tuple(
            (one, payer_sentence(one.reason, amount.currency))
            for one in likely_payers(amount=amount, note=form.draft.note, by=by)
        )
    context = {
        "form": form,
        "rows": [form[name] for name in PaymentForm.base_fields],
        "amount": amount,
        "likely": likely,
        "is_ranked": len(likely) > 1,
        "search": search,
        "found": payers_named(search=search, by=by) if search.strip() else (),
        "is_book_empty": not has_clients(),
    }
    response = render(request, "web/money/choose.html", context, status=REFUSED if form.errors else 200)
    # A form that answered a form: kept in no cache at all, Back would ask whether to send the first one again.
    response.headers["Cache-Control"] = "private, no-cache"
    return response
