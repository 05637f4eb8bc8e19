"""An invoice written in a browser: for whom, its lines, what it comes to, and when it is likely to be paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, cast

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mainstay.billing.actions.invoices import issue_invoice
from mainstay.billing.forms import USUAL_TERMS_DAYS, InvoiceForm
from mainstay.billing.queries.lines import lines_to_copy
from mainstay.billing.queries.payments import payers_named
from mainstay.billing.rules.lines import line_minor
from mainstay.clients.queries.fetching import has_clients
from mainstay.kernel import formatting
from mainstay.kernel.currencies import is_currency
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.overview.queries.billed_client import billed_client
from mainstay.web import pages
from mainstay.web.context import firm_of
from mainstay.web.keys import done, key_of
from mainstay.web.pages import REFUSED
from mainstay.web.views.book import actor_of, today_there
from mainstay.web.views.instalments import instalment_rows, split_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest, HttpResponse

    from mainstay.firm.forms.fields import CurrencyField
    from mainstay.firm.forms.rows import Cell, RowsField
    from mainstay.overview.queries.billed_client import BilledClient

_METHODS: Final = ("GET", "HEAD", "POST")
_BLANK: Final = 5
"""So many lines stand there to begin with."""
_MORE: Final = 5
_HEAD: Final = ("on", "due", "currency", "number", "reference")
FORMS: Final = {"invoice_new": (InvoiceForm,)}
"""Page -> its forms."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the form: its cells, and what it comes to; None while that cannot be read."""

    cells: tuple[Cell, ...]
    minor: int | None


@require_http_methods(_METHODS)
def new(request: HttpRequest) -> HttpResponse:
    """Write an invoice: the client first, then its lines; what is typed is added up as it is typed."""
    asked = request.POST if request.method == "POST" else request.GET
    by = actor_of(request)
    if not asked.get("client"):
        search = asked.get("q", "")[:200]
        found = payers_named(search=search, by=by) if search.strip() else ()
        context = {"search": search, "found": found, "is_book_empty": not found and not has_clients()}
        return render(request, "web/money/billed.html", context)
    try:
        client = billed_client(ref=asked["client"], as_of=today_there(request), by=by)
        copied = lines_to_copy(ref=request.GET["copy"], by=by) if "copy" in request.GET else ()
    except NotFound:
        return pages.missing(request)
    made_with: dict[str, Any] = {
        "client_ref": client.ref,
        "money_in": client.currency or firm_of(request).currency,
        "terms_days": USUAL_TERMS_DAYS if client.terms_days is None else client.terms_days,
        "today": today_there(request),
    }
    if request.method != "POST":
        return _page(request, client, InvoiceForm(initial=_initial(copied, made_with), **made_with))
    sent = request.POST
    form = InvoiceForm(sent, **made_with)
    if "split" in sent:
        currency = _currency(form)
        first = _day(form["due"].value()) or made_with["today"]
        form = InvoiceForm(split_rows(sent, _total(_lines(form, currency, more=0)), currency, first), **made_with)
    if request.htmx or {"look", "more", "split"} & request.POST.keys():  # type: ignore[attr-defined]
        return _page(request, client, form)
    if form.is_valid():
        try:
            issued = issue_invoice(draft=form.draft, by=by, now=datetime.now(UTC), key=key_of(request))
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            day = formatting.day(issued.due_on, get_language() or "en")
            values = {"number": issued.number, "name": client.name, "due": day}
            done(request, _("Invoice %(number)s issued to %(name)s, due on %(due)s.") % values, undo=issued.ref)
            return HttpResponseRedirect(reverse("invoice", args=[issued.ref]))
    return _page(request, client, form, is_refused=True)


def _initial(copied: Sequence[object], made_with: Mapping[str, Any]) -> dict[str, object]:
    """What stands in the form to begin with: today, due by the client's terms, and lines that are copied."""
    today, currency = made_with["today"], made_with["money_in"]
    field = cast("RowsField", InvoiceForm.base_fields["lines"])
    return {
        "on": today,
        "due": today + timedelta(days=made_with["terms_days"]),
        "currency": currency,
        "lines": field.written(copied, currency, is_plain=False),
    }


def _page(
    request: HttpRequest, client: BilledClient, form: InvoiceForm, *, is_refused: bool = False
) -> HttpResponse:  # fmt: skip
    """Show the form with what was typed, what it comes to, and beside it what is known of the client."""
    is_typing = bool(request.htmx)  # type: ignore[attr-defined]
    currency = _currency(form)
    cast("CurrencyField", form.fields["currency"]).offer((form.money_in, *client.owed, firm_of(request).currency))
    lines = _lines(form, currency, more=_MORE if "more" in request.POST else 0)
    total = _total(lines)
    due_on = _day(form["due"].value()) or _day(form["on"].value()) or today_there(request)
    context = {
        "client": client,
        "form": form,
        "is_refused": is_refused,
        "rows": [form[name] for name in _HEAD],
        "lines": lines,
        "instalments": instalment_rows(form),
        "parts": request.POST.get("parts", "")[:2],
        "currency": currency,
        "total": total,
        "owed": client.owed.get(currency, 0),
        "likely_on": client.likely_on(due_on),
    }
    name = "_invoice_sums" if is_typing else "invoice_new"
    response = render(request, f"web/money/{name}.html", context, status=REFUSED if is_refused else 200)
    # A form that answered a form: kept in no cache at all, Back would ask whether to send the first one again.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _currency(form: InvoiceForm) -> str:
    """The currency as typed, or else the client's."""
    typed = str(form["currency"].value() or "")
    return typed if is_currency(typed) else form.money_in


def _total(lines: Sequence[_Line]) -> int:
    return sum(line.minor or 0 for line in lines)


def _lines(form: InvoiceForm, currency: str, *, more: int) -> tuple[_Line, ...]:
    field = cast("RowsField", form.fields["lines"])
    sent = form["lines"].value() or []
    rows = [row for row in sent if isinstance(row, dict)] if isinstance(sent, list) else []
    rows += [dict.fromkeys(field.cells, "")] * (max(_BLANK - len(rows), 0) + more)
    wrong = form.wrong_cells.get("lines", {}) if form.is_bound and form.errors else {}
    drawn = field.drawn(rows, wrong)
    return tuple(_Line(cells, _minor(field, row, currency)) for row, cells in zip(rows, drawn, strict=True))


def _minor(field: RowsField, row: Mapping[str, str], currency: str) -> int | None:
    """What a line comes to; None for a blank one and for one that cannot be read."""
    found, wrong = field.read_rows([row], currency, None)
    if wrong or not found:
        return None
    return line_minor(found[0]["quantity"], found[0]["price"])


def _day(value: object) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
