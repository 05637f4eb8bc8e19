"""The clients that a list is asked for by what is known of them alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.clients.queries.labels import with_tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from mainstay.clients.models import Client


def narrowed(
    found: QuerySet[Client], *, tag: str, group: str, people: Sequence[str], refs: Sequence[str]
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
        found = found.filter(responsible__in=people)
    return found
