"""Whom a file names: known by id or folded name, added once, never guessed among several."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection, transaction
from tests.builders import ACT, ISIK, OBRIEN, OWNER, OZGE, a_client, questions, raw_writes, timeline

from mainstay.clients.actions.client_matching import Named, match_clients
from mainstay.clients.models import Client
from mainstay.clients.queries.fetching import matching
from mainstay.overview.queries.checks import prove_book

drop_signs = import_module("mainstay.clients.migrations.0020_names_are_compared_without_any_punctuation").drop_signs


def recognise(*named, add_unknown=True, **fields):
    with transaction.atomic():
        return match_clients(named=dict.fromkeys(named, fields), add_unknown=add_unknown, **ACT)


def test_the_unknown_are_added_once_whatever_their_spelling(book) -> None:
    spellings = (Named("", "IŞIK LTD"), Named("", "Işık Ltd."), Named("", "isik  ltd"))
    found = recognise(*spellings, terms_days=14, city="İzmir")
    (client,) = Client.objects.all()
    assert found.ids == dict.fromkeys(spellings, client.pk)
    assert (found.added, found.terms_days, found.ambiguous) == (1, {client.pk: 14}, {})
    assert (client.name, client.city, client.search_key) == ("IŞIK LTD", "İzmir", "isik ltd izmir")
    assert [kind for kind, *_ in timeline()] == ["client.added"]
    assert prove_book() == []


def test_the_known_are_recognised_and_nothing_is_written(book) -> None:
    by_name, by_id = a_client(ISIK), a_client(OBRIEN, external_id="9")
    before = timeline()
    found = recognise(Named("", "isik insaat"), Named("9", "Renamed Ltd"))
    assert (sorted(found.ids.values()), found.added) == ([by_name.pk, by_id.pk], 0)
    assert timeline() == before


def test_what_a_text_editor_makes_of_signs_names_the_same_client(book) -> None:
    client = a_client("O'Brien - Sons")
    spellings = [
        Named("", name)
        for name in ("O’Brien – Sons", "O\u2018Brien—Sons", "“O’Brien” Sons", "O\u02bc BRIEN \u2010 SONS")
    ]
    assert recognise(*spellings).ids == dict.fromkeys(spellings, client.pk)


def test_a_book_of_before_knows_them_once_it_is_upgraded(book) -> None:
    names = ("O’Brien – Sons", "Çağlar «Ltd»", "“ ”", "Işık", "O'Brien")
    clients = [a_client(name) for name in names]
    now = [client.match_key for client in clients]
    with raw_writes() as cursor:
        for client, was in zip(clients, ("o’brien – sons", "caglar «ltd»", "“ ”", "isik", "o brien"), strict=True):
            cursor.execute("UPDATE clients_client SET match_key = %s WHERE id = %s", [was, client.pk])
    with connection.schema_editor(atomic=False) as editor, transaction.atomic():
        drop_signs(apps, editor)
    assert list(Client.objects.order_by("id").values_list("match_key", flat=True)) == now
    assert prove_book() == []


def test_a_client_known_by_name_is_given_the_id_of_the_file_and_found_by_it(book) -> None:
    client = a_client(email="ozge@isik.example", city="İzmir")
    assert recognise(Named("A-7", ISIK)).ids == {Named("A-7", ISIK): client.pk}
    client.refresh_from_db()
    assert client.external_id == "A-7"
    assert list(matching("a-7 izmir", by=OWNER)) == [client]
    assert prove_book() == []


def test_two_ids_of_one_name_are_two_clients(book) -> None:
    client = a_client()
    found = recognise(Named("7", ISIK), Named("8", ISIK))
    assert found.ids[Named("7", ISIK)] == client.pk
    assert found.ids[Named("8", ISIK)] != client.pk
    assert sorted(Client.objects.values_list("external_id", flat=True)) == ["7", "8"]
    assert prove_book() == []


def test_a_name_of_several_clients_is_left_to_a_person(book) -> None:
    recognise(Named("1", ISIK), Named("2", ISIK))
    found = recognise(Named("", ISIK))
    assert (found.ids, found.ambiguous) == ({}, {Named("", ISIK): 2})


def test_nobody_is_added_where_only_known_clients_make_sense(book) -> None:
    found = recognise(Named("", OZGE), add_unknown=False)
    assert (found.ids, found.added, Client.objects.count()) == ({}, 0, 0)


@pytest.mark.parametrize("count", [1, 300])
def test_a_batch_takes_as_many_questions_as_one(book, count) -> None:
    with questions() as asked:
        recognise(*(Named("", f"Client {n}") for n in range(count)))
    assert len(asked) <= 14


def test_a_client_is_never_deleted_and_its_reference_never_changes(book) -> None:
    a_client()
    for statement in ("DELETE FROM clients_client", "UPDATE clients_client SET ref = 'c-x'"):
        with pytest.raises(Exception, match="clients_client is never"), raw_writes() as cursor:
            cursor.execute(statement)
    with raw_writes() as cursor:
        cursor.execute("UPDATE clients_client SET notes = 'pays by cheque'")
    assert Client.objects.get().notes == "pays by cheque"
