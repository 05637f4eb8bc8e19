"""What packages above clients know of a client that a file of clients may bring in columns of their own.

Such a package has a module `client_columns`, with `labels()` (field of a column -> what a person calls it) and
`taker(...)`. It is asked for where files are imported, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from mainstay.intake.records import Reject

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from mainstay.intake.import_reading import ImportReading
    from mainstay.kernel.actor import Actor

Taker: TypeAlias = Callable[[Sequence[tuple[int, int, list[str]]]], list[Reject]]
"""Takes rows (id of the client, line, cells) inside the transaction of their batch; returns what does not come in."""


def more_columns() -> dict[str, str]:
    """Field of a column -> what a person calls it, of all packages."""
    found: dict[str, str] = {}
    for module in _modules():
        found |= module.labels()
    return found


def column_takers(import_reading: ImportReading, *, by: Actor, now: datetime) -> tuple[Taker, ...]:
    """Who takes what of a file beside clients itself; none where a file has no such column, or `by` may not."""
    found = (module.taker(import_reading, by=by, now=now) for module in _modules())
    return tuple(taker for taker in found if taker is not None)


def _modules() -> Iterator[Any]:
    for app in apps.get_app_configs():
        if app.name.startswith("mainstay.") and app.module and module_has_submodule(app.module, "client_columns"):
            yield import_module(f"{app.name}.client_columns")
