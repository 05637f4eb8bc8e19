"""The page of one client in a terminal: who they are, then its panels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.cli.show import console
from mainstay.cli.words import _
from mainstay.kernel.offers import shown_by

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mainstay.kernel.offers import Panel
    from mainstay.overview.queries.clients import ClientPage


def print_client(page: ClientPage) -> None:
    """Print one client: who they are, how they pay, what is open, what happened."""
    out = console()
    out.print(f"{page.name} · {page.ref}", style="bold")
    about = [page.email, page.phone, page.address, page.country]
    if page.external_id and page.external_id != page.name:
        about.insert(0, _("number %(number)s") % {"number": page.external_id})
    if page.client_group:
        about.append(_("group %(group)s") % {"group": page.client_group})
    if any(about):
        out.print(" · ".join(word for word in about if word))
    print_panels(page.panels)


def print_panels(panels: Iterable[Panel]) -> None:
    """Print each panel that the module of its package has a function for."""
    for panel in sorted(panels, key=lambda panel: panel.place.terminal):
        printer = shown_by("mainstay.cli.panels", panel.package, f"print_{panel.name}")
        if printer is not None:
            printer(panel)
