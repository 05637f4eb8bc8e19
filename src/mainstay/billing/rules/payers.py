"""Whose payment an amount probably is and what it settles, worked out from what is open."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import accumulate, combinations
from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.billing.rules.numbers import number_key
from mainstay.kernel.problem import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_OF_THREE: Final = 60
"""Of so many open invoices three are tried together at most; of more only two, and the oldest together."""
_SHORTEST: Final = 3
"""Shorter numbers stand in a note by chance."""
_WORD: Final = re.compile(r"[\w./-]+")
NUMBER, EXACT, TOGETHER, OWES = "number", "exact", "together", "owes"
_RANK: Final = {NUMBER: 0, EXACT: 1, TOGETHER: 2, OWES: 3}


class OwedInvoice(NamedTuple):
    """An open invoice of a client, in the currency of the payment."""

    client_ref: str
    client_name: str
    number: str
    open_minor: int


class ClientDebt(NamedTuple):
    """A client who owes something in the currency of the payment."""

    client_ref: str
    client_name: str
    open_minor: int


class LikelyPayer(NamedTuple):
    """A client who may have paid, and why."""

    client_ref: str
    client_name: str
    reason: Reason


def combination(minor: int, opened: Sequence[int]) -> tuple[int, ...]:
    """The places of the amounts, oldest first, that add up to exactly this one; empty where none do.

    One alone before the oldest together, these before any two, and two before three.
    """
    if minor in opened:
        return (list(opened).index(minor),)
    totals = list(accumulate(opened))
    if minor in totals:
        return tuple(range(totals.index(minor) + 1))
    first: dict[int, int] = {}
    for place, one in enumerate(opened):
        if (other := first.get(minor - one)) is not None:
            return (other, place)
        first.setdefault(one, place)
    threes = combinations(range(len(opened)), 3) if len(opened) <= _OF_THREE else ()
    return next((places for places in threes if sum(opened[place] for place in places) == minor), ())


def likely_payers(
    minor: int, *, owed: Iterable[OwedInvoice], debtors: Iterable[ClientDebt], note: str = "", most: int = 8
) -> tuple[LikelyPayer, ...]:
    """The clients who may have paid the amount, the likeliest first.

    Whose invoice the note names, of whom one invoice or several together are exactly this amount, then those who owe,
    in the order given. `owed` may leave out what is larger than the amount.
    """
    found: dict[str, LikelyPayer] = {}
    words = {number_key(word) for word in _WORD.findall(note)}
    by_client: defaultdict[str, list[OwedInvoice]] = defaultdict(list)
    for one in owed:
        by_client[one.client_ref].append(one)
    for ref, theirs in by_client.items():
        reason = _named(theirs, words) or _fits(minor, theirs)
        if reason is not None:
            found[ref] = LikelyPayer(ref, theirs[0].client_name, reason)
    for debtor in debtors:
        reason = Reason(OWES, {"open_minor": debtor.open_minor})
        found.setdefault(debtor.client_ref, LikelyPayer(debtor.client_ref, debtor.client_name, reason))
    return tuple(sorted(found.values(), key=lambda one: _RANK[one.reason.code]))[:most]


def _named(theirs: Sequence[OwedInvoice], words: set[str]) -> Reason | None:
    named = [one.number for one in theirs if len(one.number) >= _SHORTEST and number_key(one.number) in words]
    return Reason(NUMBER, {"numbers": tuple(named)}) if named else None


def _fits(minor: int, theirs: Sequence[OwedInvoice]) -> Reason | None:
    places = combination(minor, [one.open_minor for one in theirs])
    if not places:
        return None
    numbers = tuple(theirs[place].number for place in places)
    return Reason(EXACT if len(places) == 1 else TOGETHER, {"numbers": numbers, "all": len(places) == len(theirs)})
