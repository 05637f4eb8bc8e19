"""Two clients become one: which details stay, which come from the other, and what is undone later. Pure."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final

from mainstay.clients.rules.drafts import LENGTHS, ClientDraft
from mainstay.clients.rules.tags import MOST_TAGS, tag_line, tags_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_OWN: Final = frozenset({"name", "external_id"})
"""What each client keeps: a file that names the one merged away is still understood by it."""
_BOUND: Final = frozenset({"credit_limit_minor", "currency"})
"""An amount means nothing without its currency: the two come from one client."""


@dataclass(frozen=True, slots=True)
class DetailChoice:
    """A detail that both clients have, each another: `stays` is kept unless `gone` is asked for."""

    field: str
    stays: object
    gone: object


def choices(stays: ClientDraft, gone: ClientDraft) -> tuple[DetailChoice, ...]:
    """The details between which a person may choose, in the order of the form."""
    return tuple(
        DetailChoice(name, getattr(stays, name), getattr(gone, name))
        for name in _fields()
        if _is_known(getattr(stays, name))
        and _is_known(getattr(gone, name))
        and getattr(stays, name) != getattr(gone, name)
        and name not in {"tags", "notes"}
    )


def joined(stays: ClientDraft, gone: ClientDraft, take: Collection[str] = ()) -> ClientDraft:
    """The details of the client that stays.

    Its own, but for those to `take` from the other; what it does not know it learns; tags and notes are put together.
    """
    wanted = {name for name in _fields() if name in take and _is_known(getattr(gone, name))}
    wanted |= {name for name in _fields() if not _is_known(getattr(stays, name)) and _is_known(getattr(gone, name))}
    if wanted & _BOUND and _BOUND & set(take):
        wanted |= _BOUND
    elif stays.currency not in {"", gone.currency}:
        wanted -= _BOUND
    taken: dict[str, Any] = {name: getattr(gone, name) for name in wanted}
    tags = tag_line(tags_of(f"{stays.tags},{gone.tags}")[:MOST_TAGS])
    parts = dict.fromkeys(part for part in (stays.notes, gone.notes) if part)
    return replace(stays, **{**taken, "tags": tags, "notes": "\n\n".join(parts)[: LENGTHS["notes"]]})


def undone(now: ClientDraft, before: Mapping[str, Any], after: Mapping[str, Any]) -> ClientDraft:
    """The details after a merge is undone: what the merge changed is as before, unless somebody changed it since."""
    return replace(now, **{name: was for name, was in before.items() if getattr(now, name) == after[name]})


def _fields() -> tuple[str, ...]:
    return tuple(one.name for one in fields(ClientDraft) if one.name not in _OWN)


def _is_known(value: object) -> bool:
    return value not in {None, ""}
