"""What clients adds to the tables of the house."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.builders import ACT, ISIK, START, a_client

from mainstay.clients.actions.archiving import archive_clients
from mainstay.clients.actions.labelling import TagNotFound, group_clients, tag_clients
from mainstay.clients.queries import labels, visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from mainstay.kernel.actor import Actor

_WORKERS: Final = {"owner", "terminal", "demo", "colleague", "bookkeeper"}
MAY: Final[dict[str, set[str]]] = {
    "clients.labelling.tag_clients": _WORKERS,
    "clients.labelling.group_clients": _WORKERS,
    "clients.labelling.rename_tag": _WORKERS,
    "clients.archiving.archive_clients": _WORKERS,
    "clients.archiving.bring_clients_back": _WORKERS,
    "overview.archiving.archive_settled_clients": _WORKERS,
}
"""Action -> who may."""
MAY_OPEN: Final[dict[str, set[str]]] = {"client_archive": {"owner", "colleague", "bookkeeper"}}
"""Page -> who may open it."""
ANSWERS: Final[dict[str, tuple[int | str, int | str]]] = {"client_archive": (200, 422)}
"""Page -> what GET and an empty POST answer."""
ASKED: Final[dict[str, Callable[[Any, Actor], object]]] = {
    "clients.visible.listed_clients": lambda _b, by: list(visible.listed_clients(by)),
    "clients.labels.tags_in_use": lambda _b, by: labels.tags_in_use(by=by),
    "clients.labels.groups_in_use": lambda _b, by: labels.groups_in_use(by=by),
}
"""Query -> how it is asked of a small book, by somebody."""
RECORDED: Final[dict[str, Callable[[Any], object]]] = {
    "clients.labels": lambda book: (
        tag_clients(client_refs=(book.client,), add="VIP", **ACT),
        group_clients(client_refs=(book.client,), group="North", **ACT),
    ),
}
"""What the small book holds beside."""


def _chosen(**more: object) -> dict[str, Any]:
    return {"client_refs": (a_client(ISIK, tags="VIP").ref,), **more}


def _archived() -> dict[str, Any]:
    chosen = _chosen(today=START)
    archive_clients(**chosen, **ACT)
    return chosen


_SAME: Final = "sets what is set"
CASES: Final[dict[str, tuple[Callable[[], dict[str, Any]], Any]]] = {
    "clients.tag_clients": (lambda: _chosen(add="Retail"), _SAME),
    "clients.group_clients": (lambda: _chosen(group="North"), _SAME),
    "clients.rename_tag": (lambda: _chosen() and {"tag": "VIP", "to": "Retail"}, TagNotFound),
    "clients.archive_clients": (lambda: _chosen(today=START), _SAME),
    "clients.bring_clients_back": (_archived, _SAME),
    "overview.archive_settled_clients": (lambda: _chosen(today=START), _SAME),
}
"""Action -> what it is asked, and what comes of it without a key a second time."""
