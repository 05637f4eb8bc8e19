"""What every page shows around its content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.template.backends.utils import csrf_input
from django.utils.functional import SimpleLazyObject

from mainstay.config.serving import start_key
from mainstay.firm.queries.firms import firm_slugs, this_firm
from mainstay.firm.queries.people import actor_for
from mainstay.store.paths import DEMONSTRATION
from mainstay.web.keys import form_key
from mainstay.web.menu import what_is_open
from mainstay.web.themes import theme_known

if TYPE_CHECKING:
    from django.http import HttpRequest

    from mainstay.firm.queries.firms import FirmRow


_PLACES: Final = {
    "client": "clients", "invoice": "invoices", "invoice_new": "invoices", "standing_words": "clients",
    "help_page": "help", "days_off": "help", "keys": "help", "hand_over": "tasks",
}  # fmt: skip
"""Page -> the place in the menu where it belongs, where that has another name."""
_WITH_PARTS: Final = {
    "client": "clients", "proposal": "clients", "proposals": "clients", "payment": "payments", "figures": "figures",
    "attachment": "clients",
    "refund": "payments", "import": "import", "settings": "settings", "task": "tasks",
}  # fmt: skip
"""The first word of the names of several pages -> the place in the menu where they belong."""

_HELP: Final = {
    "clients": "clients", "client": "clients", "client_money": "clients",
    "client_activity": "clients", "client_next": "clients", "client_standing": "standing",
    "client_payment_rating": "standing", "standing_words": "standing", "proposals": "proposals",
    "proposal": "proposals", "figures": "book", "invoice": "forecast", "receivables": "lists",
    "payments": "lists", "invoices": "lists",
    "provision": "words-and-figures", "import": "importing", "import_file": "importing", "import_files": "importing",
    "imports": "importing", "settings_people": "people", "settings_role_acts": "people", "settings": "business",
    "settings_firm": "business", "settings_data": "copies",
    "settings_fields": "fields", "settings_field": "fields", "client_fields": "fields",
    "settings_new_firm": "business", "settings_rates": "rates", "settings_rate": "rates",
    "client_files": "files", "client_attach": "files", "attachment_remove": "files",
}  # fmt: skip
"""Page -> the page of the help that is about it."""


def firm_of(request: HttpRequest) -> FirmRow:
    """The firm of this request, asked for once and kept on it."""
    if not hasattr(request, "firm_row"):
        request.firm_row = this_firm()  # type: ignore[attr-defined]
    found: FirmRow = request.firm_row  # type: ignore[attr-defined]
    return found


def surroundings(request: HttpRequest) -> dict[str, object]:
    """The firm, what the person may do, and which page of the menu is open; for a stranger the theme alone."""
    user = getattr(request, "user", None)
    if not getattr(request, "firm", "") or user is None or not user.is_authenticated:
        slug = getattr(request, "firm", "")
        return {
            "csrf_input": _csrf_input(request),
            "is_demonstration": slug == DEMONSTRATION,
            "firm": None,
            "theme": getattr(request, "shown_in", "") or theme_known(request),
        }
    match = request.resolver_match
    here = match.view_name if match else ""
    around = _of_the_demonstration(request) if firm_of(request).is_demonstration else {}
    return {
        **around,
        "csrf_input": _csrf_input(request),
        "firm_slug": request.firm,  # type: ignore[attr-defined]
        "firm": firm_of(request),
        "form_key": form_key(request),
        **what_is_open(actor_for(user)),
        "has_other_firms": len([slug for slug in firm_slugs() if slug != DEMONSTRATION]) > 1,
        "section": section_of(here),
        "help_slug": _HELP.get(here, ""),
        "is_search": here == "search",
        "searched": " ".join(request.GET.get("q", "").split())[:200] if here == "search" else "",
        "theme": user.theme,
    }


def _csrf_input(request: HttpRequest) -> object:
    """The input of every form on the page, made when the first form asks; Jinja's backend makes one for each form."""
    return SimpleLazyObject(lambda: csrf_input(request))


def section_of(page: str) -> str:
    """The place in the menu to which a page belongs; "" for one that stands in none."""
    return _PLACES.get(page) or _WITH_PARTS.get(page.partition("_")[0], page)


def _of_the_demonstration(request: HttpRequest) -> dict[str, object]:
    """Where the banner leads: to the firm of one's own, to the choice among several, or to creating the first."""
    own = [slug for slug in firm_slugs() if slug != request.firm]  # type: ignore[attr-defined]
    if own:
        return {"own_firm_at": f"/{own[0]}/" if len(own) == 1 else "/", "found_firm_at": ""}
    key = f"?key={start_key()}" if request.session.get("may_found") else ""
    return {"own_firm_at": "", "found_firm_at": f"/start/{key}"}
