"""A file of clients fills custom fields in: a column called like a field, or one that is said to hold it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.builders import ACT
from tests.fields.tables import SECTOR, a_field

from mainstay.clients.actions.importing import ClientsOutcome, import_client_file
from mainstay.clients.formats.client_layouts import SUBJECT
from mainstay.clients.models import Client
from mainstay.clients.phrases import import_sentence
from mainstay.clients.queries.column_takers import more_columns
from mainstay.fields.actions import definitions
from mainstay.fields.models import FieldValue
from mainstay.fields.rules.drafts import FieldDraft
from mainstay.intake.import_reading import Wishes, read_import

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("book")


def brought(folder: Path, text: str, *, is_dry_run: bool = False, **columns: str) -> ClientsOutcome:
    file = folder / "clients.csv"
    file.write_text(text, encoding="utf-8")
    reading = read_import(file, SUBJECT, Wishes(columns=columns))
    rejects = folder / "rejects.csv"
    return import_client_file(import_reading=reading, rejects_file=rejects, is_dry_run=is_dry_run, **ACT)


def known() -> dict[tuple[str, str], str]:
    return {(one.client.name, one.field.name): one.text for one in FieldValue.objects.select_related("client", "field")}


def test_a_column_called_like_a_field_fills_it_in(tmp_path: Path) -> None:
    for draft in (SECTOR, FieldDraft("Staff", "number"), FieldDraft("Last visit", "date")):
        a_field(draft)
    text = "Name,Email,sector,STAFF,Last visit\nAda,a@a.example,food,9.5,29.02.2024\nBob,b@b.example,,,\n"
    outcome = brought(tmp_path, text)
    assert (outcome.clients, outcome.rejected) == (2, 0)
    assert known() == {("Ada", "Sector"): "Food", ("Ada", "Staff"): "9.5", ("Ada", "Last visit"): "2024-02-29"}
    assert brought(tmp_path, text).changed == 0
    assert len(known()) == 3


def test_a_column_may_be_said_to_hold_a_field(tmp_path: Path) -> None:
    (code,) = a_field() and more_columns()
    brought(tmp_path, "Name,Email,Line of business\nAda,a@a.example,Retail\n", **{code: "Line of business"})
    assert known() == {("Ada", "Sector"): "Retail"}


def test_what_does_not_fit_is_told_and_the_client_comes_in(tmp_path: Path) -> None:
    a_field()
    outcome = brought(tmp_path, "Name,Email,Sector\nAda,a@a.example,Steel\n")
    assert (outcome.clients, outcome.rejected, known()) == (1, 1, {})
    (reject,) = outcome.rejects
    assert import_sentence(reject.problem) == "Sector: “Steel” isn’t one of the choices: Retail, Food."
    assert "Steel" in (tmp_path / "rejects.csv").read_text(encoding="utf-8-sig")


def test_a_trial_and_a_retired_field_fill_nothing_in(tmp_path: Path) -> None:
    field = a_field()
    text = "Name,Email,Sector\nAda,a@a.example,Food\n"
    assert brought(tmp_path, text, is_dry_run=True).clients == 1
    assert (known(), Client.objects.count()) == ({}, 0)
    definitions.retire_field(ref=field.ref, today=ACT["now"].date(), **ACT)
    brought(tmp_path, text)
    assert known() == {}
