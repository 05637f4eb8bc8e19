"""What is known of open invoices on a day: whether, and when, each is paid, given that it is still unpaid.

The outlook of one invoice and the cash ahead of many rest on the same `Forecast`, so that they never disagree.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

import numpy as np

from mainstay.insight import priors
from mainstay.insight.columns import rows_of, stacked
from mainstay.insight.evidence import evidence
from mainstay.insight.fitting import expectations, paid_alone, summed, waiting
from mainstay.insight.student_t import survival

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mainstay.insight.evidence import PaymentEvidence
    from mainstay.insight.fitting import Clients, FittedFirm, WaitingTimes
    from mainstay.insight.ledger import Codes, Days, Figures, Flags, Ledger, Whole

_Targets = TypeVar("_Targets", bound="Forecast")

_HALF: Final = 0.5
_MILLION: Final = 1_000_000
_BLOCK: Final = 20_000
"""About so many invoices are looked at at once: their columns stay in the processor's cache, and memory small."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one kind of evidence says of each target: mean of z and, as variances, what is unsure about it.

    `noise`: of the one payment; `own`: of the client's effect, alike for all its invoices; `unsure`: of the firm's
    effects, which reach the target through `apart`. `counts`: how much the client's own record counts.
    """

    mean: Figures
    noise: Figures
    own: Figures
    unsure: Figures
    apart: Figures
    counts: Figures

    @property
    def scale(self) -> Figures:
        """The scale of z, all taken together."""
        scale: Figures = np.sqrt(self.noise + self.own + self.unsure)
        return scale

    def rows(self, places: Codes) -> Seen:
        """Only the targets at these places."""
        return rows_of(self, places)

    def where(self, chosen: Flags, other: Seen) -> Seen:
        """Take these where chosen, otherwise the other."""

        def either(name: str) -> Figures:
            ours: Figures = getattr(self, name)
            return np.where(chosen if ours.ndim == 1 else chosen[:, None], ours, getattr(other, name))

        return Seen(*(either(field.name) for field in fields(self)))

    def tail(self, bound: Figures) -> Figures:
        """The chance that the payment comes after this z."""
        return survival((bound - self.mean) / self.scale)


@dataclass(frozen=True, slots=True)
class Forecast:
    """The targets as asked, and the distribution of each: all that the cash ahead of many rests on.

    `whole` knows the client's payments and its open invoices; `age` in days, `waited` the same as z (minus infinity on
    the day of issue) and `tail` the chance that a payer waits so long; `payments` how many its client has made.
    `is_lost`: it counts as never paid already, and what `waits` says of it means nothing.
    """

    asked: Ledger
    whole: Seen
    age: Days
    waited: Figures
    tail: Figures
    never: Figures
    payments: Codes
    is_lost: Flags
    waits: WaitingTimes

    def __len__(self) -> int:
        return len(self.never)

    def rows(self, places: Codes) -> Self:
        """Only the targets at these places."""

        def some(part: Any) -> Any:  # noqa: ANN401 -- a column, or what has rows of its own
            return part[places] if isinstance(part, np.ndarray) else part.rows(places)

        return type(self)(*(some(getattr(self, field.name)) for field in fields(self)))

    @property
    def loss_minor(self) -> Codes:
        """What each loses on average, in minor units: of what is open, its chance of never, rounded half up.

        The chance is taken in millionths, as it is kept, so that every sum of the book agrees with its invoices.
        """
        millionths = np.rint(self.never * _MILLION).astype(np.int64)
        millions, rest = np.divmod(np.maximum(self.asked.open_minor, 0), _MILLION)  # the whole product may be too large
        lost: Codes = millions * millionths + (rest * millionths + _MILLION // 2) // _MILLION
        return lost

    def later_than(self, days: Days) -> Figures:
        """The chance that each, if it is paid at all, is paid later than so many days after issue."""
        later: Figures = self.whole.tail(np.maximum(_bound(days), self.waited)) / self.tail
        return later


@dataclass(frozen=True, slots=True)
class Predicted(Forecast):
    """A forecast with what explains it: the features `x` of each target, and what the client's payments alone say."""

    x: Figures
    by_record: Seen

    def alone(self) -> Forecast:
        """The forecast without what explains it, which takes half of the memory."""
        return Forecast(*(getattr(self, field.name) for field in fields(Forecast)))


def predict(firm: FittedFirm, ledger: Ledger, as_of: int, targets: Ledger, rows: Whole = ()) -> Predicted:
    """Forecast the targets from what was known of the ledger at the end of the day; nothing later is looked at.

    `rows` are the places of those targets that stand in the ledger: there they are questions, not answers. Every target
    counts as open on the day; its own payment is never looked at, nor a dispute of it that begins later. Once the firm
    is learnt no client's invoices say anything of another's, so a large ledger is gone through some clients at a time.
    """
    is_asked = np.zeros(len(ledger), dtype=bool)
    is_asked[np.asarray(rows, dtype=np.int64)] = True
    theirs = np.flatnonzero(np.isin(ledger.client, targets.client))
    edges = np.sort(ledger.client[theirs])[_BLOCK::_BLOCK]
    block, of = np.searchsorted(edges, ledger.client[theirs]), np.searchsorted(edges, targets.client)
    parts, order = [], []
    for number in range(len(edges) + 1):
        some, mine = theirs[block == number], np.flatnonzero(of == number)
        parts.append(_predict(firm, ledger.rows(some[~is_asked[some]]), as_of, targets.rows(mine)))
        order.append(mine)
    return joined(parts).rows(np.argsort(np.concatenate(order))) if len(parts) > 1 else parts[0]


def joined(parts: Sequence[_Targets]) -> _Targets:
    """All their targets, one part after the other; no client stands in two."""
    clients = [len(part.waits.log) for part in parts]
    before = np.cumsum(clients) - clients
    return stacked(
        [
            replace(part, waits=replace(part.waits, client=part.waits.client + more))
            for part, more in zip(parts, before.tolist(), strict=True)
        ]
    )


def _predict(firm: FittedFirm, others: Ledger, as_of: int, targets: Ledger) -> Predicted:
    asked = targets.asked_on(as_of)
    known = others.known_on(as_of).joined(asked)
    found = evidence(known, firm.features, as_of)
    record = summed(firm, found, *paid_alone(found))
    waits = waiting(firm, found, record, known, as_of)
    z, extra, weight = expectations(firm, found, record, waits)
    everything = summed(firm, found, z, extra, weight)
    # Where among the rows of the evidence each target stands: -1 for one that is lost already.
    place = np.full(len(known), -1)
    place[found.at] = np.arange(len(found.at))
    own = place[len(known) - len(asked) :]
    is_lost = own < 0
    of = np.where(is_lost, -1, np.append(found.row_of, -1)[own])
    x = firm.features.columns(asked)
    by_record = _seen(firm, record, x, of)
    whole = _seen(firm, everything, x, of, _Own(own, found, everything.row_z))
    has_others = np.append(found.sums(found.is_open.astype(np.int64)), 0)[of] > ~is_lost
    whole = whole.where(has_others, by_record)
    of_asked = waits.rows(np.where(is_lost, -1, np.append(np.cumsum(found.is_open) - 1, -1)[own]))
    never = np.where(is_lost, 1.0, of_asked.never)
    age = np.maximum(as_of - asked.issued, 0)
    waited = np.where(age > 0, _bound(age), -np.inf)
    tail, payments = whole.tail(waited), _payments(found)[of]
    return Predicted(asked, whole, age, waited, tail, never, payments, is_lost, of_asked, x, by_record)


@dataclass(frozen=True, slots=True)
class _Own:
    """Where each target stands in the evidence, to be taken out of it."""

    row: Codes
    found: PaymentEvidence
    z: Figures


def _payments(found: PaymentEvidence) -> Codes:
    """How many payments each client has; a last place, 0, for a client without evidence."""
    return np.append(found.sums((~found.is_open).astype(np.int64)), 0)


def _seen(firm: FittedFirm, clients: Clients, x: Figures, of: Codes, own: _Own | None = None) -> Seen:
    """What the clients' evidence says of each target; what is unsure in the effects or the client's own widens it.

    `of` is the client's row, -1 for none. The weights of `own` rows are taken out of their clients' sums.
    """
    precision, z, noise = (
        np.append(clients.precision, 0)[of],
        np.append(clients.z, 0)[of],
        np.append(clients.noise, firm.noise)[of],
    )
    sum_x = np.vstack((clients.x, np.zeros((1, x.shape[1]))))[of]
    if own is not None:
        heavy = np.where(own.row >= 0, np.append(clients.heavy, 0)[own.row], 0.0)
        precision = np.maximum(precision - heavy, 0.0)
        z = z - heavy * np.append(own.z, 0)[own.row]
        sum_x = sum_x - heavy[:, None] * np.vstack((own.found.x, np.zeros((1, x.shape[1]))))[own.row]
    variance = 1 / (precision + 1 / firm.between)
    apart = x - variance[:, None] * sum_x
    unsure = np.einsum("ij,ij->i", apart @ firm.uncertainty, apart)
    mean = apart @ firm.effects + variance * z
    return Seen(mean, noise, variance, unsure, apart, np.maximum(1 - variance / firm.between, 0.0))


def _bound(days: Days) -> Figures:
    """The z that separates payment by this day from payment after it; payment days are whole."""
    z: Figures = np.sqrt(np.maximum(days + _HALF + priors.SHIFT, 0.0))
    return z


def days_of(z: Figures) -> Figures:
    """Days as they stand for this z, none below zero."""
    days: Figures = np.maximum(np.maximum(z, 0) ** 2 - priors.SHIFT, 0)
    return days
