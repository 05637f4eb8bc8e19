"""The panels of a page as its template shows them: each with the template of its own and what is drawn of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from mainstay.kernel.offers import Panel


@dataclass(frozen=True, slots=True)
class Part:
    """A panel, the template that shows it, and what the template needs beside it."""

    panel: Panel
    template: str
    drawn: Mapping[str, object]


def parts_of(
    panels: Iterable[Panel], drawn: Mapping[type[Panel], Callable[[Any], Mapping[str, object]]]
) -> dict[str, tuple[Part, ...]]:
    """The parts of a page by column: "main" and "side".

    `drawn` gives, for a kind of panel, what its template needs beside the panel: pictures, forms that were refused.
    """
    columns: dict[str, list[Part]] = {"main": [], "side": []}
    for panel in panels:
        draw = drawn.get(type(panel))
        template = f"web/{panel.package}/_panel_{panel.name}.html"
        columns[panel.place.column].append(Part(panel, template, {} if draw is None else draw(panel)))
    return {column: tuple(parts) for column, parts in columns.items()}
