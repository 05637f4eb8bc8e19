"""The columns an opinion rests on: whatever happened, they say what was known at the end of the day, and no more."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from tests.builders import (
    ACT,
    ISIK,
    OZGE,
    START,
    TEN_DAYS_ON,
    a_client,
    a_credit_note,
    a_paid_invoice,
    a_payment,
    an_issued_invoice,
    day,
    questions,
)

from mainstay.billing.actions.invoices import close_dispute, dispute_invoice, write_off_invoice
from mainstay.billing.actions.payments import take_back_allocation
from mainstay.book.queries.ledger import book_ledger
from mainstay.insight.ledger import NOT_YET, Ledger

if TYPE_CHECKING:
    import pytest

    from mainstay.billing.models import Invoice

LATER = day(400)


def row(invoice: Invoice, on: date = LATER) -> dict[str, Any] | None:
    """One invoice's columns as of a day, with days as dates and None for not yet; None where it is left out."""
    read = book_ledger(as_of=on)
    places = np.flatnonzero(read.invoice == invoice.pk)
    if not len(places):
        return None
    found = {column.name: int(getattr(read.ledger, column.name)[places[0]]) for column in fields(read.ledger)}
    days = ("issued", "due", "paid", "written_off", "disputed", "dispute_ended", "part_paid")
    said = {name: None if found[name] == NOT_YET else date.fromordinal(found[name]) for name in days}
    return {**found, **said, "currency": read.currencies[found["currency"]]}


def some(invoice: Invoice, *names: str, on: date = LATER) -> tuple[Any, ...]:
    found = row(invoice, on)
    assert found is not None
    return tuple(found[name] for name in names)


def test_an_invoice_as_columns(book: str) -> None:
    client = a_client(client_group="North")
    invoice = an_issued_invoice(client, "100.00", "EUR", channel="paper")
    assert row(invoice) == {
        "client": client.pk, "issued": START, "due": START + timedelta(days=30), "amount_minor": 10_000,
        "currency": "EUR", "paid": None, "written_off": None, "disputed": None, "dispute_ended": None,
        "part_paid": None, "open_minor": 10_000, "channel": 0, "group": 0, "is_undated": 0,
    }  # fmt: skip
    assert some(an_issued_invoice(a_client(OZGE)), "channel", "group") == (-1, -1)


def test_what_happens_later_is_not_known_yet(book: str) -> None:
    invoice = a_paid_invoice(on=START, paid_on=day(20))
    assert row(invoice, day(-1)) is None
    assert some(invoice, "paid", "open_minor", on=day(19)) == (None, 10_000)
    assert some(invoice, "paid", "open_minor", on=day(20)) == (day(20), 0)


def test_a_part_payment_and_a_part_credit(book: str) -> None:
    invoice = an_issued_invoice()
    a_payment(amount="30.00", on=day(5), settles=(invoice,))
    a_credit_note(total="10.00", on=day(7), settles=(invoice,))
    a_payment(amount="20.00", on=day(9), settles=(invoice,))
    assert some(invoice, "part_paid", "open_minor", on=day(4)) == (None, 10_000)
    assert some(invoice, "part_paid", "open_minor", on=day(8)) == (day(5), 6_000)
    assert some(invoice, "part_paid", "open_minor", on=day(9)) == (day(9), 4_000)


def test_a_credit_alone_is_no_part_payment_and_a_whole_one_leaves_nothing(book: str) -> None:
    invoice = an_issued_invoice()
    a_credit_note(total="10.00", on=day(7), settles=(invoice,))
    assert some(invoice, "part_paid", "open_minor") == (None, 9_000)
    a_credit_note(total="90.00", on=day(8), settles=(invoice,))
    assert row(invoice, day(8)) is None
    assert some(invoice, "open_minor", on=day(7)) == (9_000,)


def test_written_off_in_dispute_and_out_of_it(book: str) -> None:
    invoice = an_issued_invoice()
    dispute_invoice(ref=invoice.ref, on=day(3), reason="Ölçü", **ACT)
    close_dispute(ref=invoice.ref, on=day(6), outcome="Ölçü doğru", **ACT)
    write_off_invoice(ref=invoice.ref, on=day(90), reason="Ölçü", **ACT)
    assert some(invoice, "disputed", "dispute_ended", on=day(2)) == (None, None)
    assert some(invoice, "disputed", "written_off", on=day(5)) == (day(3), None)
    assert some(invoice, "disputed", "dispute_ended", "written_off", "paid") == (day(3), day(6), day(90), None)


def test_an_allocation_taken_back_opens_it_again(book: str) -> None:
    invoice = a_paid_invoice(on=START, paid_on=day(20))
    take_back_allocation(allocation_id=invoice.allocations.get().pk, on=day(40), **ACT)
    assert some(invoice, "paid", "open_minor", on=day(30)) == (day(20), 0)
    assert some(invoice, "paid", "open_minor", "part_paid") == (None, 10_000, None)


def test_six_questions_and_only_the_clients_asked_for(book: str) -> None:
    mine, other = an_issued_invoice(), an_issued_invoice(a_client(OZGE))
    with questions() as asked:
        read = book_ledger(as_of=LATER, clients=[mine.client_id])
    assert (len(asked), read.invoice.tolist()) == (6, [mine.pk])
    assert book_ledger(as_of=LATER).invoice.tolist() == [mine.pk, other.pk]


def test_read_a_few_at_a_time_it_is_the_same(book: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(7):
        client = a_client(OZGE if number % 2 else ISIK)
        an_issued_invoice(client, "100.00", ("EUR", "TRY", "GBP")[number % 3], on=day(7 - number), channel="x" * number)
    whole = book_ledger(as_of=day(6))
    monkeypatch.setattr("mainstay.book.queries.ledger._STEP", 2)
    parts = book_ledger(as_of=day(6))
    assert len(whole.invoice) == 6
    assert (parts.invoice.tolist(), parts.currencies) == (whole.invoice.tolist(), whole.currencies)
    assert {column.name: getattr(parts.ledger, column.name).tolist() for column in fields(Ledger)} == {
        column.name: getattr(whole.ledger, column.name).tolist() for column in fields(Ledger)
    }


def test_an_empty_book(book: str) -> None:
    read = book_ledger(as_of=TEN_DAYS_ON)
    assert (len(read.ledger), read.currencies) == (0, ())


def test_paid_on_a_day_nobody_knows(book: str) -> None:
    invoice = an_issued_invoice()
    a_payment(on=day(10), settles=(invoice,), is_day_known=False)
    assert some(invoice, "is_undated", "open_minor") == (1, 0)
    assert book_ledger(as_of=LATER).dated().invoice.tolist() == []
