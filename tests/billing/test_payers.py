"""Whose payment an amount is: the rule, and what the book answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import ISIK, OBRIEN, OWNER, OZGE, a_client, an_issued_invoice, day, money

from mainstay.billing.phrases.sentences import payer_sentence
from mainstay.billing.queries.payers import likely_payers
from mainstay.billing.rules.payers import combination


@pytest.mark.parametrize(
    ("minor", "opened", "places"),
    [
        (300, [100, 300, 200], (1,)),
        (300, [100, 200, 500], (0, 1)),
        (700, [100, 200, 500], (1, 2)),
        (1100, [100, 300, 200, 800], (1, 3)),
        (600, [100, 999, 200, 300], (0, 2, 3)),
        (350, [100, 300, 200], ()),
        (5, [], ()),
    ],
)
def test_one_invoice_then_the_oldest_then_two_then_three(minor, opened, places) -> None:
    assert combination(minor, opened) == places


@given(st.integers(1, 2_000), st.lists(st.integers(1, 600), max_size=8))
def test_what_is_found_adds_up_to_the_amount(minor, opened) -> None:
    places = combination(minor, opened)
    assert len(set(places)) == len(places)
    assert not places or sum(opened[place] for place in places) == minor


def likely(amount, note="") -> list[tuple[str, str]]:
    found = likely_payers(amount=money(amount), note=note, by=OWNER)
    return [(one.client_name, payer_sentence(one.reason, "GBP")) for one in found]


def test_the_likeliest_payer_stands_first_and_says_why(book) -> None:
    isik, obrien, ozge = a_client(ISIK), a_client(OBRIEN), a_client(OZGE)
    an_issued_invoice(isik, "150.00", number="A-1")
    an_issued_invoice(isik, "249.60", number="A-2", due=day(60))
    an_issued_invoice(obrien, "500.00", number="B-1")
    an_issued_invoice(ozge, "399.60", number="C-1")
    an_issued_invoice(ozge, "399.60", "EUR", number="C-2")
    owes = [(ISIK, "owes £399.60"), (OBRIEN, "owes £500.00"), (OZGE, "owes £399.60")]
    assert likely("399.60") == [
        (OZGE, "exactly what is open on invoice C-1"), (ISIK, "exactly all they owe: 2 invoices"), owes[1],
    ]  # fmt: skip
    assert likely("100.00") == owes
    assert likely("150.00", note="pmt b-1 thanks") == [(ISIK, "exactly what is open on invoice A-1"), *owes[1:]]
    assert likely("600.00", note="pmt b-1 thanks") == [(OBRIEN, "the note names invoice B-1"), owes[0], owes[2]]
