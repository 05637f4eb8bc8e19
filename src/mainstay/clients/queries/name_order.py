"""The order of names in lists: by the alphabet of whoever reads them."""

from __future__ import annotations

from typing import Final

from django.db import connection
from django.db.models.expressions import RawSQL
from django.utils.translation import get_language

_UNHEARD: Final = ("''", "’", ".", ",", "&", "-")
"""What does not count inside a name, as SQL writes it."""
_SPACES: Final = ("  ", " ")


def name_key(client: str = "clients_client") -> str:
    """What names are sorted by, in SQL, of the client `client`: the Turkish alphabet in Turkish, otherwise the English.

    In Turkish ı comes before i and ç after c; in English letters with marks stand among those without, ı among i. Both
    keys are compared by their bytes, as Python compares text.
    """
    if get_language() == "tr":
        return f"{client}.sort_key"
    # The folded name is the beginning of what is searched; its signs are still in it, unlike in the key for matching.
    key = f"SUBSTR({client}.search_key, 1, LENGTH({client}.name))"
    for sign in _UNHEARD:
        key = f"REPLACE({key}, '{sign}', '')"
    key = f"REPLACE({key}, '{_SPACES[0]}', '{_SPACES[1]}')"
    return f'({key} COLLATE "C")' if connection.vendor == "postgresql" else f"({key})"


def by_name() -> tuple[RawSQL, str]:
    """The order of a QuerySet of clients, by name."""
    return RawSQL(name_key(), ()), "id"  # noqa: S611 -- names columns alone, and nothing that anybody typed
