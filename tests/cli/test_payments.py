"""The list of payments in a terminal: filtered, as known on a day, as JSON and as a file."""

from __future__ import annotations

import csv

from tests.builders import ISIK, OBRIEN, a_client, a_payment, an_issued_invoice, day

from mainstay.store.context import use_firm


def test_invoices_are_listed_of_one_client_and_as_known_on_a_day(new_firm) -> None:
    book = new_firm()
    with use_firm(book.firm):
        isik, obrien = a_client(ISIK), a_client(OBRIEN)
        first = an_issued_invoice(isik, "100.00", on=day(0), due=day(5), number="A-1")
        an_issued_invoice(obrien, "20.00", on=day(1), number="C-1")
        a_payment(isik, "100.00", on=day(2), settles=(first,))

    def listed(*words: object) -> list[tuple[str, str]]:
        found = book("invoices", *words, "--json").document["invoices"]
        return [(one["number"], one["open"]) for one in found]

    assert listed("--client", "isik insaat", "--state", "all") == [("A-1", "0.00")]
    assert listed("--client", obrien.ref) == [("C-1", "20.00")]
    assert listed("--as-of", day(0)) == [("A-1", "100.00")]
    assert sorted(listed("--as-of", day(1))) == [("A-1", "100.00"), ("C-1", "20.00")]
    assert listed("--as-of", day(2), "--state", "settled") == [("A-1", "0.00")]
    assert "no client" in book("invoices", "--client", "Nobody", code=2).words.lower()


def test_payments_are_listed_filtered_and_written(new_firm, tmp_path) -> None:
    book = new_firm()
    assert "There are no payments yet" in book("payments").words
    with use_firm(book.firm):
        isik, obrien = a_client(ISIK), a_client(OBRIEN)
        first = an_issued_invoice(isik, "100.00", on=day(0), due=day(5), number="A-1")
        a_payment(isik, "30.00", on=day(2), settles=(first,))
        a_payment(obrien, "45.00", on=day(4))
        a_payment(obrien, "5.00", on=day(6), currency="EUR")
    said = book("payments").words
    assert "3 payments · Received: £75.00 + €5.00" in said
    assert "Enter an exchange rate for EUR to see a total in GBP." in said
    assert [one["amount"] for one in book("payments", "--json").document["payments"]] == ["5.00", "45.00", "30.00"]
    left = book("payments", "--show", "left", "--currency", "GBP", "--json").document
    assert [(one["client"]["name"], one["left"]) for one in left["payments"]] == [(OBRIEN, "45.00")]
    then = book("payments", "--as-of", day(3), "--json").document
    assert [(one["applied_to"], one["paid_on"]) for one in then["payments"]] == [
        ([{"invoice": "A-1", "amount": "30.00"}], str(day(2)))
    ]
    assert "No matching payments." in book("payments", "--search", "zzz").words
    file = tmp_path / "payments.csv"
    assert "The payments are in" in book("payments", "--since", day(4), "--sort", "amount", "--csv", file).words
    with file.open(encoding="utf-8-sig") as written:
        assert [row["Amount"] for row in csv.DictReader(written)] == ["45.00", "5.00"]


def test_each_list_says_in_json_what_its_sums_come_to_in_the_firm_s_currency(new_firm) -> None:
    book = new_firm()
    with use_firm(book.firm):
        client = a_client(ISIK)
        for currency in ("GBP", "EUR"):
            an_issued_invoice(client, "100.00", currency, on=day(0), due=day(5))
            a_payment(client, "10.00", on=day(2), currency=currency)

    def totals() -> list[object]:
        lists = (("clients",), ("receivables",), ("invoices",), ("payments",))
        return [book(*words, "--as-of", day(9), "--json").document["total_at_rates"] for words in lists]

    missing = {"currency": "GBP", "amount": None, "rates_of": {}, "missing": ["EUR"]}
    assert totals() == [missing] * 4
    book("rates", "set", "EUR", "0.85", "--on", day(1))
    used = {"currency": "GBP", "rates_of": {"EUR": str(day(1))}, "missing": []}
    assert totals() == [{**used, "amount": "185.00"}] * 3 + [{**used, "amount": "18.50"}]
