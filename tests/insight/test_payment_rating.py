"""How a client pays: each rating by example, and what must hold of any record of payments."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.insight.books import FIRST, ROWS, book, paid_by
from tests.insight.whole_ledgers import payment_ratings

from mainstay.insight.payment_phrases import PAYMENTS as LABELS
from mainstay.insight.payment_phrases import payment_points_lines, payment_sentence
from mainstay.insight.payment_rating import (
    AT_RISK,
    INPUTS,
    NOT_PAYING,
    ON_TIME,
    PAYMENTS,
    SLOW_BUT_SURE,
    UNRATED,
    PaymentRatings,
)

OTHERS = [row for client in range(1, 9) for row in paid_by(client, *[25] * 24)]
"""Eight clients who pay each month, five days before the due date."""
TODAY = 800


def rated(*rows: dict[str, int], day: int = TODAY, others: tuple[dict[str, int], ...] | list = OTHERS, **columns):
    return payment_ratings(book(*rows, *others), FIRST + day, clients=[0], **columns)


def word(found: PaymentRatings) -> str:
    code = int(found.rating[0])
    return "" if code == UNRATED else PAYMENTS[code]


def said(found: PaymentRatings) -> tuple[str, str]:
    return word(found), payment_sentence(found.reason(0))


OPEN_198 = {"issued": TODAY - 228}
"""An open invoice that was due 198 days ago."""


@pytest.mark.parametrize(
    ("rows", "rating", "sentence"),
    [
        (paid_by(0, *[25] * 18), "on_time", "They paid all 18 invoices on time."),
        (paid_by(0, *[25] * 15, 40, 40, 40), "on_time", "They usually pay on time: 3 of 18 invoices came late."),
        (paid_by(0, *[28, 33] * 9), "on_time",
         "They pay on time or a few days later, never more than 3 days late."),
        (paid_by(0, 33), "on_time", "They pay on time or a few days later, never more than 3 days late."),
        (paid_by(0, *[28, 34] * 9), "slow_but_sure",
         "They always pay, but not always on time: 9 of 18 invoices came late."),
        (paid_by(0, *[64] * 18), "slow_but_sure", "They always pay, usually 34 days late."),
        (paid_by(0, *[25, 25, 40] * 6), "slow_but_sure",
         "They always pay, but not always on time: 6 of 18 invoices came late."),
        (paid_by(0, *[150] * 12), "at_risk",
         "12 of 12 paid invoices came late, often too late to plan with the money."),
        ([*paid_by(0, *[25] * 18), {"issued": TODAY - 75}], "at_risk",
         "The oldest invoice is 45 days overdue. They usually pay on time."),
        ([*paid_by(0, *[64] * 18), {"issued": TODAY - 71}], "slow_but_sure", "They always pay, usually 34 days late."),
        ([*paid_by(0, *[64] * 18), OPEN_198], "not_paying",
         "The oldest invoice is 198 days overdue. They usually pay 34 days late."),
        ([{"issued": TODAY - 71}], "not_paying", "They have never paid an invoice; the oldest is 41 days overdue."),
        ([{"issued": TODAY - 35}], "", "Nothing has been paid yet; the oldest invoice is 5 days overdue."),
        ([{"issued": TODAY - 5}], "", "No invoice has come due yet."),
        ([], "", "No invoice has come due yet."),
        ([*paid_by(0, *[25] * 18), {"issued": 100, "written_off": 300}], "not_paying", "1 invoice was never paid."),
        ([*paid_by(0, *[25] * 18), {"issued": 100, "written_off": 300, "days": 250}], "slow_but_sure",
         "They always pay, but not always on time: 1 of 19 invoices came late."),
        (paid_by(0, 25), "on_time", "They paid 1 invoice, on time."),
    ],
)  # fmt: skip
def test_each_rating_and_its_sentence(rows, rating, sentence):
    assert said(rated(*rows)) == (rating, sentence)


def test_each_rating_has_a_label():
    assert set(LABELS) == set(PAYMENTS)


def test_the_points_say_what_they_rest_on():
    found = rated(*paid_by(0, *[64] * 18))
    assert payment_points_lines(found.reason(0)) == [
        ("Paid on time", 6, "0 of 18 paid invoices came on time."),
        ("Paid within three months", 35, "None came more than three months late in the last three years."),
        ("Longest delay", 9, "34 days late."),
        ("Overdue now", 0, "Nothing is overdue."),
        ("Never paid", 0, "Every invoice was paid or is still open."),
    ]
    assert found.score[0] == 50
    nothing = rated({"issued": TODAY - 5}).reason(0)
    assert nothing.params["missing"] == list(INPUTS)
    assert {line[1] for line in payment_points_lines(nothing)} == {0}


def test_late_begins_after_the_working_day_on_which_it_may_be_paid():
    # 735,000 + 30 was a Saturday: an invoice due then may be paid on Monday.
    due = next(day for day in range(60) if (FIRST + day + 30) % 7 == 6)
    on_monday, on_tuesday = (
        rated(*({"issued": due + 7 * week, "days": days} for week in range(12))) for days in (32, 33)
    )
    assert on_monday.seen.late[0] == 0
    assert (on_tuesday.seen.late[0], on_tuesday.seen.usual_days[0]) == (12, 3)


def test_a_dispute_is_not_the_clients_delay():
    waits = {"issued": TODAY - 100, "disputed": TODAY - 72}
    assert word(rated(*paid_by(0, *[25] * 18), waits)) == "on_time"
    assert word(rated(*paid_by(0, *[25] * 18), {**waits, "dispute_ended": TODAY - 50})) == "at_risk"


def test_less_is_needed_to_stay_than_to_become():
    rows = paid_by(0, *[25, 25, 25, 25, 25, 25, 25, 40, 40, 40] * 2)
    score = int(rated(*rows).score[0])
    assert 79 <= score < 84
    assert [word(rated(*rows, previous=[was])) for was in (UNRATED, SLOW_BUT_SURE, ON_TIME)] == [
        "slow_but_sure", "slow_but_sure", "on_time",
    ]  # fmt: skip
    kept = rated(*rows, previous=[ON_TIME], since=[FIRST + 5])
    changed = rated(*rows, previous=[AT_RISK], since=[FIRST + 5])
    assert (kept.since[0], changed.since[0]) == (FIRST + 5, FIRST + TODAY)


DELAYS = st.lists(st.integers(0, 200), min_size=1, max_size=30)
"""Days from issue to payment, of an invoice each week due after 30."""
LATER = st.integers(31, 200)


def weekly(delays: list[int]) -> list[dict[str, int]]:
    return [{"issued": 7 * place, "days": days} for place, days in enumerate(delays)]


@settings(max_examples=150)
@given(DELAYS, st.lists(LATER, min_size=1, max_size=8), st.integers(0, 30), st.sampled_from(range(-1, 4)))
def test_more_late_payments_are_never_better(delays, late, place, was):
    more = [*delays[:place], *late, *delays[place:]]
    before, after = (rated(*weekly(each), previous=[was]) for each in (delays, more))
    assert after.score[0] <= before.score[0]
    assert after.rating[0] <= before.rating[0]


@settings(max_examples=150)
@given(DELAYS, st.data())
def test_a_payment_that_comes_later_is_never_better(delays, data):
    place = data.draw(st.integers(0, len(delays) - 1))
    later = [*delays]
    later[place] += data.draw(st.integers(1, 100))
    before, after = (rated(*weekly(each)) for each in (delays, later))
    assert after.score[0] <= before.score[0]
    assert after.rating[0] <= before.rating[0]


@settings(max_examples=100)
@given(DELAYS, st.integers(1, 10))
def test_more_payments_on_time_are_never_worse(delays, more):
    before, after = (rated(*weekly(each)) for each in (delays, [*delays, *[20] * more]))
    assert after.score[0] >= before.score[0]
    assert after.rating[0] >= before.rating[0]


@settings(max_examples=100)
@given(ROWS, st.integers(300, 900), st.integers(0, 300), st.sampled_from(range(-1, 4)))
def test_a_loss_is_always_not_paying(rows, day, issued, was):
    lost = {"issued": issued, "written_off": min(issued + 40, day), "amount": 100_00}
    found = payment_ratings(book(*rows, lost), FIRST + day, clients=[0], previous=[was])
    assert found.rating[0] == NOT_PAYING


@settings(max_examples=60)
@given(ROWS, st.integers(0, 900), st.randoms(use_true_random=False))
def test_neither_the_order_of_the_rows_nor_who_is_asked_about_says_anything(rows, day, chance):
    mixed = rows.copy()
    chance.shuffle(mixed)
    whole = payment_ratings(book(*rows), FIRST + day, clients=range(4))
    again = payment_ratings(book(*mixed), FIRST + day, clients=range(4))
    assert list(whole.reasons()) == list(again.reasons())
    alone = payment_ratings(book(*rows), FIRST + day, clients=[2])
    assert alone.reason(0) == whole.reason(2)
    assert np.all((whole.score >= 0) & (whole.score <= 100))
