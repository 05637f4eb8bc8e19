"""The tags and groups that clients bear, by which people sort them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Value
from django.db.models.functions import Concat

from mainstay.clients.models import Client
from mainstay.clients.queries.visible import clients_for
from mainstay.clients.rules.tags import BETWEEN, tags_of
from mainstay.kernel.text import fold, sort_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from mainstay.kernel.actor import Actor


def tag_spellings() -> dict[str, str]:
    """Every tag in use as it is spelt, by its folded form."""
    return _spellings(Client.objects.all())


def tags_in_use(*, by: Actor) -> tuple[str, ...]:
    """The tags that the clients bear whom somebody may see, in alphabetical order."""
    return tuple(sorted(_spellings(clients_for(by)).values(), key=sort_key))


def groups_in_use(*, by: Actor) -> tuple[str, ...]:
    """The groups of the clients whom somebody may see, in alphabetical order."""
    found = clients_for(by).exclude(client_group="").order_by().values_list("client_group", flat=True).distinct()
    return tuple(sorted(found, key=sort_key))


def with_tag(found: QuerySet[Client], tag: str) -> QuerySet[Client]:
    """Those of the clients that bear a tag, however it is cased."""
    spelt = tag_spellings().get(fold(tag), tag)
    line = Concat(Value(BETWEEN), "tags", Value(BETWEEN))
    return found.annotate(tag_line=line).filter(tag_line__contains=f"{BETWEEN}{spelt}{BETWEEN}")


def _spellings(found: QuerySet[Client]) -> dict[str, str]:
    lines: Iterable[str] = found.exclude(tags="").order_by().values_list("tags", flat=True).distinct()
    return {fold(tag): tag for line in sorted(lines) for tag in tags_of(line)}
