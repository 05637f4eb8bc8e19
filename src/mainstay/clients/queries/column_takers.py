"""What packages above clients know of a client that a file of clients may bring in columns of their own.

Such a package has a module `client_columns`, with `labels()` (field of a column -> what a person calls it) and
`taker(...)`. It is asked for where files are imported, and nowhere else.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule

if TYPE_CHECKING:
    from collections.abc import Iterator


def more_columns() -> dict[str, str]:
    """Field of a column -> what a person calls it, of all packages."""
    found: dict[str, str] = {}
    for module in column_modules():
        found |= module.labels()
    return found


def column_modules() -> Iterator[Any]:
    """The modules of the packages that know more columns."""
    for app in apps.get_app_configs():
        if app.name.startswith("mainstay.") and app.module and module_has_submodule(app.module, "client_columns"):
            yield import_module(f"{app.name}.client_columns")
