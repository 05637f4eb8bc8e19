"""The command line, too, has a file read by a child process first; one that it dies of is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.cli.test_exporting import HEADER

from mainstay.billing.formats import vetting
from mainstay.intake.confined import Limits

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Book, Said

ROW = "N-1,Özge,007,,2013-01-06,2013-02-06,50,,GBP,50,,no,-5"
SAID = "Reading a.csv takes too much memory or time."


@pytest.mark.parametrize("command", [("import", "invoices"), ("import", "clients"), ("import", "all")])
def test_a_file_that_its_reader_dies_of_is_refused(
    british: Book,
    write: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    read_apart: None,
    command: tuple[str, ...],
) -> None:
    monkeypatch.setattr(Limits, "for_size", lambda _size, _longest: Limits(memory=1 << 20))
    assert SAID in british(*command, write("a.csv", HEADER, ROW), "--yes", code=2).err
    assert british("clients", "--json").document["clients"] == []


def test_so_is_a_ledger_of_which_a_forecast_is_asked(
    mainstay: Callable[..., Said], write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, read_apart: None
) -> None:
    monkeypatch.setattr(Limits, "for_size", lambda _size, _longest: Limits(memory=1 << 20))
    file = write("a.csv", HEADER, ROW)
    asked = ("outlook", "--ledger", file, "--as-of", "2013-02-01", "--out", file.with_name("out.csv"))
    assert SAID in mainstay(*asked, code=2).err


def test_a_file_is_read_by_a_child_once_and_more_time_is_left_to_a_large_one(
    british: Book, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, read_apart: None
) -> None:
    asked: list[tuple[str, Limits]] = []
    real = vetting.ask_child

    def watched(module: str, question: dict[str, object], limits: Limits) -> object:
        asked.append((str(question["kind"]), limits))
        return real(module, question, limits)

    monkeypatch.setattr(vetting, "ask_child", watched)
    found = british("import", "all", write("a.csv", HEADER, ROW), "--yes", "--json").document
    assert [one["invoices"] for one in found["outcomes"]] == [1]
    assert [kind for kind, _limits in asked] == [""]
    british.bring(write("b.csv", HEADER, ROW.replace("N-1", "N-2")))
    assert [kind for kind, _limits in asked] == ["", "invoices"]
    assert Limits.for_size(2 << 30, 3_600).processor == 15 + 2048
