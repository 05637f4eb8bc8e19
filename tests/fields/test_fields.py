"""Custom fields: what a value may be, defining, filling in, merging, finding, exporting and importing back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import ACT, START, a_client, refused
from tests.fields.tables import a_field

from mainstay.clients.queries.fetching import client_for
from mainstay.fields.actions import definitions, importing, values
from mainstay.fields.actions.definitions import FieldRefused
from mainstay.fields.models import CustomField, FieldValue
from mainstay.fields.phrases import problem_sentence, value_shown
from mainstay.fields.queries import definitions as defined
from mainstay.fields.queries.proofs import prove_values
from mainstay.fields.queries.values import values_of_client
from mainstay.fields.rules.drafts import FieldDraft, FieldValuesDraft
from mainstay.fields.rules.values import canonical, millionths_of, plain_number
from mainstay.kernel.problem import Problem
from mainstay.overview.actions.merging import merge_clients, unmerge_client
from mainstay.overview.queries.export import write_export
from mainstay.overview.queries.search import search
from mainstay.timeline.models import Entry


def known(client: Any) -> dict[str, str]:
    return {one.field.name: one.text for one in values_of_client(client_id=client.pk, by=ACT["by"]) if one.text}


def fill(client: Any, **said: str) -> int:
    draft = FieldValuesDraft(tuple((CustomField.objects.get(name=name).ref, text) for name, text in said.items()))
    return values.fill_fields(client_ref=client.ref, draft=draft, today=START, **ACT)


def code(kind: str, text: str) -> str:
    found = canonical(kind, ("Retail", "Food"), text)
    assert isinstance(found, Problem)
    assert problem_sentence(found)
    return found.code


def test_a_value_is_kept_as_its_kind_has_it() -> None:
    assert canonical("text", (), "  two   words ") == "two words"
    assert canonical("number", (), "01234.500") == "1234.5"
    assert canonical("number", (), "-0.0") == "0"
    assert canonical("date", (), "2028-02-29") == "2028-02-29"
    assert canonical("choice", ("Gıda", "İnşaat"), "INSAAT") == "İnşaat"
    for kind in ("text", "number", "date", "choice"):
        assert canonical(kind, (), " ") == ""


def test_what_is_no_value_of_its_kind_is_told() -> None:
    assert code("number", "12,5") == "no_number"
    assert code("number", "1000000000000") == "number_too_large"
    assert code("number", "0.1234567") == "too_many_decimals"
    assert code("date", "2027-02-29") == "no_day"
    assert code("choice", "Steel") == "no_choice"
    assert code("text", "x" * 501) == "too_long"


@given(st.decimals(min_value=-999_999_999, max_value=999_999_999, places=6))
def test_a_number_is_kept_exactly(value: Decimal) -> None:
    stored = canonical("number", (), plain_number(value))
    assert isinstance(stored, str)
    assert Decimal(stored) == value
    assert millionths_of(stored) == value * 1_000_000


@pytest.mark.usefixtures("book")
def test_a_field_is_defined_changed_and_ordered() -> None:
    sector, visit = a_field(), a_field(FieldDraft("Visit", "date"))
    assert [one.name for one in defined.fields_in_use(by=ACT["by"])] == ["Sector", "Visit"]
    definitions.move_field(ref=visit.ref, is_up=True, **ACT)
    assert [one.name for one in defined.fields_in_use(by=ACT["by"])] == ["Visit", "Sector"]
    definitions.move_field(ref=visit.ref, is_up=True, **ACT)
    assert [one.name for one in defined.fields_in_use(by=ACT["by"])] == ["Visit", "Sector"]
    fill(a_client(), Sector="Food")
    with refused(definitions.ChoiceIsInUse):
        definitions.change_field(ref=sector.ref, draft=FieldDraft("Sector", "choice", "Retail"), **ACT)
    with refused(definitions.FieldKindIsFixed):
        definitions.change_field(ref=sector.ref, draft=FieldDraft("Sector", "text"), **ACT)
    changed = definitions.change_field(ref=sector.ref, draft=FieldDraft("Trade", "choice", "Food\nSteel"), **ACT)
    assert (changed.name, changed.options, changed.is_listed) == ("Trade", "Food\nSteel", False)


@pytest.mark.usefixtures("book")
def test_a_name_is_taken_once_and_a_choice_needs_choices() -> None:
    a_field()
    with refused(definitions.FieldNameIsTaken):
        definitions.define_field(draft=FieldDraft("SECTOR"), **ACT)
    for draft in (FieldDraft("  "), FieldDraft("A", "choice", "\n"), FieldDraft("A", "colour"), FieldDraft("x" * 61)):
        with refused(FieldRefused):
            definitions.define_field(draft=draft, **ACT)


@pytest.mark.usefixtures("book")
def test_a_field_in_use_is_retired_and_one_without_values_removed() -> None:
    visit = a_field(FieldDraft("Visit", "date"))
    fill(a_client(), Visit="2024-02-29")
    with refused(definitions.FieldIsInUse):
        definitions.remove_field(ref=visit.ref, **ACT)
    definitions.retire_field(ref=visit.ref, today=START, **ACT)
    assert defined.fields_in_use(by=ACT["by"]) == ()
    assert known(a_client()) == {"Visit": "2024-02-29"}
    definitions.reinstate_field(ref=visit.ref, **ACT)
    fill(a_client(), Visit="")
    assert definitions.remove_field(ref=visit.ref, **ACT) == "Visit"
    assert defined.all_fields(by=ACT["by"]) == ()


@pytest.mark.usefixtures("book")
def test_filling_in_tells_what_changed_and_only_that() -> None:
    a_field()
    a_field(FieldDraft("Staff", "number"))
    assert fill(a_client(), Sector="food", Staff="12.50") == 2
    assert fill(a_client(), Sector="Food", Staff="12.5") == 0
    assert fill(a_client(), Staff="") == 1
    assert known(a_client()) == {"Sector": "Food"}
    told = Entry.objects.filter(kind="field.filled").order_by("id")
    assert [(one.facts["name"], one.words.texts) for one in told] == [
        ("Sector", {"before": "", "after": "Food"}),
        ("Staff", {"before": "", "after": "12.5"}),
        ("Staff", {"before": "12.5", "after": ""}),
    ]


@pytest.mark.usefixtures("book")
def test_a_value_that_does_not_fit_is_refused_with_all_the_others() -> None:
    a_field()
    a_field(FieldDraft("Staff", "number"))
    assert a_client().pk
    with refused(values.FieldValueRefused):
        fill(a_client(), Sector="Steel", Staff="12")
    assert known(a_client()) == {}
    with refused(defined.FieldNotFound):
        draft = FieldValuesDraft((("q-none", "x"),))
        values.fill_fields(client_ref=a_client().ref, draft=draft, today=START, **ACT)


@pytest.mark.usefixtures("book")
def test_two_clients_that_become_one_keep_what_the_one_that_stays_knows() -> None:
    a_field()
    a_field(FieldDraft("Contract"))
    stays, gone = a_client("Işık İnşaat"), a_client("Isik Ltd")
    fill(stays, Sector="Food")
    fill(gone, Sector="Retail", Contract="SZ-1")
    merge_clients(gone_ref=gone.ref, stays_ref=stays.ref, today=START, **ACT)
    assert known(stays) == {"Sector": "Food", "Contract": "SZ-1"}
    unmerge_client(client_ref=gone.ref, today=START, **ACT)
    assert known(stays) == {"Sector": "Food"}
    assert known(client_for(ref=gone.ref, by=ACT["by"])) == {"Sector": "Retail", "Contract": "SZ-1"}


@pytest.mark.usefixtures("book")
def test_a_search_finds_texts_and_choices() -> None:
    a_field(FieldDraft("Sektör", "choice", "İnşaat\nGıda"))
    fill(a_client(), Sektör="Gıda")
    found = search(text="GIDA", by=ACT["by"]).found("field_values")
    assert [(one.name, one.field, one.text) for one in found.rows] == [(a_client().name, "Sektör", "Gıda")]


@pytest.mark.usefixtures("book")
def test_the_check_finds_a_value_of_another_kind_and_one_that_no_search_finds() -> None:
    a_field()
    a_field(FieldDraft("Staff", "number"))
    fill(a_client(), Sector="Food", Staff="12")
    assert prove_values() == []
    FieldValue.objects.filter(field__kind="number").update(millionths=1)
    FieldValue.objects.filter(field__kind="choice").update(search_key="x")
    assert [(one.code, one.subject) for one in prove_values()] == [
        ("field_value_unfit", a_client().ref),
        ("field_value_unsearchable", a_client().ref),
    ]


def exported() -> dict[str, str]:
    target = BytesIO()
    write_export(target, "csv", by=ACT["by"])
    with ZipFile(target) as files:
        return {name: files.read(name).decode("utf-8-sig") for name in files.namelist()}


@pytest.mark.usefixtures("book")
def test_what_is_exported_comes_back_equal() -> None:
    a_field()
    retired = a_field(FieldDraft("Staff", "number"))
    fill(a_client(), Sector="Food", Staff="1234.5")
    definitions.retire_field(ref=retired.ref, today=START, **ACT)
    before = exported()
    sheets = {name: text for name, text in before.items() if "ield" in name}
    assert len(sheets) == 2
    FieldValue.objects.all().delete()
    CustomField.objects.all().delete()
    for text in sorted(sheets.values(), key=lambda text: "Value" in text.split("\n", 1)[0]):
        importing.import_fields(text=text, today=START, **ACT)
    after = exported()
    assert {name: after[name] for name in sheets} == sheets
    again = [importing.import_fields(text=text, today=START, **ACT) for text in sheets.values()]
    assert sum(one.fields + one.values for one in again) == 0


@pytest.mark.usefixtures("book")
def test_a_file_of_another_kind_or_with_a_wrong_row_brings_nothing_in() -> None:
    with refused(importing.NoFieldsInFile):
        importing.import_fields(text="Task,Due on\nx,2024-03-01\n", today=START, **ACT)
    a_field()
    assert a_client().pk
    wrong = "Client ID,Client name,Field,Value\n,Işık İnşaat,Sector,Food\n,Işık İnşaat,Sector,Steel\n"
    with refused(importing.FieldRowRefused):
        importing.import_fields(text=wrong, today=START, **ACT)
    assert FieldValue.objects.count() == 0


def test_a_value_is_shown_as_the_language_writes_it() -> None:
    assert value_shown("number", "1234.5") == "1,234.5"
    assert value_shown("date", "2026-03-03") == "3 Mar 2026"
    assert (value_shown("text", "1234.5"), value_shown("date", "")) == ("1234.5", "")


@pytest.mark.usefixtures("book")
def test_what_somebody_changed_last_is_undone_and_undone_once_more_it_is_back() -> None:
    client, sector, visit = a_client(), a_field(), a_field(FieldDraft("Visit", "date"))
    by, now = ACT["by"], ACT["now"]

    def at(minutes: int) -> dict[str, Any]:
        return {"client_ref": client.ref, "today": START, "by": by, "now": now + timedelta(minutes=minutes)}

    with refused(values.NoChangeToUndo):
        values.undo_filling(**at(0))
    values.fill_fields(draft=FieldValuesDraft(((sector.ref, "Retail"),)), **at(1))
    values.fill_fields(draft=FieldValuesDraft(((sector.ref, "Food"), (visit.ref, "2024-01-02"))), **at(2))
    changed = known(client)
    assert values.undo_filling(**at(3)) == 2
    assert known(client) == {"Sector": "Retail"}
    assert values.undo_filling(**at(4)) == 2
    assert known(client) == changed
    with refused(values.NoChangeToUndo):
        values.undo_filling(**{**at(5), "by": replace(by, id="another")})
    FieldValue.objects.filter(field=visit).delete()
    with refused(values.FieldsChangedAgain):
        values.undo_filling(**at(6))
    assert known(client) == {"Sector": "Food"}
