"""Money in and out: recorded once, allocated, moved, refunded, recovered, taken back; never used twice."""

from __future__ import annotations

import pytest
from tests.builders import (
    ACT,
    OBRIEN,
    a_client,
    a_credit_note,
    a_paid_invoice,
    a_payment,
    an_issued_invoice,
    day,
    money,
    questions,
    refused,
    timeline,
)

from mainstay.billing.actions.invoices import void_invoice, write_off_invoice
from mainstay.billing.actions.payments import (
    allocate,
    move_allocation,
    record_payment,
    recover,
    refund,
    reverse_payment,
    take_back_allocation,
)
from mainstay.billing.actions.refusals import (
    AmountNotPositive,
    DraftRefused,
    LeftHasChanged,
    MoreThanIsLeft,
    MoreThanIsOpen,
    NothingOpen,
    OtherClient,
    OtherCurrency,
    PaymentIsKnown,
    ReasonMissing,
    RefundedAlready,
    TakenBackAlready,
    TextTooLong,
    TooEarly,
    WrittenOffLess,
)
from mainstay.billing.models import Allocation, Invoice, Payment
from mainstay.billing.queries.fetching import CreditNoteNotFound, InvoiceNotFound, PaymentNotFound
from mainstay.billing.rules.drafts import PaymentDraft
from mainstay.clients.queries.fetching import ClientNotFound
from mainstay.overview.queries.checks import prove_book


def left(*origins) -> list[int]:
    for origin in origins:
        origin.refresh_from_db()
    return [origin.unallocated_minor for origin in origins]


def owed(*invoices: Invoice) -> list[tuple[int, object]]:
    for invoice in invoices:
        invoice.refresh_from_db()
    return [(invoice.open_minor, invoice.settled_on) for invoice in invoices]


@pytest.fixture(autouse=True)
def _true_to_the_end(book):
    yield
    assert prove_book() == []


def test_a_payment_settles_in_the_order_given_and_leaves_the_rest_on_account() -> None:
    client = a_client()
    first, second, third = (an_issued_invoice(client) for _ in range(3))
    payment = a_payment(client, "250.00", settles=(second, (first, 2500), third), on=day(12))
    assert owed(first, second, third) == [(7500, None), (0, day(12)), (0, day(12))]
    assert left(payment) == [2500]
    assert timeline()[-1] == ("payment.received", "2024-03-12", payment.ref, {"amount": "250.00 GBP"})


def test_an_invoice_that_comes_when_nothing_is_left_is_passed_over() -> None:
    client = a_client()
    first, second = an_issued_invoice(client), an_issued_invoice(client)
    payment = a_payment(client, settles=(first, second))
    assert (owed(first, second), left(payment)) == ([(0, day(10)), (10000, None)], [0])


def test_paid_before_it_was_issued_counts_from_the_day_of_issue() -> None:
    invoice = an_issued_invoice(on=day(20))
    a_payment(invoice.client, settles=(invoice,), on=day(3))
    assert owed(invoice) == [(0, day(20))]


def test_what_cannot_be_recorded() -> None:
    client, stranger = a_client(), a_client(OBRIEN)
    invoice, yen = an_issued_invoice(client), an_issued_invoice(client, "100", "JPY")
    paid = a_paid_invoice(client)
    with refused(DraftRefused, "The amount is zero: enter what is owed or leave the row out."):
        a_payment(client, 0)
    with refused(ClientNotFound):
        record_payment(draft=PaymentDraft("c-x", day(1), money(1)), **ACT)
    with refused(
        OtherClient, f"Invoice {invoice.number} is another client's: allocate to an invoice of the client who paid."
    ):
        a_payment(stranger, settles=(invoice,))
    with refused(OtherCurrency, f"Invoice {yen.number} is in JPY: amounts in two currencies are never mixed."):
        a_payment(client, settles=(invoice, yen), amount="200.00")
    with refused(
        MoreThanIsOpen,
        f"Invoice {invoice.number} has £100.00 open: allocate that or less, and leave the rest on account.",
    ):
        a_payment(client, "200.00", settles=((invoice, 10001),))
    with refused(MoreThanIsLeft, "Only £50.00 is left of it: take that or less."):
        a_payment(client, "50.00", settles=((invoice, 5001),))
    with refused(AmountNotPositive, "The amount must be more than zero."):
        a_payment(client, settles=((invoice, 0),))
    with refused(NothingOpen, f"Nothing is open on invoice {paid.number}."):
        a_payment(client, settles=(paid,))
    with refused(InvoiceNotFound):
        record_payment(draft=PaymentDraft(client.ref, day(1), money(1)), settles=(("i-x", None),), **ACT)


def test_a_payment_with_an_external_id_is_recorded_once() -> None:
    known = a_payment(external_id="bank:2024-03-10:1")
    with refused(PaymentIsKnown, f"This payment is already recorded ({known.ref}): nothing was recorded twice."):
        a_payment(external_id="bank:2024-03-10:1", amount="7.00")
    assert a_payment().ref != a_payment().ref


def test_an_allocation_is_made_later_and_told() -> None:
    client = a_client()
    invoice, payment, note = an_issued_invoice(client), a_payment(client, "30.00"), a_credit_note(client, "90.00")
    allocate(origin_ref=payment.ref, invoice_ref=invoice.number, minor=3000, on=day(11), **ACT)
    allocate(origin_ref=note.ref, invoice_ref=invoice.ref, minor=7000, on=day(13), **ACT)
    assert (owed(invoice), left(payment, note)) == ([(0, day(13))], [0, 2000])
    assert timeline()[-1] == (
        "allocation.made", "2024-03-13", invoice.ref, {"amount": "70.00 GBP", "number": invoice.number},
    )  # fmt: skip


def test_what_cannot_be_allocated() -> None:
    client = a_client()
    invoice, payment = an_issued_invoice(client), a_payment(client, "500.00")
    for fields, kind in (
        ({"minor": 0}, AmountNotPositive),
        ({"minor": 10001}, MoreThanIsOpen),
        ({"minor": 50001}, MoreThanIsLeft),
        ({"left_minor": 49999}, LeftHasChanged),
        ({"on": day(9)}, TooEarly),
        ({"invoice_ref": "i-x"}, InvoiceNotFound),
        ({"origin_ref": "p-x"}, PaymentNotFound),
        ({"origin_ref": "n-x"}, CreditNoteNotFound),
        ({"invoice_ref": an_issued_invoice(a_client(OBRIEN)).ref}, OtherClient),
        ({"invoice_ref": an_issued_invoice(client, "5", "JPY").ref}, OtherCurrency),
    ):
        with refused(kind):
            allocate(
                **{"origin_ref": payment.ref, "invoice_ref": invoice.ref, "minor": 1, "on": day(11), **fields}, **ACT
            )


def test_an_allocation_is_taken_back_once_by_a_second_record() -> None:
    invoice = a_paid_invoice()
    made = Allocation.objects.get()
    with refused(TooEarly, "3 Apr 2024 is too early for what is recorded: choose 4 Apr 2024 or a later day."):
        take_back_allocation(allocation_id=made.pk, on=day(34), **ACT)
    back = take_back_allocation(allocation_id=made.pk, on=day(36), **ACT)
    assert (back.minor, back.reverses_id, back.allocated_on) == (-10000, made.pk, day(36))
    assert (owed(invoice), left(Payment.objects.get())) == ([(10000, None)], [10000])
    assert invoice.has_reversals
    assert timeline()[-1][0] == "allocation.taken_back"
    for key in (made.pk, back.pk, 999):
        with refused(TakenBackAlready, "This was already undone: nothing is left to undo."):
            take_back_allocation(allocation_id=key, on=day(37), **ACT)


def test_a_write_off_is_not_taken_back_but_recovered() -> None:
    invoice = an_issued_invoice()
    write_off_invoice(ref=invoice.ref, on=day(40), reason="gone", **ACT)
    with refused(TakenBackAlready):
        take_back_allocation(allocation_id=Allocation.objects.get().pk, on=day(41), **ACT)


def test_an_allocation_is_moved_as_far_as_it_fits() -> None:
    client = a_client()
    first, second = a_paid_invoice(client, paid_on=day(10)), an_issued_invoice(client, "40.00")
    link, theirs = Allocation.objects.get(), an_issued_invoice(a_client(OBRIEN))
    with refused(InvoiceNotFound):
        move_allocation(allocation_id=link.pk, to_invoice_ref="i-x", on=day(20), **ACT)
    with refused(OtherClient):
        move_allocation(allocation_id=link.pk, to_invoice_ref=theirs.ref, on=day(20), **ACT)
    move_allocation(allocation_id=link.pk, to_invoice_ref=second.ref, on=day(20), **ACT)
    assert owed(first, second) == [(10000, None), (0, day(20))]
    assert left(Payment.objects.get()) == [6000]
    assert [kind for kind, *_ in timeline()][-2:] == ["allocation.taken_back", "allocation.made"]


def test_no_money_is_in_two_places_on_one_day() -> None:
    client = a_client()
    first, second = a_paid_invoice(client, paid_on=day(10)), an_issued_invoice(client)
    payment = Payment.objects.get()
    take_back_allocation(allocation_id=Allocation.objects.get().pk, on=day(30), **ACT)
    too_early = "20 Mar 2024 is too early for what is recorded: choose 30 Mar 2024 or a later day."
    with refused(TooEarly, too_early):
        allocate(origin_ref=payment.ref, invoice_ref=second.ref, minor=1, on=day(20), **ACT)
    with refused(TooEarly, too_early):
        refund(origin_ref=payment.ref, minor=1, on=day(20), note="", **ACT)
    with refused(TooEarly, too_early):
        reverse_payment(ref=payment.ref, on=day(20), reason="bounced", **ACT)
    with refused(TooEarly, too_early):
        write_off_invoice(ref=first.ref, on=day(20), reason="gone", **ACT)
    # What comes in counts from the day on which the invoice was open again: at no day's end was it so.
    a_payment(client, settles=(first,), on=day(15))
    assert Allocation.objects.order_by("-id")[0].allocated_on == day(30)
    assert owed(first, second) == [(0, day(10)), (10000, None)]


def test_money_is_given_back_out_of_what_is_left() -> None:
    client = a_client()
    payment, note = a_payment(client), a_credit_note(client)
    given = refund(origin_ref=payment.ref, minor=4000, on=day(12), note="paid twice", **ACT)
    refund(origin_ref=note.number, minor=10000, on=day(10), note="", **ACT)
    assert left(payment, note) == [6000, 0]
    assert timeline()[-2] == (
        "payment.refunded", "2024-03-12", given.ref, {"amount": "40.00 GBP", "note": "paid twice"},
    )  # fmt: skip
    for fields, kind in (
        ({"minor": 0}, AmountNotPositive),
        ({"minor": 6001}, MoreThanIsLeft),
        ({"on": day(9)}, TooEarly),
        ({"note": "x" * 301}, TextTooLong),
        ({"origin_ref": "p-x"}, PaymentNotFound),
        ({"origin_ref": "CN-9"}, CreditNoteNotFound),
    ):
        with refused(kind):
            refund(**{"origin_ref": payment.ref, "minor": 1, "on": day(12), "note": "", **fields}, **ACT)


def test_a_payment_taken_back_opens_what_it_settled() -> None:
    client = a_client()
    first, later = an_issued_invoice(client), an_issued_invoice(client, on=day(40))
    payment = a_payment(client, "150.00", settles=(first, later))
    for fields, kind in (
        ({"reason": ""}, ReasonMissing),
        ({"on": day(9)}, TooEarly),
        ({"ref": "p-x"}, PaymentNotFound),
    ):
        with refused(kind):
            reverse_payment(**{"ref": payment.ref, "on": day(14), "reason": "bounced", **fields}, **ACT)
    reversal = reverse_payment(ref=payment.ref, on=day(14), reason="bounced", **ACT)
    assert (reversal.minor, reversal.reverses_id, left(payment, reversal)) == (-15000, payment.pk, [0, 0])
    assert owed(first, later) == [(10000, None), (10000, None)]
    assert sorted(Allocation.objects.filter(minor__lt=0).values_list("allocated_on", flat=True)) == [day(14), day(40)]
    assert timeline()[-1] == (
        "payment.reversed", "2024-03-14", payment.ref, {"amount": "150.00 GBP", "reason": "bounced"},
    )  # fmt: skip
    for ref in (payment.ref, reversal.ref):
        with refused(TakenBackAlready):
            reverse_payment(ref=ref, on=day(15), reason="again", **ACT)
    with refused(MoreThanIsLeft, "Only £0.00 is left of it: take that or less."):
        allocate(origin_ref=payment.ref, invoice_ref=first.ref, minor=1, on=day(15), **ACT)


def test_a_payment_of_which_part_went_back_is_not_taken_back_whole() -> None:
    payment = a_payment()
    refund(origin_ref=payment.ref, minor=1, on=day(12), note="", **ACT)
    with refused(RefundedAlready):
        reverse_payment(ref=payment.ref, on=day(14), reason="bounced", **ACT)


def test_a_loss_is_recovered_up_to_what_was_lost() -> None:
    client = a_client()
    invoice = an_issued_invoice(client)
    loss = write_off_invoice(ref=invoice.ref, on=day(40), reason="gone", minor=6000, **ACT)
    payment = a_payment(client, "80.00", on=day(50))
    recover(write_off_ref=loss.ref, payment_ref=payment.ref, minor=5000, on=day(51), **ACT)
    assert (left(payment), owed(invoice)) == ([3000], [(4000, None)])
    assert timeline()[-1] == (
        "payment.recovered", "2024-04-20", invoice.ref, {"amount": "50.00 GBP", "number": invoice.number},
    )  # fmt: skip
    stranger, yen = a_payment(a_client(OBRIEN)), a_payment(client, "9000", "JPY", on=day(50))
    for fields, kind in (
        ({"minor": 0}, AmountNotPositive),
        ({"minor": 1001}, WrittenOffLess),
        ({"minor": 3001}, MoreThanIsLeft),
        ({"on": day(49)}, TooEarly),
        ({"write_off_ref": "w-x"}, WrittenOffLess),
        ({"payment_ref": "p-x"}, PaymentNotFound),
        ({"payment_ref": stranger.ref}, OtherClient),
        ({"payment_ref": yen.ref}, OtherCurrency),
    ):
        with refused(kind):
            recover(
                **{"write_off_ref": loss.ref, "payment_ref": payment.ref, "minor": 1, "on": day(51), **fields}, **ACT
            )
    with refused(RefundedAlready):
        reverse_payment(ref=payment.ref, on=day(60), reason="bounced", **ACT)


def test_a_loss_that_was_voided_is_not_recovered() -> None:
    invoice = an_issued_invoice()
    loss = write_off_invoice(ref=invoice.ref, on=day(40), reason="gone", **ACT)
    payment = a_payment(invoice.client, on=day(41))
    void_invoice(ref=invoice.ref, on=day(42), reason="wrong", **ACT)
    with refused(WrittenOffLess, "Only £0.00 of what was written off is still lost: recover that or less."):
        recover(write_off_ref=loss.ref, payment_ref=payment.ref, minor=1, on=day(43), **ACT)


def test_an_act_asks_the_same_whatever_the_book_holds() -> None:
    client = a_client()
    invoices = [a_paid_invoice(client), an_issued_invoice(client), an_issued_invoice(client)]
    with questions() as early:
        a_payment(client, settles=invoices[1:2])
    for name in (OBRIEN, "Özge Çağlar"):
        a_paid_invoice(a_client(name))
    with questions() as late:
        a_payment(client, settles=invoices[2:])
    assert len(late) == len(early) <= 24
