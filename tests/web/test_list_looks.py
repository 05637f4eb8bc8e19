"""A person chooses the columns of a list and how close its rows stand: kept for them, obeyed by page and files."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from typing import Any

import pytest
from tests.builders import ACT, NOW, OWNER, a_client, a_payment, an_issued_invoice, day, refused
from tests.fields.tables import a_field

from mainstay.fields.rules.drafts import FieldDraft
from mainstay.firm.actions.list_looks import ListHasNoColumn, choose_list_look
from mainstay.firm.actions.people import add_person
from mainstay.firm.models import User
from mainstay.firm.permissions import NotYours
from mainstay.firm.rules.list_columns import LISTS, columns_shown, difference, is_sound

FIELD = "f-q-aaaabbbbccccdddd"


@pytest.fixture
def owner(book, browser):
    return browser(book, "owner")


@pytest.fixture
def firm(book) -> None:
    client = a_client()
    an_issued_invoice(client, on=day(0))
    a_payment(client, "20.00", on=day(1))


def headings(page: str) -> list[str]:
    """What the headings of the list say, without the arrows."""
    cells = re.findall(r"<th scope=\"col\".*?</th>", page, re.DOTALL)
    words = [" ".join(re.sub(r"<[^>]+>", " ", cell).split()).rstrip(" ↑↓") for cell in cells]
    return [one for one in words if one != "Selected"]


def of_file(answer) -> list[str]:
    return next(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


@pytest.mark.usefixtures("firm")
def test_what_is_ticked_is_shown_by_the_page_and_its_files_until_the_usual_columns_are_asked_for(book, owner) -> None:
    usual = headings(owner.get(f"/{book}/clients/").content.decode())
    assert usual[1:4] == ["Relationship", "Payment", "Owed"]
    said = {"list": "clients", "query": "show=owing", "column": ["owed", "on_account"]}
    answer = owner.post(f"/{book}/lists/look/", said)
    assert answer["Location"] == f"/{book}/clients/?show=owing"
    page = owner.get(answer["Location"]).content.decode()
    assert headings(page) == ["Client", "Owed", "On account"]
    assert "£20.00" in page
    file = of_file(owner.get(f"/{book}/clients/file/"))
    assert file == ["As of", "Client ref", "Client name", "Currency", "Open", "On account"]
    owner.post(f"/{book}/lists/look/", {**said, "usual": "1"})
    assert headings(owner.get(f"/{book}/clients/").content.decode()) == usual


@pytest.mark.parametrize(
    ("column", "shown", "file"),
    [
        ("invoices due", ["Invoice", "Client", "Due"],
         ["As of", "Invoice number", "Client ref", "Client name", "Due on", "Currency"]),
        ("invoices state", ["Invoice", "Client", "State"],
         ["As of", "Invoice number", "Client ref", "Client name", "Currency", "State", "Days late"]),
        ("payments left", ["Paid on", "Client", "Left on account"],
         ["As of", "Payment ref", "Paid on", "Client ref", "Client name", "Currency", "Left on account"]),
        ("receivables oldest_due", ["Client", "Oldest due on"],
         ["As of", "Client ref", "Client name", "Currency", "Oldest due on"]),
        ("receivables 31-60", ["Client", "31–60 days"],
         ["As of", "Client ref", "Client name", "Currency", "31-60 days"]),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("firm")
def test_every_list_keeps_the_one_column_that_is_left(book, owner, column, shown, file) -> None:
    page, column = column.split()
    owner.post(f"/{book}/lists/look/", {"list": page, "column": [column]})
    said = headings(owner.get(f"/{book}/{page}/").content.decode())
    assert [one.replace("-", "–") for one in said] == shown
    assert of_file(owner.get(f"/{book}/{page}/file/")) == file


@pytest.mark.usefixtures("firm")
def test_the_density_holds_for_every_list_and_leaves_the_columns_alone(book, owner) -> None:
    owner.post(f"/{book}/lists/look/", {"list": "payments", "column": ["amount"], "density": "compact"})
    for page in LISTS:
        shown = owner.get(f"/{book}/{page}/").content.decode()
        assert "listed compact" in shown
        assert re.search(r'value="compact"\s+aria-pressed="true"', shown)
    assert headings(owner.get(f"/{book}/payments/").content.decode()) == ["Paid on", "Client", "Amount"]
    owner.post(f"/{book}/lists/look/", {"list": "payments", "column": ["amount"], "density": "comfortable"})
    assert "listed compact" not in owner.get(f"/{book}/payments/").content.decode()
    assert headings(owner.get(f"/{book}/payments/").content.decode()) == ["Paid on", "Client", "Amount"]


@pytest.mark.usefixtures("firm")
def test_the_choice_is_that_of_one_person(book, browser) -> None:
    owner = browser(book, "owner")
    owner.post(f"/{book}/lists/look/", {"list": "payments", "column": []})
    assert headings(owner.get(f"/{book}/payments/").content.decode()) == ["Paid on", "Client"]
    assert "Amount" in headings(browser(book, "reader").get(f"/{book}/payments/").content.decode())


@pytest.mark.usefixtures("firm")
def test_a_custom_field_is_a_column_one_can_add_or_take_away(book, owner) -> None:
    field = a_field(FieldDraft("Sector"))
    ref = f"f-{field.ref}"
    assert "Sector" not in headings(owner.get(f"/{book}/clients/").content.decode())
    owner.post(f"/{book}/lists/look/", {"list": "clients", "column": ["owed", ref]})
    page = owner.get(f"/{book}/clients/").content.decode()
    assert headings(page) == ["Client", "Owed", "Sector"]
    assert "Sector: –" in page  # on a phone, below the name
    assert of_file(owner.get(f"/{book}/clients/file/"))[-1] == "Sector"


def test_a_list_that_is_not_there_leads_to_today(book, owner) -> None:
    assert owner.post(f"/{book}/lists/look/", {"list": "nothing"})["Location"] == f"/{book}/today/"


def test_a_column_that_is_new_later_is_shown_as_usual() -> None:
    kept = difference("clients", [*LISTS["clients"].usual[1:], "on_account"], {FIELD: True})
    assert kept == f"-relationship +on_account -{FIELD}"
    shown = columns_shown("clients", kept, {FIELD: True, f"{FIELD[:-1]}x": True})
    assert (shown["relationship"], shown["on_account"], shown[FIELD], shown[f"{FIELD[:-1]}x"]) == (
        False, True, False, True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("page", "columns", "sound"),
    [
        ("clients", f"-owed +on_account +{FIELD}", True),
        ("clients", "", True),
        ("clients", "+owed", False),
        ("clients", "-on_account", False),
        ("payments", f"+{FIELD}", False),
        ("nowhere", "", False),
    ],
)
def test_only_columns_of_the_list_are_kept(page, columns, sound) -> None:
    assert is_sound(page, columns) is sound


def test_what_a_list_does_not_have_and_what_is_another_persons_is_refused(book) -> None:
    person: dict[str, Any] = {"role": "reader", "language": "tr", "password": "uzun ve kolay parola", **ACT}
    me = add_person(email="ozge@example.com", name="Özge", **person).pk
    act: dict[str, Any] = {"user_id": me, "by": replace(OWNER, id=str(me)), "now": NOW}
    with refused(ListHasNoColumn):
        choose_list_look(page="clients", columns="+nothing", density="compact", **act)
    with refused(ListHasNoColumn):
        choose_list_look(page="clients", columns="", density="tiny", **act)
    with refused(NotYours):
        choose_list_look(page="clients", columns="", density="compact", **{**act, "user_id": me + 1})
    choose_list_look(page="clients", columns="-owed", density="compact", **act)
    choose_list_look(page="payments", columns="-left", density="compact", **act)
    choose_list_look(page="clients", columns="", density="compact", **act)
    kept = User.objects.get(pk=me)
    assert (kept.list_columns, kept.density) == ({"payments": "-left"}, "compact")
