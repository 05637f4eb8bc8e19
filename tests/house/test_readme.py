"""README shows what `mainstay today` prints, to the letter."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import readme

ROOT = Path(__file__).resolve().parents[2]


def test_the_readme_shows_what_the_command_prints(tmp_path) -> None:
    stale = tmp_path / "README.md"
    stale.write_text(readme.with_transcript((ROOT / "README.md").read_text(encoding="utf-8"), "Nothing"), "utf-8")
    tool = [sys.executable, str(ROOT / "tools" / "readme.py")]
    said = subprocess.run([*tool, str(stale)], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout, said.stderr) == (0, "", "")
    assert stale.read_text(encoding="utf-8") == (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["", readme.BEGIN, readme.END + readme.BEGIN, readme.BEGIN * 2 + readme.END])
def test_a_page_without_both_markers_is_refused(text) -> None:
    with pytest.raises(ValueError, match="once after it"):
        readme.with_transcript(text, "Harbour IT")


def test_only_what_stands_between_the_markers_is_written() -> None:
    page = f"before\n{readme.BEGIN}{{}}{readme.END}after\n"
    assert readme.with_transcript(page.format("old\n"), "\nnew\n\n") == page.format("```text\nnew\n```\n")
