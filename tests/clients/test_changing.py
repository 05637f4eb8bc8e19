"""What is known of a client is changed, told with before and after, and never lost to somebody else's change."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from django.db import connection, connections
from django.utils import translation
from tests.builders import ACT, ISIK, OBRIEN, OZGE, a_client, refused, timeline

from mainstay.clients.actions import clients as acts
from mainstay.clients.actions.clients import (
    ClientChangedMeanwhile,
    ClientRefused,
    NameIsTaken,
    Saw,
    add_client,
    change_client,
)
from mainstay.clients.actions.importing import take_clients
from mainstay.clients.formats.client_rows import ClientRow
from mainstay.clients.models import Client
from mainstay.clients.queries.fetching import ClientNotFound, draft_of
from mainstay.clients.rules.drafts import ClientDraft
from mainstay.firm.idempotency import KeyUsedForAnother
from mainstay.kernel.refusal import Refusal
from mainstay.overview.phrases import happening_sentence
from mainstay.store.context import use_firm


def change(client: Client, saw: Saw | None = None, **fields: object) -> Client:
    draft = draft_of(client) if saw is None else saw.draft
    return change_client(client_ref=client.ref, draft=replace(draft, **fields), saw=saw, **ACT).client


def seen(client: Client) -> Saw:
    client.refresh_from_db()
    return Saw(client.version, draft_of(client))


def test_a_change_is_kept_and_told(book) -> None:
    client = a_client(ISIK, city="İzmir", terms_days=30)
    after = change(
        client, name="  Işık  Yapı ", city="", terms_days=45, currency="TRY", credit_limit_minor=500_000,
        street="1. Sokak \r\n No 5 ", language="tr",
    )  # fmt: skip
    assert draft_of(after) == ClientDraft(
        "Işık Yapı", terms_days=45, currency="TRY", credit_limit_minor=500_000, street="1. Sokak\n No 5", language="tr"
    )
    assert (after.version, after.match_key, after.search_key) == (2, "isik yapi", "isik yapi")
    changes = [
        {"field": "name", "before": ISIK, "after": "Işık Yapı"},
        {"field": "street", "before": "", "after": "1. Sokak\n No 5"},
        {"field": "city", "before": "İzmir", "after": ""},
        {"field": "language", "before": "", "after": "tr"},
        {"field": "terms_days", "before": "30", "after": "45"},
        {"field": "currency", "before": "", "after": "TRY"},
        {"field": "credit_limit", "before": "", "after": "5000.00 TRY"},
    ]
    assert timeline()[-1] == ("client.changed", "2024-03-31", client.ref, {"changes": changes})


TOLD = {
    "en": (
        "Client details changed: City “İzmir” became “Bursa”; E-mail is now “a@b.c”; Phone “1” was removed; "
        "Credit limit is now “₺5,000.00”; Language is now “Türkçe”"
    ),
    "tr": (
        "Müşteri bilgileri değişti: Şehir: “İzmir” yerine “Bursa”; E-posta: “a@b.c”; Telefon: “1” silindi; "
        "Kredi limiti: “₺5.000,00”; Dil: “Türkçe”"
    ),
}


@pytest.mark.parametrize("language", TOLD)
def test_a_change_is_told_as_a_sentence(language) -> None:
    changes = [
        {"field": "city", "before": "İzmir", "after": "Bursa"},
        {"field": "email", "before": "", "after": "a@b.c"},
        {"field": "phone", "before": "1", "after": ""},
        {"field": "credit_limit", "before": "", "after": "5000.00 TRY"},
        {"field": "language", "before": "", "after": "tr"},
    ]
    with translation.override(language):
        assert happening_sentence("client.changed", {"changes": changes}) == TOLD[language]


def test_what_the_first_imports_told_is_still_a_sentence() -> None:
    facts = {"fields": "email, credit_limit_minor"}
    assert happening_sentence("client.changed", facts) == "Client details changed: E-mail, Credit limit"


def test_nothing_is_written_when_nothing_differs(book) -> None:
    client, before = a_client(ISIK, city="İzmir"), timeline()
    assert change(client, city=" İzmir ").version == 1
    assert timeline() == before


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": " "}, "The client has no name: enter one."),
        ({"name": "ı" * 301}, f"“{'ı' * 40}…” is longer than 300 characters: shorten it."),
        ({"email": "isik.example"}, "“isik.example” has no @: enter a valid e-mail address."),
        ({"language": "de"}, "“de” isn’t supported: choose English or Turkish."),
        ({"terms_days": 3_651}, "The terms are 3651 days: enter 3650 or fewer."),
        ({"credit_limit_minor": 1},
         "A credit limit needs a currency: choose the currency, or leave the limit empty."),
        ({"credit_limit_minor": -1, "currency": "TRY"}, "The credit limit is negative: enter 0 or more."),
        ({"credit_limit_minor": 10**16 + 1, "currency": "TRY"},
         "The credit limit is above the largest amount allowed: correct it."),
        ({"notes": "x" * 20_001}, f"“{'x' * 40}…” is longer than 20000 characters: shorten it."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(book, fields, sentence) -> None:
    client = a_client(ISIK)
    with refused(ClientRefused, sentence):
        change(client, **fields)


def test_what_was_there_before_is_not_this_persons_to_mend(book) -> None:
    client = a_client(ISIK)
    Client.objects.filter(pk=client.pk).update(email="two addresses")
    client.refresh_from_db()
    assert change(client, phone="1").phone == "1"


def test_a_name_another_client_bears_is_refused(book) -> None:
    client, other = a_client(ISIK), a_client(OZGE)
    with refused(NameIsTaken, f"Another client is called {OZGE} already ({other.ref}): make the two names differ."):
        change(client, name="OZGE CAGLAR")
    assert change(client, name="IŞIK İNŞAAT").name == "IŞIK İNŞAAT"
    with refused(ClientNotFound):
        change_client(client_ref="c-nobody", draft=ClientDraft("x"), **ACT)


def test_two_people_change_different_fields_and_both_stand(book) -> None:
    client = a_client(ISIK, city="İzmir")
    both = seen(client)
    change(client, both, city="Bursa")
    after = change(client, both, phone="1")
    assert (after.city, after.phone, after.version) == ("Bursa", "1", 3)


def test_the_second_of_two_is_told_and_may_then_insist(book) -> None:
    client = a_client(ISIK, city="İzmir")
    both = seen(client)
    change(client, both, city="Bursa", phone="1")
    sentence = f"Someone else has changed {ISIK}: check both values, then save again."
    with refused(ClientChangedMeanwhile, sentence):
        change(client, both, city="Ankara")
    after = change(client, seen(client), city="Ankara")
    assert (after.city, after.phone) == ("Ankara", "1")


def test_a_change_the_lock_did_not_see_is_noticed_by_the_version(book, monkeypatch) -> None:
    client = a_client(ISIK, city="İzmir")
    real = acts.merge

    def merge_while_another_writes(**drafts: ClientDraft) -> object:
        Client.objects.filter(pk=client.pk).update(city="Bursa", version=2)
        return real(**drafts)

    monkeypatch.setattr(acts, "merge", merge_while_another_writes)
    with pytest.raises(ClientChangedMeanwhile):
        change(client, phone="1")
    assert not [row for row in timeline() if row[0] == "client.changed"]


def test_two_threads_at_once_lose_nothing(book) -> None:
    client = a_client(ISIK, city="İzmir")
    both, together, answers = seen(client), threading.Barrier(2), []

    def write(fields: dict[str, object]) -> None:
        try:
            with use_firm(book):
                connection.ensure_connection()
                together.wait()
                change(client, both, **fields)
                answers.append("kept")
        except Refusal as refusal:
            answers.append(refusal.code)
        finally:
            connections.close_all()

    wishes = ({"city": "Bursa", "phone": "1"}, {"city": "Ankara", "email": "a@b.c"})
    threads = [threading.Thread(target=write, args=(wish,)) for wish in wishes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["client_changed_meanwhile", "kept"]
    client.refresh_from_db()
    assert (client.city, client.phone, client.email) in {("Bursa", "1", ""), ("Ankara", "", "a@b.c")}


def test_an_import_counts_as_somebody_else(book) -> None:
    client = a_client(ISIK, city="İzmir")
    saw = seen(client)
    texts = dict.fromkeys(ClientRow._fields, "")
    row = ClientRow(**{**texts, "line": 2, "name": ISIK, "city": "Bursa", "terms_days": None,
                       "credit_limit_minor": None, "contacts": (), "raw": [ISIK, "Bursa"]})  # fmt: skip
    take_clients(rows=[row], columns={}, **ACT)
    told = {"changes": [{"field": "city", "before": "İzmir", "after": "Bursa"}]}
    assert timeline()[-1] == ("client.changed", "2024-03-31", "", told)
    with pytest.raises(ClientChangedMeanwhile):
        change(client, saw, city="Ankara")


def test_one_form_adds_one_client(book) -> None:
    first = add_client(draft=ClientDraft(ISIK), key="a form", **ACT)
    assert add_client(draft=ClientDraft(ISIK), key="a form", **ACT) == first
    with refused(KeyUsedForAnother):
        add_client(draft=ClientDraft(OBRIEN), key="a form", **ACT)
    assert add_client(draft=ClientDraft(OBRIEN), key="another", **ACT).ref != first.ref
