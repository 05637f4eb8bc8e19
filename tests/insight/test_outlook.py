from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.insight.books import FIRST, ROWS, book, lived_on, paid_by
from tests.insight.whole_ledgers import cash_ahead

from mainstay.insight import predicting
from mainstay.insight.fitting import fit
from mainstay.insight.outlook import Outlook, outlook
from mainstay.kernel.problem import Reason

DAY = st.integers(0, 900)


def seen(rows, day, firm=None):
    """What is forecast of the open invoices of these rows at the end of the day, and which rows those are."""
    ledger = book(*rows)
    open_rows = ledger.open_on(FIRST + day)
    firm = firm or fit(ledger, FIRST + day)
    return outlook(firm, ledger, FIRST + day, ledger.only(open_rows), open_rows), open_rows


def columns(of: Outlook) -> dict[str, list[float]]:
    return {field.name: np.asarray(getattr(of, field.name)).tolist() for field in fields(of)}


def one(rows, day, firm=None, which=-1):
    """The figures of one open invoice, the last unless said otherwise."""
    found, _ = seen(rows, day, firm)
    return {name: values[which] for name, values in columns(found).items() if isinstance(values, list)}


# -- what holds for every book ---------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(ROWS, DAY)
def test_chances_are_chances_and_quantiles_are_in_order(rows, day):
    found, places = seen(rows, day)
    age = FIRST + day - book(*rows).only(places).issued
    for chance in (found.late, found.late30, found.never, found.counts):
        assert np.all((chance >= 0) & (chance <= 1 + 1e-12))
    assert np.all(found.late30 <= found.late + 1e-12)
    assert np.all(found.never <= found.late30 + 1e-12)
    assert np.all((age <= found.q10) & (found.q10 <= found.q50) & (found.q50 <= found.q90))
    assert np.all(np.isfinite(found.q90))


@settings(max_examples=40)
@given(ROWS, ROWS, DAY, st.data())
def test_nothing_after_the_day_is_looked_at(rows, others, day, data):
    before, after = lived_on(data.draw, rows, others, day)

    assert columns(seen(after, day)[0]) == columns(seen(before, day)[0])
    assert repr(fit(book(*after), FIRST + day)) == repr(fit(book(*before), FIRST + day))


@settings(max_examples=40)
@given(ROWS, DAY, st.integers(1, 4))
def test_a_ledger_gone_through_some_clients_at_a_time_says_the_same(rows, day, size):
    whole = seen(rows, day)[0]
    ahead = cash_ahead(fit(book(*rows), FIRST + day), book(*rows), FIRST + day)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(predicting, "_BLOCK", size)
        blocks = seen(rows, day)[0]
        again = cash_ahead(fit(book(*rows), FIRST + day), book(*rows), FIRST + day)
    assert len(again) == len(ahead)
    for one, other in zip(again, ahead, strict=True):
        for name in (field.name for field in fields(one)):  # huge sums differ by the order in which they are made
            assert np.asarray(getattr(one, name)) == pytest.approx(np.asarray(getattr(other, name)), rel=1e-9, abs=1)
    for name, values in columns(whole).items():
        assert columns(blocks)[name] == pytest.approx(values, rel=1e-9), name


EVENTS = ("written_off", "disputed", "dispute_ended", "part_paid")


@settings(max_examples=40)
@given(ROWS, st.integers(0, 700), st.integers(1, 200))
def test_waiting_longer_never_makes_a_loss_less_likely(rows, day, longer):
    firm = fit(book(*rows), FIRST + day)
    ended = [row for row in rows if row["issued"] <= day]
    for row in ended:  # nothing happens any more
        for name in EVENTS:
            if row.get(name, 0) > day:
                del row[name]
        if row.get("days", 0) + row["issued"] > day:
            del row["days"]
    sooner, places = seen(ended, day, firm)
    later, same = seen(ended, day + longer, firm)
    assert places == same
    assert np.all(later.never >= sooner.never - 1e-9)


@settings(max_examples=40)
@given(st.lists(st.integers(0, 60), min_size=1, max_size=12), st.integers(1, 3), st.integers(2, 400))
def test_a_client_who_pays_later_is_expected_later(days, weeks, ago):
    """The payments come on the same days, for invoices so many weeks older: what is fresher counts more.

    Not for clients four times as slow as all others; docs/developer/outlook.md says why.
    """
    later = 7 * weeks
    rows = [*paid_by(1, 10, 25, 33, 41), *paid_by(2, 30, 31, 29)]
    day = 12 * 30 + 200 + ago
    new = {"client": 0, "issued": day}
    early = paid_by(0, *days)
    late = [{**row, "issued": row["issued"] - later, "days": row["days"] + later} for row in early]
    quick, slow = one([*rows, *early, new], day), one([*rows, *late, new], day)
    assert slow["q50"] >= quick["q50"]
    assert slow["record"] > quick["record"]


# -- from the first invoice ------------------------------------------------------------------------------------------


def test_the_first_invoice_rests_on_the_shipped_prior_and_says_so():
    found, _ = seen([{"issued": 0}], 0)

    figures = {
        "firm_days": 31, "invoice_days": 0, "record_days": 0, "open_days": 0, "due_days": -1, "waited_days": 0,
        "middle_days": 30, "payments": 0, "counts_ratio": 0.0, "learnt_from": 0, "is_disputed": False,
    }  # fmt: skip
    assert found.reason(0) == Reason("shipped_prior", figures)
    assert found.never.round(3).tolist() == [0.03]


def test_an_empty_book_answers_what_is_asked():
    nothing = book()
    found = outlook(fit(nothing, FIRST), nothing, FIRST, book({"issued": 0}, {"issued": 5, "terms": 7}))
    assert [round(days) for days in found.q50] == [30, 7]
    assert len(outlook(fit(nothing, FIRST), nothing, FIRST, nothing)) == 0


def test_a_client_who_always_pays_on_day_45_is_expected_then():
    rows = [*paid_by(0, *[45] * 24), *paid_by(1, *[20] * 24), {"issued": 780}]
    found = one(rows, 780)
    assert round(found["q50"]) in {44, 45}
    assert found["late"] > 0.9


def test_all_invoices_open_are_evidence_that_they_are_slow():
    rows = [{"client": place, "issued": place} for place in range(6)]
    young, old = one(rows, 6)["q50"], one([*rows, {"client": 9, "issued": 80}], 80)["q50"]
    assert old > young + 10


def test_a_client_who_never_paid_is_expected_not_to():
    rows = [*paid_by(1, *[30] * 12), *({"client": 0, "issued": 30 * place} for place in range(12)), {"issued": 700}]
    found = one(rows, 700)
    other = one([*rows[:-1], {"client": 1, "issued": 700}], 700)
    assert found["never"] > 0.4
    assert other["never"] < 0.04


def test_a_payment_before_issue_counts_as_on_the_day():
    early, same = ([*paid_by(0, days, days, days), {"issued": 200}] for days in (-10, 0))
    assert one(early, 200)["q50"] == pytest.approx(one(same, 200)["q50"])


def test_a_credit_note_is_no_payment():
    rows = [*paid_by(0, 40, 40, 40), {"issued": 200}]
    credited = {"issued": 100, "days": 0, "amount": -500_00}
    assert one([credited, *rows], 200)["q50"] == pytest.approx(one(rows, 200)["q50"], abs=0.2)
    assert one([credited, *rows], 200)["payments"] == 3


def test_nothing_is_said_of_other_invoices_where_none_are_open():
    found, _ = seen([*paid_by(0, 0, 90, 5, 60), {"issued": 300}], 320)
    assert found.reason(0).params["open_days"] == 0


def test_a_year_of_silence_forgets_nothing():
    rows = [*paid_by(0, *[60] * 10), *paid_by(1, *[10] * 10)]
    soon, late = ([*rows, {"issued": day}] for day in (300, 900))
    assert one(late, 900)["q50"] > 40
    assert abs(one(late, 900)["q50"] - one(soon, 300)["q50"]) < 6  # their due days are not of one weekday


# -- disputes, part payments, losses -----------------------------------------------------------------------------------


def test_a_dispute_delays_and_endangers_once_it_is_known():
    rows = [*paid_by(0, 20, 30, 25, 28), {"issued": 200}]
    calm = one(rows, 220)
    disputed = one([*rows[:-1], {"issued": 200, "disputed": 215}], 220)
    unknown = one([*rows[:-1], {"issued": 200, "disputed": 221}], 220)
    ended = one([*rows[:-1], {"issued": 200, "disputed": 215, "dispute_ended": 219}], 220)
    assert disputed["q50"] > calm["q50"]
    assert disputed["never"] > 2 * calm["never"]
    assert disputed["is_disputed"]
    assert unknown == calm
    assert 0.5 * calm["never"] < ended["never"] <= calm["never"]
    assert not ended["is_disputed"]


def test_a_part_payment_is_a_sign_of_life():
    rows = [*paid_by(0, 20, 30, 25, 28), {"issued": 200}]
    idle = one(rows, 290)
    part = one([*rows[:-1], {"issued": 200, "part_paid": 285}], 290)
    assert part["never"] < idle["never"] / 2


def test_a_part_payment_counts_by_its_share():
    rows = [*paid_by(0, 20, 30, 25, 28), *paid_by(1, *[30] * 12), {"issued": 200, "amount": 1_000_00}]
    paid = {"issued": 200, "amount": 1_000_00, "part_paid": 310}
    idle, pound, half, nearly = (
        one([*rows[:-1], last], 320)["never"]
        for last in (rows[-1], paid | {"open": 999_00}, paid | {"open": 500_00}, paid | {"open": 1_00})
    )
    assert nearly < half < pound < idle
    assert pound > 0.98 * idle
    assert nearly < 0.3 * idle


def test_a_part_payment_a_month_for_a_year_keeps_an_invoice_alive():
    rows = [*paid_by(1, *[30] * 24), {"issued": 100, "amount": 1_200_00}]
    idle = one(rows, 440)["never"]
    parts = one([*rows[:-1], rows[-1] | {"part_paid": 430, "open": 100_00}], 440)["never"]
    assert parts < 0.4 * idle


def test_the_chance_of_never_is_small_on_the_due_day_and_rises_after_it():
    rows = [*paid_by(0, *[30] * 30), *paid_by(1, *[30] * 20, 75, *[30] * 9), {"issued": 1000}]
    never = [one(rows, 1000 + age)["never"] for age in (0, 29, 30, 31, 37, 60, 120)]
    assert never == sorted(never)
    assert never[2] < 0.12
    assert never[-1] > 0.5


def test_written_off_and_paid_after_all_counts_against_the_client():
    rows = [*paid_by(0, 30, 30, 30, 30), {"issued": 500}]
    recovered = {"issued": 10, "written_off": 200, "days": 450}
    assert one([recovered, *rows], 500)["never"] > one(rows, 500)["never"]


def test_what_was_given_up_is_no_habit_even_when_it_is_paid_after_all():
    rows = [*paid_by(0, 30, 30, 30, 30), {"issued": 500}]
    given_up = {"issued": 10, "written_off": 200}
    recovered = {**given_up, "days": 450}
    assert one([given_up, *rows], 500)["q50"] == one([recovered, *rows], 500)["q50"]
    assert one([given_up, *rows], 500)["never"] > 2 * one(rows, 500)["never"]


def test_a_year_past_due_counts_as_never():
    assert one([{"issued": 0}], 30 + 365)["never"] < 1
    assert one([{"issued": 0}], 30 + 366)["never"] == 1


def test_the_expected_loss_is_that_chance_of_what_is_open():
    found, _ = seen([{"issued": 0, "amount": 1_000_00}], 0)
    assert found.loss_minor.tolist() == [round(found.never[0] * 1_000_00)]
    negative, _ = seen([{"issued": 0, "amount": -1_000_00}], 0)
    assert negative.loss_minor.tolist() == [0]


def test_currencies_are_never_added():
    rows = [{"client": place, "issued": place, "days": 20 + place, "amount": 10 ** (place % 10), "currency": place % 10}
            for place in range(40)]  # fmt: skip
    scaled = [row | {"amount": row["amount"] * (1000 if row["currency"] == 3 else 1)} for row in rows]
    new = {"client": 3, "issued": 100, "currency": 4, "amount": 10_000}
    assert one([*scaled, new], 100) == pytest.approx(one([*rows, new], 100))


# -- reasons -----------------------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(ROWS, DAY)
def test_the_steps_of_a_reason_add_up_to_the_middle(rows, day):
    found, places = seen(rows, day)
    for place in range(len(places)):
        reason = found.reason(place)
        steps = ("firm_days", "invoice_days", "record_days", "open_days", "due_days", "waited_days")
        assert sum(reason.params[step] for step in steps) == reason.params["middle_days"] == round(found.q50[place])


def test_a_reason_says_what_each_kind_of_knowledge_changes():
    slow = [{"client": 0, "issued": 300}, {"client": 0, "issued": 310}]
    rows = [*paid_by(0, *[50] * 8), *paid_by(1, *[20] * 8), *paid_by(2, *[22] * 8), *slow, {"issued": 400}]
    found, _ = seen(rows, 400)
    reason = found.reason(2)
    assert reason.code == "client_record"
    assert reason.params["payments"] == 8
    assert reason.params["record_days"] > 5
    assert reason.params["open_days"] > 0
    assert reason.params["waited_days"] == 0
    assert 0.5 < reason.params["counts_ratio"] < 1
    assert found.reason(0).params["waited_days"] > 10


def test_a_new_client_of_a_known_firm_rests_on_the_firm():
    found, _ = seen([*paid_by(1, *[20] * 8), {"client": 7, "issued": 300}], 300)
    assert found.reason(0).code == "firm_habit"
    assert found.reason(0).params["learnt_from"] == 8
