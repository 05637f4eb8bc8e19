"""The pages of an invoice and of payments: whole values, and the same few questions for one row and for three."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.builders import (
    ACT,
    ISIK,
    OBRIEN,
    OWNER,
    OZGE,
    START,
    TEN_DAYS_ON,
    a_client,
    a_credit_note,
    a_payment,
    an_issued_invoice,
    day,
    questions,
    refused,
)

from mainstay.billing.actions.invoices import close_dispute, dispute_invoice, write_off_invoice
from mainstay.billing.actions.payments import recover, refund, reverse_payment, take_back_allocation
from mainstay.billing.models import Allocation
from mainstay.billing.queries.fetching import InvoiceNotFound, PaymentNotFound, allocation_between
from mainstay.billing.queries.panels import (
    AmountsPanel,
    CreditLeftPanel,
    DisputeRow,
    DisputesPanel,
    InvoiceEventsPanel,
    Settlement,
)
from mainstay.billing.queries.payments import (
    MovedOn,
    OpenOne,
    Settled,
    payer,
    payers_named,
    payment_page,
    suggestion,
)
from mainstay.billing.rules.payment_filter import PaymentFilter
from mainstay.clients.queries.fetching import ClientNotFound
from mainstay.kernel.offers import panel_of
from mainstay.overview.queries.invoice import invoice_page
from mainstay.overview.queries.payments import payments_page


def test_the_page_of_an_invoice(book) -> None:
    invoice = an_issued_invoice(a_client(ISIK), "100.00", number="A-1", reference="PO 7")
    bounced = a_payment(a_client(ISIK), "60.00", settles=(invoice,), note="transfer")
    reverse_payment(ref=bounced.ref, on=day(20), reason="bounced", **ACT)
    paid = a_payment(a_client(ISIK), "50.00", on=day(21), settles=((invoice, 3000),))
    note = a_credit_note(a_client(ISIK), "10.00", on=day(22), settles=(invoice,), reason="late")
    written = write_off_invoice(ref=invoice.ref, on=day(23), reason="too small", minor=500, **ACT)
    dispute_invoice(ref=invoice.ref, on=day(24), reason="wrong hours", **ACT)
    page = invoice_page(ref=invoice.ref, as_of=day(31), by=OWNER)
    assert (page.number, page.reference, page.client_name, page.days_late) == ("A-1", "PO 7", ISIK, 1)
    assert panel_of(page.panels, AmountsPanel) == AmountsPanel(
        total_minor=10_000,
        tax_minor=None,
        paid_minor=3000,
        credited_minor=1000,
        written_off_minor=500,
        open_minor=5500,
        lost_minor=500,
    )
    assert page.open_minor == 5500
    made = Allocation.objects.filter(minor__gt=0).order_by("id").values_list("id", flat=True)
    assert page.settlements == (
        Settlement("payment", bounced.ref, "", TEN_DAYS_ON, True, 6000, day(20), "transfer", made[0]),
        Settlement("payment", paid.ref, "", day(21), True, 3000, None, "", made[1]),
        Settlement("credit_note", note.ref, note.number, day(22), True, 1000, None, "late", made[2]),
        Settlement("write_off", written.ref, "", day(23), True, 500, None, "too small", made[3]),
    )
    assert (panel_of(page.panels, CreditLeftPanel), page.is_voided) == (None, False)
    assert panel_of(page.panels, DisputesPanel) == DisputesPanel((DisputeRow(day(24), "wrong hours", None, ""),))
    assert page.is_disputed
    assert [event.kind for event in panel_of(page.panels, InvoiceEventsPanel).events] == [
        "invoice.disputed", "invoice.written_off", "credit_note.issued", "payment.received", "payment.reversed",
        "payment.received", "invoice.issued",
    ]  # fmt: skip
    close_dispute(ref=invoice.ref, on=day(25), outcome="agreed", **ACT)
    page = invoice_page(ref=invoice.ref, as_of=day(29), by=OWNER)
    closed = DisputeRow(day(24), "wrong hours", day(25), "agreed")
    assert (panel_of(page.panels, DisputesPanel), page.is_disputed) == (DisputesPanel((closed,)), False)
    assert page.days_late == -1
    with refused(InvoiceNotFound):
        invoice_page(ref="i-nothing", as_of=START, by=OWNER)


def test_the_page_of_a_payment(book) -> None:
    first, second = an_issued_invoice(number="A-1"), an_issued_invoice(number="A-2", due=day(40))
    paid = a_payment(amount="150.00", settles=(first,), note="thanks")
    found = allocation_between(origin_ref=paid.ref, invoice_ref="A-1", by=OWNER)
    page = payment_page(ref=paid.ref, by=OWNER)
    assert page.settled == (Settled(found, first.ref, "A-1", TEN_DAYS_ON, 10_000),)
    assert (page.left_minor, [one.number for one in page.open_invoices]) == (5000, ["A-2"])
    take_back_allocation(allocation_id=found, on=day(15), **ACT)
    written = write_off_invoice(ref=second.ref, on=day(16), reason="lost", **ACT)
    back = refund(origin_ref=paid.ref, minor=100, on=day(17), note="by card", **ACT)
    came = recover(write_off_ref=written.ref, payment_ref=paid.ref, minor=300, on=day(18), **ACT)
    page = payment_page(ref=paid.ref, by=OWNER)
    assert page.settled == (Settled(found, first.ref, "A-1", TEN_DAYS_ON, 10_000, day(15)),)
    assert page.moved_on == (
        MovedOn("refund", back.ref, day(17), 100, "by card"),
        MovedOn("recovery", came.ref, day(18), 300, "A-2"),
    )
    assert (page.left_minor, [one.number for one in page.open_invoices]) == (14_600, ["A-1"])
    with refused(PaymentNotFound):
        payment_page(ref="p-nothing", by=OWNER)


def test_a_payment_taken_back_and_the_record_that_did_it(book) -> None:
    paid = a_payment(amount="5.00")
    back = reverse_payment(ref=paid.ref, on=day(12), reason="twice", **ACT)
    page, other = payment_page(ref=paid.ref, by=OWNER), payment_page(ref=back.ref, by=OWNER)
    assert (page.reversed_by_ref, page.reversed_on, page.reversed_because) == (back.ref, day(12), "twice")
    assert (other.reverses_ref, other.minor, other.left_minor) == (paid.ref, -500, 0)
    lines = payments_page(today=TEN_DAYS_ON, by=OWNER).payments
    assert [(line.ref, line.is_taken_back, line.reverses_ref) for line in lines] == [
        (back.ref, False, paid.ref), (paid.ref, True, ""),
    ]  # fmt: skip


def test_the_list_is_searched_and_paged(book, monkeypatch) -> None:
    monkeypatch.setattr("mainstay.overview.queries.payments.PAGE", 2)
    for number, name in enumerate((ISIK, OZGE, OBRIEN, ISIK)):
        a_payment(a_client(name), "1.00", on=day(number))
    page = payments_page(today=TEN_DAYS_ON, by=OWNER)
    assert (page.number, page.pages, page.count) == (1, 2, 4)
    assert [line.client_name for line in page.payments] == [ISIK, OBRIEN]
    assert [line.client_name for line in payments_page(today=TEN_DAYS_ON, number=99, by=OWNER).payments] == [OZGE, ISIK]
    assert [
        line.paid_on for line in payments_page(today=TEN_DAYS_ON, wanted=PaymentFilter("isik"), by=OWNER).payments
    ] == [day(3), day(0)]
    empty = payments_page(today=TEN_DAYS_ON, wanted=PaymentFilter("nobody"), by=OWNER)
    assert (empty.payments, empty.number, empty.pages) == ((), 1, 1)


def test_who_pays_and_what_they_owe_oldest_first(book) -> None:
    client = a_client(OBRIEN, currency="GBP")
    late = an_issued_invoice(client, "2.00", due=day(50), number="L")
    early = an_issued_invoice(client, "1.00", due=day(40), number="E")
    who = payer(ref=client.ref, by=OWNER)
    assert who.currency == "GBP"
    assert who.owes == (
        OpenOne(early.ref, "E", "GBP", START, day(40), 100, 100),
        OpenOne(late.ref, "L", "GBP", START, day(50), 200, 200),
    )
    assert payers_named(search="o'brien", by=OWNER) == ((client.ref, OBRIEN),)
    with refused(ClientNotFound):
        payer(ref="c-nothing", by=OWNER)


def owed(*amounts: int) -> list[OpenOne]:
    return [OpenOne(str(place), str(place), "GBP", START, START, one, one) for place, one in enumerate(amounts)]


def test_an_exact_amount_settles_that_invoice_and_else_the_oldest() -> None:
    assert suggestion(300, owed(100, 300, 300)) == {"1": 300}
    assert suggestion(350, owed(100, 300, 300)) == {"0": 100, "1": 250}
    assert suggestion(900, owed(100, 300)) == {"0": 100, "1": 300}
    assert suggestion(5, []) == {}
    assert suggestion(0, owed(100)) == {}


@given(st.integers(1, 10**6), st.lists(st.integers(1, 10**5), max_size=9))
def test_a_suggestion_takes_all_that_fits_and_never_more(minor, amounts) -> None:
    invoices = owed(*amounts)
    found = suggestion(minor, invoices)
    assert sum(found.values()) == min(minor, sum(amounts))
    assert all(0 < part <= invoices[int(ref)].open_minor for ref, part in found.items())


def test_the_same_questions_for_one_and_for_three(book) -> None:
    first, firm = an_issued_invoice(total="900.00"), []

    def begin() -> None:
        a_payment(amount="9.00", settles=((first, 100),))
        last = a_payment(amount="9.00", settles=(an_issued_invoice(total="3.00"), an_issued_invoice(total="2.00")))
        firm.append(last)

    def ask() -> list[int]:
        counts = []
        for page in (
            lambda: invoice_page(ref=first.ref, as_of=day(90), by=OWNER),
            lambda: payments_page(today=TEN_DAYS_ON, by=OWNER),
            lambda: payment_page(ref=firm[-1].ref, by=OWNER),
            lambda: payer(ref=a_client().ref, by=OWNER),
        ):
            with questions() as asked:
                page()
            counts.append(len(asked))
        return counts

    begin()
    for_one = ask()
    begin()
    begin()
    assert ask() == for_one
    assert max(for_one) <= 8  # one more for the lines of the invoice
