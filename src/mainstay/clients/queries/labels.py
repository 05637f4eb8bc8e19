"""The tags and groups that clients bear, by which people sort them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Value
from django.db.models.functions import Concat
from django.utils.translation import get_language

from mainstay.clients.models import Client
from mainstay.clients.queries.visible import clients_for
from mainstay.clients.rules.tags import BETWEEN, tags_of
from mainstay.kernel.text import fold, name_sort_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from mainstay.kernel.actor import Actor


def tag_spellings() -> dict[str, str]:
    """Every tag in use as it is spelt, by its folded form."""
    lines = Client.objects.exclude(tags="").order_by().values_list("tags", flat=True).distinct()
    return {fold(tag): tag for line in sorted(lines) for tag in tags_of(line)}


class Labels(NamedTuple):
    """The tags and the groups that are in use, each in alphabetical order."""

    tags: tuple[str, ...]
    groups: tuple[str, ...]


def labels_in_use(*, by: Actor) -> Labels:
    """What the clients bear whom somebody may see, in one statement."""
    seen = clients_for(by).exclude(tags="", client_group="").order_by()
    found = list(seen.values_list("tags", "client_group").distinct())
    tags = {fold(tag): tag for line, _ in sorted(found) for tag in tags_of(line)}
    groups = {group for _, group in found if group}
    return Labels(in_reader_order(tags.values()), in_reader_order(groups))


def tags_shown(line: str) -> tuple[str, ...]:
    """The tags of a client as a person reads them."""
    return in_reader_order(tags_of(line))


def in_reader_order(words: Iterable[str]) -> tuple[str, ...]:
    """The words in the order of the reader's alphabet."""
    language = get_language() or "en"
    return tuple(sorted(words, key=lambda word: (name_sort_key(word, language), word)))


def with_tag(found: QuerySet[Client], tag: str) -> QuerySet[Client]:
    """Those of the clients that bear a tag, however it is cased."""
    spelt = tag_spellings().get(fold(tag), tag)
    line = Concat(Value(BETWEEN), "tags", Value(BETWEEN))
    return found.annotate(tag_line=line).filter(tag_line__contains=f"{BETWEEN}{spelt}{BETWEEN}")
