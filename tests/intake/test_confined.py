"""A child process that reads a stranger's file: it has little, may little, and takes nobody with it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from mainstay.intake.confined import Limits, ask_child

if TYPE_CHECKING:
    from pathlib import Path

CHILD = "tests.confined_child"


def test_a_child_answers_and_knows_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAINSTAY_SECRET", "ours")
    ending = ask_child(CHILD, {"do": "say"}, Limits())
    assert ending.answer is not None
    # Python itself may add what kind of text it writes.
    assert set(ending.answer["environment"]) - {"LC_CTYPE"} == {
        "LC_ALL", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONUTF8",
    }  # fmt: skip
    assert ending.answer["leads_a_group"]


@pytest.mark.skipif(os.name != "posix", reason="limits of memory, processor and writing hold on POSIX")
@pytest.mark.parametrize(
    ("do", "limits", "trouble"),
    [
        ("eat", Limits(), "MemoryError"),
        ("work", Limits(processor=1), "ended with -"),
        ("sleep", Limits(clock=1), ""),
        ("write", Limits(), "File too large"),
        ("die", Limits(), "ended with -"),
        ("talk", Limits(), "ended with 0"),
    ],
)
def test_a_child_that_goes_too_far_gives_no_answer(tmp_path: Path, do: str, limits: Limits, trouble: str) -> None:
    ending = ask_child(CHILD, {"do": do, "path": str(tmp_path / "written")}, limits)
    assert ending.answer is None
    assert trouble in ending.trouble
    assert ending.trouble


def test_a_large_file_gets_more_time_but_no_more_memory() -> None:
    small, large = Limits.for_size(1000), Limits.for_size(200 << 20)
    assert (small.memory, small.processor, small.clock) == (512 << 20, 15, 40)
    assert (large.memory, large.processor, large.clock) == (512 << 20, 60, 130)
