"""Two people change one client at once: whose words stand, and which of them a person has to choose between. Pure."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from mainstay.clients.rules.drafts import ClientDraft

_BOUND: Final = frozenset({"currency", "credit_limit_minor"})
"""An amount means nothing without its currency: whoever touches one touches both."""


class Merged(NamedTuple):
    """What is to be kept, which fields the second person touched, and which of those the first had changed as well."""

    draft: ClientDraft
    touched: frozenset[str]
    clashes: tuple[str, ...]


def merge(*, seen: ClientDraft, typed: ClientDraft, stored: ClientDraft) -> Merged:
    """Put what somebody typed, having seen `seen`, upon what the book keeps by now.

    A field they left alone takes the book's value. A field they touched takes theirs; where the book has another value
    by now than they saw, and not the one they typed, it is a clash, in the order of the form.
    """
    touched = _bound(differing(seen, typed))
    changed = _bound(differing(seen, stored))
    clashes = tuple(name for name in differing(typed, stored) if name in touched and name in changed)
    return Merged(replace(stored, **{name: getattr(typed, name) for name in touched}), frozenset(touched), clashes)


def differing(one: ClientDraft, other: ClientDraft) -> tuple[str, ...]:
    """The fields in which two drafts differ, in the order of the form."""
    return tuple(f.name for f in fields(one) if getattr(one, f.name) != getattr(other, f.name))


def _bound(names: tuple[str, ...]) -> set[str]:
    found = set(names)
    return found | _BOUND if found & _BOUND else found
