"""What a client is to the firm, printed: what holds, why in points, what was before, and what would change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.cli.show import Column, console, day, table
from mainstay.cli.words import _
from mainstay.firm.rules.permissions import OWNER
from mainstay.insight.phrases import STANDINGS, standing_change_sentence

if TYPE_CHECKING:
    from mainstay.insight.what_if import StandingChanges
    from mainstay.scoring.queries.standings import ClientStanding


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


def print_standing(name: str, standing: ClientStanding) -> None:
    """Print what one client is to the firm: what holds, why in points, and what was before."""
    out = console()
    out.print(name, style="bold")
    if not standing.current:
        out.print(_("No forecast yet: it runs overnight, or run “mainstay score” now."))
        return
    print_current_standing(standing)
    evidence = standing.evidence
    if evidence is not None and evidence.inputs:
        rows = [
            [
                one.label,
                "-" if one.is_missing else str(one.points),
                str(-one.most if one.name == "losses" else one.most),
                one.says,
            ]
            for one in evidence.inputs
        ]
        rows.append([_("Together"), str(evidence.score), "", _("steady from %(needs)s on") % {"needs": evidence.needs}])
        out.print()
        out.print(
            table(
                [Column(""), Column(_("points"), is_figure=True), Column(_("most"), is_figure=True), Column("")], rows
            )
        )
    if len(standing.history) > 1:
        rows = [
            [
                day(one.since_on),
                "" if one.until_on is None else day(one.until_on),
                str(STANDINGS[one.standing]),
                one.reason and _("by hand, %(by)s: %(reason)s") % {"by": _who(one.by), "reason": one.reason},
            ]
            for one in standing.history
        ]
        out.print()
        headings = [Column(_("since"), is_figure=True), Column(_("until"), is_figure=True), Column(""), Column("")]
        out.print(table(headings, rows))


def _who(actor: str) -> str:
    return _("the owner, in the terminal") if actor == OWNER else actor


def print_current_standing(standing: ClientStanding) -> None:
    """What holds; where it was set by hand, what the evidence says below it."""
    out = console()
    if (hand := standing.by_hand) is not None:
        values = {"standing": STANDINGS[hand.standing], "day": day(hand.set_on), "by": _who(hand.set_by)}
        out.print(
            _("Standing: %(standing)s, set by hand on %(day)s by %(by)s, because: %(reason)s")
            % {**values, "reason": hand.reason}
        )
    if (evidence := standing.evidence) is not None:
        values = {"standing": STANDINGS[evidence.standing], "day": day(evidence.since_on), "why": evidence.sentence}
        said = _("Standing: %(standing)s since %(day)s. %(why)s")
        if hand is not None:
            said = _("Automatic rating: %(standing)s since %(day)s. %(why)s")
        out.print((said % values).strip())
