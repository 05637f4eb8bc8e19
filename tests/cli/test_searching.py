"""`mainstay search` finds what the app finds, and `mainstay clients` filters as its list does."""

from __future__ import annotations

import pytest
from tests.builders import ISIK, OBRIEN, a_client, a_payment, an_issued_invoice, day

from mainstay.store.context import use_firm


@pytest.fixture
def book(new_firm):
    made = new_firm()
    with use_firm(made.firm):
        client = a_client(ISIK, city="İzmir")
        an_issued_invoice(client, "1234.50", "TRY", day(0), day(10), number="IŞIK-1")
        an_issued_invoice(a_client(OBRIEN), "99.00", on=day(0), due=day(60), number="A-2")
        a_payment(client, "1234.50", "TRY", day(5), note="havale")
    return made


def test_what_is_found_is_printed(book) -> None:
    said = book("search", "isik").words
    assert "Clients · 1 found" in said
    assert "Işık İnşaat İzmir" in said
    assert "Invoices · 1 found IŞIK-1" in said
    assert "open: ₺1,234.50" in said
    assert "Payments" not in said
    assert "No results for “nobody here”: try fewer letters" in book("search", "nobody", "here").words


def test_the_same_as_json(book) -> None:
    document = book("search", "1.234,50", "--json").document
    assert [document[kind]["count"] for kind in ("clients", "invoices", "payments")] == [0, 1, 1]
    (invoice,), (payment,) = document["invoices"]["found"], document["payments"]["found"]
    assert {**invoice, "ref": ""} == {
        "ref": "", "number": "IŞIK-1", "client": ISIK, "currency": "TRY", "total": "1234.50", "open": "1234.50",
        "issued_on": str(day(0)), "due_on": str(day(10)),
    }  # fmt: skip
    assert {**payment, "ref": ""} == {
        "ref": "", "client": ISIK, "currency": "TRY", "amount": "1234.50", "paid_on": str(day(5)), "note": "havale",
    }  # fmt: skip
    only = book("search", "1.234,50", "--only", "payments", "--json").document
    assert (only["only"], only["invoices"], only["payments"]) == (
        "payments",
        {"count": 0, "found": []},
        document["payments"],
    )


def test_clients_by_how_late_and_how_much(book) -> None:
    def names(*options: object) -> list[str]:
        said = book("clients", "--as-of", day(41), "--json", *options)
        return [row["name"] for row in said.document["clients"]]

    assert names() == names("--owing") == [ISIK, OBRIEN]
    assert names("--late", 30) == [ISIK]
    assert names("--late", 31) == []
    assert names("--owed-at-least", "99.00") == [ISIK, OBRIEN]
    assert names("--owed-at-least", "99.01") == [ISIK]
    assert "write it as 1234.50" in book("clients", "--owed-at-least", "1.234,50", code=2).words
