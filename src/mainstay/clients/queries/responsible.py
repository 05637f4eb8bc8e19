"""Which clients a person of the firm looks after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.clients.queries.visible import clients_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from mainstay.clients.models import Client
    from mainstay.kernel.actor import Actor


def looked_after(*, people: Sequence[str], by: Actor) -> QuerySet[Client]:
    """The clients that these people (e-mail addresses) look after, of those the actor may see."""
    return clients_for(by).filter(responsible__in=people)
