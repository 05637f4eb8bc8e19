"""What a package can offer to what spans packages: panels of a page, and who asks for them. Pure.

A package declares its own in `offers.py`; `mainstay.overview.gathered` merges those of all packages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, NamedTuple, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from mainstay.kernel.actor import Actor

Subject = TypeVar("Subject")
Answer = TypeVar("Answer")
PanelOf = TypeVar("PanelOf", bound="Panel")


class Place(NamedTuple):
    """Where on a page a panel stands: in which column, in which order there, and in which order in the terminal."""

    column: Literal["main", "side"]
    order: int
    terminal: int = 1000


class Panel:
    """One part of a page: a frozen dataclass with a name and a place.

    Its `package` is the one that declares it. Delivery finds by package and name what shows it: the template
    `web/<package>/_panel_<name>.html`, and the functions of that name in the terminal and in the schemas.
    """

    __slots__ = ()

    package: ClassVar[str]
    name: ClassVar[str]
    place: ClassVar[Place]

    def __init_subclass__(cls, **named: Any) -> None:  # noqa: ANN401 -- whatever type() is given
        """Note which package declares it."""
        super().__init_subclass__(**named)
        cls.package = cls.__module__.split(".")[1]


@dataclass(frozen=True, slots=True)
class Shown(Generic[Subject]):
    """What a page is of (a client, an invoice), as of which day and for whom; handed to whoever offers panels of it.

    `before` is where a list in it goes on, empty for its beginning.
    """

    subject: Subject
    id: int
    ref: str
    as_of: date
    by: Actor
    before: str = ""
    _answers: dict[Callable[..., object], object] = field(default_factory=dict, repr=False, compare=False)

    def once(self, read: Callable[[Shown[Any]], Answer]) -> Answer:
        """Ask this of the page, or return what it answered to the panel that asked first."""
        if read not in self._answers:
            self._answers[read] = read(self)
        return cast("Answer", self._answers[read])


def no_panels(shown: Shown[Any]) -> Iterable[Panel]:
    """No panel, of whatever page."""
    del shown
    return ()


@dataclass(frozen=True, slots=True)
class Offers:
    """What one package offers; what it leaves out it has none of."""

    client_panels: Callable[[Shown[Any]], Iterable[Panel]] = no_panels
    """Of a client's page; the subject of `Shown` is that of clients."""
    invoice_panels: Callable[[Shown[Any]], Iterable[Panel]] = no_panels
    """Of an invoice's page; the subject of `Shown` is the invoice."""


def in_place(panels: Iterable[Panel]) -> tuple[Panel, ...]:
    """Panels in the order of their places, those of the main column first."""
    return tuple(sorted(panels, key=lambda panel: panel.place))


def panel_of(panels: Iterable[Panel], kind: type[PanelOf]) -> PanelOf | None:
    """The panel of this kind; None where there is none."""
    return next((panel for panel in panels if isinstance(panel, kind)), None)
