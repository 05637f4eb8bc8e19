"""The statement of a client in a browser: on screen, to print, and as a file; in the client's language."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

from django.http import FileResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from mainstay.billing.queries.statements import client_statement
from mainstay.firm.queries.firms import firm_details
from mainstay.firm.rules.bank_accounts import accounts_in
from mainstay.kernel.refusal import NotFound
from mainstay.overview.phrases import STATEMENT_KINDS
from mainstay.overview.queries.statement_file import write_statement
from mainstay.web import pages
from mainstay.web.views.book import actor_of, today_there

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from mainstay.billing.queries.statements import ClientStatement


@require_safe
def statement(request: HttpRequest, ref: str) -> HttpResponse:
    """The statement of a period, this year where none is asked for: `?since=2026-01-01&until=2026-03-31`."""
    try:
        page = _statement(request, ref)
    except NotFound:
        return pages.missing(request)
    details = firm_details()
    accounts = {group.currency: accounts_in(details.bank_accounts, group.currency) for group in page.currencies}
    with override(page.language or get_language() or "en"):
        shown = render_to_string(
            "web/money/_statement.html", {"page": page, "firm": details, "accounts": accounts, "kinds": STATEMENT_KINDS}
        )
    context = {"page": page, "shown": mark_safe(shown)}  # noqa: S308 -- a template of ours escaped it
    return render(request, "web/money/statement.html", context)


@require_safe
def statement_file(request: HttpRequest, ref: str) -> HttpResponse | FileResponse:
    """The same as a CSV file."""
    try:
        page = _statement(request, ref)
    except NotFound:
        return pages.missing(request)
    file = BytesIO()
    write_statement(file, page)
    file.seek(0)
    name = f"statement-{page.ref}-{page.since}-{page.until}.csv"
    return FileResponse(file, as_attachment=True, filename=name, content_type="text/csv")


def _statement(request: HttpRequest, ref: str) -> ClientStatement:
    today = today_there(request)
    until = _day(request.GET.get("until", "")) or today
    since = min(_day(request.GET.get("since", "")) or until.replace(month=1, day=1), until)
    return client_statement(ref=ref, since=since, until=until, by=actor_of(request))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
