"""A client is added once, under the keys of the name; what is wrong is said and nothing is written."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections
from tests.builders import ACT, ISIK, NOW, OBRIEN, a_client, refused, timeline

from mainstay.clients.actions.clients import ClientIsKnown, ClientRefused, add_client
from mainstay.clients.models import Client
from mainstay.clients.rules.drafts import ClientDraft
from mainstay.clients.rules.keys import keys_of
from mainstay.kernel.refusal import Refusal
from mainstay.store.context import use_firm


def test_a_client_is_added_and_told(book) -> None:
    draft = ClientDraft(
        "  Işık   İnşaat ", external_id="7", email="ozge@isik.example", city="İzmir", currency="TRY", terms_days=0
    )
    client = add_client(draft=draft, **ACT)
    client.refresh_from_db()
    assert (client.name, client.external_id, client.terms_days, client.recorded_at) == (ISIK, "7", 0, NOW)
    assert (client.search_key, client.match_key) == ("isik insaat ozge@isik.example izmir 7", "isik insaat")
    assert client.sort_key == keys_of(ISIK).sort_key
    assert timeline() == [("client.added", "2024-03-31", client.ref, {})]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "  "}, "The client has no name: enter one."),
        ({"name": "x" * 301}, f"“{'x' * 40}…” is longer than 300 characters: shorten it."),
        ({"currency": "TRL"}, "“TRL” is not a currency in use: write its three letters, such as GBP or TRY."),
        ({"terms_days": -1}, "The terms are -1 days: enter 0 or more."),
        ({"city": "x" * 121}, f"“{'x' * 40}…” is longer than 120 characters: shorten it."),
        ({"external_id": "7" * 121}, f"“{'7' * 40}…” is longer than 120 characters: shorten it."),
    ],
)
def test_a_draft_with_problems_is_refused(book, fields, sentence) -> None:
    with refused(ClientRefused, sentence):
        add_client(draft=ClientDraft(**{"name": ISIK, **fields}), **ACT)


@pytest.mark.parametrize("draft", [ClientDraft("IŞIK INSAAT."), ClientDraft("Somebody else", external_id="7")])
def test_a_client_known_by_name_or_id_is_not_added_again(book, draft) -> None:
    known = a_client(external_id="7")
    with refused(ClientIsKnown, f"Işık İnşaat already exists ({known.ref}): use that client."):
        add_client(draft=draft, **ACT)


def test_two_people_adding_one_client_add_one(book) -> None:
    answers = []
    together = threading.Barrier(2)

    def add() -> None:
        try:
            with use_firm(book):
                connection.ensure_connection()
                together.wait()
                answers.append(add_client(draft=ClientDraft(OBRIEN), **ACT).name)
        except Refusal as refusal:
            answers.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=add) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [OBRIEN, "client_is_known"]
    assert Client.objects.count() == 1
