"""`python -m benchmarks [NAME…] [--size FACTOR|full]`: what Mainstay costs, beside peers and limits, in one run.

A benchmark is a module here with NAME, SUMMARY and `measure(size) -> list[Figure]`; put it into BENCHMARKS. Each runs
in a process of its own, so that its peak of memory is its own.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.figures import Figure, figure_from, write_json
from benchmarks.files import RESULTS
from rich.console import Console
from rich.table import Table

BENCHMARKS = (
    "importing", "several", "ageing", "habits", "commands", "pages", "memory", "outlook", "kinds", "cash", "scoring",
)  # fmt: skip

ALONE = ("pages",)
"""With a home of their own, for what a server holds grows with the firms beside the one that is measured."""


def main() -> int:
    """Run what was asked for; 1 when an aim was missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which of: {', '.join(BENCHMARKS)} (default: all)")
    parser.add_argument("--size", default="1", help="a factor on all sizes, or “full”: 1, with a million rows imported")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if unknown := [name for name in asked.names if name not in BENCHMARKS]:
        parser.error(f"no benchmark {', '.join(unknown)}")
    if asked.one:
        write_json(asked.one, [figure.document() for figure in _measure(asked.names[0], asked.size)])
        return 0
    found = {name: _in_its_own_process(name, asked.size) for name in asked.names or BENCHMARKS}
    _print(found)
    stamp = datetime.now(UTC)
    document = {"machine": machine(), "size": asked.size, "at": stamp.isoformat(timespec="seconds"), "figures": {
        name: [figure.document() for figure in figures] for name, figures in found.items()
    }}  # fmt: skip
    path = RESULTS / f"{stamp:%Y-%m-%d-%H%M%S}.json"
    write_json(path, document)
    sys.stdout.write(f"{path}\n")
    return int(any(figure.is_met is False for figures in found.values() for figure in figures))


def _measure(name: str, size: str) -> list[Figure]:
    module: Any = import_module(f"benchmarks.{name}")
    is_full = size == "full"
    factor = 1.0 if is_full else float(size)
    figures: list[Figure] = module.measure(factor, is_full=is_full) if name == "memory" else module.measure(factor)
    return figures


def _in_its_own_process(name: str, size: str) -> list[Figure]:
    Console(stderr=True).print(f"{name} …", style="dim")
    with TemporaryDirectory() as folder:
        result = Path(folder) / "result.json"
        command = [sys.executable, "-m", "benchmarks", name, "--size", size, "--one", str(result)]
        home = RESULTS / (name if name in ALONE else "home")
        subprocess.run(command, env={**os.environ, "MAINSTAY_BENCHMARKS": str(home)}, check=True)
        return [figure_from(document) for document in json.loads(result.read_text(encoding="utf-8"))]


def machine() -> str:
    """What this ran on."""
    engine = "PostgreSQL" if os.environ.get("DATABASE_URL") else f"SQLite {sqlite3.sqlite_version}"
    system = f"{platform.system()} {platform.machine()}"
    return f"{os.cpu_count()} cores, {system}, Python {platform.python_version()}, {engine}"


def _print(found: dict[str, list[Figure]]) -> None:
    table = Table(title=machine())
    for heading in ("benchmark", "figure"):
        table.add_column(heading)
    for heading in ("ours", "beside", "ratio"):
        table.add_column(heading, justify="right")
    for heading in ("unit", "beside what", "aim", "met"):
        table.add_column(heading)
    for name, figures in found.items():
        for place, figure in enumerate(figures):
            table.add_row(
                "" if place else name, figure.name, _number(figure.ours), _number(figure.beside),
                "" if figure.ratio is None else f"{figure.ratio:.2f}", figure.unit, figure.beside_name, figure.aim,
                {True: "yes", False: "NO", None: ""}[figure.is_met],
            )  # fmt: skip
        table.add_section()
    Console(width=max(Console().width, 150)).print(table)


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3f}"  # noqa: PLR2004 -- three digits are enough


if __name__ == "__main__":
    sys.exit(main())
