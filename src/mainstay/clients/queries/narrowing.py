"""The clients that a list is asked for by what is known of them alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.clients.queries.labels import with_tag
from mainstay.clients.queries.responsible import looked_after

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from mainstay.clients.models import Client
    from mainstay.kernel.actor import Actor


def narrowed(
    found: QuerySet[Client], *, tag: str, group: str, people: Sequence[str], refs: Sequence[str], by: Actor
) -> QuerySet[Client]:
    """Those of the clients that bear the tag and the group, that one of the people looks after, with these references.

    What is empty is not asked for.
    """
    if tag:
        found = with_tag(found, tag)
    if refs:
        found = found.filter(ref__in=refs)
    if group:
        found = found.filter(client_group=group)
    if people:
        found = found.filter(pk__in=looked_after(people=people, by=by).values("pk"))
    return found
