from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.insight.books import FIRST, ROWS, book, paid_by
from tests.insight.whole_ledgers import similarity, standings

from mainstay.insight.standing import STANDINGS
from mainstay.kernel.problem import Reason

BEST = [
    {**row, "amount": 1_000_00 + client}
    for client in (1, 2, 3, 4)
    for row in paid_by(client, *[25 + client] * 24)
]  # fmt: skip
DAY = 720


def compared(*rows, day=DAY):
    ledger = book(*BEST, *rows)
    found = standings(ledger, FIRST + day)
    return found, similarity(found, ledger)


def newcomer(client: int, *, amount: int = 1_000_00, every: int = 30, days: int = 28) -> list[dict[str, int]]:
    """A client of three months only."""
    return [
        {"client": client, "issued": 640 + issued, "days": days, "amount": amount} for issued in range(0, 80, every)
    ]


def test_a_newcomer_who_comes_and_pays_as_the_best_do():
    found, like = compared(*newcomer(7), *newcomer(8, amount=20_00), *newcomer(9, every=79, days=60))
    assert [STANDINGS[code] for code in found.standing] == ["steady"] * 4 + ["new"] * 3
    # The two largest of four alike make half of the steady income.
    assert like.is_best.tolist() == [False, False, True, True, False, False, False]
    same, small, rare = (like.reason(place) for place in (4, 5, 6))
    assert same == Reason(
        "like",
        {"ratio": 1.0, "agrees": ["income", "payments", "rhythm"], "short": [], "missing": [], "best": 2},
    )
    assert (small.params["short"], rare.params["short"]) == (["income"], ["payments", "rhythm"])
    assert like.ratio[4] > like.ratio[5] > like.ratio[6] > 0
    assert like.reason(2) == Reason(
        "best",
        {"ratio": 1.0, "agrees": ["income", "payments", "rhythm"], "short": [], "missing": [], "best": 2},
    )


def test_better_than_the_best_is_not_unlike_them():
    _, like = compared(*newcomer(7), *newcomer(8, amount=50_000_00, every=10, days=0))
    assert like.short[5, 0] == like.short[5, 2] == 0
    assert like.ratio[5] >= like.ratio[4]


def test_what_is_not_known_is_said_and_not_guessed():
    _, like = compared({"client": 7, "issued": 715, "amount": 1_000_00})
    assert like.reason(4).params["missing"] == ["payments", "rhythm"]
    assert like.reason(4).params["agrees"] == []
    nothing = standings(book(*BEST), FIRST + DAY, clients=[1, 2, 9])
    none = similarity(nothing, book(*BEST))
    assert (none.ratio[2], none.reason(2).params["missing"]) == (0, ["income", "payments", "rhythm"])


def test_without_a_steady_client_there_is_nothing_to_be_like():
    ledger = book(*paid_by(0, 20, 20))
    like = similarity(standings(ledger, FIRST + 60), ledger)
    assert (like.reason(0).code, like.ratio.tolist()) == ("no_best", [0])


@settings(max_examples=60)
@given(ROWS, st.integers(0, 900))
def test_any_book_gives_ratios(rows, day):
    ledger = book(*BEST, *rows)
    found = standings(ledger, FIRST + day)
    like = similarity(found, ledger)
    assert np.all((like.ratio >= 0) & (like.ratio <= 1))
    assert np.all(like.short[~like.is_known] == 0)
    assert len(like) == len(found)
    known = ledger.known_on(FIRST + day)
    assert np.array_equal(similarity(found, known).ratio, like.ratio)
