"""Promises to pay, recorded on the page of an invoice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mainstay.billing.queries.fetching import invoice_for
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.promises.actions import record_promise
from mainstay.promises.forms import PromiseForm
from mainstay.web import pages
from mainstay.web.keys import done, key_of
from mainstay.web.views.book import actor_of, day_of_act, now_there
from mainstay.web.views.invoices import show_invoice

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

FORMS: Final = {"promise_record": (PromiseForm,)}
"""Page -> its forms."""


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, ref: str) -> HttpResponse:
    """Record a promise, and lead back to the invoice."""
    by = actor_of(request)
    try:
        invoice = invoice_for(ref=ref, by=by)
    except NotFound:
        return pages.missing(request)
    here = HttpResponseRedirect(reverse("invoice", args=[ref]))
    if request.method != "POST":
        return here
    form = PromiseForm(request.POST, money_in=invoice.currency)
    if form.is_valid():
        acting: dict[str, Any] = {"by": by, "now": now_there(request), "key": key_of(request)}
        try:
            record_promise(invoice_ref=ref, draft=form.draft, on=day_of_act(request), **acting)
        except Refusal as refusal:
            form.refuse(refusal)
    if form.errors:
        return show_invoice(request, ref, promise=form)
    done(request, _("The promise is recorded."))
    return here
