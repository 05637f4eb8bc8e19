"""An invoice's life: issued, voided, written off, disputed; each act is told, each refusal leaves no trace."""

from __future__ import annotations

import pytest
from django.db import transaction
from tests.builders import (
    ACT,
    NOW,
    OBRIEN,
    START,
    a_client,
    a_credit_note,
    a_paid_invoice,
    a_payment,
    an_issued_invoice,
    day,
    money,
    refused,
    timeline,
)

from mainstay.billing.actions.invoices import (
    close_dispute,
    dispute_invoice,
    issue_invoice,
    void_invoice,
    write_off_invoice,
)
from mainstay.billing.actions.payments import recover
from mainstay.billing.actions.refusals import (
    AmountNotPositive,
    DisputedAlready,
    DraftRefused,
    InvoiceIsKnown,
    LossRecovered,
    MoreThanIsOpen,
    NotDisputed,
    NothingOpen,
    NumberIsTaken,
    ReasonMissing,
    TextTooLong,
    TooEarly,
)
from mainstay.billing.models import Dispute, Invoice, Payment
from mainstay.billing.queries.fetching import InvoiceNotFound
from mainstay.billing.rules.drafts import InvoiceDraft
from mainstay.clients.queries.fetching import ClientNotFound
from mainstay.overview.queries.checks import prove_book


def kept(invoice: Invoice) -> tuple[object, ...]:
    invoice.refresh_from_db()
    return (
        invoice.open_minor, invoice.paid_minor, invoice.credited_minor, invoice.written_off_minor, invoice.settled_on,
        invoice.has_reversals, invoice.is_settled_day_known,
    )  # fmt: skip


def test_an_invoice_is_issued_and_told(book) -> None:
    client = a_client()
    invoice = an_issued_invoice(client, "1234.50", "TRY", tax=money("205.75", "TRY"), reference="PO 7", channel="paper")
    assert kept(invoice) == (123450, 0, 0, 0, None, False, True)
    assert (invoice.number, invoice.currency, invoice.tax_minor, invoice.source) == ("INV-00001", "TRY", 20575, "app")
    assert (invoice.issued_on, invoice.due_on, invoice.recorded_at) == (START, day(30), NOW)
    assert timeline()[-1] == (
        "invoice.issued", "2024-02-29", invoice.ref, {"number": "INV-00001", "total": "1234.50 TRY"},
    )  # fmt: skip
    assert prove_book() == []


def test_numbers_have_no_gaps_and_pass_over_those_in_use(book) -> None:
    an_issued_invoice(number="INV-00002")
    with transaction.atomic():
        an_issued_invoice()
        transaction.set_rollback(True)
    assert [an_issued_invoice().number for _ in range(3)] == ["INV-00001", "INV-00003", "INV-00004"]
    assert prove_book() == []


def test_what_cannot_be_issued(book) -> None:
    client = a_client()
    an_issued_invoice(client, number="7", external_id="xero:7")
    with refused(DraftRefused, "The amount is zero: enter what is owed or leave the row out."):
        an_issued_invoice(client, 0)
    with refused(NumberIsTaken, "The number 7 is already in use: give another, or leave it empty."):
        an_issued_invoice(client, number="7")
    with refused(InvoiceIsKnown, "Invoice 7 with the id xero:7 is already recorded: nothing was recorded twice."):
        an_issued_invoice(client, external_id="xero:7")
    with refused(ClientNotFound):
        issue_invoice(draft=InvoiceDraft("c-nobody", START, START, money(1)), **ACT)


def test_a_void_gives_back_what_was_paid_and_credits_the_whole(book) -> None:
    invoice = an_issued_invoice()
    payment = a_payment(invoice.client, "60.00", settles=(invoice,))
    note = void_invoice(ref=invoice.number, on=day(12), reason="wrong client", **ACT)
    payment.refresh_from_db()
    note.refresh_from_db()
    assert kept(invoice) == (0, 0, 10000, 0, day(12), True, True)
    assert (payment.unallocated_minor, note.unallocated_minor, note.total_minor, note.number) == (
        6000, 0, 10000, "CN-00001",
    )  # fmt: skip
    assert timeline()[-1] == (
        "invoice.voided", "2024-03-12", invoice.ref,
        {"number": "INV-00001", "credit_note": "CN-00001", "reason": "wrong client"},
    )  # fmt: skip
    assert prove_book() == []


def test_a_write_off_is_undone_by_a_void_unless_it_was_recovered(book) -> None:
    invoice = an_issued_invoice()
    loss = write_off_invoice(ref=invoice.ref, on=day(40), reason="gone", **ACT)
    payment = a_payment(invoice.client, on=day(50))
    with transaction.atomic():
        void_invoice(ref=invoice.ref, on=day(60), reason="wrong", **ACT)
        assert kept(invoice) == (0, 0, 10000, 0, day(40), True, True)
        assert prove_book() == []
        transaction.set_rollback(True)
    recover(write_off_ref=loss.ref, payment_ref=payment.ref, minor=1, on=day(50), **ACT)
    with refused(
        LossRecovered,
        "Part of what was written off on invoice INV-00001 was recovered: it can no longer be voided.",
    ):
        void_invoice(ref=invoice.ref, on=day(60), reason="wrong", **ACT)


def test_what_cannot_be_voided(book) -> None:
    invoice = a_paid_invoice(paid_on=day(35))
    with refused(ReasonMissing, "Give a reason: it is kept with the record."):
        void_invoice(ref=invoice.ref, on=day(40), reason=" ", **ACT)
    with refused(TextTooLong, f"“{'x' * 40}…” is longer than 300 characters: shorten it."):
        void_invoice(ref=invoice.ref, on=day(40), reason="x" * 301, **ACT)
    with refused(InvoiceNotFound, "There is no invoice “i-x”: check the number."):
        void_invoice(ref="i-x", on=day(40), reason="wrong", **ACT)
    with refused(TooEarly, "28 Feb 2024 is too early for what is recorded: choose 29 Feb 2024 or a later day."):
        void_invoice(ref=invoice.ref, on=day(-1), reason="wrong", **ACT)
    with refused(TooEarly, "3 Apr 2024 is too early for what is recorded: choose 4 Apr 2024 or a later day."):
        void_invoice(ref=invoice.ref, on=day(34), reason="wrong", **ACT)
    void_invoice(ref=invoice.ref, on=day(40), reason="wrong", **ACT)
    with refused(NothingOpen, "Nothing is open on invoice INV-00001."):
        void_invoice(ref=invoice.ref, on=day(40), reason="wrong", **ACT)


def test_a_loss_is_written_off_in_part_and_whole(book) -> None:
    invoice = an_issued_invoice()
    write_off_invoice(ref=invoice.ref, on=day(40), reason="agreed", minor=2500, **ACT)
    assert kept(invoice) == (7500, 0, 0, 2500, None, False, True)
    write_off_invoice(ref=invoice.ref, on=day(41), reason="insolvent", **ACT)
    assert kept(invoice) == (0, 0, 0, 10000, day(41), False, True)
    assert timeline()[-1] == (
        "invoice.written_off", "2024-04-10", invoice.ref,
        {"number": "INV-00001", "amount": "75.00 GBP", "reason": "insolvent"},
    )  # fmt: skip
    with refused(NothingOpen):
        write_off_invoice(ref=invoice.ref, on=day(42), reason="again", **ACT)


@pytest.mark.parametrize(
    ("fields", "kind"),
    [({"reason": ""}, ReasonMissing), ({"minor": 0}, AmountNotPositive), ({"minor": -1}, AmountNotPositive),
     ({"minor": 10001}, MoreThanIsOpen), ({"on": day(-1)}, TooEarly), ({"ref": "i-x"}, InvoiceNotFound)],
)  # fmt: skip
def test_what_cannot_be_written_off(book, fields, kind) -> None:
    invoice = an_issued_invoice()
    with refused(kind):
        write_off_invoice(**{"ref": invoice.ref, "on": day(40), "reason": "gone", **fields}, **ACT)


def test_a_dispute_opens_and_ends_and_another_may_follow(book) -> None:
    invoice = an_issued_invoice()
    with refused(NotDisputed, "Invoice INV-00001 has no open dispute."):
        close_dispute(ref=invoice.ref, on=day(10), outcome="", **ACT)
    with refused(TooEarly):
        dispute_invoice(ref=invoice.ref, on=day(-1), reason="late", **ACT)
    dispute_invoice(ref=invoice.ref, on=day(5), reason="half is missing", **ACT)
    assert timeline()[-1] == (
        "invoice.disputed", "2024-03-05", invoice.ref, {"number": "INV-00001", "reason": "half is missing"},
    )  # fmt: skip
    with refused(DisputedAlready, "Invoice INV-00001 is disputed already."):
        dispute_invoice(ref=invoice.ref, on=day(6), reason="late", **ACT)
    with refused(TooEarly):
        close_dispute(ref=invoice.ref, on=day(4), outcome="", **ACT)
    with refused(TextTooLong):
        close_dispute(ref=invoice.ref, on=day(9), outcome="x" * 301, **ACT)
    closed = close_dispute(ref=invoice.ref, on=day(9), outcome="sent the rest", **ACT)
    assert (closed.closed_on, closed.outcome) == (day(9), "sent the rest")
    assert timeline()[-1] == (
        "invoice.dispute_closed", "2024-03-09", invoice.ref, {"number": "INV-00001", "outcome": "sent the rest"},
    )  # fmt: skip
    with refused(TooEarly, "8 Mar 2024 is too early for what is recorded: choose 9 Mar 2024 or a later day."):
        dispute_invoice(ref=invoice.ref, on=day(8), reason="again", **ACT)
    dispute_invoice(ref=invoice.ref, on=day(9), reason="again", **ACT)
    assert Dispute.objects.count() == 2
    assert prove_book() == []


def test_an_invoice_is_not_voided_before_a_payment_left_it(book) -> None:
    from mainstay.billing.actions.payments import take_back_allocation
    from mainstay.billing.models import Allocation

    invoice = a_paid_invoice(a_client(OBRIEN), paid_on=day(10))
    take_back_allocation(allocation_id=Allocation.objects.get().pk, on=day(30), **ACT)
    with refused(TooEarly, "20 Mar 2024 is too early for what is recorded: choose 30 Mar 2024 or a later day."):
        void_invoice(ref=invoice.ref, on=day(20), reason="wrong", **ACT)
    void_invoice(ref=invoice.ref, on=day(30), reason="wrong", **ACT)
    assert prove_book() == []


def test_a_credit_note_settles_like_a_payment_and_is_no_payment(book) -> None:
    invoice = an_issued_invoice()
    note = a_credit_note(invoice.client, "120.00", settles=(invoice,))
    note.refresh_from_db()
    assert (kept(invoice), note.unallocated_minor) == ((0, 0, 10000, 0, day(10), False, True), 2000)
    assert not Payment.objects.exists()
    assert timeline()[-1] == (
        "credit_note.issued", "2024-03-10", note.ref, {"number": "CN-00001", "total": "120.00 GBP"},
    )  # fmt: skip
    with refused(NumberIsTaken):
        a_credit_note(invoice.client, number="CN-00001")
    with refused(DraftRefused):
        a_credit_note(invoice.client, -1)
