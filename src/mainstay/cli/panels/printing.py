"""The pages that are lists of panels in a terminal: one client, and Today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.cli.show import console, long_day
from mainstay.cli.words import _
from mainstay.kernel.offers import shown_by

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mainstay.briefing.queries.morning import MorningPage
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
    if page.merged_into is not None:
        out.print(_("Merged into %(name)s (%(ref)s).") % {"ref": page.merged_into[0], "name": page.merged_into[1]})
    elif page.archived_on is not None:
        about.insert(0, _("archived"))
    if page.tags:
        about.append(_("tags: %(tags)s") % {"tags": ", ".join(page.tags)})
    if any(about):
        out.print(" · ".join(word for word in about if word))
    print_panels(page.panels)


def print_morning(page: MorningPage) -> None:
    """Print what the owner should know this morning."""
    console().print(f"{page.firm} · {long_day(page.today)}", style="bold")
    print_panels(page.panels)


def print_panels(panels: Iterable[Panel]) -> None:
    """Print each panel that the module of its package has a function for."""
    for panel in sorted(panels, key=lambda panel: panel.place.terminal):
        printer = shown_by("mainstay.cli.panels", panel.package, f"print_{panel.name}")
        if printer is not None and not panel.is_blank:
            printer(panel)
