"""Is the memory of an import bounded? Many times the rows must not need more than a little more."""

from __future__ import annotations

import sys

from benchmarks.figures import Figure, at_most, plain, run_command
from benchmarks.files import ibm_file

NAME = "memory"
SUMMARY = "peak memory of an import of ten times the rows (a million with --size full)"
ROWS, CLIENTS = 100_000, 1_000
TIMES = 10
_AIM = 1.3
_IMPORT = """
import sys
from pathlib import Path
from benchmarks.books import bring_in, fresh_book
from mainstay.store.context import use_firm
with use_firm(fresh_book("imported")):
    bring_in(Path(sys.argv[1]), currency="USD")
"""


def measure(size: float, *, is_full: bool = False) -> list[Figure]:
    """Import both files, each in a process of its own; without `is_full` the larger has 100,000 rows."""
    large = int(ROWS * size * (TIMES if is_full else 1))
    small = large // TIMES
    peaks = []
    for rows in (small, large):
        file = ibm_file(rows, max(int(CLIENTS * size), 1))
        peaks.append(run_command([sys.executable, "-c", _IMPORT, str(file)]))
    name = f"peak memory, {large:,} rows"
    ours, beside = peaks[1].peak_mb, peaks[0].peak_mb
    # Until SQLite's page cache (64 MB) is full, memory grows with any file: the bound shows from 100,000 rows on.
    peak = at_most(name, ours, beside, f"{small:,} rows", "MB", times=_AIM)
    return [
        peak if is_full else plain(name, ours, "MB", beside, f"{small:,} rows"),
        Figure(f"time, {large:,} rows", peaks[1].processor_s, peaks[0].processor_s, f"{small:,} rows", "s cpu"),
    ]
