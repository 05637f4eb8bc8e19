"""An archived client leaves lists, pickers and Today, and stays in search and in the figures."""

from __future__ import annotations

import pytest
from tests.builders import ACT, ISIK, NOW, OWNER, OZGE, a_client, an_issued_invoice, day, refused, timeline

from mainstay.billing.queries.payments import payers_named
from mainstay.billing.queries.receivables import receivables
from mainstay.briefing.queries.morning import morning
from mainstay.briefing.queries.panels import CallListPanel
from mainstay.clients.actions.archiving import bring_clients_back
from mainstay.clients.actions.labelling import NoClientsChosen
from mainstay.clients.actions.next_contacts import set_next_contact
from mainstay.clients.queries.next_contacts import clients_with_contact_due, contacts_due
from mainstay.clients.rules.contacting import ContactPlan
from mainstay.kernel.offers import panel_of
from mainstay.overview.actions.archiving import MoneyIsOpen, archive_settled_clients
from mainstay.overview.queries.clients import clients_page
from mainstay.overview.queries.search import search
from mainstay.overview.rules.client_filter import ClientFilter

TODAY = day(90)
AS = {**ACT, "today": TODAY}


def listed(**wanted: bool) -> list[str]:
    return [row.name for row in clients_page(as_of=TODAY, wanted=ClientFilter(**wanted), by=OWNER).clients]


def to_call() -> list[str]:
    panel = panel_of(morning(today=TODAY, by=OWNER).panels, CallListPanel)
    return [row.word.debtor.name for row in (*panel.call_list, *panel.wait_for)]


@pytest.fixture
def isik(book) -> str:
    """A client who owes 100 pounds, overdue, and is to be called; another one beside it."""
    client = a_client(ISIK)
    an_issued_invoice(client)
    an_issued_invoice(a_client(OZGE))
    plan = ContactPlan(day(10), "call", "the renewal")
    set_next_contact(client_ref=client.ref, plan=plan, today=day(1), **ACT)
    return client.ref


def test_a_client_who_owes_is_archived_only_when_that_is_confirmed(isik) -> None:
    said = f"Still open: {ISIK} £100.00. Archived clients leave the lists and Today: confirm if that’s what you want."
    with refused(MoneyIsOpen, said):
        archive_settled_clients(client_refs=(isik,), **AS)
    assert listed() == [ISIK, OZGE]
    assert archive_settled_clients(client_refs=(isik,), is_confirmed=True, **AS) == 1
    assert archive_settled_clients(client_refs=(isik,), is_confirmed=True, **AS) == 0
    assert timeline()[-1][:3] == ("client.archived", str(TODAY), isik)


def test_an_archived_client_stands_in_search_and_figures_alone(isik) -> None:
    archive_settled_clients(client_refs=(isik,), is_confirmed=True, **AS)
    assert (listed(), listed(is_archived=True), to_call()) == ([OZGE], [ISIK], [OZGE])
    assert [name for _, name in payers_named(search="", by=OWNER)] == [OZGE]
    assert (contacts_due(today=TODAY, by=OWNER), clients_with_contact_due(today=TODAY, by=OWNER)) == ((), frozenset())
    assert [(row.name, row.is_archived) for row in search(text="isik", by=OWNER).found("clients").rows] == [
        (ISIK, True)
    ]
    assert receivables(as_of=TODAY, by=OWNER).currencies[0].ageing.open_minor == 20_000


def test_a_client_is_brought_back(isik) -> None:
    archive_settled_clients(client_refs=(isik,), is_confirmed=True, **AS)
    assert bring_clients_back(client_refs=(isik,), **AS) == 1
    assert bring_clients_back(client_refs=(isik,), **AS) == 0
    assert (listed(), to_call()) == ([ISIK, OZGE], [ISIK, OZGE])
    assert timeline()[-1][0] == "client.unarchived"


def test_nobody_chosen_is_refused(book) -> None:
    with refused(NoClientsChosen):
        archive_settled_clients(client_refs=("c-none",), today=TODAY, **ACT)
    with refused(NoClientsChosen):
        bring_clients_back(client_refs=(), today=TODAY, by=OWNER, now=NOW)
