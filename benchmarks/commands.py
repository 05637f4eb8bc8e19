"""What a command costs from its start to its last line: `--help`, and the morning of the demonstration firm.

Python's compiled files are kept in the results, so that every start but the first reads them, as on a user's machine,
whatever PYTHONDONTWRITEBYTECODE says here.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from benchmarks.figures import Figure, Run, at_most, plain, run_command
from benchmarks.files import RESULTS

NAME = "commands"
SUMMARY = "`mainstay --help`, and `today` on the demonstration book"
_HELP_S = 0.15
_TODAY_S = 1.0
_RUNS = 9
_HOME = RESULTS / "demonstration"


def measure(size: float) -> list[Figure]:
    """Start each command several times and keep the cheapest; the limits are the issue's."""
    del size
    environment = {
        "MAINSTAY_HOME": str(_HOME), "MAINSTAY_LANGUAGE": "en", "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(RESULTS / "compiled"),
    }  # fmt: skip
    command = str(Path(sys.executable).with_name("mainstay"))
    shutil.rmtree(_HOME, ignore_errors=True)
    _HOME.mkdir(parents=True)
    made = run_command([command, "demo"], environment)
    commands = {
        "--help": ["--help"],
        "today": ["--firm", "demo", "today"],
        "receivables": ["--firm", "demo", "receivables"],
        "clients": ["--firm", "demo", "clients"],
    }
    best = {name: _cheapest([command, *arguments], environment) for name, arguments in commands.items()}
    django = _cheapest([sys.executable, "-c", "import django.db.models, rich.console, click"], environment)
    return [
        at_most("--help", best["--help"].processor_s, _HELP_S, "limit", "s cpu"),
        at_most("today", best["today"].processor_s, _TODAY_S, "limit", "s cpu"),
        at_most("today", best["today"].wall_s, _TODAY_S, "limit", "s wall"),
        plain("today", best["today"].processor_s, "s cpu", django.processor_s, "importing Django, rich and click"),
        plain("receivables", best["receivables"].processor_s, "s cpu", django.processor_s, "the same"),
        plain("clients", best["clients"].processor_s, "s cpu", django.processor_s, "the same"),
        plain("demo", made.processor_s, "s cpu"),
        plain("today, peak memory", best["today"].peak_mb, "MB"),
    ]


def _cheapest(arguments: list[str], environment: dict[str, str]) -> Run:
    run_command(arguments, environment)
    runs = [run_command(arguments, environment) for _ in range(_RUNS)]
    return Run(min(run.processor_s for run in runs), min(run.wall_s for run in runs), max(run.peak_mb for run in runs))
