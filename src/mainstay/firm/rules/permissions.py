"""Acts and roles: what can be done, who may do it unless the owner decided otherwise, and how the two are compared.

Each package declares its own acts in `<package>/rules/acts.py`, named after what is done.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mainstay.kernel.actor import Actor

OWNER: Final = "owner"
COLLEAGUE: Final = "colleague"
BOOKKEEPER: Final = "bookkeeper"
READER: Final = "reader"
ROLES: Final = (OWNER, COLLEAGUE, BOOKKEEPER, READER)
"""What a person can be in a firm. The terminal and the demonstration act with the owner's role."""

SCHEDULE: Final = "schedule"
STRANGER: Final = "stranger"
CLIENT: Final = "client"
_BY_KIND: Final = frozenset({SCHEDULE, STRANGER, CLIENT})
"""Kinds of actor that are a role of their own, whatever role they were given."""

OWNER_ALONE: Final = frozenset({OWNER})
WORKERS: Final = frozenset({OWNER, COLLEAGUE, BOOKKEEPER})
PEOPLE: Final = frozenset(ROLES)


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done: `label` is its English name, translated when it is shown.

    `roles` have it unless the owner decides otherwise. An act that `is_fixed` stays with them: it concerns more than
    one firm's book, one's own account, the work behind the screen, or who may do what.
    """

    code: str
    label: str = field(compare=False)
    roles: frozenset[str] = field(compare=False)
    is_fixed: bool = field(compare=False, default=False)


def role_of(by: Actor) -> str:
    """The role that decides what an actor may do; "" may do nothing."""
    return by.kind if by.kind in _BY_KIND else by.role


def is_movable(role: str, act: Act) -> bool:
    """Say whether the owner may give the act to this role and take it away."""
    return role in ROLES and not act.is_fixed


def is_allowed(role: str, act: Act, decided: Mapping[tuple[str, str], bool]) -> bool:
    """Say whether a role may do an act; `decided` holds what the owner decided, by role and code of the act."""
    by_default = role in act.roles
    return decided.get((role, act.code), by_default) if is_movable(role, act) else by_default
