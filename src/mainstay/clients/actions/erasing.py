"""Erase what people wrote in a client's entries on the timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from mainstay.clients.queries.fetching import client_for
from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.timeline.actions.erasing import erase
from mainstay.timeline.rules.acts import ERASE_WORDS

if TYPE_CHECKING:
    from datetime import date, datetime

    from mainstay.kernel.actor import Actor


@transaction.atomic
@keyed(ERASE_WORDS)
def erase_words(*, client_ref: str, ref: str = "", today: date, by: Actor, now: datetime, key: str = "") -> int:
    """Erase the words of one entry of the client (`ref`), or of all; returns of how many entries.

    `today` is the firm's day. Documents and the client's present details stay as they are. Refuses an unknown client
    and what timeline.actions.erasing.erase refuses.
    """
    require(by, ERASE_WORDS)
    client = client_for(ref=client_ref, by=by)
    return erase(client_id=client.pk, ref=ref, today=today, by=by, now=now)
