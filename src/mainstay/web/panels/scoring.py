"""The panels of scoring in a browser: ranges of days, bars of points, and what would change a score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mainstay.scoring.phrases import inactive_sentence
from mainstay.scoring.queries.forecasts import standing_changes_of, what_would_change
from mainstay.scoring.queries.outlooks import needs_scoring
from mainstay.web.client_charts import points_bar, ranges_of, strip_of
from mainstay.web.client_summary import owes_beyond_habit
from mainstay.web.shown import lateness, percent

if TYPE_CHECKING:
    from mainstay.insight.what_if import StandingChanges
    from mainstay.scoring.queries.panels import (
        HabitsPanel,
        InactivePanel,
        InvoiceOutlookPanel,
        OpenInvoicesPanel,
        OutlooksPanel,
        StandingPanel,
    )
    from mainstay.scoring.queries.standings import ClientStanding, Input
    from mainstay.web.client_charts import PointsBar
    from mainstay.web.parts import PageRequest

_OUTLOOKS_SHOWN = 12
"""Open invoices that are drawn at once; others open by a click."""
_LISTED = 50
"""Open invoices that the page lists at most; the list of invoices has the others."""
_LISTED_SHORT = 4
"""Open invoices on the first tab of the client's page."""
_WHAT_IF = "what-if"
"""In the address: work out what would change the score."""


@dataclass(frozen=True, slots=True)
class ShownRating:
    """One rating on the client's page: its heading, its place, the page that changes it, and what would change it."""

    heading: str
    place: str
    page: str
    standing: ClientStanding
    turning: StandingChanges | None = None

    @property
    def sentence(self) -> str:
        """Why it holds, in a sentence: what the owner said, else what the evidence says."""
        by_hand, evidence = self.standing.by_hand, self.standing.evidence
        return by_hand.reason if by_hand is not None else evidence.sentence if evidence is not None else ""

    @property
    def inputs(self) -> list[tuple[Input, PointsBar]]:
        """The inputs, each with its bar."""
        return bars_of(self.standing)

    @property
    def may_turn(self) -> bool:
        """Whether what would change it can be worked out."""
        return self.place == "relationship"


def draw_habits(panel: HabitsPanel, seen: PageRequest) -> dict[str, object]:
    """The latest payments in a strip; in one line where the panel stands short."""
    said = ""
    if panel.habits.median is not None:
        usual, share = lateness(panel.habits.median), percent(panel.habits.on_time_share)
        said = _("usually %(usual)s, %(share)s on time") % {"usual": usual, "share": share}
    return {"strip": strip_of(panel.lately, panel.habits.median), "is_short": seen.is_short(panel), "said": said}


def draw_inactive(panel: InactivePanel, seen: PageRequest) -> dict[str, object]:
    """Since when the book is inactive, in a sentence."""
    del seen
    return {"sentence": "" if panel.since is None else inactive_sentence(panel.since)}


def draw_open_invoices(panel: OpenInvoicesPanel, seen: PageRequest) -> dict[str, object]:
    """The first open invoices, a few where the panel stands short; where there are more, how many there are."""
    count, is_short = len(panel.invoices), seen.is_short(panel)
    most = _LISTED_SHORT if is_short else _LISTED
    return {"is_short": is_short, "listed": panel.invoices[:most], "count": count if count > most else 0}


def draw_outlooks(panel: OutlooksPanel, seen: PageRequest) -> dict[str, object]:
    """Each open invoice with what is drawn of its outlook."""
    del seen
    ranges = ranges_of([(one.due_on, one.outlook) for one in panel.invoices], panel.as_of)
    spans = ranges.spans if ranges is not None else (None,) * len(panel.invoices)
    found = tuple(zip(panel.invoices, spans, strict=True))[:_LISTED]
    shown = _OUTLOOKS_SHOWN if ranges is not None else len(found)
    return {
        "ranges": ranges,
        "outlooks": found[:shown],
        "other_outlooks": found[shown:],
        "is_to_score": any(needs_scoring(one.outlook, panel.as_of) for one in panel.invoices),
    }


def draw_standing(panel: StandingPanel, seen: PageRequest) -> dict[str, object]:
    """Both ratings, their inputs with bars; where asked for, what would change the relationship."""
    page, turning = seen.page, None
    if _WHAT_IF in seen.asked:
        turning = standing_changes_of(client_ref=page.ref, as_of=page.as_of, by=seen.by)
    both = (
        ShownRating(_("Relationship"), "relationship", "client_standing", panel.ratings.relationship, turning),
        ShownRating(pgettext("rating", "Payment"), "payment", "client_payment_rating", panel.ratings.payment),
    )
    return {"ratings": both, "is_beyond_habit": owes_beyond_habit(page.panels)}


def draw_invoice_outlook(panel: InvoiceOutlookPanel, seen: PageRequest) -> dict[str, object]:
    """The range of days; where asked for, what would change it."""
    page = seen.page
    ranges = ranges_of([(page.due_on, panel.outlook)], page.as_of)
    span = ranges.spans[0] if ranges is not None else None
    is_asked = span is not None and _WHAT_IF in seen.asked
    changing = what_would_change(invoice_ref=page.ref, as_of=page.as_of, by=seen.by) if is_asked else None
    return {
        "ranges": ranges,
        "span": span,
        "changing": changing,
        "is_own_apart": panel.own is not None and (panel.outlook is None or panel.outlook.own_on is None),
        "is_to_wait": panel.is_risk_seen and span is None,
        "is_to_score": panel.is_risk_seen and needs_scoring(panel.outlook, page.as_of),
    }


def bars_of(standing: ClientStanding) -> list[tuple[Input, PointsBar]]:
    """The inputs of a standing, each with its bar."""
    inputs = standing.evidence.inputs if standing.evidence is not None else ()
    return [(one, points_bar(one)) for one in inputs]
