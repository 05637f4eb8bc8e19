"""Pages that are remembered say at each moment what they would say if nothing were: after every act, for everybody."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import translation
from tests.builders import ACT, ISIK, OBRIEN, OWNER, OZGE, a_client, a_credit_note, a_payment, an_issued_invoice, day

from mainstay.billing.actions.invoices import dispute_invoice, write_off_invoice
from mainstay.billing.actions.payments import reverse_payment
from mainstay.billing.queries.receivables import receivables
from mainstay.billing.rules.invoice_filter import InvoiceFilter
from mainstay.briefing.queries.morning import morning
from mainstay.clients.actions.notes import add_note
from mainstay.clients.models import Client
from mainstay.clients.rules.acts import SEE_RISK
from mainstay.fields.actions.definitions import define_field
from mainstay.fields.actions.values import fill_fields
from mainstay.fields.models import CustomField
from mainstay.fields.rules.drafts import FieldDraft, FieldValuesDraft
from mainstay.firm.actions.permissions import change_role_acts
from mainstay.kernel.actor import Actor
from mainstay.overview.queries.clients import client_page, clients_page
from mainstay.overview.queries.invoices import invoices_page
from mainstay.overview.rules.client_filter import ClientFilter
from mainstay.scoring.actions.scoring import score_book
from mainstay.scoring.queries.forecasts import expected_currencies
from mainstay.scoring.queries.insights import insights
from mainstay.store import result_cache
from mainstay.store.context import cached_while_active
from mainstay.timeline.actions.describing import describe_firm

READER = replace(OWNER, id="2", role="reader")
MINE = "ozge@example.com"
STRANGER = Actor("stranger", "", "", "")
FILTERS = [
    ClientFilter(length=50),
    ClientFilter(length=1, number=2, sort="overdue"),
    ClientFilter(length=50, sort="slowest"),
    ClientFilter(length=50, late_over=0),
    ClientFilter(length=50, standing="new"),
    ClientFilter(length=50, people=(MINE,)),
    ClientFilter(length=50, is_archived=True),
    ClientFilter(length=50, search="brien"),
]
"""Lists of clients in every order, by every kind of wish."""


def everything() -> list[object]:
    """What the pages say: on two days, to two roles, of all and of one's own, in both languages."""
    found: list[object] = []
    for on in (day(90), day(120)):
        for by in (OWNER, READER):
            found += [morning(today=on, by=by, most=12), morning(today=on, by=by, most=12, people=(MINE,))]
            found += [clients_page(as_of=on, wanted=wanted, by=by) for wanted in FILTERS]
            found += [
                receivables(as_of=on, by=by, length=50),
                receivables(as_of=on, by=by, length=1, currency="GBP", number=2),
                invoices_page(wanted=InvoiceFilter(), as_of=on, number=1, by=by),
                invoices_page(wanted=InvoiceFilter("risk"), as_of=on, number=1, by=by),
            ]
        found += [insights(by=OWNER), insights(by=OWNER, as_of=on)]
        for owed in ({"GBP": 90_000}, {"GBP": 102_000, "JPY": 5_000}):
            found.append(expected_currencies(as_of=on, open_minor=owed, by=OWNER))
        with translation.override("tr"):
            found.append(morning(today=on, by=OWNER, most=12))
    found += [client_page(wanted=ref, as_of=day(120), by=OWNER) for ref in Client.objects.values_list("ref", flat=True)]
    return found


@pytest.fixture
def acts(book):
    """Acts of every package that writes what the pages show, each to be done once, in this order."""
    first, second = a_client(ISIK), a_client(OBRIEN)
    invoice = an_issued_invoice(first, "900.00", on=day(10), due=day(30))
    return [
        lambda: an_issued_invoice(second, "120.00", on=day(20), due=day(40)),
        lambda: an_issued_invoice(second, 5_000, "JPY", day(80), day(100)),
        lambda: a_client(OZGE),
        lambda: a_payment(first, "400.00", on=day(50), settles=((invoice, 30_000),)),
        lambda: a_credit_note(first, "1.00", on=day(60)),
        lambda: dispute_invoice(ref=invoice.ref, on=day(61), reason="late", **ACT),
        lambda: reverse_payment(ref=first.payments.get().ref, on=day(70), reason="bounced", **ACT),
        lambda: write_off_invoice(ref=invoice.ref, on=day(88), reason="gone", **ACT),
        lambda: score_book(as_of=day(90), **ACT),
        lambda: add_note(client_ref=first.ref, text="Aradı", on=day(89), **ACT),
        lambda: Client.objects.filter(pk=second.pk).update(responsible=MINE),
        lambda: Client.objects.filter(pk=second.pk).update(archived_on=day(89)),
        lambda: define_field(draft=FieldDraft("Sector"), **ACT),
        lambda: fill_fields(
            client_ref=second.ref,
            draft=FieldValuesDraft(((CustomField.objects.get().ref, "Food"),)),
            today=day(89),
            **ACT,
        ),
        lambda: describe_firm(changes={"name": "Işık"}, **ACT),
        lambda: change_role_acts(changes={("reader", SEE_RISK): False}, **ACT),
    ]


def test_every_page_says_after_each_act_what_it_would_say_anew(acts) -> None:
    everything()  # so that something is remembered from before the first act
    for act in acts:
        act()
        cached_while_active().clear()  # as with the next request
        remembered = everything()
        result_cache._cached.clear()
        assert everything() == remembered


def test_a_page_is_read_once(acts, monkeypatch) -> None:
    acts[0]()
    page = morning(today=day(90), by=OWNER, most=12)
    assert morning(today=day(90), by=OWNER, most=12) is page
    assert morning(today=day(91), by=OWNER, most=12) is not page
    assert morning(today=day(90), by=READER, most=12) is not page
    assert morning(today=day(90), by=OWNER, most=12, people=(MINE,)) is not page
    with translation.override("tr"):
        assert morning(today=day(90), by=OWNER, most=12) is not page
    assert receivables(as_of=day(90), by=OWNER, length=50) is receivables(as_of=day(90), by=OWNER, length=50)


def test_a_page_of_clients_is_read_once_a_whole_list_each_time(acts) -> None:
    acts[0]()
    page, whole = (
        [clients_page(as_of=day(90), wanted=ClientFilter(length=length), by=OWNER) for _ in range(2)]
        for length in (50, None)
    )
    assert page[0] is page[1]
    assert whole[0] is not whole[1]
    assert whole[0].clients == page[0].clients


def test_what_is_remembered_for_others_is_no_way_in(acts) -> None:
    acts[0]()
    wanted = ClientFilter(length=50)
    theirs = Actor("client", "1", "", "client", Client.objects.order_by("id")[0].ref)
    everything()
    assert clients_page(as_of=day(90), wanted=wanted, by=STRANGER).count == 0
    assert clients_page(as_of=day(90), wanted=wanted, by=theirs).count == 1
    assert receivables(as_of=day(90), by=STRANGER, length=50).currencies == ()
    assert [group.count for group in receivables(as_of=day(90), by=theirs, length=50).currencies] == [1]
    assert clients_page(as_of=day(90), wanted=wanted, by=OWNER).count == 2


def test_a_permission_read_before_it_changed_is_not_remembered_as_the_new_one(acts) -> None:
    """A request that began before the owner decided answers as it began, and the next one as was decided."""
    acts[0]()
    score_book(as_of=day(90), **ACT)
    wanted = ClientFilter(length=50, standing="new")
    began = clients_page(as_of=day(90), wanted=wanted, by=READER).count
    held = dict(cached_while_active())
    change_role_acts(changes={("reader", SEE_RISK): False}, **ACT)
    cached_while_active().update(held)
    assert clients_page(as_of=day(90), wanted=wanted, by=READER).count == began > 0
    cached_while_active().clear()
    assert clients_page(as_of=day(90), wanted=wanted, by=READER).count == 0
