"""Everything that is wrong with what somebody means to record, said at once and in words."""

from __future__ import annotations

import pytest
from tests.builders import START, day, money

from mainstay.billing.phrases.sentences import problem_sentence
from mainstay.billing.rules.drafts import LARGEST_MINOR, CreditNoteDraft, InvoiceDraft, PaymentDraft
from mainstay.overview.phrases import happening_sentence


def invoice(**fields):
    return InvoiceDraft(**{"client_ref": "c", "issued_on": START, "due_on": day(30), "total": money("10.00"), **fields})


def payment(**fields):
    return PaymentDraft(**{"client_ref": "c", "paid_on": START, "amount": money("10.00"), **fields})


def note(**fields):
    return CreditNoteDraft(**{"client_ref": "c", "issued_on": START, "total": money("10.00"), **fields})


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        (invoice(), []),
        (invoice(due_on=START, tax=money("10.00")), []),
        (invoice(total=money(LARGEST_MINOR)), []),
        (invoice(total=money(0)), ["The amount is zero: enter what is owed or leave the row out."]),
        (invoice(total=money(-1)),
         ["The amount is negative: what you owe back to a client is a credit note, not an invoice."]),
        (invoice(total=money(LARGEST_MINOR + 1, "JPY")),
         ["¥1,000,000,000,000,001 is more than the largest amount allowed: correct it."]),
        (invoice(due_on=day(-1), tax=money("10.01"), number="x" * 101),
         ["It is due on 28 Feb 2024, before it was issued on 29 Feb 2024: correct one of the two days.",
          "The tax £10.01 does not fit into the total: correct one of the two.",
          f"“{'x' * 40}…” is longer than 100 characters: shorten it."]),
        (invoice(tax=money("1", "JPY")), ["The tax ¥1 does not fit into the total: correct one of the two."]),
        (invoice(tax=money(-1)), ["The tax -£0.01 does not fit into the total: correct one of the two."]),
        (invoice(reference="x" * 301), [f"“{'x' * 40}…” is longer than 300 characters: shorten it."]),
        (invoice(external_id="x" * 121), [f"“{'x' * 40}…” is longer than 120 characters: shorten it."]),
        (payment(), []),
        (payment(amount=money(0)), ["The amount is zero: enter what is owed or leave the row out."]),
        (payment(amount=money(-5)), ["The amount is negative: money you gave back is a refund, not a payment."]),
        (payment(external_id="k" * 201), [f"“{'k' * 40}…” is longer than 200 characters: shorten it."]),
        (note(), []),
        (note(total=money(0)), ["The amount is zero: enter what is owed or leave the row out."]),
        (note(total=money(-1)),
         ["The amount is negative: enter what the credit note takes back as a positive amount."]),
        (note(reason="x" * 301), [f"“{'x' * 40}…” is longer than 300 characters: shorten it."]),
    ],
)  # fmt: skip
def test_problems(draft, said) -> None:
    assert [problem_sentence(problem) for problem in draft.problems()] == said


def test_what_happened_is_told_even_without_its_figures() -> None:
    facts = {"number": "INV-00001", "total": "10.00 GBP"}
    assert happening_sentence("invoice.issued", facts, lambda money: f"£{money}") == "Invoice INV-00001 issued: £10.00"
    assert happening_sentence("client.added", {}) == "Client added"
    assert happening_sentence("payment.received", {}) == "Payment received: "
    assert happening_sentence("of.later", {}) == "Something that this version of Mainstay does not know"
