"""Who of the firm looks after a client: set by form, command and file, told, exported, and proved."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.builders import ACT, ISIK, OWNER, a_client, day, refused, timeline

from mainstay.clients.actions.clients import add_client, change_client
from mainstay.clients.models import Client
from mainstay.clients.queries.fetching import draft_of
from mainstay.clients.queries.panels import ContactsPanel
from mainstay.clients.rules.drafts import ClientDraft
from mainstay.firm.actions.people import add_person
from mainstay.firm.queries.people import PersonNotFound
from mainstay.kernel.offers import panel_of
from mainstay.overview.gathered import proved
from mainstay.overview.phrases import fault_sentence
from mainstay.overview.queries.clients import client_page_of

PASSWORD = "uzun ve kolay parola"


@pytest.fixture
def ada(book):
    return add_person(email="ada@example.com", name="Ada", role="colleague", language="en", password=PASSWORD, **ACT)


def test_a_person_is_meant_by_name_or_address_and_told(ada) -> None:
    client = a_client(ISIK)
    changed = change_client(client_ref=client.ref, draft=replace(draft_of(client), responsible="ada"), **ACT)
    assert changed.client.responsible == "ada@example.com"
    (kind, _on, _ref, facts) = timeline()[-1]
    assert (kind, facts["changes"]) == (
        "client.changed", [{"field": "responsible", "before": "", "after": "ada@example.com"}],
    )  # fmt: skip
    again = change_client(client_ref=client.ref, draft=replace(draft_of(changed.client), responsible="Ada"), **ACT)
    assert again.client.responsible == "ada@example.com"
    panel = panel_of(client_page_of(ref=client.ref, as_of=day(0), by=OWNER).panels, ContactsPanel)
    assert panel is not None
    assert panel.responsible == "Ada"
    assert proved() == []


def test_nobody_of_the_firm_is_refused(ada) -> None:
    client = a_client(ISIK)
    with refused(PersonNotFound):
        change_client(client_ref=client.ref, draft=replace(draft_of(client), responsible="Bob"), **ACT)
    with refused(PersonNotFound):
        add_client(draft=ClientDraft("Another", responsible="bob@example.com"), **ACT)


def test_a_planted_fault_is_found(ada) -> None:
    Client.objects.filter(pk=a_client(ISIK).pk).update(responsible="gone@example.com")
    assert [fault_sentence(fault) for fault in proved()] == [
        "Işık İnşaat is looked after by gone@example.com, who is not a person of this firm."
    ]
