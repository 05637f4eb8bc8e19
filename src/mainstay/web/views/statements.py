"""The statement of a client in a browser: on screen, to print, and as a file; in the client's language."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final, NamedTuple

from django.core.exceptions import ValidationError
from django.http import FileResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from mainstay.billing.queries.statements import client_statement
from mainstay.firm.forms.fields import DayField
from mainstay.firm.queries.firms import firm_details
from mainstay.firm.rules.bank_accounts import accounts_in
from mainstay.kernel import formatting
from mainstay.kernel.refusal import NotFound
from mainstay.overview.phrases import STATEMENT_KINDS
from mainstay.overview.queries.statement_file import write_statement
from mainstay.web import pages
from mainstay.web.pages import REFUSED
from mainstay.web.views.book import actor_of, today_there

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from mainstay.billing.queries.statements import ClientStatement

_LONGEST_DAY: Final = 40
"""Letters of a day that are read."""


@require_safe
def statement(request: HttpRequest, ref: str) -> HttpResponse:
    """The statement of a period, this year where none is asked for: `?since=2026-01-01&until=2026-03-31`."""
    try:
        page, asked = _statement(request, ref)
    except NotFound:
        return pages.missing(request)
    details = firm_details()
    accounts = {group.currency: accounts_in(details.bank_accounts, group.currency) for group in page.currencies}
    with override(page.language or get_language() or "en"):
        shown = render_to_string(
            "web/money/_statement.html", {"page": page, "firm": details, "accounts": accounts, "kinds": STATEMENT_KINDS}
        )
    context = {
        "page": page, "shown": mark_safe(shown),  # noqa: S308 -- a template of ours escaped it
        "since": asked["since"].shown(page.since), "until": asked["until"].shown(page.until),
        "problems": [one.problem for one in asked.values() if one.problem],
    }  # fmt: skip
    return render(request, "web/money/statement.html", context, status=REFUSED if context["problems"] else 200)


@require_safe
def statement_file(request: HttpRequest, ref: str) -> HttpResponse | FileResponse:
    """The same as a CSV file."""
    try:
        page, _ = _statement(request, ref)
    except NotFound:
        return pages.missing(request)
    file = BytesIO()
    write_statement(file, page, firm_details())
    file.seek(0)
    name = f"statement-{page.ref}-{page.since}-{page.until}.csv"
    return FileResponse(file, as_attachment=True, filename=name, content_type="text/csv")


class _AskedDay(NamedTuple):
    """A day that is asked for: what was typed, the day (None for nothing), and why it cannot be read ("" if it can)."""

    typed: str
    day: date | None
    problem: str

    def shown(self, day: date) -> str:
        """What stands in the field: what was typed and cannot be read, or this day as people write it."""
        return self.typed if self.problem else formatting.day(day, get_language() or "en")


def _asked(request: HttpRequest, name: str) -> _AskedDay:
    typed = request.GET.get(name, "")[:_LONGEST_DAY].strip()
    field = DayField(required=False)
    field.today = today_there(request)
    try:
        return _AskedDay(typed, field.clean(typed), "")
    except ValidationError as error:
        return _AskedDay(typed, None, " ".join(error.messages))


def _statement(request: HttpRequest, ref: str) -> tuple[ClientStatement, dict[str, _AskedDay]]:
    asked = {name: _asked(request, name) for name in ("since", "until")}
    until = asked["until"].day or today_there(request)
    since = min(asked["since"].day or until.replace(month=1, day=1), until)
    return client_statement(ref=ref, since=since, until=until, by=actor_of(request)), asked
