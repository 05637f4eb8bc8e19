"""Custom fields in the list of clients: filtered, sorted, shown, in its files and in saved views."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from tests.builders import ACT, START, a_client
from tests.fields.tables import SECTOR, a_field

from mainstay.fields.actions import values
from mainstay.fields.models import CustomField
from mainstay.fields.rules.drafts import FieldDraft, FieldValuesDraft
from mainstay.fields.rules.filtering import FieldCondition
from mainstay.firm.rules.saved_views import is_sound, query_of, wishes_in
from mainstay.overview.queries.clients import clients_page
from mainstay.overview.queries.list_files import write_clients
from mainstay.overview.rules.client_filter import ClientFilter


def ref(name: str) -> str:
    return CustomField.objects.get(name=name).ref


@pytest.fixture
def three(book: Any) -> None:
    """Three clients with a sector, a number of people and a day; the third with none of them."""
    for draft in (SECTOR, FieldDraft("Staff", "number"), FieldDraft("Visit", "date"), FieldDraft("Contract")):
        a_field(draft)
    said = {"Ada": ("Food", "9", "2024-03-01", "SZ-17 İnşaat"), "Bob": ("Retail", "10.5", "2024-02-29", "SZ-18")}
    for name, texts in said.items():
        filled = zip(("Sector", "Staff", "Visit", "Contract"), texts, strict=True)
        draft = FieldValuesDraft(tuple((ref(field), text) for field, text in filled))
        values.fill_fields(client_ref=a_client(name).ref, draft=draft, today=START, **ACT)
    a_client("Cem")


def listed(**wanted: Any) -> list[str]:
    page = clients_page(as_of=START, wanted=ClientFilter(**wanted), by=ACT["by"])
    return [row.name for row in page.clients]


def asked(name: str, kind: str, **said: str) -> list[str]:
    return listed(fields=(FieldCondition(ref(name), kind, **said),))


@pytest.mark.usefixtures("three")
def test_each_kind_filters_in_its_way() -> None:
    assert asked("Sector", "choice", text="Food") == ["Ada"]
    assert asked("Contract", "text", text="INSAAT 17") == ["Ada"]
    assert asked("Contract", "text", text="sz") == ["Ada", "Bob"]
    assert asked("Staff", "number", low="9.5") == ["Bob"]
    assert asked("Staff", "number", low="9", high="10") == ["Ada"]
    assert asked("Visit", "date", low="2024-02-29", high="2024-02-29") == ["Bob"]
    assert asked("Visit", "date") == ["Ada", "Bob", "Cem"]
    both = (FieldCondition(ref("Sector"), "choice", "Food"), FieldCondition(ref("Staff"), "number", low="10"))
    assert listed(fields=both) == []


@pytest.mark.usefixtures("three")
def test_a_field_sorts_by_its_kind_and_those_without_a_value_come_last() -> None:
    assert listed(sort=f"f-{ref('Staff')}") == ["Ada", "Bob", "Cem"]
    assert listed(sort=f"f-{ref('Staff')}-down") == ["Bob", "Ada", "Cem"]
    assert listed(sort=f"f-{ref('Visit')}") == ["Bob", "Ada", "Cem"]
    assert listed(sort=f"f-{ref('Sector')}") == ["Bob", "Ada", "Cem"]  # as the choices stand


@pytest.mark.usefixtures("three")
def test_the_file_of_the_list_has_each_field_as_a_column() -> None:
    target = BytesIO()
    write_clients(target, "csv", wanted=ClientFilter(), as_of=START, by=ACT["by"])
    lines = target.getvalue().decode("utf-8-sig").splitlines()
    assert lines[0].endswith(",Sector,Staff,Visit,Contract")
    assert lines[1].endswith(",Food,9,2024-03-01,SZ-17 İnşaat")
    assert lines[3].endswith(",,,,")


def test_a_view_may_ask_for_a_field() -> None:
    field = "f-q-abcdefghijklmnop"
    wishes = wishes_in("clients", {"q": "a", f"{field}-to": "3", field: "x", "f-q-short": "x", "other": "y"})
    assert list(wishes) == ["q", field, f"{field}-to"]
    assert is_sound("clients", query_of(wishes))
