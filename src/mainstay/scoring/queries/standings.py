"""What each client is to the firm as of a day: the owner's word where there is one, and beside it the evidence."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mainstay.clients.queries.standings import current_standing_rows, standing_rows
from mainstay.clients.rules.acts import SEE_RISK
from mainstay.firm.permissions import may
from mainstay.insight.phrases import points_lines, standing_sentence
from mainstay.insight.policy import DEFAULT
from mainstay.insight.standing import INPUTS
from mainstay.kernel.problem import Reason
from mainstay.store.sql import as_day

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from mainstay.clients.queries.standings import StandingRow
    from mainstay.kernel.actor import Actor


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

    @property
    def is_losses(self) -> bool:
        """Whether it takes points away, as losses do."""
        return self.name == "losses"


@dataclass(frozen=True, slots=True)
class StandingEvidence:
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

    evidence: StandingEvidence | None = None
    by_hand: SetByHand | None = None
    history: tuple[Earlier, ...] = ()

    @property
    def has_earlier(self) -> bool:
        """Whether it was something else before."""
        return len(self.history) > 1

    @property
    def current(self) -> str:
        """The standing that holds; empty where nobody knows yet."""
        if self.by_hand is not None:
            return self.by_hand.standing
        return "" if self.evidence is None else self.evidence.standing

    @property
    def is_against_evidence(self) -> bool:
        """What was set by hand says otherwise than the evidence."""
        return self.by_hand is not None and self.evidence is not None and self.evidence.standing != self.current


@dataclass(frozen=True, slots=True)
class CurrentStanding:
    """The standing of a client in a list: what holds, and what the evidence says; empty where nobody knows yet."""

    current: str = ""
    evidence: str = ""
    is_by_hand: bool = False


NOT_KNOWN: Final = CurrentStanding()


def standing_of(*, client_id: int, as_of: date, by: Actor) -> ClientStanding:
    """Tell what one client is to the firm, as known at the end of a day: one question.

    Nothing for somebody who may not see risk.
    """
    if not may(by, SEE_RISK):
        return ClientStanding()
    rows = standing_rows(client_id=client_id, as_of=as_of)
    history = tuple(
        Earlier(
            row.standing,
            as_day(row.since_on),
            _known(row.until_on, as_of),
            bool(row.is_by_hand),
            row.why if row.is_by_hand else "",
            row.by,
        )
        for row in rows
    )
    standing_now = {one.is_by_hand: row for one, row in zip(history, rows, strict=True) if one.until_on is None}
    now, hand = standing_now.get(False), standing_now.get(True)
    return ClientStanding(
        evidence=None if now is None else _evidence(now, as_of),
        by_hand=hand and SetByHand(hand.ref, hand.standing, hand.why, as_day(hand.since_on), hand.by),
        history=history,
    )


def current_standings(*, as_of: date, clients: Collection[int] | None = None) -> dict[int, CurrentStanding]:
    """Tell what these clients (or all) are to the firm, as known at the end of a day: client id -> standing."""
    found: dict[int, CurrentStanding] = {}
    for client, standing, is_by_hand in current_standing_rows(as_of=as_of, clients=clients):
        evidence = found[client].evidence if client in found else ""
        found[client] = CurrentStanding(standing, evidence if is_by_hand else standing, is_by_hand)
    return found


def _known(until_on: object, as_of: date) -> date | None:
    """The day on which it ended, where that was known by then."""
    return until if until_on is not None and (until := as_day(until_on)) <= as_of else None


def _evidence(row: StandingRow, as_of: date) -> StandingEvidence:
    since_on, scored_on = as_day(row.since_on), as_day(row.as_of)
    if scored_on > as_of:
        return StandingEvidence(row.standing, since_on)
    figures = json.loads(row.why)
    reason = Reason(str(figures.pop("code")), figures)
    inputs = tuple(
        Input(name, label, points, getattr(DEFAULT, name), says, name in figures["missing"])
        for name, (label, points, says) in zip(INPUTS, points_lines(reason), strict=True)
    )
    needs, sentence = int(figures["needs"]), standing_sentence(reason)
    return StandingEvidence(row.standing, since_on, scored_on, row.score, needs, reason.code, sentence, inputs)
