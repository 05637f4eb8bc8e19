"""What was just recorded is undone by a correcting record of its own day, once, while nothing later rests on it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.builders import (
    ACT,
    ISIK,
    NOW,
    OWNER,
    START,
    TEN_DAYS_ON,
    a_client,
    a_credit_note,
    a_payment,
    an_issued_invoice,
    day,
    refused,
    timeline,
    whole_book,
)

from mainstay.billing.actions.invoices import dispute_invoice, write_off_invoice
from mainstay.billing.actions.payments import allocate, recover, refund
from mainstay.billing.actions.refusals import LaterRecordRests, NothingToUndo, TakenBackAlready
from mainstay.billing.actions.undoing import undo
from mainstay.billing.models import Allocation, CreditNote, Invoice, Payment, Recovery, Refund, WriteOff
from mainstay.billing.queries.proofs import prove_billing
from mainstay.billing.queries.receivables import receivables
from mainstay.billing.queries.statements import client_statement
from mainstay.clients.models import Client

LATER = {"by": OWNER, "now": NOW + timedelta(minutes=5)}


def owed(on) -> int:
    page = receivables(as_of=on, by=OWNER)
    return sum(group.ageing.open_minor for group in page.currencies)


def made(kind: str) -> str:
    """One record of this kind about the only invoice, over its £100.00."""
    invoice = Invoice.objects.get()
    if kind == "payment":
        return a_payment(settles=(invoice,)).ref
    if kind == "credit note":
        return a_credit_note(a_client(), "100.00", settles=(invoice,)).ref
    if kind == "allocation":
        allocate(origin_ref=a_payment().ref, invoice_ref=invoice.ref, **ACT)
        return f"a-{Allocation.objects.get().pk}"
    return write_off_invoice(ref=invoice.ref, on=TEN_DAYS_ON, reason="lost", **ACT).ref


@pytest.mark.parametrize("kind", ["payment", "credit note", "write-off", "allocation"])
def test_what_settled_an_invoice_is_undone_and_every_day_is_as_before(book, kind) -> None:
    an_issued_invoice()
    days = [START, TEN_DAYS_ON, day(40)]
    before = [owed(on) for on in days]
    ref = made(kind)
    assert owed(day(40)) == 0
    assert undo(ref=ref, key="k", **LATER) == undo(ref=ref, key="k", **LATER) == ref
    assert [owed(on) for on in days] == before == [10_000] * 3
    assert prove_billing() == []
    assert timeline()[-1][0] in {
        "payment.reversed", "credit_note.undone", "invoice.write_off_undone", "allocation.taken_back",
    }  # fmt: skip
    with refused(TakenBackAlready):
        undo(ref=ref, **LATER)


def test_an_invoice_entered_by_mistake_is_voided_on_its_day(book) -> None:
    ref = an_issued_invoice().ref
    undo(ref=ref, **LATER)
    assert [owed(on) for on in (START, day(40))] == [0, 0]
    assert CreditNote.objects.get().reason == "Entered by mistake"
    with refused(TakenBackAlready):
        undo(ref=ref, **LATER)
    assert prove_billing() == []


def _refunded() -> str:
    paid = a_payment()
    refund(origin_ref=paid.ref, minor=100, on=day(20), note="", **LATER)
    return paid.ref


def _allocated_later() -> str:
    paid = a_payment()
    allocate(origin_ref=paid.ref, invoice_ref=an_issued_invoice().ref, **LATER)
    return paid.ref


def _paid() -> str:
    invoice = an_issued_invoice()
    a_payment(settles=(invoice,))
    return invoice.ref


def _disputed() -> str:
    invoice = an_issued_invoice()
    dispute_invoice(ref=invoice.ref, on=day(1), reason="", **ACT)
    return invoice.ref


def _recovered() -> str:
    lost = write_off_invoice(ref=an_issued_invoice().ref, on=day(5), reason="lost", **ACT)
    recover(write_off_ref=lost.ref, payment_ref=a_payment().ref, minor=100, on=day(20), **ACT)
    return lost.ref


def _credit_refunded() -> str:
    note = a_credit_note(a_client(), "30.00")
    refund(origin_ref=note.ref, minor=100, on=day(20), note="", **LATER)
    return note.ref


@pytest.mark.parametrize("state", [_allocated_later, _paid, _disputed, _recovered, _credit_refunded])
def test_nothing_is_undone_while_something_later_rests_on_it(book, state) -> None:
    ref = state()
    before = whole_book()
    with refused(LaterRecordRests):
        undo(ref=ref, **LATER)
    assert whole_book() == before


def test_a_refunded_payment_stays(book) -> None:
    ref = _refunded()
    with pytest.raises(Exception, match="refunded"):
        undo(ref=ref, **LATER)
    assert Payment.objects.count() == 1


def kinds_of(client) -> list[str]:
    """What stands on the client's statement of account."""
    page = client_statement(ref=client.ref, since=START, until=day(40), by=OWNER)
    return [line.entry.kind for line in page.currencies[0].lines]


def _refund_of_payment() -> str:
    return refund(origin_ref=a_payment(amount="60.00").ref, minor=2_500, on=day(20), note="by bank", **ACT).ref


def _refund_of_credit() -> str:
    note = a_credit_note(a_client(), "60.00")
    return refund(origin_ref=note.ref, minor=2_500, on=day(20), note="", **ACT).ref


def _recovery() -> str:
    lost = write_off_invoice(ref=an_issued_invoice().ref, on=day(5), reason="lost", **ACT)
    paid = a_payment(amount="60.00")
    return recover(write_off_ref=lost.ref, payment_ref=paid.ref, minor=2_500, on=day(20), **ACT).ref


@pytest.mark.parametrize("made", [_refund_of_payment, _refund_of_credit, _recovery])
def test_what_went_out_by_mistake_is_left_on_the_account_again(book, made) -> None:
    ref = made()
    client = Client.objects.get()
    went_out = kinds_of(client)
    assert {"refund", "recovery"} & set(went_out)
    undo(ref=ref, **LATER)
    for origin in (*Payment.objects.all(), *CreditNote.objects.filter(voids__isnull=True)):
        assert origin.unallocated_minor == 6_000
    assert sum(Refund.objects.values_list("minor", flat=True)) == 0
    assert sum(Recovery.objects.values_list("minor", flat=True)) == 0
    assert [kind for kind in went_out if kind not in {"refund", "recovery"}] == kinds_of(client)
    assert timeline()[-1][0] in {"payment.refund_undone", "payment.recovery_undone"}
    assert prove_billing() == []
    with refused(TakenBackAlready):
        undo(ref=ref, **LATER)
    with refused(TakenBackAlready):
        undo(ref=(Refund.objects.filter(minor__lt=0) or Recovery.objects.filter(minor__lt=0))[0].ref, **LATER)


def test_a_payment_whose_refund_was_undone_is_itself_undone(book) -> None:
    undo(ref=_refund_of_payment(), **LATER)
    undo(ref=Payment.objects.get().ref, **LATER)
    assert sum(Payment.objects.values_list("minor", flat=True)) == 0
    assert prove_billing() == []


def test_a_write_off_whose_recovery_was_undone_is_itself_undone(book) -> None:
    undo(ref=_recovery(), **LATER)
    undo(ref=WriteOff.objects.get().ref, **LATER)
    assert owed(day(40)) == 10_000
    assert prove_billing() == []


@pytest.mark.parametrize("ref", ["r-nothing", "v-nothing", "x-1", "w-nothing", "a-1", "a-x"])
def test_what_is_not_there_is_not_undone(book, ref) -> None:
    with refused(NothingToUndo):
        undo(ref=ref, **LATER)


def test_the_same_number_may_be_used_again_for_a_credit_note(book) -> None:
    client = a_client(ISIK)
    first = a_credit_note(client, "30.00", number="C-1")
    undo(ref=first.ref, **LATER)
    again = a_credit_note(client, "40.00", number="C-1")
    assert again.number == first.number
    assert prove_billing() == []
