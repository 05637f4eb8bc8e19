"""The panels of a page as its template shows them: each with the template of its own and what is drawn of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mainstay.kernel.offers import shown_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from mainstay.firm.forms.drafts import DraftForm
    from mainstay.kernel.actor import Actor
    from mainstay.kernel.offers import Panel


@dataclass(frozen=True, slots=True)
class PageRequest:
    """How a page is seen: the page as read, by whom and when, what its address asks for.

    `forms` holds the forms in its panels that were refused, as they were filled in, each by the name its panel uses.
    `tab` is the part of a page in tabs that is shown, "" of a page without.
    """

    page: Any
    by: Actor
    now: datetime
    asked: Mapping[str, str]
    forms: Mapping[str, DraftForm[Any]] = field(default_factory=dict)
    tab: str = ""

    def is_short(self, panel: Panel) -> bool:
        """Whether the panel stands in full on another tab, and short on this one."""
        return self.tab == panel.place.tabs[0] and len(panel.place.tabs) > 1


@dataclass(frozen=True, slots=True)
class Part:
    """A panel, the template that shows it, and what the template needs beside it."""

    panel: Panel
    template: str
    drawn: Mapping[str, object]


def parts_of(panels: Iterable[Panel], seen: PageRequest) -> dict[str, tuple[Part, ...]]:
    """The parts of a page by column, "head", "top", "main" and "side"; of a blank panel, or one of another tab, none.

    What a template needs beside its panel (pictures, forms) is drawn by the function `draw_<name>` of the module
    `mainstay.web.panels.<package>`, where there is one.
    """
    columns: dict[str, list[Part]] = {"head": [], "top": [], "main": [], "side": []}
    for panel in panels:
        if panel.is_blank or panel.is_in_list or (seen.tab and seen.tab not in panel.place.tabs):
            continue
        draw = shown_by("mainstay.web.panels", panel.package, f"draw_{panel.name}")
        template = f"web/{panel.package}/_panel_{panel.name}.html"
        columns[panel.place.column].append(Part(panel, template, {} if draw is None else draw(panel, seen)))
    return {column: tuple(parts) for column, parts in columns.items()}
