"""What a search finds, what is planned and what a custom field sorts stand in the order of the reader's alphabet."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override
from tests.builders import ACT, START, a_client
from tests.fields.tables import a_field

from mainstay.clients.actions.next_contacts import set_next_contact
from mainstay.clients.queries.next_contacts import contacts_due
from mainstay.clients.rules.contacting import ContactPlan
from mainstay.fields.actions.values import fill_fields
from mainstay.fields.queries.definitions import fields_in_use
from mainstay.fields.queries.values import order_of_field
from mainstay.fields.rules.drafts import FieldDraft, FieldValuesDraft
from mainstay.overview.queries.search import search

ENGLISH = ["Çelik Mills", "Cem Mills", "Ilkley Mills", "Işık Mills", "İzmir Mills"]
TURKISH = ["Cem Mills", "Çelik Mills", "Işık Mills", "Ilkley Mills", "İzmir Mills"]


@pytest.fixture
def five(book: Any) -> None:
    """Five clients whose names the two alphabets order otherwise, each planned for one day and named in a field."""
    field = a_field(FieldDraft("Known as"))
    for name in sorted(ENGLISH):
        ref = a_client(name).ref
        set_next_contact(client_ref=ref, plan=ContactPlan(START, "call", "hello"), today=START, **ACT)
        fill_fields(client_ref=ref, draft=FieldValuesDraft(((field.ref, name),)), today=START, **ACT)


@pytest.mark.usefixtures("five")
@pytest.mark.parametrize(("language", "names"), [("en", ENGLISH), ("tr", TURKISH)])
def test_names_stand_in_the_order_of_the_reader(language: str, names: list[str]) -> None:
    by = ACT["by"]
    with override(language):
        found = search(text="mills", by=by)
        assert [one.name for one in found.found("clients").rows] == names
        assert [one.name for one in found.found("field_values").rows] == names
        assert [one.client_name for one in contacts_due(today=START, by=by)] == names
        order = order_of_field(fields_in_use(by=by)[0])
        names_of = {a_client(name).pk: name for name in names}
        assert [names_of[client] for client in sorted(order, key=order.__getitem__)] == names
