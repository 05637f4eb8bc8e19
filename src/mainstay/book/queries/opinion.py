"""What the book's facts lead to: each open invoice's outlook, asked of insight as of any day."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mainstay.book.queries.ledger import book_ledger
from mainstay.insight import priors
from mainstay.insight.fitting import fit
from mainstay.insight.outlook import outlook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from numpy.typing import NDArray

    from mainstay.book.queries.ledger import BookLedger
    from mainstay.insight.fitting import Firm
    from mainstay.insight.ledger import Ledger
    from mainstay.insight.outlook import Outlook

_LEARNT_FROM: Final = 100_000
"""Invoices from which a firm's habits are learnt; of a larger book, whole clients are taken evenly until there are so
many. What is then foreseen of a client rests on all that client's own invoices."""

_EPOCH: Final = 719_163
"""1970-01-01 as `date.toordinal` counts it, where numpy's days begin."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """An opinion of the whole book as of a day; `open` are the open invoices and `seen` their outlook, side by side.

    `read` is everything read; `firm` is what was learnt from it.
    """

    as_of: date
    read: BookLedger
    firm: Firm
    open: BookLedger
    seen: Outlook


def opinion(*, as_of: date) -> Opinion:
    """Judge the book by what was known at the end of a day; nothing is written."""
    read = book_ledger(as_of=as_of)
    dated = read.dated()
    today = as_of.toordinal()
    firm = learnt(dated, today)
    owing = np.isin(dated.ledger.client, dated.ledger.client[dated.ledger.open_on(today)])
    known = dated.rows(owing)
    places = np.asarray(known.ledger.open_on(today), dtype=np.int64)
    asked = known.rows(places)
    seen = outlook(firm, known.ledger, today, asked.ledger, places)
    return Opinion(as_of, read, firm, asked, seen)


def learnt(dated: BookLedger, today: int) -> Firm:
    """What the firm has learnt from its invoices of known days by the end of a day (its ordinal)."""
    return fit(_enough(dated.ledger), today)


def rows_to_keep(found: Opinion) -> Iterator[tuple[Any, ...]]:
    """Each open invoice's id and what was foreseen of it, as it is kept; the reason is JSON."""
    seen, issued = found.seen, found.open.ledger.issued
    days = [_iso(issued + np.rint(column).astype(np.int64)) for column in (seen.q10, seen.q50, seen.q90)]
    chances = [_ppm(column) for column in (seen.late, seen.late30, seen.never)]
    as_of = found.as_of.isoformat()
    columns = zip(found.open.invoice.tolist(), *days, *chances, strict=True)
    for place, (invoice, early, expected, late, *figures) in enumerate(columns):
        reason = seen.reason(place)
        said = json.dumps({"code": reason.code, **reason.params}, ensure_ascii=False)
        yield (invoice, as_of, priors.VERSION, early, expected, late, *figures, said)


def _iso(ordinals: NDArray[np.int64]) -> list[str]:
    days: list[str] = np.datetime_as_string((ordinals - _EPOCH).astype("datetime64[D]")).tolist()
    return days


def _ppm(chances: NDArray[np.float64]) -> list[int]:
    parts: list[int] = np.rint(np.clip(chances, 0, 1) * 1_000_000).astype(np.int64).tolist()
    return parts


def _enough(ledger: Ledger) -> Ledger:
    """All of a small book; of a large one every second, third, ... client, so that about as many invoices remain."""
    step = -(-len(ledger) // _LEARNT_FROM)
    if step <= 1:
        return ledger
    codes, place = np.unique(ledger.client, return_inverse=True)
    keep: NDArray[np.bool_] = np.arange(len(codes)) % step == 0
    return ledger.rows(keep[place])
