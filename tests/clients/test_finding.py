"""A client is found by what a hurried person types, and never guessed."""

from __future__ import annotations

import pytest
from tests.builders import ISIK, OBRIEN, OWNER, OZGE, a_client, questions, refused

from mainstay.clients.queries.fetching import (
    ClientIsAmbiguous,
    ClientNotFound,
    client_called,
    client_for,
    matching,
)

DARCY = "D’Arcy"


@pytest.fixture
def three(book):
    places = ((ISIK, "İzmir"), (OZGE, "Iğdır"), (OBRIEN, "Cork"), (DARCY, "York"))
    return {name: a_client(name, city=city) for name, city in places}


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("isik insaat", [ISIK]), ("IŞIK", [ISIK]), ("İNŞAAT isik", [ISIK]), ("çağ", [OZGE]), ("CAGLAR ozge", [OZGE]),
        ("igdir", [OZGE]), ("IĞDIR", [OZGE]), ("o'brien", [OBRIEN]), ("i", [ISIK, OBRIEN, OZGE]), ("nobody", []),
        ("%", []), ("_", []),
        ("o’brien", [OBRIEN]), ("O\u2018BRIEN", [OBRIEN]), ("d'arcy", [DARCY]), ("d’arcy", [DARCY]), ("o.brien", []),
    ],
)  # fmt: skip
def test_every_word_is_found_however_it_is_cased(three, words, names) -> None:
    found = matching(words, by=OWNER).order_by("sort_key").values_list("name", flat=True)
    assert sorted(found) == sorted(names)


@pytest.mark.parametrize("wanted", ["IŞIK İNŞAAT", "isik, insaat", "isik", "c-{ref}", "77"])
def test_one_client_is_meant(book, wanted) -> None:
    client = a_client(external_id="77")
    a_client(OBRIEN)
    assert client_called(wanted=wanted.replace("c-{ref}", client.ref), by=OWNER) == client
    assert client_for(ref=client.ref, by=OWNER) == client


def test_a_whole_name_is_meant_before_a_part(book) -> None:
    whole, _ = a_client("Işık"), a_client("Işık İnşaat")
    assert client_called(wanted="isik", by=OWNER) == whole


def test_several_clients_are_named_and_none_is_guessed(book) -> None:
    clients = [a_client(f"Işık {n}") for n in range(7)]
    names = ", ".join(f"{client.name} ({client.ref})" for client in clients[:5])
    with refused(ClientIsAmbiguous, f"“ışık” fits several clients: {names}, …. Give the reference of one."):
        client_called(wanted="ışık", by=OWNER)


@pytest.mark.parametrize("wanted", ["nobody", "", "***"])
def test_who_is_not_there_is_not_found(three, wanted) -> None:
    with refused(ClientNotFound if wanted else ClientIsAmbiguous):
        client_called(wanted=wanted, by=OWNER)
    with refused(
        ClientNotFound, "No client is called “c-x”: look at `mainstay clients`, or search for a part of the name."
    ):
        client_for(ref="c-x", by=OWNER)


def test_finding_takes_as_many_questions_among_many(three) -> None:
    with questions() as among_three:
        client_called(wanted="caglar", by=OWNER)
    for n in range(5):
        a_client(f"Zoë {n}")
    with questions() as among_many:
        client_called(wanted="caglar", by=OWNER)
    assert len(among_three) == len(among_many) == 3
