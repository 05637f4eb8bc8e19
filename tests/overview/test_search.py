"""Anything is found by what one remembers of it, the best match first, in as many questions whatever there is."""

from __future__ import annotations

import pytest
from django.db import connection
from tests.builders import (
    ACT,
    ISIK,
    OBRIEN,
    OWNER,
    OZGE,
    a_client,
    a_payment,
    an_issued_invoice,
    day,
    questions,
)

from mainstay.billing.queries.found import InvoiceFound, PaymentFound
from mainstay.clients.actions.contacts import add_contact
from mainstay.clients.queries.found import ClientFound
from mainstay.overview.gathered import FOUND
from mainstay.overview.queries.search import search
from mainstay.overview.rules.amount_search import possible_amounts


def found(text: str, **only) -> tuple[list[str], list[str], list[str]]:
    """Names, numbers and notes."""
    page = search(text=text, by=OWNER, **only)
    assert page.found("clients").count >= len(page.found("clients").rows)
    return (
        [row.name for row in page.found("clients").rows],
        [row.number for row in page.found("invoices").rows],
        [row.note for row in page.found("payments").rows],
    )


@pytest.fixture
def filled(book):
    ours, theirs, other = a_client(ISIK, city="İzmir"), a_client(OBRIEN, email="pay@obrien.ie"), a_client(OZGE)
    add_contact(client_ref=theirs.ref, name="Çiğdem Şahin", email="cigdem@obrien.ie", phone="", **ACT)
    an_issued_invoice(ours, "1234.50", "TRY", day(0), number="IŞIK-12", reference="PO 77")
    an_issued_invoice(theirs, "99.00", on=day(1), number="A-120", external_id="ext_5")
    an_issued_invoice(theirs, "77.00", on=day(2), number="120")
    an_issued_invoice(other, "1234.00", on=day(3), number="B1200")
    an_issued_invoice(other, 1234, "TND", day(4), number="T%4")
    a_payment(ours, "1234.50", "TRY", note="Havale ŞUBE 9")
    a_payment(theirs, "120.00", note="cash")
    return ours


def test_every_kind_is_found_however_it_is_typed(filled) -> None:
    assert found("isik insaat") == ([ISIK], [], [])
    assert found("IŞIK") == ([ISIK], ["IŞIK-12"], [])
    assert found("ışık-12") == found("isik-12") == ([], ["IŞIK-12"], [])
    assert found("izmir") == ([ISIK], [], [])
    assert found("PAY@") == ([OBRIEN], [], [])
    assert found("cigdem SAHIN") == ([OBRIEN], [], [])
    assert found("havale sube") == ([], [], ["Havale ŞUBE 9"])
    assert found("po 77") == ([], ["IŞIK-12"], [])
    assert found("ext_5") == ([], ["A-120"], [])
    assert found("T%4") == ([], ["T%4"], [])
    assert found("%") == ([], ["T%4"], [])
    assert found("ext-5") == ([], [], [])
    assert found("o'brien") == found("o’brien") == found("O\u2018Brien") == ([OBRIEN], [], [])
    assert found("o.brien") == ([], [], [])
    assert found("'") == ([OBRIEN], [], [])
    assert found("nothing of it") == found("  ") == found("\x00") == ([], [], [])


def test_a_short_word_is_found_only_where_a_word_begins(filled) -> None:
    an_issued_invoice(filled, "5.00", on=day(5), number="INV-599")
    assert found("in") == ([ISIK], [], [])  # Işık İnşaat; neither Çiğdem Şahin nor every number that begins with INV
    assert found("sah") == ([OBRIEN], [], [])
    assert found("hi") == ([], [], [])
    assert found("59") == ([], ["INV-599"], [])


def test_the_best_stands_first(filled) -> None:
    assert found("120")[1] == ["120", "A-120", "B1200"]
    assert found("12")[1] == ["120", "A-120", "IŞIK-12", "B1200"]
    assert found("ozge")[0] == [OZGE]


def test_an_exact_amount_is_found_as_either_language_writes_it(filled) -> None:
    for typed in ("1.234,50", "1,234.50", "1234.5", "₺1.234,50", "1234,50 TL"):
        assert found(typed) == ([], ["IŞIK-12"], ["Havale ŞUBE 9"]), typed
    assert found("£1,234.50") == ([], [], [])
    assert found("1.234")[1] == ["T%4", "B1200"]
    assert found("120.00") == ([], [], ["cash"])
    assert found("9" * 40) == ([], [], [])


def test_one_amount_may_be_two() -> None:
    codes = {
        minor: {code for code in ("GBP", "JPY", "TND") if code in of} for minor, of in possible_amounts("1.234").items()
    }
    assert codes == {1234: {"JPY", "TND"}, 123400: {"GBP"}, 1234000: {"TND"}}
    assert possible_amounts("1.234,50 TL") == {123450: ("TRY",)}
    assert possible_amounts("INV-12") == possible_amounts("12,34,5") == possible_amounts("0") == {}


def test_what_is_shown(filled) -> None:
    page = search(text="isik", by=OWNER)
    invoice = filled.invoices.get()
    assert page.found("clients").rows == (ClientFound(filled.ref, ISIK, "İzmir", "", "", ""),)
    assert page.found("invoices").rows == (
        InvoiceFound(invoice.ref, "IŞIK-12", ISIK, "TRY", 123450, 123450, day(0), day(30)),
    )
    payment = filled.payments.get()
    assert search(text="havale", by=OWNER).found("payments").rows == (
        PaymentFound(payment.ref, ISIK, "TRY", 123450, payment.paid_on, True, "Havale ŞUBE 9"),
    )
    assert search(text="sahin", by=OWNER).found("clients").rows[0].contact == "Çiğdem Şahin"


def test_eight_of_a_kind_then_all_of_it_in_pages(book) -> None:
    client = a_client(ISIK)
    for number in range(52):
        an_issued_invoice(client, "1.00", on=day(number), number=f"N-{number}")
    page = search(text="n-", by=OWNER)
    assert (page.found("invoices").count, [row.number for row in page.found("invoices").rows]) == (
        52, [f"N-{number}" for number in range(51, 43, -1)],
    )  # fmt: skip
    last = search(text="n-", kind="invoices", number=2, by=OWNER)
    assert (last.pages, last.found("clients").count, [row.number for row in last.found("invoices").rows]) == (
        2,
        0,
        ["N-1", "N-0"],
    )
    beyond = search(text="n-", kind="invoices", number=99, by=OWNER)
    assert (beyond.number, beyond.found("invoices").rows[0].number, len(beyond.found("invoices").rows)) == (
        1,
        "N-51",
        50,
    )


def test_as_many_questions_however_much_is_found_and_one_more_where_nothing_is(filled) -> None:
    counts = {}
    for text in ("isik", "12", "o", "nobody"):
        with questions() as asked:
            search(text=text, by=OWNER)
        counts[text] = len(asked)
    assert len(FOUND) >= 3
    each = len(FOUND) + 2  # of invoices and of payments it is asked first where to look
    assert counts == {"isik": each, "12": each, "o": each, "nobody": each + 1}
    with questions() as asked:
        search(text=" ", by=OWNER)
    assert asked == []


def test_invoices_and_payments_are_found_in_the_indexes_of_what_is_written_on_them(filled, engine) -> None:
    if engine == "postgresql":
        pytest.skip("PostgreSQL compares by regular expressions, which walk through the rows")
    asked = []

    def note(execute, sql, params, many, context):
        if " hits AS " in sql:
            asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        search(text="isik 12", by=OWNER)
    plans = []
    for sql, params in asked:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            plans.append([row[3] for row in cursor.fetchall()])
    _clients, _fields, invoices, payments = plans[:4]
    assert any("invoice_by_reference (reference>?)" in step for step in invoices)
    assert any("payment_by_note (note>?)" in step for step in payments)
    assert not {"SCAN billing_invoice", "SCAN billing_payment"} & {*invoices, *payments}
