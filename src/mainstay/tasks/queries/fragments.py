"""Pieces of SQL by which tasks are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mainstay.clients.queries.fragments import RESPONSIBLE

if TYPE_CHECKING:
    from collections.abc import Sequence

_DOER: Final = f"COALESCE(NULLIF(t.who, ''), {RESPONSIBLE}, '')"


def done_by(people: Sequence[str]) -> tuple[str, dict[str, str]]:
    """A condition with AND before it on a task `t` and its client `c`, and its parameters: that one of these does it.

    A task that is nobody's is done by whoever looks after its client. Nothing for nobody named: everybody's tasks.
    """
    if not people:
        return "", {}
    named = {f"me{place}": email for place, email in enumerate(people)}
    return f"AND {_DOER} IN ({', '.join(f'%({name})s' for name in named)})", named
