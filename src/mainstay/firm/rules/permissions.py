"""Who may do what: one table, walked by a test against every page."""

from __future__ import annotations

from typing import Final

OWNER: Final = "owner"
COLLEAGUE: Final = "colleague"
BOOKKEEPER: Final = "bookkeeper"
READER: Final = "reader"
ROLES: Final = (OWNER, COLLEAGUE, BOOKKEEPER, READER)

READ: Final = "read"
RECORD: Final = "record"
BRING: Final = "bring"
SETTINGS: Final = "settings"
PEOPLE: Final = "people"

_MAY: Final[dict[str, frozenset[str]]] = {
    OWNER: frozenset({READ, RECORD, BRING, SETTINGS, PEOPLE}),
    COLLEAGUE: frozenset({READ, RECORD, BRING}),
    BOOKKEEPER: frozenset({READ, RECORD, BRING}),
    READER: frozenset({READ}),
}


def may(role: str, act: str) -> bool:
    """Say whether this role may: read, record (payments, notes), bring (imports), settings, people."""
    return act in _MAY.get(role, frozenset())
