"""Files of clients in a terminal: attached, listed, saved under a new name, removed, imported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

ISIK = "Işık İnşaat"


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    path = tmp_path / "sözleşme.pdf"
    path.write_bytes(b"%PDF-1.7\n% signed\n")
    return path


def test_files_are_attached_listed_saved_and_removed(british: Any, contract: Path, tmp_path: Path) -> None:
    british("record", "client", ISIK)
    notes = tmp_path / "notlar.txt"
    notes.write_text("şöyle\n", encoding="utf-8")
    made = british("attach", ISIK, contract, notes, "--json").document["files"]
    assert [one["name"] for one in made] == ["sözleşme.pdf", "notlar.txt"]
    listed = british("attachments", "list", ISIK, "--json").document
    assert [(one["ref"], one["kind"]) for one in listed["files"]] == [(made[1]["ref"], "text"), (made[0]["ref"], "pdf")]
    assert listed["count"] == 2
    assert "sözleşme.pdf · PDF · 18 bytes" in british("attachments", "list", ISIK).out
    assert "sözleşme.pdf" in british("client", ISIK).out
    target = tmp_path / "saved.pdf"
    british("attachments", "save", made[0]["ref"], target)
    assert target.read_bytes() == contract.read_bytes()
    assert "name another file" in british("attachments", "save", made[0]["ref"], target, code=2).err
    british("attachments", "remove", made[0]["ref"])
    assert british("attachments", "save", made[0]["ref"], tmp_path / "x.pdf", code=2).err


def test_a_note_comes_with_a_file_or_not_at_all(british: Any, contract: Path, tmp_path: Path) -> None:
    british("record", "client", ISIK)
    wrong = tmp_path / "foto.png"
    wrong.write_bytes(b"not a picture")
    said = british("client", "note", ISIK, "Signed", "--attach", contract, "--attach", wrong, code=2)
    assert "“foto.png” can’t be read" in said.err
    british("client", "note", ISIK, "Signed", "--attach", contract)
    shown = british("client", ISIK, "--json").document
    assert [one["name"] for one in shown["files"]] == ["sözleşme.pdf"]
    assert shown["files"][0]["note"]


def test_an_export_is_imported_again(british: Any, contract: Path, tmp_path: Path) -> None:
    british("record", "client", ISIK)
    ref = british("attach", ISIK, contract, "--json").document["files"][0]["ref"]
    british("export", "--out", tmp_path / "all.zip")
    british("attachments", "remove", ref)
    assert british("attachments", "import", tmp_path / "all.zip", "--json").document == {"added": 1, "known": 0}
    assert "0 imported, 1 already there" in british("attachments", "import", tmp_path / "all.zip").out
