"""What each client is to the firm as of a day: the owner's word where there is one, and beside it the evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import connection

from mainstay.book.queries.habits import among
from mainstay.clients.models import Standing, StandingOverride
from mainstay.insight.phrases import points_lines, standing_sentence
from mainstay.insight.standing import DEFAULT, INPUTS
from mainstay.kernel.problem import Reason

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

_HELD: Final = """
    SELECT client_id, standing, 0 FROM clients_standing
    WHERE since_on <= %(today)s AND (ended_on IS NULL OR ended_on > %(today)s) {these}
    UNION ALL
    SELECT client_id, standing, 1 FROM clients_standingoverride
    WHERE set_on <= %(today)s AND (lifted_on IS NULL OR lifted_on > %(today)s) {these}
"""


@dataclass(frozen=True, slots=True)
class Input:
    """One of the six things a score rests on: its points, and in the reader's language what they rest on or lack.

    `most` is what it gives at most; of losses, what it takes at most.
    """

    name: str
    label: str
    points: int
    most: int
    says: str
    is_missing: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the client's record says: the standing since a day, and why by the last scoring (`as_of`).

    Why is not kept of every day: of a past day before that scoring `as_of`, `score` and `needs` are None, and the
    sentence (in the reader's language) and the inputs are empty. `needs` is the score a steady client needs.
    """

    standing: str
    since_on: date
    as_of: date | None = None
    score: int | None = None
    needs: int | None = None
    reason: str = ""
    sentence: str = ""
    inputs: tuple[Input, ...] = ()


@dataclass(frozen=True, slots=True)
class SetByHand:
    """A standing that somebody set, and why."""

    ref: str
    standing: str
    reason: str
    set_on: date
    set_by: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """One line of the history, the one that holds included (`until_on` None); `reason` and `by` of what was set."""

    standing: str
    since_on: date
    until_on: date | None
    is_by_hand: bool
    reason: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class ClientStanding:
    """What one client is to the firm; `evidence` is None before the first scoring. The history has the latest first."""

    evidence: Evidence | None = None
    by_hand: SetByHand | None = None
    history: tuple[Earlier, ...] = ()

    @property
    def holds(self) -> str:
        """The standing that holds; empty where nobody knows yet."""
        if self.by_hand is not None:
            return self.by_hand.standing
        return "" if self.evidence is None else self.evidence.standing

    @property
    def is_against_evidence(self) -> bool:
        """What was set by hand says otherwise than the evidence."""
        return self.by_hand is not None and self.evidence is not None and self.evidence.standing != self.holds


@dataclass(frozen=True, slots=True)
class Held:
    """The standing of a client in a list: what holds, and what the evidence says; empty where nobody knows yet."""

    holds: str = ""
    evidence: str = ""
    is_by_hand: bool = False


NOT_KNOWN: Final = Held()


def standing_of(*, client_id: int, as_of: date) -> ClientStanding:
    """Tell what one client is to the firm, as known at the end of a day: two questions."""
    judged = list(Standing.objects.filter(client_id=client_id, since_on__lte=as_of).order_by("since_on", "id"))
    said = list(StandingOverride.objects.filter(client_id=client_id, set_on__lte=as_of).order_by("set_on", "id"))
    history = [
        *(Earlier(row.standing, row.since_on, _known(row.ended_on, as_of), is_by_hand=False) for row in judged),
        *(
            Earlier(
                row.standing,
                row.set_on,
                _known(row.lifted_on, as_of),
                is_by_hand=True,
                reason=row.reason,
                by=row.set_by,
            )
            for row in said
        ),
    ]
    now = next((row for row in reversed(judged) if _known(row.ended_on, as_of) is None), None)
    word = next((row for row in reversed(said) if _known(row.lifted_on, as_of) is None), None)
    return ClientStanding(
        evidence=None if now is None else _evidence(now, as_of),
        by_hand=None if word is None else SetByHand(word.ref, word.standing, word.reason, word.set_on, word.set_by),
        history=tuple(sorted(history, key=lambda one: one.since_on)[::-1]),
    )


def standings_held(*, as_of: date, clients: Collection[int] | None = None) -> dict[int, Held]:
    """Tell what these clients (or all) are to the firm, as known at the end of a day: client id -> standing."""
    these = "" if clients is None else f"AND client_id IN ({among(clients)})"
    found: dict[int, Held] = {}
    with connection.cursor() as cursor:
        cursor.execute(_HELD.format(these=these), {"today": as_of})
        rows = sorted(cursor.fetchall(), key=lambda row: int(row[2]))
    for client, standing, is_by_hand in rows:  # the evidence comes before what is set against it
        evidence = found[client].evidence if client in found else ""
        found[client] = Held(standing, evidence if is_by_hand else standing, bool(is_by_hand))
    return found


def _known(ended_on: date | None, as_of: date) -> date | None:
    """The day on which it ended, where that was known by then."""
    return ended_on if ended_on is not None and ended_on <= as_of else None


def _evidence(row: Standing, as_of: date) -> Evidence:
    if row.as_of > as_of:
        return Evidence(row.standing, row.since_on)
    figures = dict(row.reason)
    reason = Reason(str(figures.pop("code")), figures)
    missing = figures["missing"]
    inputs = tuple(
        Input(name, label, points, getattr(DEFAULT, name), says, name in missing)
        for name, (label, points, says) in zip(INPUTS, points_lines(reason), strict=True)
    )
    needs = int(figures["needs"])
    return Evidence(
        row.standing, row.since_on, row.as_of, row.score, needs, reason.code, standing_sentence(reason), inputs
    )
