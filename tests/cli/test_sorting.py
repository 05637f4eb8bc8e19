"""Lists in a terminal are sorted as in the app, by words that people type, or refused with the words there are."""

from __future__ import annotations

import pytest
from tests.builders import ACT, a_client, a_payment, an_issued_invoice, day
from tests.fields.tables import a_field

from mainstay.fields.actions import values
from mainstay.fields.rules.drafts import FieldValuesDraft
from mainstay.store.context import use_firm


@pytest.fixture
def book(new_firm):
    book = new_firm()
    with use_firm(book.firm):
        for name, amount, due in (("Ash", "20.00", 40), ("Birch", "90.00", 40), ("Cedar", "50.00", 5)):
            client = a_client(name)
            an_issued_invoice(client, amount, on=day(0), due=day(due))
            a_payment(client, amount, on=day(0))
    return book


def clients(book, *words: str) -> list[str]:
    return [one["name"] for one in book("clients", *words, "--as-of", day(9), "--json").document["clients"]]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), ["Ash", "Birch", "Cedar"]),
        (("--sort", "name", "--reverse"), ["Cedar", "Birch", "Ash"]),
        (("--reverse",), ["Cedar", "Birch", "Ash"]),
        (("--sort", "owed"), ["Birch", "Cedar", "Ash"]),
        (("--sort", "Borç"), ["Birch", "Cedar", "Ash"]),
        (("--sort", "overdue"), ["Cedar", "Ash", "Birch"]),
        (("--sort", "sector"), ["Birch", "Ash", "Cedar"]),
    ],
)
def test_clients_are_sorted_as_in_the_app(book, words, expected) -> None:
    with use_firm(book.firm):
        draft = FieldValuesDraft(((a_field().ref, "Food"),))
        values.fill_fields(client_ref=a_client("Birch").ref, draft=draft, today=day(0), **ACT)
    assert clients(book, *words) == expected


def test_an_order_there_is_not_is_refused_with_those_there_are(book) -> None:
    with use_firm(book.firm):
        a_field()
    said = book("clients", "--sort", "colour", code=2).err
    assert said == ("Clients can’t be sorted by “colour”. Choose one of these: name, owed, overdue, slowest, Sector.\n")
    turned = book("clients", "--sort", "owed", "--reverse", code=2).err
    assert turned.startswith("--reverse works with names and custom fields;")
    for noun in ("invoices", "payments", "receivables"):
        assert "'colour' is not one of '" in book(noun, "--sort", "colour", code=2).err


def test_payments_and_debtors_are_sorted_either_way(book) -> None:
    def payers(*words: str) -> list[str]:
        return [one["client"]["name"] for one in book("payments", *words, "--json").document["payments"]]

    def debtors(*words: str) -> list[str]:
        found = book("receivables", "--as-of", day(9), *words, "--json").document["currencies"]
        return [one["name"] for one in found[0]["clients"]]

    assert payers("--sort", "amount") == ["Birch", "Cedar", "Ash"] == payers("--sort", "tutar")
    assert payers("--sort", "amount", "--reverse") == ["Ash", "Cedar", "Birch"]
    assert debtors() == ["Birch", "Cedar", "Ash"] == debtors("--sort", "borç")
    assert debtors("--reverse") == ["Ash", "Cedar", "Birch"]
    assert debtors("--sort", "client", "--reverse") == ["Cedar", "Birch", "Ash"]
