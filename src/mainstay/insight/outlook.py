"""When will it be paid, given that it is still unpaid today; will it ever be; and why we think so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mainstay.insight import priors
from mainstay.insight.design import PLAIN
from mainstay.insight.evidence import evidence
from mainstay.insight.fitting import paid_alone, summed, told, waiting
from mainstay.insight.student import quantile_of_survival, survival
from mainstay.kernel.problem import Reason

if TYPE_CHECKING:
    from mainstay.insight.evidence import Evidence
    from mainstay.insight.fitting import Clients, Firm
    from mainstay.insight.ledger import Codes, Days, Figures, Flags, Ledger, Whole

_HALF: Final = 0.5
_LATE: Final = 30


@dataclass(frozen=True, slots=True)
class Outlook:
    """The outlook of invoices, as columns in the order asked.

    `q10`, `q50`, `q90`: days from issue by which one, five, nine of ten such invoices are paid, among those that are
    paid at all. `late`, `late30`: the chance that it is not paid by the due date, or 30 days after it; `never`: not
    within 365 days of it. `loss_minor`: that chance of what is open, in minor units.

    The middle in days, step by step, each the same formula knowing more: `firm` (the firm's level and these terms),
    `invoice` (amount, weekend, channel, group), `record` (the client's payments), `others` (its open invoices), `q50`
    (that this one is still unpaid). `counts`: from 0 to 1, how much the client's own record counts against the firm's;
    `payments`: how many it has.
    """

    late: Figures
    late30: Figures
    q10: Figures
    q50: Figures
    q90: Figures
    never: Figures
    loss_minor: Codes
    firm: Figures
    invoice: Figures
    record: Figures
    others: Figures
    counts: Figures
    payments: Codes
    is_disputed: Flags
    learnt_from: int

    def __len__(self) -> int:
        return len(self.q50)

    def reason(self, place: int) -> Reason:
        """Why the middle is where it is: differences in whole days that add up, and what they rest on.

        The code says which knowledge carries it: "shipped_prior" (the firm has no payment yet), "firm_habit" (this
        client has none), "client_record".
        """
        steps = [float(column[place]) for column in (self.firm, self.invoice, self.record, self.others, self.q50)]
        days = [round(step) for step in steps]
        payments = int(self.payments[place])
        code = "client_record" if payments else "firm_habit" if self.learnt_from else "shipped_prior"
        return Reason(
            code,
            {
                "firm_days": days[0],
                "invoice_days": days[1] - days[0],
                "record_days": days[2] - days[1],
                "open_days": days[3] - days[2],
                "waited_days": days[4] - days[3],
                "middle_days": days[4],
                "payments": payments,
                "counts_ratio": round(float(self.counts[place]), 2),
                "learnt_from": self.learnt_from,
                "is_disputed": bool(self.is_disputed[place]),
            },
        )


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one kind of evidence says of each target: mean and scale of z, and how much the client's own counts."""

    mean: Figures
    scale: Figures
    counts: Figures

    def where(self, chosen: Flags, other: _Seen) -> _Seen:
        """Take these where chosen, otherwise the other."""
        mean, scale = np.where(chosen, self.mean, other.mean), np.where(chosen, self.scale, other.scale)
        return _Seen(mean, scale, np.where(chosen, self.counts, other.counts))

    def tail(self, bound: Figures) -> Figures:
        """The chance that the payment comes after this z."""
        return survival((bound - self.mean) / self.scale)


def outlook(firm: Firm, ledger: Ledger, as_of: int, targets: Ledger, rows: Whole = ()) -> Outlook:
    """Foresee the targets, knowing of the ledger what was known at the end of the day; nothing later is looked at.

    `rows` are the places of those targets that stand in the ledger: there they are questions, not answers. Every target
    counts as open on the day; its own payment is never looked at, nor a dispute of it that begins later.
    """
    asked = targets.asked_on(as_of)
    others = np.ones(len(ledger), dtype=bool)
    others[np.asarray(rows, dtype=np.int64)] = False
    known = ledger.rows(others).known_on(as_of).joined(asked)
    found = evidence(known, firm.design, as_of)
    record = summed(firm, found, *paid_alone(found))
    waits = waiting(firm, found, record, known, as_of)
    z, extra, weight = told(firm, found, record, waits.never)
    everything = summed(firm, found, z, extra, weight)
    # Where among the rows of the evidence each target stands: -1 for one that is lost already.
    place = np.full(len(known), -1)
    place[found.at] = np.arange(len(found.at))
    own = place[len(known) - len(asked) :]
    of = np.where(own >= 0, found.row_of[own], -1) if len(found.z) else own
    x = firm.design.columns(asked)
    by_record = _seen(firm, record, x, of)
    whole = _seen(firm, everything, x, of, _Own(own, found, everything.row_z))
    has_others = np.append(found.sums(found.is_open.astype(np.int64)), 0)[of] > (own >= 0)
    whole = whole.where(has_others, by_record)
    never = np.where(own >= 0, waits.never[own], 1.0) if len(found.z) else np.ones(len(asked))
    age = np.maximum(as_of - asked.issued, 0)
    waited = np.where(age > 0, _bound(age), -np.inf)
    tail = whole.tail(waited)

    def late(days: Days) -> Figures:
        return never + (1 - never) * whole.tail(np.maximum(_bound(days), waited)) / tail

    def quantile(share: float) -> Figures:
        return np.maximum(_days(whole.mean + whole.scale * quantile_of_survival((1 - share) * tail)), age)

    return Outlook(
        late=late(asked.terms),
        late30=late(asked.terms + _LATE),
        q10=quantile(0.1),
        q50=quantile(0.5),
        q90=quantile(0.9),
        never=never,
        loss_minor=np.rint(never * np.maximum(asked.open_minor, 0)).astype(np.int64),
        firm=_days(x[:, :PLAIN] @ firm.effects[:PLAIN]),
        invoice=_days(x @ firm.effects),
        record=_days(by_record.mean),
        others=_days(whole.mean),
        counts=by_record.counts,
        payments=_payments(found)[of],
        is_disputed=asked.is_in_dispute,
        learnt_from=firm.paid,
    )


@dataclass(frozen=True, slots=True)
class _Own:
    """Where each target stands in the evidence, to be taken out of it."""

    row: Codes
    found: Evidence
    z: Figures


def _payments(found: Evidence) -> Codes:
    """How many payments each client has; a last place, 0, for a client without evidence."""
    return np.append(found.sums((~found.is_open).astype(np.int64)), 0)


def _seen(firm: Firm, clients: Clients, x: Figures, of: Codes, own: _Own | None = None) -> _Seen:
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
    return _Seen(mean, np.sqrt(noise + variance + unsure), 1 - variance / firm.between)


def _bound(days: Days) -> Figures:
    """The z that separates payment by this day from payment after it; payment days are whole."""
    z: Figures = np.sqrt(np.maximum(days + _HALF + priors.SHIFT, 0.0))
    return z


def _days(z: Figures) -> Figures:
    days: Figures = np.maximum(np.maximum(z, 0) ** 2 - priors.SHIFT, 0)
    return days
