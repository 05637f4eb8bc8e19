"""What would change the outlook of an invoice: each time one fact is another, and all the rest stays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from mainstay.insight.fitting import fit
from mainstay.insight.outlook import outlook

if TYPE_CHECKING:
    from mainstay.insight.fitting import Firm
    from mainstay.insight.ledger import Ledger, Whole

WAITED: Final = 30
"""Days without any payment that are looked ahead."""
_DAYS, _NEVER = 2.0, 0.01
"""A change of the middle by so many days, or of the chance of never by so much, is worth a sentence; of two changes the
one that moves more of these is the larger."""
_MOST: Final = 3


@dataclass(frozen=True, slots=True)
class Changed:
    """What one other fact would make of the middle (days from issue) and of the chance of never.

    The code says which: "dispute_settled", "part_paid" (something today), "others_paid" (all the client's other open
    invoices today; `count` of them), "nothing_paid" (the client pays nothing for `count` days).
    """

    code: str
    count: int
    q50: float
    never: float


@dataclass(frozen=True, slots=True)
class Changes:
    """The outlook as it is, and the three facts at most that would move it most, if noticeably."""

    q50: float
    never: float
    changed: tuple[Changed, ...]


def what_would_change(ledger: Ledger, as_of: int, place: int, firm: Firm | None = None) -> Changes:
    """Ask for the outlook of the open invoice at this place again and again, each time with one fact changed.

    Nothing after the day is looked at. Given what the firm has learnt, that stays, and the ledger needs no more than
    the client's own invoices; otherwise it is the whole book, learnt from anew each time as the next night will.
    """
    place = int(np.sum(ledger.issued[:place] <= as_of))
    known = ledger.known_on(as_of)
    others = [
        other
        for other in known.open_on(as_of)
        if other != place and known.client[other] == known.client[place] and known.amount_minor[other] > 0
    ]
    facts = [("part_paid", 0, _with(known, "part_paid", [place], as_of))]
    if known.is_in_dispute[place]:
        facts.append(("dispute_settled", 0, _with(known, "dispute_ended", [place], as_of)))
    if others:
        facts.append(("others_paid", len(others), _with(known, "paid", others, as_of)))
    # Only this client is silent: what the others teach by then is not known, so what was learnt today stays.
    today = firm or fit(known, as_of)

    def asked(learnt: Firm, ledger: Ledger, day: int) -> tuple[float, float]:
        seen = outlook(learnt, ledger, day, ledger.only([place]), [place])
        return float(seen.q50[0]), float(seen.never[0])

    q50, never = asked(today, known, as_of)
    found = [Changed(code, count, *asked(firm or fit(other, as_of), other, as_of)) for code, count, other in facts]
    found.append(Changed("nothing_paid", WAITED, *asked(today, known, as_of + WAITED)))

    def size(one: Changed) -> float:
        return max(abs(one.q50 - q50) / _DAYS, abs(one.never - never) / _NEVER)

    telling = sorted((one for one in found if size(one) >= 1), key=size, reverse=True)[:_MOST]
    return Changes(q50, never, tuple(one for one in found if one in telling))


def _with(ledger: Ledger, column: str, places: Whole, day: int) -> Ledger:
    """The ledger with another day in one column."""
    days = getattr(ledger, column).copy()
    days[np.asarray(places, dtype=np.int64)] = day
    return replace(ledger, **{column: days})
