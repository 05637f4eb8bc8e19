"""What a benchmark says: a figure of ours beside a peer's or a limit; and how time and memory are taken.

On SQLite all work is done in our process, so its processor time is what counts and a busy machine disturbs it least.
On PostgreSQL the server works too, so there the wall clock counts.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

IS_POSTGRESQL = bool(os.environ.get("DATABASE_URL", "").strip())
CLOCK = "s wall" if IS_POSTGRESQL else "s cpu"
"""The unit of the times in one process."""
now = time.perf_counter if IS_POSTGRESQL else time.process_time


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the result. `ratio` is ours by what stands beside it; `is_met` is None without an aim."""

    name: str
    ours: float
    beside: float | None
    beside_name: str
    unit: str
    aim: str = ""
    is_met: bool | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the peer or the limit we are."""
        return self.ours / self.beside if self.beside else None

    def document(self) -> dict[str, Any]:
        """The figure as JSON keeps it."""
        return {**asdict(self), "ratio": self.ratio}


def figure_from(document: dict[str, Any]) -> Figure:
    """A figure read back from JSON."""
    return Figure(**{name: value for name, value in document.items() if name != "ratio"})


def at_most(name: str, ours: float, beside: float, beside_name: str, unit: str, *, times: float = 1.0) -> Figure:
    """A figure whose aim is to be at most `times` what stands beside it."""
    aim = f"≤ {times:g} ×" if times != 1.0 else f"≤ {beside:g}"
    return Figure(name, ours, beside, beside_name, unit, aim, ours <= beside * times)


def at_least(name: str, ours: float, beside: float, beside_name: str, unit: str) -> Figure:
    """A figure whose aim is to reach what stands beside it."""
    return Figure(name, ours, beside, beside_name, unit, f"≥ {beside:g}", ours >= beside)


def within(name: str, ours: float, least: float, most: float, unit: str) -> Figure:
    """A figure whose aim is to lie between two limits."""
    return Figure(name, ours, None, "limits", unit, f"{least:g}–{most:g}", least <= ours <= most)


def plain(name: str, ours: float, unit: str, beside: float | None = None, beside_name: str = "") -> Figure:
    """A figure without an aim."""
    return Figure(name, ours, beside, beside_name, unit)


def timed(work: Callable[[], object]) -> float:
    """Seconds one run takes."""
    start = now()
    work()
    return now() - start


def best_of(runs: int, *works: Callable[[], object]) -> list[float]:
    """The best of several runs of each piece of work, in turns, so that whatever else runs disturbs all alike."""
    best = [float("inf")] * len(works)
    for _ in range(runs):
        best = [min(so_far, timed(work)) for so_far, work in zip(best, works, strict=True)]
    return best


def peak_mb() -> float:
    """The most memory this process has held so far, in megabytes."""
    status = Path("/proc/self/status")
    if status.is_file():
        # Not ru_maxrss, which begins with what the parent process held.
        line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of a command cost."""

    processor_s: float
    wall_s: float
    peak_mb: float


def run_command(arguments: list[str], environment: dict[str, str] | None = None) -> Run:
    """Run a command to its end without its output; RuntimeError when it fails."""
    start = time.perf_counter()
    actions = [
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    ]
    child = os.posix_spawn(arguments[0], arguments, {**os.environ, **(environment or {})}, file_actions=actions)
    _, status, usage = os.wait4(child, 0)
    if status:
        msg = f"{' '.join(arguments)} ended with {os.waitstatus_to_exitcode(status)}"
        raise RuntimeError(msg)
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Run(usage.ru_utime + usage.ru_stime, time.perf_counter() - start, usage.ru_maxrss / unit)


def write_json(path: Path, document: object) -> None:
    """Keep a result."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
