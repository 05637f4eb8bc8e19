"""The demonstration firm: founded with a history that the actions of each package record, and removed again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from mainstay.billing.rules.demonstration import InvoiceIssued, PaymentReceived
from mainstay.demonstration.rules.acts import MAKE_DEMONSTRATION, REMOVE_DEMONSTRATION
from mainstay.demonstration.rules.plan import DEFAULT_SEED, plan
from mainstay.demonstration.rules.words import BUSINESS
from mainstay.firm.actions.firms import found_firm, remove_firm, store_details
from mainstay.firm.permissions import require
from mainstay.firm.queries.firms import firm_exists, this_firm
from mainstay.kernel.offers import Stage
from mainstay.kernel.refusal import Refusal
from mainstay.overview.gathered import DEMONSTRATED, MOVED, demonstrated
from mainstay.scoring.actions.scoring import update_scores
from mainstay.store.context import UnknownFirm, use_firm
from mainstay.store.paths import DEMONSTRATION

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from mainstay.firm.queries.firms import FirmRow
    from mainstay.kernel.actor import Actor
    from mainstay.kernel.offers import Dated

_MORNING: Final = time(9, tzinfo=UTC)


class NotADemonstration(Refusal):
    """The firm called "demo" is somebody's own."""

    code = "not_a_demonstration"
    sentence = _("The firm “%(firm)s” is no demonstration: it stays. “mainstay firms” lists the firms there are.")


@dataclass(frozen=True, slots=True)
class Demonstration:
    """The firm that was made, and how much happened in it."""

    firm: FirmRow
    clients: int
    invoices: int
    payments: int
    today: date


def make_demonstration(
    *,
    language: str,
    today: date,
    by: Actor,
    now: datetime,
    seed: int = DEFAULT_SEED,
    progress: Callable[[int, int], None] | None = None,
) -> Demonstration:
    """Found the demonstration firm with two years of history that end `today`; it is there wholly or not at all.

    `progress` is called with how many of how many events are done. Refuses FirmExists; no firm needs to be active.
    """
    require(by, MAKE_DEMONSTRATION)
    story = plan(seed, today, language)
    events = demonstrated(story.events, today, story.language)

    def fill() -> None:
        store_details(changes=BUSINESS[story.language], by=by, now=now)
        _record(events, by, now, progress)
        update_scores(today=today, by=by, now=now)

    firm = found_firm(
        slug=DEMONSTRATION,
        name=story.name,
        country=story.country,
        language=story.language,
        currency=story.currency,
        time_zone=story.time_zone,
        is_demonstration=True,
        fill=fill,
        by=by,
        now=now,
    )
    return Demonstration(
        firm=firm,
        clients=len(story.clients),
        invoices=sum(isinstance(event, InvoiceIssued) for event in events),
        payments=sum(isinstance(event, PaymentReceived) for event in events),
        today=today,
    )


def remove_demonstration(*, by: Actor, now: datetime) -> None:
    """Remove the demonstration firm with its whole book. Refuses UnknownFirm, and NotADemonstration."""
    require(by, REMOVE_DEMONSTRATION)
    if not firm_exists(DEMONSTRATION):
        raise UnknownFirm(firm=DEMONSTRATION)
    with use_firm(DEMONSTRATION):
        firm = this_firm()
    if not firm.is_demonstration:
        raise NotADemonstration(firm=DEMONSTRATION)
    remove_firm(slug=DEMONSTRATION, by=by, now=now)


def _record(events: Sequence[Dated], by: Actor, now: datetime, progress: Callable[[int, int], None] | None) -> None:
    stage = Stage(by, now, MOVED)
    for done, event in enumerate(events, start=1):
        # Recorded on the morning of its day; this morning may still be to come.
        stage.now = min(datetime.combine(event.on, _MORNING), now)
        DEMONSTRATED[type(event)](event, stage)
        if progress is not None:
            progress(done, len(events))
