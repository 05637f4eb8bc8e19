"""The ratings of a client, printed: what holds, why in points, what was before, and what would change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.cli.show import Column, console, day, table
from mainstay.cli.words import _
from mainstay.firm.rules.permissions import OWNER
from mainstay.insight.phrases import STANDINGS, standing_change_sentence
from mainstay.scoring.phrases import moved_sentence

if TYPE_CHECKING:
    from mainstay.insight.what_if import StandingChanges
    from mainstay.scoring.queries.standings import ClientRatings, ClientStanding


def print_what_if(what_if: StandingChanges | None) -> None:
    """Print what would change a standing."""
    out = console()
    out.print()
    out.print(_("What could change this"), style="bold")
    if what_if is None or not what_if.changed:
        out.print(_("Nothing we know of."))
        return
    for one in what_if.changed:
        out.print(f"· {standing_change_sentence(one, what_if)}")


def print_ratings(name: str, ratings: ClientRatings) -> None:
    """Print both ratings of a client: what holds, why in points, and what was before."""
    out = console()
    out.print(name, style="bold")
    if not ratings.is_known:
        out.print(_("No forecast yet: it runs overnight, or run “mainstay score” now."))
        return
    for label, standing in _labelled(ratings):
        print_current_standing(label, standing)
        _print_points(standing)
        _print_history(standing)


def print_current_ratings(ratings: ClientRatings) -> None:
    """What holds of both."""
    for label, standing in _labelled(ratings):
        print_current_standing(label, standing)


def _labelled(ratings: ClientRatings) -> list[tuple[str, ClientStanding]]:
    both = [(_("Relationship"), ratings.relationship), (_("How they pay"), ratings.payment)]
    return [(label, standing) for label, standing in both if standing.current]


def _print_points(standing: ClientStanding) -> None:
    evidence, out = standing.evidence, console()
    if evidence is None or not evidence.inputs:
        return
    rows = [
        [one.label, "-" if one.is_missing else str(one.points), str(-one.most if one.takes else one.most), one.says]
        for one in evidence.inputs
    ]
    needs = "" if evidence.needs is None else _("steady from %(needs)s on") % {"needs": evidence.needs}
    rows.append([_("Together"), str(evidence.score), "", needs])
    out.print()
    out.print(
        table([Column(""), Column(_("points"), is_figure=True), Column(_("most"), is_figure=True), Column("")], rows)
    )
    if moved := moved_sentence(evidence.was, [(one.label, one.moved) for one in evidence.moved]):
        out.print(moved)


def _print_history(standing: ClientStanding) -> None:
    if not standing.has_earlier:
        return
    rows = [
        [
            day(one.since_on),
            "" if one.until_on is None else day(one.until_on),
            str(STANDINGS[one.standing]),
            one.reason and _("by hand, %(by)s: %(reason)s") % {"by": _who(one.by), "reason": one.reason},
        ]
        for one in standing.history
    ]
    out = console()
    out.print()
    headings = [Column(_("since"), is_figure=True), Column(_("until"), is_figure=True), Column(""), Column("")]
    out.print(table(headings, rows))


def _who(actor: str) -> str:
    return _("the owner, in the terminal") if actor == OWNER else actor


def print_current_standing(label: str, standing: ClientStanding) -> None:
    """What holds; where it was set by hand, what the evidence says below it."""
    out = console()
    if (hand := standing.by_hand) is not None:
        values = {
            "rating": label,
            "standing": STANDINGS[hand.standing],
            "day": day(hand.set_on),
            "by": _who(hand.set_by),
        }
        out.print(
            _("%(rating)s: %(standing)s, set by hand on %(day)s by %(by)s, because: %(reason)s")
            % {**values, "reason": hand.reason}
        )
    if (evidence := standing.evidence) is not None:
        values = {
            "rating": label,
            "standing": STANDINGS[evidence.standing],
            "day": day(evidence.since_on),
            "why": evidence.sentence,
        }
        said = _("%(rating)s: %(standing)s since %(day)s. %(why)s")
        if hand is not None:
            said = _("Automatic rating: %(standing)s since %(day)s. %(why)s")
        out.print((said % values).strip())
