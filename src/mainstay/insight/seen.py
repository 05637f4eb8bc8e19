"""What evidence says of an invoice: the mean of its z, and what is unsure about it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Protocol

import numpy as np

from mainstay.insight.columns import rows_of
from mainstay.insight.student_t import survival

if TYPE_CHECKING:
    from mainstay.insight.evidence import PaymentEvidence
    from mainstay.insight.ledger import Codes, Figures, Flags


class Learnt(Protocol):
    """What of a firm says how its invoices are paid: the effects, how sure they are, and the variances."""

    @property
    def effects(self) -> Figures:
        """One for each feature."""

    @property
    def uncertainty(self) -> Figures:
        """Their covariance."""

    @property
    def noise(self) -> float:
        """The variance within a client."""

    @property
    def between(self) -> float:
        """The variance between clients."""


@dataclass(frozen=True, slots=True)
class Clients:
    """Each client's rows folded into one line: sums of weights, of weighted z and x; its noise; the rows' weights."""

    precision: Figures
    z: Figures
    x: Figures
    noise: Figures
    heavy: Figures
    row_z: Figures


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
class OwnRows:
    """Where each target stands in the evidence (-1: nowhere), to be taken out of it, and the z of all its rows."""

    row: Codes
    found: PaymentEvidence
    z: Figures


def seen_of(firm: Learnt, clients: Clients, x: Figures, of: Codes, own: OwnRows | None = None) -> Seen:
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


def seen_of_rows(firm: Learnt, clients: Clients, found: PaymentEvidence) -> Seen:
    """What the evidence says of each of its own rows without that row."""
    own = OwnRows(np.arange(len(found.at)), found, clients.row_z)
    return seen_of(firm, clients, found.x, found.row_of, own)
