"""What every page shows around its content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.firm.queries.firms import this_firm
from mainstay.firm.rules.permissions import may

if TYPE_CHECKING:
    from django.http import HttpRequest


def surroundings(request: HttpRequest) -> dict[str, object]:
    """The firm, what the person may do, and which page of the menu is open; nothing for a stranger."""
    user = getattr(request, "user", None)
    if not getattr(request, "firm", "") or user is None or not user.is_authenticated:
        return {"firm_slug": getattr(request, "firm", "")}
    match = request.resolver_match
    # A page may be rendered in parts: the firm is asked for once.
    if not hasattr(request, "firm_row"):
        request.firm_row = this_firm()  # type: ignore[attr-defined]
    return {
        "firm_slug": request.firm,  # type: ignore[attr-defined]
        "firm": request.firm_row,  # type: ignore[attr-defined]
        "may_record": may(user.role, "record"),
        "may_bring": may(user.role, "bring"),
        "may_settings": may(user.role, "settings"),
        "here": match.view_name if match else "",
        "theme": user.theme,
    }
