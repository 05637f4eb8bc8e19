"""Write the demonstration's morning into README.md, as the command prints it on a fixed day.

    .venv/bin/python tools/readme.py [FILE]

The firm is made in a home of its own; tests/house/test_readme.py compares.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

ROOT: Final = Path(__file__).resolve().parent.parent
COMMAND: Final = Path(sys.executable).with_name("mainstay")
DAY: Final = date(2026, 11, 22)
NOW: Final = datetime.combine(DAY, time(8), ZoneInfo("Europe/Istanbul"))
BEGIN: Final = "<!-- tools/readme.py writes from here -->\n"
END: Final = "<!-- to here -->\n"


def main() -> None:
    """Write the file."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("file", nargs="?", type=Path, default=ROOT / "README.md", metavar="FILE")
    said = asked.parse_args()
    page = said.file.read_text(encoding="utf-8")
    said.file.write_text(with_transcript(page, transcript()), encoding="utf-8")


def with_transcript(text: str, printed: str) -> str:
    """Put what was printed between the markers; ValueError where they are not there once."""
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        msg = f"the file has {BEGIN.strip()!r} once and {END.strip()!r} once after it"
        raise ValueError(msg)
    return text[: text.index(BEGIN)] + BEGIN + f"```text\n{printed.strip()}\n```\n" + text[text.index(END) :]


def transcript() -> str:
    """What `mainstay --firm demo today` prints on the fixed day, in English, on SQLite."""
    for name in ("DATABASE_URL", "COLUMNS", "LC_ALL", "LC_MESSAGES"):
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory() as home:
        _make_demonstration(home)
        command = [str(COMMAND), "--firm", "demo", "today", "--today", str(DAY)]
        printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8", env=os.environ)  # noqa: S603 -- our own command
    return "".join(f"{line.rstrip()}\n" for line in printed.stdout.splitlines())


def _make_demonstration(home: str) -> None:
    from mainstay.config.starting import start  # noqa: PLC0415 -- the environment first

    start(home, language="en")

    from django.db import connections  # noqa: PLC0415 -- Django first

    from mainstay.cli.opening import OWNER  # noqa: PLC0415 -- Django first
    from mainstay.demonstration.actions.demonstrating import make_demonstration  # noqa: PLC0415 -- Django first

    make_demonstration(language="en", today=DAY, by=OWNER, now=NOW)
    connections.close_all()


if __name__ == "__main__":
    main()
