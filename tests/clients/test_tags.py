"""Tags of clients: read from a line, added, removed and renamed, on one client or on many."""

from __future__ import annotations

import pytest
from tests.builders import ACT, ISIK, OBRIEN, OWNER, OZGE, a_client, day, refused, timeline

from mainstay.clients.actions.labelling import (
    LabelRefused,
    NoClientsChosen,
    NoTagGiven,
    TagNotFound,
    group_clients,
    rename_tag,
    tag_clients,
)
from mainstay.clients.models import Client
from mainstay.clients.queries.labels import labels_in_use
from mainstay.clients.rules.tags import tags_of, with_tags
from mainstay.overview.queries.clients import clients_page
from mainstay.overview.rules.client_filter import ClientFilter


@pytest.mark.parametrize(
    ("line", "tags"),
    [
        ("", ()),
        (" VIP ,  retail;Net  30 ", ("Net 30", "retail", "VIP")),
        ("İhracat, ihracat, IHRACAT", ("İhracat",)),
        ("çok, cok", ("çok",)),
    ],
)
def test_a_line_names_each_tag_once(line, tags):
    assert tags_of(line) == tags


def test_tags_are_added_and_removed_however_they_are_cased():
    assert with_tags("Retail, VIP", add="net 30", remove="vip") == "net 30, Retail"


def tags() -> dict[str, str]:
    return dict(Client.objects.exclude(tags="").values_list("name", "tags"))


def listed(**wanted: str) -> list[str]:
    return [row.name for row in clients_page(as_of=day(1), wanted=ClientFilter(**wanted), by=OWNER).clients]


def test_many_clients_are_tagged_at_once_and_found_by_it(book) -> None:
    both = (a_client(ISIK, tags="İhracat").ref, a_client(OZGE).ref)
    a_client(OBRIEN)
    assert tag_clients(client_refs=both, add="ihracat, Retail", **ACT) == 2
    assert tags() == {ISIK: "İhracat, Retail", OZGE: "İhracat, Retail"}
    assert labels_in_use(by=OWNER).tags == ("İhracat", "Retail")
    assert listed(tag="İHRACAT") == [ISIK, OZGE]
    assert listed(tag="Ret") == []
    told = [facts for kind, _on, _ref, facts in timeline() if kind == "client.changed"]
    assert told[0]["changes"] == [{"field": "tags", "before": "İhracat", "after": "İhracat, Retail"}]
    assert tag_clients(client_refs=both, remove="retail", **ACT) == 2
    assert tag_clients(client_refs=both, remove="retail", **ACT) == 0


def test_a_tag_is_renamed_everywhere_and_two_become_one(book) -> None:
    a_client(ISIK, tags="VIP, Retail")
    a_client(OZGE, tags="VIP")
    a_client(OBRIEN, tags="VIP customer")
    assert rename_tag(tag="vip", to="retail", **ACT) == 2
    assert tags() == {ISIK: "Retail", OZGE: "Retail", OBRIEN: "VIP customer"}
    assert rename_tag(tag="Retail", to="", **ACT) == 2
    assert tags() == {OBRIEN: "VIP customer"}
    with refused(TagNotFound):
        rename_tag(tag="Retail", to="x", **ACT)


def test_clients_are_grouped(book) -> None:
    both = (a_client(ISIK).ref, a_client(OZGE).ref)
    assert group_clients(client_refs=both, group="  North ", **ACT) == 2
    assert (labels_in_use(by=OWNER).groups, listed(group="North")) == (("North",), [ISIK, OZGE])


def test_what_does_not_fit_is_refused(book) -> None:
    ref = a_client(ISIK).ref
    with refused(NoTagGiven):
        tag_clients(client_refs=(ref,), add=" , ", **ACT)
    with refused(NoClientsChosen):
        tag_clients(client_refs=("c-none",), add="x", **ACT)
    with refused(LabelRefused):
        tag_clients(client_refs=(ref,), add="x" * 41, **ACT)
    with refused(LabelRefused):
        tag_clients(client_refs=(ref,), add=",".join(map(str, range(21))), **ACT)
    with refused(LabelRefused):
        group_clients(client_refs=(ref,), group="x" * 121, **ACT)
    assert tags() == {}
