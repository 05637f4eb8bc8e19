"""What is owed and by whom, as of a day: exact figures, in the order people expect."""

from __future__ import annotations

import pytest
from tests.builders import (
    ACT,
    ISIK,
    OBRIEN,
    OWNER,
    OZGE,
    a_client,
    a_credit_note,
    a_paid_invoice,
    a_payment,
    an_issued_invoice,
    day,
    questions,
    raw_writes,
    refused,
)

from mainstay.billing.actions.invoices import dispute_invoice
from mainstay.billing.actions.payments import reverse_payment
from mainstay.billing.models import Payment
from mainstay.billing.queries.panels import PanelPayment, PaymentsPanel
from mainstay.billing.queries.receivables import Ageing, receivables
from mainstay.clients.queries.fetching import ClientNotFound
from mainstay.kernel.offers import panel_of
from mainstay.overview.queries.clients import client_page, clients_page
from mainstay.overview.rules.client_filter import ClientFilter
from mainstay.scoring.queries.panels import OpenInvoiceLine, OpenInvoicesPanel
from mainstay.scoring.queries.payment_habits import medians
from mainstay.timeline.queries.panels import EventsPanel


@pytest.fixture
def debtor(book):
    """Three clients, two currencies, debts of every age on day 100."""
    ours, theirs, paid = a_client(ISIK), a_client(OBRIEN), a_client(OZGE)
    for due, total in ((100, 1), (99, 10), (70, 100), (69, 1_000), (40, 10_000), (10, 100_000), (9, 1_000_000)):
        an_issued_invoice(ours, total, "GBP", day(0), day(due))
    an_issued_invoice(ours, 5_000, "JPY", day(0), day(99))
    an_issued_invoice(theirs, 2_000, "GBP", day(90), day(120))
    a_paid_invoice(paid, paid_on=day(99))
    a_payment(paid, "3.00", on=day(99))
    return {ISIK: ours, OBRIEN: theirs, OZGE: paid}


def test_receivables_by_currency_client_and_age(debtor) -> None:
    page = receivables(as_of=day(100), by=OWNER)
    big = Ageing(1_111_111, 1_111_110, (1, 110, 11_000, 100_000, 1_000_000))
    assert [(g.currency, g.ageing, [(c.name, c.ageing, c.invoices) for c in g.clients]) for g in page.currencies] == [
        ("GBP", Ageing(1_113_111, 1_111_110, (2_001, 110, 11_000, 100_000, 1_000_000)),
         [(ISIK, big, 7), (OBRIEN, Ageing(2_000, 0, (2_000, 0, 0, 0, 0)), 1)]),
        ("JPY", Ageing(5_000, 5_000, (0, 5_000, 0, 0, 0)), [(ISIK, Ageing(5_000, 5_000, (0, 5_000, 0, 0, 0)), 1)]),
    ]  # fmt: skip
    assert big.by_bucket == {"current": 1, "1-30": 110, "31-60": 11_000, "61-90": 100_000, "90+": 1_000_000}
    assert receivables(as_of=day(-1), by=OWNER).currencies == ()
    assert [c.name for c in receivables(as_of=day(50), by=OWNER).currencies[0].clients] == [ISIK, OZGE]


def test_the_list_of_clients_is_alphabetical_and_searchable(debtor) -> None:
    page = clients_page(as_of=day(100), by=OWNER)
    assert [(row.name, row.open_minor, row.overdue_minor, row.on_account_minor) for row in page.clients] == [
        (ISIK, {"GBP": 1_111_111, "JPY": 5_000}, {"GBP": 1_111_110, "JPY": 5_000}, {}),
        (OBRIEN, {"GBP": 2_000}, {}, {}),
        (OZGE, {}, {}, {"GBP": 300}),
    ]
    assert [row.habits.paid for row in page.clients] == [0, 0, 1]
    for search, names in (("isik insaat", [ISIK]), ("IŞIK", [ISIK]), ("ozge", [OZGE]), ("nobody", [])):
        page = clients_page(as_of=day(100), wanted=ClientFilter(search=search), by=OWNER)
        assert [row.name for row in page.clients] == names


@pytest.mark.parametrize(
    ("wanted", "names", "counts"),
    [
        (ClientFilter(length=2), [ISIK, OBRIEN], (3, 1, 2)),
        (ClientFilter(length=2, number=2), [OZGE], (3, 2, 2)),
        (ClientFilter(length=2, number=99), [OZGE], (3, 2, 2)),
        (ClientFilter(has_debt=True), [ISIK, OBRIEN], (2, 1, 1)),
        (ClientFilter(late_over=0, sort="overdue"), [ISIK], (1, 1, 1)),
        (ClientFilter(sort="overdue", length=1, number=2), [OBRIEN], (3, 2, 3)),
        (ClientFilter(sort="slowest"), [OZGE, ISIK, OBRIEN], (3, 1, 1)),
        (ClientFilter(search="nobody", sort="slowest", has_debt=True), [], (0, 1, 1)),
    ],
)
def test_clients_are_chosen_ordered_and_shown_in_pages(debtor, wanted, names, counts) -> None:
    page = clients_page(as_of=day(100), wanted=wanted, by=OWNER)
    assert [row.name for row in page.clients] == names
    assert (page.count, page.number, page.pages) == counts
    everybody = {row.ref: row for row in clients_page(as_of=day(100), by=OWNER).clients}
    assert all(row == everybody[row.ref] for row in page.clients)


def test_a_page_of_receivables_adds_up_everybody(debtor) -> None:
    whole = {group.currency: group for group in receivables(as_of=day(100), by=OWNER).currencies}
    first, last = (
        receivables(as_of=day(100), by=OWNER, currency="GBP", length=1, number=number).currencies for number in (1, 99)
    )
    assert [(g.currency, g.ageing, g.count) for g in first] == [("GBP", whole["GBP"].ageing, 2)]
    assert (*first[0].clients, *last[0].clients) == whole["GBP"].clients
    assert [g.clients for g in receivables(as_of=day(100), by=OWNER, length=0).currencies] == [(), ()]


def test_the_page_of_a_client(debtor) -> None:
    client = debtor[ISIK]
    invoice = an_issued_invoice(client, "12.00", on=day(95), due=day(100), number="A-1")
    dispute_invoice(ref=invoice.ref, on=day(96), reason="late", **ACT)
    payment = a_payment(client, "7.00", on=day(97), settles=((invoice, 500),), note="cash")
    a_credit_note(client, "1.00", on=day(98))
    page = client_page(wanted="isik insaat", as_of=day(100), by=OWNER)
    owed = panel_of(page.panels, OpenInvoicesPanel)
    assert owed.invoices[-1] == OpenInvoiceLine(
        invoice.ref, "A-1", "GBP", day(95), day(100), 1200, 700, 0,
        is_disputed=True, overdue_minor=0, parts=((day(100), 700),),
    )  # fmt: skip
    assert [shown.days_late for shown in owed.invoices] == [91, 90, 60, 31, 30, 1, 1, 0, 0]
    paid = panel_of(page.panels, PaymentsPanel).payments
    assert paid == (PanelPayment(payment.ref, day(97), True, 700, "GBP", "cash"),)
    assert (page.name, page.ref, owed.on_account_minor) == (ISIK, client.ref, {"GBP": 300})
    assert owed.ageing == {
        "GBP": Ageing(1_111_811, 1_111_110, (701, 110, 11_000, 100_000, 1_000_000)),
        "JPY": Ageing(5_000, 5_000, (0, 5_000, 0, 0, 0)),
    }
    assert owed.ageing == {
        group.currency: member.ageing
        for group in receivables(as_of=day(100), by=OWNER).currencies
        for member in group.clients
        if member.name == ISIK
    }
    assert [event.kind for event in panel_of(page.panels, EventsPanel).events][:3] == [
        "credit_note.issued", "payment.received", "invoice.disputed",
    ]  # fmt: skip
    panels = client_page(wanted=client.ref, as_of=day(95), by=OWNER).panels
    earlier = panel_of(panels, OpenInvoicesPanel)
    assert (earlier.invoices[-1].open_minor, earlier.invoices[-1].is_disputed) == (1200, False)
    assert (panel_of(panels, PaymentsPanel).payments, earlier.on_account_minor) == ((), {})
    with refused(ClientNotFound):
        client_page(wanted="nobody", as_of=day(100), by=OWNER)


@pytest.mark.parametrize("is_past", [False, True])
def test_the_same_questions_for_one_and_for_three(book, is_past) -> None:
    def begin(name: str) -> None:
        an_issued_invoice(a_client(name))
        a_paid_invoice(a_client(name))
        a_payment(a_client(name), on=day(41))

    def ask() -> list[int]:
        if is_past:
            with raw_writes() as cursor:
                cursor.execute("UPDATE billing_latestbusinessdate SET last_on = '2030-01-01'")
        counts = []
        for page in (
            lambda: receivables(as_of=day(90), by=OWNER),
            lambda: clients_page(as_of=day(90), by=OWNER),
            lambda: client_page(wanted=a_client(ISIK).ref, as_of=day(90), by=OWNER),
        ):
            with questions() as asked:
                page()
            counts.append(len(asked))
        return counts

    begin(ISIK)
    for_one = ask()
    begin(OBRIEN)
    begin(OZGE)
    assert ask() == for_one
    assert max(for_one) <= 20


def test_what_is_remembered_of_habits_ends_with_the_next_act(book):
    client = a_paid_invoice(on=day(0), paid_on=day(40)).client_id
    assert medians(as_of=day(400)) == {client: 10.0}
    with questions() as asked:
        assert medians(as_of=day(400)) == {client: 10.0}
    assert len(asked) == 1  # the mark of the book
    a_paid_invoice(on=day(0), paid_on=day(60))
    assert medians(as_of=day(400)) == {client: 20.0}
    reverse_payment(ref=Payment.objects.get(paid_on=day(60)).ref, on=day(61), reason="Banka", **ACT)
    assert medians(as_of=day(400)) == {client: 10.0}
