"""Learning from a firm's book how its clients pay: one regression with an effect of each client, and shrinkage.

z = sqrt(days + 1/4) = x'b + u_client + noise. Given the variances, b and u have closed forms (Henderson's mixed model
equations, with each client's rows folded into sums); the variances follow by expectation and maximisation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from mainstay.insight import loss_rate, priors
from mainstay.insight.clock import UNKNOWN, Clock, clock_alone, clock_of, tally, waits_for_a_working_day
from mainstay.insight.correction import AS_IT_IS, Correction
from mainstay.insight.evidence import evidence, transformed
from mainstay.insight.features import Features, features_for
from mainstay.insight.ledger import NOT_YET, places_in
from mainstay.insight.moving import LASTING, Memory, memory_of
from mainstay.insight.pay_runs import pay_runs, runs_of_clients
from mainstay.insight.seen import Clients, seen_of_rows
from mainstay.insight.student_t import beyond, survival

if TYPE_CHECKING:
    from mainstay.insight.clock import BinCounts
    from mainstay.insight.evidence import PaymentEvidence
    from mainstay.insight.ledger import Codes, Days, Figures, Ledger

_ROUNDS: Final = 8
_CLOCK_ROUNDS: Final = 2
_SOME: Final = 0.5
_TO_SCALE: Final = (priors.FREEDOM - 2) / priors.FREEDOM
"""What a variance is multiplied by to give the square of the Student distribution's scale."""


@dataclass(frozen=True, slots=True)
class FittedFirm:
    """What one firm's book has taught: how invoices are paid there, and how sure that is.

    `effects` and `uncertainty` are b and its covariance; `noise` and `between` the variances within a client and
    between clients; `never` the share never paid; `clock` how payments lie around the due day; `memory` how fast the
    firm's past fades; `correction` what its past forecasts have taught. `paid` is how many payments it rests on: 0
    means the prior alone. `stale_days`: for so long nothing was recorded in the book, so nobody knows what was paid.
    """

    features: Features
    effects: Figures
    uncertainty: Figures
    noise: float
    between: float
    never: float
    paid: int
    clock: Clock = UNKNOWN
    memory: Memory = LASTING
    correction: Correction = AS_IT_IS
    stale_days: int = 0


@dataclass(frozen=True, slots=True)
class WaitingTimes:
    """What open rows of the evidence are worth: the chance that a payer waits so long, and that none will pay.

    `log` holds one row for each client, `client` which of them each open row belongs to; `odds` are those of a dispute.
    """

    client: Codes
    tail: Figures
    odds: Figures
    never: Figures
    log: Figures

    def rows(self, places: Codes) -> WaitingTimes:
        """Only the open rows at these places, zeros for -1; the clients stay."""
        client = np.append(self.client, 0)[places]
        tail, odds, never = (np.append(column, 0.0)[places] for column in (self.tail, self.odds, self.never))
        return WaitingTimes(client, tail, odds, never, self.log)


def fit(ledger: Ledger, as_of: int, *, recorded_until: int | None = None) -> FittedFirm:
    """Learn from what was known at the end of the day; with nothing known, the shipped prior.

    `recorded_until` is the last day on which anything was recorded in the book, None for the day itself: silence since
    then says nothing, for what was paid is not known.
    """
    stale_days = 0 if recorded_until is None else max(as_of - recorded_until, 0)
    known = ledger.known_on(as_of)
    features = features_for(known)
    mean, variance = features.prior
    firm = FittedFirm(features, mean, np.diag(variance), priors.NOISE[0], priors.CLIENTS[0], priors.NEVER, 0)
    firm = replace(firm, stale_days=stale_days)
    clock = replace(UNKNOWN, waits=waits_for_a_working_day(known))
    memory = memory_of(known, known.issued + clock.due(known), as_of)
    firm = replace(firm, clock=clock, memory=memory)
    seen_until = as_of - stale_days
    found = evidence(known, features, seen_until, memory)
    for _ in range(_ROUNDS if len(found.z) else 0):
        firm = _round(firm, found, known, seen_until)
    return _with_clock(firm, found, known, seen_until) if len(found.z) else firm


def _with_clock(firm: FittedFirm, found: PaymentEvidence, known: Ledger, as_of: int) -> FittedFirm:
    """Learn the clock: what each row of the evidence did, beside what the others say of it.

    Then, in turns, how many are never paid where payers wait by that clock, and the clock without those.
    """
    record = summed(firm, found, *paid_alone(found))
    waits = waiting(firm, found, record, known, as_of)
    clients = summed(firm, found, *expectations(firm, found, record, waits))
    clock = firm.clock
    rows = seen_of_rows(firm, clients, found)
    seen = tally(firm, found, known, rows, waits.never)
    firm = replace(firm, clock=clock_of(seen, found, waits=clock.waits))
    for _ in range(_CLOCK_ROUNDS):
        waits = waiting(firm, found, record, known, as_of, seen=seen)
        seen = tally(firm, found, known, rows, waits.never)
        firm = replace(firm, clock=clock_of(seen, found, waits=clock.waits), never=loss_rate.share_of_firm(waits.log))
    return firm


def paid_alone(found: PaymentEvidence) -> tuple[Figures, Figures, Figures]:
    """z, its variance and the weight of each row when only payments speak."""
    return found.z, np.zeros_like(found.z), np.where(found.is_open, 0.0, found.weight)


def waiting(
    firm: FittedFirm,
    found: PaymentEvidence,
    record: Clients,
    known: Ledger,
    as_of: int,
    *,
    seen: BinCounts | None = None,
) -> WaitingTimes:
    """Score the open rows by the paid record alone, so that an invoice's waiting never excuses itself or its like.

    With what was `seen` of the payments, whoever pays in runs is waited for until the run: before it silence says
    nothing, after it more than of others.
    """
    rows = np.flatnonzero(found.is_open)
    at = found.at[rows]
    mean, spread = _expected(firm, found, record, rows)
    due = firm.clock.due(known)[at]
    own = clock_alone(firm.clock, mean, spread, due)
    runs = None
    if seen is not None:
        runs = pay_runs(runs_of_clients(found, known, seen), found, own, known.rows(at), of=found.row_of[rows])
    share, times = np.full(len(rows), priors.ASTRAY[0]), priors.ASTRAY[1]
    if runs is not None:  # what somebody pays off their runs is out of habit already
        share *= 1 - np.where(runs.schedule >= 0, runs.share, 0.0)

    def patient(days: Days) -> Figures:
        """The chance that a payer waits so long: as ever, or the invoice has gone astray and any day is possible."""
        astray = survival((transformed(np.maximum(days, 0)) - mean) / spread / times)
        usual = np.exp(-(own.hazard(days) if runs is None else runs.hazard(own, days)))
        return np.where(days > 0, (1 - share) * usual + share * astray, 1.0)

    # Who paid a part was there that day: by its share of the whole silence counts from then, otherwise from issue.
    since = np.where(known.part_paid[at] < NOT_YET, known.part_paid[at] - known.issued[at], 0)
    tail = np.minimum(patient(found.age[rows]) / patient(since) ** _part(known)[at], 1.0)
    codes = known.codes
    of = places_in(known.client, codes)
    is_lost = known.is_lost(as_of, priors.LOST_AFTER_DAYS)
    paid, lost = (np.bincount(of, flags, len(codes)).astype(float) for flags in (known.is_paid, is_lost))
    odds = np.where(known.is_in_dispute[at], priors.DISPUTE_ODDS, 1.0)
    log = loss_rate.likelihoods(of[at], paid, lost, tail, odds)
    return WaitingTimes(of[at], tail, odds, loss_rate.chance_of_loss(firm.never, log, of[at], tail, odds), log)


def _part(known: Ledger) -> Figures:
    """The share of each invoice that is paid while the rest is open; one half where it is not known."""
    is_part = (known.open_minor > 0) & (known.open_minor < known.amount_minor)
    return np.where(is_part, 1 - known.open_minor / np.maximum(known.amount_minor, 1), _SOME)


def expectations(
    firm: FittedFirm, found: PaymentEvidence, record: Clients, waits: WaitingTimes
) -> tuple[Figures, Figures, Figures]:
    """Expected z, its variance and the weight of each row: an open one is its expectation, given that it has waited.

    It counts by the share of the distribution it has already outlived, times the chance that it is paid at all.
    """
    z, extra, weight = found.z.copy(), np.zeros_like(found.z), found.weight.copy()
    rows = np.flatnonzero(found.is_open)
    mean, spread = _expected(firm, found, record, rows)
    bound = (found.z[rows] - mean) / spread
    beyond_mean, beyond_variance = beyond(bound)
    z[rows] = mean + spread * beyond_mean
    extra[rows] = spread**2 * beyond_variance
    outlived = survival(bound) / survival((transformed(np.zeros(1)) - mean) / spread)
    weight[rows] *= (1 - outlived) * (1 - waits.never)
    return z, extra, weight


def _expected(firm: FittedFirm, found: PaymentEvidence, clients: Clients, rows: Codes) -> tuple[Figures, Figures]:
    """Mean and scale of z of some rows of the evidence, by what is known of their clients."""
    shift, variance = own_effect(firm, clients)
    of = found.row_of[rows]
    return found.x[rows] @ firm.effects + shift[of], np.sqrt(clients.noise + variance)[of]


def own_effect(firm: FittedFirm, clients: Clients) -> tuple[Figures, Figures]:
    """Each client's difference from the firm, shrunk, and its variance."""
    variance = 1 / (clients.precision + 1 / firm.between)
    return variance * (clients.z - clients.x @ firm.effects), variance


def summed(firm: FittedFirm, found: PaymentEvidence, z: Figures, extra: Figures, weight: Figures) -> Clients:
    """Fold the rows of each client: first how its payments scatter, then the sums weighted by it.

    A row far from the rest pulls as one at `REACH` standard deviations would: later is never taken for earlier.
    """
    of, size = found.row_of, len(found.starts)
    noise, shift, variance = np.full(size, firm.noise), np.zeros(size), np.full(size, firm.between)
    level = z - found.x @ firm.effects
    total = found.sums(weight)
    near = level
    for _ in range(3):
        reach = (priors.REACH * np.sqrt(noise + variance))[of]
        near = shift[of] + np.clip(level - shift[of], -reach, reach)
        square = (near - shift[of]) ** 2 + variance[of] + extra
        noise = (priors.OWN_NOISE * firm.noise + _TO_SCALE * found.sums(weight * square)) / (priors.OWN_NOISE + total)
        variance = 1 / (total / noise + 1 / firm.between)
        shift = variance * found.sums(weight * near) / noise
    z = z - level + near
    heavy = weight / noise[of]
    return Clients(found.sums(heavy), found.sums(heavy * z), found.sums(heavy[:, None] * found.x), noise, heavy, z)


def _round(firm: FittedFirm, found: PaymentEvidence, known: Ledger, as_of: int) -> FittedFirm:
    """One step of expectation and maximisation."""
    record = summed(firm, found, *paid_alone(found))
    waits = waiting(firm, found, record, known, as_of)
    z, extra, weight = expectations(firm, found, record, waits)
    clients = summed(firm, found, z, extra, weight)
    # b given the variances, the clients' own effects integrated out.
    shrink = 1 / (clients.precision + 1 / firm.between)
    mean, prior = firm.features.prior
    heavy = clients.heavy[:, None] * found.x
    normal = heavy.T @ found.x - (clients.x * shrink[:, None]).T @ clients.x + np.diag(1 / prior)
    uncertainty = np.linalg.inv(normal).astype(float)
    effects = uncertainty @ (heavy.T @ clients.row_z - clients.x.T @ (shrink * clients.z) + mean / prior)
    firm = replace(firm, effects=effects, uncertainty=uncertainty)
    # The variances given b.
    shift, variance = own_effect(firm, clients)
    of = found.row_of
    square = (clients.row_z - found.x @ effects - shift[of]) ** 2 + variance[of] + extra
    (noise, noise_worth), (between, between_worth) = priors.NOISE, priors.CLIENTS
    scatter = _TO_SCALE * float(np.sum(weight * square))
    return replace(
        firm,
        noise=(noise_worth * noise + scatter) / (noise_worth + float(weight.sum())),
        between=(between_worth * between + float(np.sum(shift**2 + variance))) / (between_worth + len(shift)),
        never=loss_rate.share_of_firm(waits.log),
        paid=int(np.sum(~found.is_open)),
    )
