"""Files of strangers: each ends in a table or in a sentence, within 512 MB, and nobody who asks for it dies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.hostile_files import TEXTS, WORKBOOKS

from mainstay.billing.formats.vetting import vet
from mainstay.intake.confined import Limits
from mainstay.intake.phrases import SENTENCES

if TYPE_CHECKING:
    from pathlib import Path

FILES = TEXTS | WORKBOOKS


def test_there_are_many() -> None:
    assert len(FILES) == len(TEXTS) + len(WORKBOOKS) >= 100
    assert {ending for _, ending in FILES.values()} <= {"table", *SENTENCES}
    assert Limits.for_size(0).memory == 512 << 20


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_ends_in_a_table_or_a_sentence(tmp_path: Path, name: str) -> None:
    make, expected = FILES[name]
    path = tmp_path / "book.csv"
    content = make()
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        content(path)

    ending = vet(path, "invoices", {})

    if ending.answer is None:
        assert expected == "too_hard", ending.trouble
    else:
        assert ending.answer.get("code", "table") == expected, ending
