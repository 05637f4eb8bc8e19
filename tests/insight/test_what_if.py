"""What would change an outlook is what the outlook says once that fact is so; and how chances are said in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.insight.books import FIRST, book, paid_by
from tests.insight.whole_ledgers import standing_would_change

from mainstay.insight.fitting import fit
from mainstay.insight.ledger import NOT_YET
from mainstay.insight.outlook import outlook
from mainstay.insight.outlook_phrases import (
    change_sentence,
    late_words,
    never_words,
    outlook_sentence,
    outlook_steps,
)
from mainstay.insight.what_if import WAITED, StandingChange, what_would_change
from mainstay.kernel.problem import Reason

PAID = paid_by(0, 35, 35, 40, 30, 38, 33)
WAITING = {"client": 0, "issued": 200, "disputed": 250}
ALSO = {"client": 0, "issued": 210}
OTHERS = [*paid_by(1, 30, 31, 29), {"client": 1, "issued": 205}]
TODAY = FIRST + 290


def facts(*more):
    return book(*PAID, WAITING, *OTHERS, *more)


def predicted(ledger, day=TODAY):
    seen = outlook(fit(ledger, TODAY), ledger, day, ledger.only([6]), [6])
    return pytest.approx((seen.q50[0], seen.never[0]))


def with_day(ledger, column, places):
    days = getattr(ledger, column).copy()
    days[places] = TODAY
    return replace(ledger, **{column: days})


def test_each_change_is_what_the_outlook_would_be():
    ledger = facts()
    found = what_would_change(ledger, TODAY, 6)
    assert (found.q50, found.never) == predicted(ledger)
    by = {one.code: one for one in found.changed}
    assert list(by) == ["part_paid", "dispute_settled", "nothing_paid"]
    for code, column in (("part_paid", "part_paid"), ("dispute_settled", "dispute_ended")):
        assert (by[code].q50, by[code].never) == predicted(with_day(ledger, column, [6]))
    assert (by["nothing_paid"].q50, by["nothing_paid"].never) == predicted(ledger, TODAY + WAITED)
    assert (by["nothing_paid"].count, by["part_paid"].count) == (30, 0)


def test_the_clients_other_invoices_and_no_others_are_paid():
    ledger = book(*PAID, {"client": 0, "issued": 200}, ALSO, {"client": 0, "issued": 215}, *OTHERS)
    found = what_would_change(ledger, TODAY, 6)
    (paid,) = (one for one in found.changed if one.code == "others_paid")
    assert paid.count == 2
    assert (paid.q50, paid.never) == predicted(with_day(ledger, "paid", [7, 8]))


def test_nothing_that_happens_later_is_looked_at():
    ledger = facts()
    later = facts({"client": 0, "issued": 295}, {"client": 0, "issued": 280, "days": 15})
    before = facts({"client": 0, "issued": 280})
    assert what_would_change(ledger, TODAY, 6) == what_would_change(
        replace(ledger, paid=np.where(ledger.paid == NOT_YET, TODAY + 5, ledger.paid)), TODAY, 6
    )
    assert what_would_change(later.rows(np.arange(len(later)) != len(ledger)), TODAY, 6) == what_would_change(
        before, TODAY, 6
    )
    early = book({"client": 0, "issued": 295}, *PAID, WAITING, *OTHERS)
    assert what_would_change(early, TODAY, 7) == what_would_change(ledger, TODAY, 6)


def test_with_what_was_learnt_given_nothing_is_learnt_anew():
    ledger = facts()
    firm = fit(ledger, TODAY)
    own = ledger.rows(ledger.client == 0)
    found = what_would_change(own, TODAY, 6, firm)
    (settled,) = (one for one in found.changed if one.code == "dispute_settled")
    changed = with_day(own, "dispute_ended", [6])
    seen = outlook(firm, changed, TODAY, changed.only([6]), [6])
    assert (settled.q50, settled.never) == (seen.q50[0], seen.never[0])


def test_what_moves_nothing_is_not_said():
    ledger = book(*paid_by(0, *[30] * 40), {"client": 0, "issued": 1190, "terms": 90})
    assert [one.code for one in what_would_change(ledger, FIRST + 1191, 40).changed] == []


@pytest.mark.parametrize(
    ("ppm", "words"),
    [
        (0, "Very likely on time."),
        (99_999, "Very likely on time."),
        (100_000, "Probably on time."),
        (350_000, "Could go either way."),
        (650_000, "Probably late."),
        (900_000, "Very likely late."),
        (1_000_000, "Very likely late."),
    ],
)
def test_how_likely_late(ppm, words):
    assert late_words(ppm, 0) == words
    assert late_words(ppm, 1) == "Overdue."


@pytest.mark.parametrize(
    ("ppm", "words"),
    [
        (0, "Almost certain to be paid."),
        (9_999, "Almost certain to be paid."),
        (10_000, "About 1 in 100 invoices like this is never paid."),
        (30_000, "About 1 in 30 invoices like this is never paid."),
        (83_000, "About 1 in 12 invoices like this is never paid."),
        (149_999, "About 1 in 7 invoices like this is never paid."),
        (150_000, "About 2 in 10 invoices like this are never paid."),
        (500_000, "About 5 in 10 invoices like this are never paid."),
        (949_999, "About 9 in 10 invoices like this are never paid."),
        (950_000, "Very unlikely to be paid."),
        (1_000_000, "Very unlikely to be paid."),
    ],
)
def test_how_likely_never(ppm, words):
    assert never_words(ppm) == words


@given(st.integers(10_000, 149_999))
def test_one_in_so_many_is_near_the_chance(ppm):
    count = int(never_words(ppm).split(" in ")[1].split()[0])
    assert abs(1_000_000 / ppm - count) <= (0.5 if round(1_000_000 / ppm) <= 20 else 5.5)


def said(code, count, was, then):
    return change_sentence(
        code,
        count,
        expected=(date(2026, 1, was[0]), date(2026, 1, then[0])),
        never=(was[1], then[1]),
        day=lambda on: f"{on.day} Jan",
        percent=lambda share: f"{share:.0%}",
    )


def test_a_change_in_words():
    assert said("dispute_settled", 0, (20, 0.08), (12, 0.031)) == (
        "If the dispute is settled today: expected on 12 Jan instead of 20 Jan; "
        "the risk of non-payment falls from 8% to 3%."
    )
    assert said("part_paid", 0, (20, 0.08), (20, 0.03)) == (
        "If a part of it is paid today: the risk of non-payment falls from 8% to 3%."
    )
    assert said("others_paid", 1, (20, 0.08), (12, 0.081)) == (
        "If the client pays its other open invoice today: expected on 12 Jan instead of 20 Jan."
    )
    assert said("others_paid", 3, (20, 1.0), (21, 0.88)) == (
        "If the client pays its 3 other open invoices today: the risk of non-payment falls from 99% to 88%."
    )
    assert said("nothing_paid", 30, (10, 0.02), (30, 0.2)) == (
        "If the client pays nothing for 30 more days: expected on 30 Jan instead of 10 Jan; "
        "the risk of non-payment rises from 2% to 20%."
    )


def test_what_goes_against_what_anybody_would_expect_is_left_out():
    assert said("part_paid", 0, (10, 0.30), (25, 0.10)) == (
        "If a part of it is paid today: the risk of non-payment falls from 30% to 10%."
    )
    assert said("nothing_paid", 30, (10, 0.30), (25, 0.20)) == (
        "If the client pays nothing for 30 more days: expected on 25 Jan instead of 10 Jan."
    )


@pytest.mark.parametrize("place", [6, 7])
def test_each_change_is_large_enough_and_points_the_right_way(place):
    found = what_would_change(facts(), TODAY, place)
    assert found.changed
    for one in found.changed:
        sign = 1 if one.code == "nothing_paid" else -1
        assert max(sign * (one.q50 - found.q50) / 5, sign * (one.never - found.never) / 0.05) >= 1


REASON = {
    "firm_days": 36, "invoice_days": 0, "record_days": 30, "open_days": 0, "due_days": -2, "waited_days": 12,
    "middle_days": 76, "payments": 14, "counts_ratio": 0.9, "learnt_from": 300, "is_disputed": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "days_late", "changed", "words"),
    [
        ("client_record", 41, {}, "They usually pay 34 days late; this one is 41 days late."),
        ("client_record", -3, {}, "They usually pay 34 days late."),
        ("client_record", 0, {"record_days": -4}, "They usually pay on the due date."),
        ("client_record", 0, {"record_days": -12}, "They usually pay 8 days early."),
        ("client_record", 1, {"record_days": -3}, "They usually pay on the due date; this one is 1 day late."),
        ("client_record", 0, {"pay_run": "fridays"}, "They usually pay on Fridays."),
        ("client_record", 0, {"payments": 1}, "They’ve paid 1 invoice so far; your clients usually pay 6 days late."),
        ("client_record", 41, {"payments": 2}, "They’ve paid 2 invoices so far; this one is 41 days late."),
        ("firm_habit", 0, {"payments": 0}, "They haven’t paid an invoice yet; your clients usually pay 6 days late."),
        ("firm_habit", 198, {"payments": 0}, "They haven’t paid an invoice yet; this one is 198 days late."),
        (
            "shipped_prior", 0, {"payments": 0},
            "No payments to go by yet; elsewhere such invoices are usually paid 6 days late.",
        ),
        (
            "client_record", 41, {"is_disputed": True},
            "They usually pay 34 days late; this one is 41 days late, and it’s disputed.",
        ),
        ("client_record", 0, {"is_disputed": True}, "They usually pay 34 days late; this one is disputed."),
    ],
)  # fmt: skip
def test_a_reason_is_what_a_person_says(code, days_late, changed, words):
    reason = Reason(code, {**REASON, **changed})
    assert outlook_sentence(reason, terms_days=30, days_late=days_late) == words


def test_the_steps_add_up_to_the_day():
    assert outlook_steps(Reason("client_record", REASON)) == [
        ("Usual for your clients", "day 36 after the invoice"), ("This client’s payments", "30 days later"),
        ("Payments around the due date", "2 days earlier"), ("Still unpaid today", "12 days later"),
        ("Expected", "day 76 after the invoice"),
    ]  # fmt: skip
    assert REASON["middle_days"] == 36 + 30 - 2 + 12


# -- a client's standing -----------------------------------------------------------------------------------------------


def often(client: int, times: int, **fact: int) -> list[dict[str, int]]:
    """An invoice every 30 days, each paid on time unless said otherwise."""
    return [{"client": client, "issued": 30 * number, "days": 20, **fact} for number in range(times)]


FIRM = [row for client in range(1, 7) for row in often(client, 12)]


def turns(*mine, day=FIRST + 350, **before):
    return standing_would_change(book(*mine, *FIRM), day, 0, **before)


def test_three_invoices_on_time_make_steady_and_silence_does_not():
    waits = {"client": 0, "issued": 300, "terms": 10}
    found = turns(*often(0, 8, days=60), waits, {**waits, "issued": 310})
    assert found.standing == "stepping_stone"
    assert [(one.code, one.count, one.standing) for one in found.changed] == [
        ("paid_on_time", 3, "steady"), ("stays_unpaid", 60, "stepping_stone")
    ]  # fmt: skip
    better, worse = found.changed
    assert better.score > found.score > worse.score


def test_what_is_long_overdue_may_be_paid_today():
    waits = {"client": 0, "issued": 200, "terms": 10}
    found = turns(*often(0, 8), waits, {**waits, "issued": 201})
    (paid,) = (one for one in found.changed if one.code == "overdue_paid")
    assert (paid.count, paid.score > found.score) == (2, True)


def test_steady_until_what_is_due_stays_unpaid():
    waits = {"client": 0, "issued": 315, "terms": 14}
    found = turns(*often(0, 10), waits, {**waits, "issued": 320}, {**waits, "issued": 325}, {**waits, "issued": 330})
    assert found.standing == "steady"
    (worse,) = (one for one in found.changed if one.code == "stays_unpaid")
    assert (worse.count, worse.standing, worse.score < found.score) == (60, "stepping_stone", True)


def test_one_who_left_is_back_with_an_order():
    found = turns(*often(0, 6), *({**row, "issued": row["issued"] + 400} for row in FIRM), day=FIRST + 740)
    assert found.standing == "drifting"
    (back,) = (one for one in found.changed if one.code == "orders")
    assert (back.count, back.standing) == (1, "too_early")


def test_what_was_given_up_would_count_as_paid():
    gone = {"client": 0, "issued": 100, "terms": 10, "written_off": 300}
    found = turns(*often(0, 6), gone, {**gone, "issued": 120})
    (back,) = (one for one in found.changed if one.code == "lost_paid")
    assert (back.count, back.score > found.score) == (2, True)


def test_nothing_is_said_of_what_moves_nothing():
    assert turns(*often(0, 12), previous=3, since=FIRST).changed == ()
    assert isinstance(turns(*often(0, 3)).changed[0], StandingChange)


def test_what_comes_later_turns_nothing():
    waits = {"client": 0, "issued": 300, "terms": 10}
    mine = [*often(0, 8, days=45), waits]
    later = [{**waits, "written_off": 355}, {"client": 0, "issued": 352}]
    assert turns(*mine[:-1], later[0], later[1]) == turns(*mine)
