"""What is proposed against a client's risk: from which evidence, how much, and that small news does not move it."""

from __future__ import annotations

import numpy as np
import pytest
from tests.insight.books import FIRST, book, paid_by
from tests.insight.whole_ledgers import proposals, standings

from mainstay.insight.fitting import fit
from mainstay.insight.outlook import outlook
from mainstay.insight.payment_rating import AT_RISK, NOT_PAYING, ON_TIME, SLOW_BUT_SURE
from mainstay.insight.proposing import ACTS, DEFAULT, KINDS, NONE, AgreedColumns
from mainstay.insight.standing import LEAVING, NEW, STEADY, STEPPING_STONE

USUAL = [*paid_by(9, *[14] * 12, terms=14), *paid_by(8, *[30] * 24)]
"""Two clients who pay to the day: fourteen days are usual with the firm, and thirty."""


def proposed(rows, day, standing, payment=-1, *, agreed=(NONE, NONE, NONE), currency=NONE, was=None, rests=None):
    """What is proposed to client 0: kind -> value; and kind -> reason."""
    ledger, as_of = book(*rows, *USUAL), FIRST + day
    known = ledger.known_on(as_of)
    places = known.open_on(as_of)
    firm = fit(known, as_of)
    asked = known.only(places)
    clients = np.union1d(known.codes, [0])
    scored = standings(known, as_of, clients=clients)

    def of_client_0(one, others):
        column = np.full((len(clients), *np.shape(one)), others)
        column[0] = one
        return column

    waiting, resting = ([(given or {}).get(kind, NONE) for kind in KINDS] for given in (was, rests))
    made = proposals(
        known,
        scored,
        asked,
        outlook(firm, known, as_of, asked, places).never if places else np.empty(0),
        standing=of_client_0(standing, STEADY),
        payment=of_client_0(payment, -1),
        agreed=AgreedColumns(*(of_client_0(one, NONE) for one in (*agreed, currency, waiting, resting))),
        firm_never=firm.never,
    )
    assert set(made.client.tolist()) <= {0}
    values = {KINDS[kind]: value for kind, value in zip(made.kind.tolist(), made.value.tolist(), strict=True)}
    return values, {KINDS[int(kind)]: made.reason(place) for place, kind in enumerate(made.kind)}


LATE = paid_by(0, *[75] * 8)
LOST = [{"issued": 30 * place, "amount": 1_234_00, "written_off": 30 * place + 60} for place in range(6)]


def test_who_pays_late_gets_the_shortest_terms_usual_with_the_firm():
    values, reasons = proposed(LATE, 300, STEPPING_STONE)
    assert values == {"terms": 14}
    assert reasons["terms"].code == "pays_late"
    assert reasons["terms"].params == {
        "standing": "stepping_stone", "payment": "", "grade": 2, "stake": 0.0, "late_days": 45, "paid": 8,
        "terms_days": 30,
        "are_agreed": False,
    }  # fmt: skip
    assert proposed(LATE, 300, NEW)[0] == {"terms": 14}


@pytest.mark.parametrize(
    ("rows", "standing", "agreed"),
    [
        (LATE, STEADY, (NONE, NONE, NONE)),  # whoever is steady, by evidence or by the owner's word
        (paid_by(0, *[40] * 8), STEPPING_STONE, (NONE, NONE, NONE)),  # ten days beyond the due date
        (LATE, STEPPING_STONE, (14, NONE, NONE)),  # it holds already
        (LATE, STEPPING_STONE, (20, NONE, NONE)),  # less than a week would be won
        (LATE, STEPPING_STONE, (0, NONE, NONE)),  # agreed stricter
        (paid_by(0, 75, terms=30), STEPPING_STONE, (14, NONE, NONE)),
    ],
)
def test_nothing_is_proposed_to_who_keeps_terms_or_has_them_already(rows, standing, agreed):
    assert proposed(rows, 300, standing, agreed=agreed) == ({}, {})


def test_a_firm_with_one_class_of_terms_has_none_shorter_to_offer():
    values, _ = proposed([*LATE, *paid_by(7, *[30] * 400, every=0)], 300, STEPPING_STONE)
    assert values == {}


def test_who_never_paid_anything_gets_all_three():
    values, reasons = proposed(LOST, 300, STEPPING_STONE)
    # 6 of 6 lost: (12 x 5 % + 6) / 18 = 37 %; 1 - 5 % / 37 % = 86 %, in tens 90 %; no income: a usual invoice.
    assert values == {"deposit": 90, "credit_limit": 130_000}
    assert reasons["deposit"].params["chance_percent"] == 37
    assert (reasons["deposit"].code, reasons["credit_limit"].code) == ("may_not_pay", "bears_one")
    waiting = [{"issued": 30 * place, "amount": 1_234_00} for place in range(6)]
    values, reasons = proposed(waiting, 300, STEPPING_STONE)
    assert set(values) == {"terms", "deposit", "credit_limit"}
    assert (reasons["terms"].code, reasons["terms"].params["late_days"]) == ("has_not_paid", 270)


def test_a_limit_bears_two_percent_of_the_income_and_is_no_less_than_a_usual_invoice():
    mixed = [*paid_by(0, *[30] * 20, every=15), {"issued": 10, "written_off": 60, "amount": 100_00}]
    mixed += [{"issued": 11, "written_off": 60, "amount": 100_00}]
    values, reasons = proposed(mixed, 300, STEPPING_STONE)
    figures = reasons["credit_limit"].params
    assert (reasons["credit_limit"].code, figures["income_minor"], figures["typical_minor"]) == (
        "bears_part", 200_000, 10_000,
    )  # fmt: skip
    chance = (12 * fit_never(mixed, 300) + 2) / (12 + 22)
    exact = 0.02 * 200_000 / chance
    assert abs(values["credit_limit"] / exact - 1) < 0.05
    assert values["credit_limit"] % 1_000 == 0
    assert proposed(mixed, 300, STEPPING_STONE, agreed=(NONE, NONE, values["credit_limit"]))[0].keys() == {"deposit"}
    assert proposed(mixed, 300, STEPPING_STONE, currency=5)[0].keys() == {"deposit"}  # no invoice in that currency


def fit_never(rows, day):
    return fit(book(*rows, *USUAL).known_on(FIRST + day), FIRST + day).never


def test_an_open_proposal_stays_while_its_value_moves_by_a_step_and_goes_with_its_reason():
    assert proposed(LOST, 300, STEPPING_STONE, was={"deposit": 80})[0]["deposit"] == 80
    assert proposed(LOST, 300, STEPPING_STONE, was={"deposit": 70})[0]["deposit"] == 90
    assert proposed(LOST, 300, STEPPING_STONE, was={"credit_limit": 110_000})[0]["credit_limit"] == 110_000
    assert proposed(LOST, 300, STEPPING_STONE, was={"credit_limit": 100_000})[0]["credit_limit"] == 130_000
    ten_days_late = paid_by(0, *[40] * 8)
    assert proposed(ten_days_late, 300, STEPPING_STONE, was={"terms": 14})[0] == {"terms": 14}
    assert proposed(paid_by(0, *[36] * 8), 300, STEPPING_STONE, was={"terms": 14})[0] == {}
    assert proposed(LOST, 300, STEADY, was={"deposit": 90})[0] == {}


def test_what_was_answered_rests_until_the_evidence_is_worse():
    assert proposed(LATE, 300, STEPPING_STONE, rests={"terms": 2})[0] == {}
    assert proposed(LATE, 300, STEPPING_STONE, rests={"terms": 1})[0] == {"terms": 14}
    assert proposed(LOST, 300, STEPPING_STONE, rests={"deposit": 3, "credit_limit": 3})[0] == {}


@pytest.mark.parametrize("rows", [[], [{"issued": 0}], [{"issued": 0, "amount": -5_00}]])
def test_a_firm_with_one_invoice_or_none_is_told_nothing(rows):
    known = book(*rows).known_on(FIRST + 10)
    scored = standings(known, FIRST + 10, clients=[0, 1])
    none = np.full(2, NONE)
    made = proposals(
        known,
        scored,
        known.only([]),
        np.empty(0),
        standing=scored.standing,
        agreed=AgreedColumns(none, none, none, none, *[np.full((2, len(KINDS)), NONE)] * 2),
        firm_never=0.03,
    )
    assert len(made) == 0
    assert DEFAULT.rests_days == 90


OWING = [*paid_by(0, *[30] * 8), {"issued": 250, "amount": 100_00}]


@pytest.mark.parametrize(
    ("rows", "standing", "payment", "kinds"),
    [
        (LOST, STEPPING_STONE, NOT_PAYING, {"deposit"}),  # written off, and nothing is owed
        (OWING, STEADY, NOT_PAYING, {"stop"}),
        (OWING, STEPPING_STONE, NOT_PAYING, {"stop"}),
        (OWING, LEAVING, NOT_PAYING, {"stop"}),
        (OWING, STEADY, AT_RISK, {"call_payment"}),
        (paid_by(0, *[30] * 8), LEAVING, ON_TIME, {"call_drifting"}),
        (paid_by(0, *[30] * 8), STEPPING_STONE, ON_TIME, {"offer_agreement"}),
        (paid_by(0, *[30] * 8), STEADY, ON_TIME, set()),
        (LATE, STEADY, SLOW_BUT_SURE, {"agree_pay_day"}),
        (paid_by(0, *[36] * 8), STEADY, SLOW_BUT_SURE, set()),  # a week late: no habit to talk about
        (LATE, STEPPING_STONE, SLOW_BUT_SURE, {"terms"}),
        (LATE, STEPPING_STONE, ON_TIME, {"offer_agreement"}),  # by the owner's word
    ],
)
def test_what_follows_from_both_ratings(rows, standing, payment, kinds):
    values, reasons = proposed(rows, 300, standing, payment)
    assert set(values) == kinds
    assert values.get("deposit", 100) == 100
    assert {reasons[kind].code for kind in kinds & set(ACTS)} == kinds & set(ACTS)
