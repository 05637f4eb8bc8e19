"""Whom to speak to today: who owes more than is usual for them, and why now. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from mainstay.kernel.offers import CallAdvice, DebtorFacts
    from mainstay.kernel.problem import Reason
    from mainstay.scoring.rules.payment_habits import Habits


@dataclass(frozen=True, slots=True)
class Debtor:
    """What one client owes in one currency today. `typical_minor` is the firm's median invoice in that currency.

    `sort_key` puts names in the order of the reader's alphabet. `at_risk_minor` is what of the overdue is expected
    never to be paid; None where the book was not scored yet.
    """

    ref: str
    name: str
    sort_key: str
    currency: str
    open_minor: int
    overdue_minor: int
    invoices: int
    overdue_invoices: int
    days_late: int
    disputed_minor: int
    typical_minor: int
    habits: Habits
    at_risk_minor: int | None = None


@dataclass(frozen=True, slots=True)
class CallListEntry:
    """One client to speak to, or to leave in peace: what is at stake in typical invoices, and the reason."""

    debtor: Debtor
    is_due: bool
    stake: float
    reason: Reason
    is_set_aside: bool = False


def call_list(
    debtors: Iterable[Debtor], advice: Sequence[Callable[[DebtorFacts], CallAdvice | None]]
) -> list[CallListEntry]:
    """Order clients by what is at stake, those to speak to first.

    Whether a client is due, and why, is decided by the first of `advice` that answers; the last always does. What is
    at stake is what of the overdue is at risk of never being paid (all of it in a book that was not scored yet),
    counted in the firm's typical invoices of that currency, so that two currencies can stand in one list without being
    added together. Those with as much at stake and as late stand by their names.
    """
    words = [_entry(debtor, advice) for debtor in debtors if debtor.overdue_minor > 0]
    return sorted(words, key=lambda w: (not w.is_due, -w.stake, -w.debtor.days_late, w.debtor.sort_key, w.debtor.name))


def _entry(debtor: Debtor, advice: Sequence[Callable[[DebtorFacts], CallAdvice | None]]) -> CallListEntry:
    stake = (debtor.overdue_minor if debtor.at_risk_minor is None else debtor.at_risk_minor) / max(
        debtor.typical_minor, 1
    )
    said = next(answer for advise in advice if (answer := advise(debtor)) is not None)
    return CallListEntry(debtor, said.is_due, stake, said.reason, said.is_set_aside)
