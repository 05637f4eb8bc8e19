"""What somebody sees before correcting or erasing what was written about a client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.clients.queries.fetching import client_for
from mainstay.overview.gathered import hidden_kinds
from mainstay.timeline.queries.words import event_with_words

if TYPE_CHECKING:
    from mainstay.kernel.actor import Actor
    from mainstay.timeline.queries.events import Event


def written_event(*, client_ref: str, ref: str, by: Actor) -> Event:
    """The event of the client whose words bear this reference, if `by` may see it; refuses what is not there."""
    return event_with_words(client_id=client_for(ref=client_ref, by=by).pk, ref=ref, hidden_kinds=hidden_kinds(by))
