"""Columns and row height of the lists are shown and set in the terminal, for whom the team has."""

from __future__ import annotations

import json

from tests.builders import ACT

from mainstay.firm.actions.people import add_person
from mainstay.firm.models import User
from mainstay.store.context import use_firm


def a_person(book, email: str = "ada@example.com", name: str = "Ada") -> None:
    with use_firm(book.firm):
        add_person(email=email, name=name, role="owner", language="en", password="long word", **ACT)


def stored(book, email: str = "ada@example.com") -> tuple[dict[str, str], str]:
    with use_firm(book.firm):
        return User.objects.values_list("list_columns", "density").get(email=email)


def shown(document, page: str) -> list[str]:
    return [column["name"] for column in document["lists"][page] if column["is_shown"]]


def test_columns_and_row_height_are_shown_and_set(british, tmp_path) -> None:
    assert "Nobody can sign in yet" in british("lists", code=2).err
    a_person(british)
    there = british("lists", "--json").document
    assert (there["person"], there["rows"]) == ("ada@example.com", "comfortable")
    assert list(there["lists"]) == ["clients", "invoices", "payments", "receivables"]
    assert shown(there, "payments") == ["amount", "applied", "left"]
    assert "Row height: Comfortable (comfortable)" in british("lists", "payments").words
    british("fields", "define", "Sector", "--kind", "text")
    said = british("lists", "set", "clients", "--column", "owed", "--column", "SECTOR", "--column", "On account",
                   "--rows", "compact", "--json").document  # fmt: skip
    assert shown(said, "clients")[:2] == ["owed", "on_account"]
    assert [one["label"] for one in said["lists"]["clients"] if one["is_shown"]] == ["Owed", "On account", "Sector"]
    assert stored(british)[1] == "compact"
    assert british("lists", "set", "--rows", "comfortable").out == "Saved.\n"
    assert shown(british("lists", "clients", "--json").document, "clients") == shown(said, "clients")
    file = tmp_path / "look.json"
    file.write_text(json.dumps({"list": "payments", "columns": ["left"], "rows": "compact"}), encoding="utf-8")
    assert shown(british("lists", "set", "--from", file, "--json").document, "payments") == ["left"]
    british("lists", "set", "clients", "--usual")
    assert stored(british) == ({"payments": "-amount -applied"}, "compact")


def test_what_is_not_there_is_refused_with_the_choices_and_nothing_changes(british, tmp_path) -> None:
    a_person(british)
    british("fields", "define", "Sector", "--kind", "text")
    before = stored(british)
    lists = "clients, invoices, payments, receivables"
    wrong = tmp_path / "look.json"
    wrong.write_text('{"list": "payments", "columns": "left"}', encoding="utf-8")
    for arguments, sentence in (
        (("bills", "--usual"), f"There is no list “bills”: choose one of {lists}."),
        (("--usual",), f"Say which list you mean: {lists}."),
        (("payments",), "Say what to change: columns with --column, the usual ones with --usual, or --rows."),
        (("payments", "--column", "vat"), "The list has no column “vat”: choose from amount, applied, left."),
        (("clients", "--column", "vat"), "usual_days, on_account, Sector."),
        (("--rows", "tiny"), "“tiny” is not a row height: choose one of comfortable, compact."),
        (("--from", wrong), "The columns aren’t a list of names: write them as"),
        (("--rows", "compact", "--person", "bea"), "Ada (ada@example.com)"),
    ):
        assert sentence in british("lists", "set", *arguments, code=2).words
    a_person(british, "bea@example.com", "Bea")
    said = british("lists", "set", "--rows", "compact", code=2).words
    assert "Say whose lists you mean with --person: Ada (ada@example.com), Bea (bea@example.com)." in said
    assert stored(british) == before
    british("lists", "set", "--rows", "Compact", "--person", "Bea")
    assert (stored(british), stored(british, "bea@example.com")[1]) == (before, "compact")
