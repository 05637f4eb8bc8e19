"""Both ratings of each client as of a day: the owner's word where there is one, and beside it the evidence."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from mainstay.clients.queries.standings import current_standing_rows, standing_rows
from mainstay.clients.rules.acts import SEE_RISK
from mainstay.clients.rules.ratings import PAYMENT, RELATIONSHIP, rating_of
from mainstay.firm.permissions import may
from mainstay.insight import payment_rating
from mainstay.insight.payment_phrases import payment_points_lines, payment_sentence
from mainstay.insight.phrases import points_lines, standing_sentence
from mainstay.insight.policy import DEFAULT
from mainstay.insight.standing import INPUTS
from mainstay.kernel.problem import Reason
from mainstay.store.sql import as_day

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from mainstay.clients.queries.standings import StandingRow
    from mainstay.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Input:
    """One of the things a score rests on: its points, and in the reader's language what they rest on or lack.

    `most` is what it gives at most; of what `takes` points away, what it takes at most. `before` are its points under
    the rating before this one, None where there was none.
    """

    name: str
    label: str
    points: int
    most: int
    says: str
    is_missing: bool
    before: int | None = None

    @property
    def takes(self) -> bool:
        """Whether it takes points away, as losses and what is overdue do."""
        return self.name in {"losses", "overdue"}

    @property
    def moved(self) -> int:
        """By how many points it moved since the rating before this one."""
        return 0 if self.before is None else self.points - self.before


@dataclass(frozen=True, slots=True)
class StandingEvidence:
    """What the client's record says: the standing since a day, and why by the last scoring (`as_of`).

    Why is not kept of every day: of a past day before that scoring `as_of`, `score` and `needs` are None, and the
    sentence (in the reader's language) and the inputs are empty. `needs` is the score a steady client needs, None of a
    payment rating. `was` is the rating before this one, empty for the first.
    """

    standing: str
    since_on: date
    as_of: date | None = None
    score: int | None = None
    needs: int | None = None
    reason: str = ""
    sentence: str = ""
    inputs: tuple[Input, ...] = ()
    was: str = ""

    @property
    def moved(self) -> tuple[Input, ...]:
        """The inputs that changed since the rating before this one, those that changed most first."""
        return tuple(sorted((one for one in self.inputs if one.moved), key=lambda one: (-abs(one.moved), one.name)))


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
    """One rating of a client; `evidence` is None before the first scoring. The history has the latest first."""

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
    """The ratings of a client in a list: what holds, and what the evidence says; empty where nobody knows yet.

    `current`, `evidence` and `is_by_hand` are of the relationship.
    """

    current: str = ""
    evidence: str = ""
    is_by_hand: bool = False
    payment: str = ""
    payment_evidence: str = ""
    is_payment_by_hand: bool = False

    def with_word(self, word: str, *, is_by_hand: bool) -> CurrentStanding:
        """The same with one more word known, those of the evidence first."""
        if rating_of(word) == PAYMENT:
            evidence = self.payment_evidence if is_by_hand else word
            return replace(self, payment=word, payment_evidence=evidence, is_payment_by_hand=is_by_hand)
        return replace(self, current=word, evidence=self.evidence if is_by_hand else word, is_by_hand=is_by_hand)


NOT_KNOWN: Final = CurrentStanding()


@dataclass(frozen=True, slots=True)
class ClientRatings:
    """The two ratings of a client."""

    relationship: ClientStanding = ClientStanding()
    payment: ClientStanding = ClientStanding()

    @property
    def is_known(self) -> bool:
        """Whether anything is known of either."""
        return bool(self.relationship.current or self.payment.current)


def ratings_of(*, client_id: int, as_of: date, by: Actor) -> ClientRatings:
    """Tell both ratings of one client, as known at the end of a day: one question.

    Nothing for somebody who may not see risk.
    """
    if not may(by, SEE_RISK):
        return ClientRatings()
    rows = standing_rows(client_id=client_id, as_of=as_of)
    of = {rating: [row for row in rows if rating_of(row.standing) == rating] for rating in (RELATIONSHIP, PAYMENT)}
    return ClientRatings(_standing(of[RELATIONSHIP], as_of), _standing(of[PAYMENT], as_of))


def current_standings(*, as_of: date, clients: Collection[int] | None = None) -> dict[int, CurrentStanding]:
    """Tell both ratings of these clients (or all), as known at the end of a day: client id -> ratings."""
    found: dict[int, CurrentStanding] = {}
    for client, word, is_by_hand in current_standing_rows(as_of=as_of, clients=clients):
        found[client] = found.get(client, NOT_KNOWN).with_word(word, is_by_hand=is_by_hand)
    return found


def _standing(rows: list[StandingRow], as_of: date) -> ClientStanding:
    """One rating from its rows, the latest first."""
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
    before = next((row for row in rows if not row.is_by_hand and row is not now), None)
    return ClientStanding(
        evidence=None if now is None else _evidence(now, before, as_of),
        by_hand=hand and SetByHand(hand.ref, hand.standing, hand.why, as_day(hand.since_on), hand.by),
        history=history,
    )


def _known(until_on: object, as_of: date) -> date | None:
    """The day on which it ended, where that was known by then."""
    return until if until_on is not None and (until := as_day(until_on)) <= as_of else None


def _evidence(row: StandingRow, before: StandingRow | None, as_of: date) -> StandingEvidence:
    since_on, scored_on = as_day(row.since_on), as_day(row.as_of)
    was = "" if before is None else before.standing
    if scored_on > as_of:
        return StandingEvidence(row.standing, since_on, was=was)
    reason = _reason(row)
    lines, policy, names = _said(reason, row.standing)
    then = {} if before is None else _reason(before).params
    inputs = tuple(
        Input(name, label, points, getattr(policy, name), says, name in _lacks(reason), _points(then, name))
        for name, (label, points, says) in zip(names, lines, strict=True)
    )
    is_payment = rating_of(row.standing) == PAYMENT
    return StandingEvidence(
        row.standing,
        since_on,
        scored_on,
        row.score,
        None if is_payment else int(str(reason.params["needs"])),
        reason.code,
        payment_sentence(reason) if is_payment else standing_sentence(reason),
        inputs,
        was,
    )


def _reason(row: StandingRow) -> Reason:
    figures = json.loads(row.why)
    return Reason(str(figures.pop("code")), figures)


def _said(reason: Reason, word: str) -> tuple[list[tuple[str, int, str]], object, tuple[str, ...]]:
    """Label, points and ground of each input of a rating, the most that each gives, and their names."""
    if rating_of(word) == PAYMENT:
        return payment_points_lines(reason), payment_rating.DEFAULT, payment_rating.INPUTS
    return points_lines(reason), DEFAULT, INPUTS


def _lacks(reason: Reason) -> tuple[str, ...]:
    """The inputs without facts."""
    missing = reason.params["missing"]
    return tuple(missing) if isinstance(missing, (list, tuple)) else ()


def _points(figures: Mapping[str, object], name: str) -> int | None:
    points = figures.get(f"{name}_points")
    return None if points is None else int(str(points))
