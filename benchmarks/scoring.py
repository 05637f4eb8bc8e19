"""The whole book scored: 10,000 clients and a million invoices, beside the time it takes to read the same columns."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing

from benchmarks.books import BY, NOW, large_book, raw_connection
from benchmarks.figures import CLOCK, Figure, at_most, best_of, peak_mb, plain
from benchmarks.files import LAST_DAY
from django.db import connection

from mainstay.scoring.actions.scoring import score_book
from mainstay.scoring.queries.ledger import BookReader
from mainstay.store.context import use_firm

NAME = "scoring"
SUMMARY = "the book of 10,000 clients and a million invoices scored and stored"
INVOICES = 1_000_000
_AIM, _MEMORY_MB = 3.0, 300.0
_RUNS = 3
_STEP = 50_000
_READ = """
    SELECT id, client_id, issued_on, due_on, settled_on, total_minor, open_minor, written_off_minor, paid_minor,
           is_settled_day_known, has_reversals, currency, channel
    FROM billing_invoice WHERE issued_on <= '{today}'
"""
"""The columns scores rest on, as text and whole numbers."""


def measure(size: float) -> list[Figure]:
    """Score the book as each night does, and only read the columns through the bare driver, in turns."""
    with use_firm(_made(int(INVOICES * size / 10))):
        score_book(as_of=LAST_DAY, by=BY, now=NOW)
    tenth = peak_mb()
    connection.close()  # with the pages it kept of the small book
    slug = _made(int(INVOICES * size))
    statement = _READ.format(today=LAST_DAY)
    with use_firm(slug), closing(raw_connection()) as raw:

        def read() -> None:
            cursor = raw.execute(statement)
            while cursor.fetchmany(_STEP):
                pass

        def facts_as_columns() -> None:
            reader = BookReader(as_of=LAST_DAY)
            for clients in reader.blocks():
                reader.read(clients)

        score_book(as_of=LAST_DAY, by=BY, now=NOW)
        peak = peak_mb()
        ours, theirs = best_of(_RUNS, lambda: score_book(as_of=LAST_DAY, by=BY, now=NOW), read)
        facts, _ = best_of(_RUNS, facts_as_columns, read)
    return [
        at_most("scored and stored", ours, theirs, "reading the columns", CLOCK, times=_AIM),
        plain("of it, the facts as columns", facts, CLOCK, theirs, "reading the columns"),
        at_most("peak memory", peak, _MEMORY_MB, "limit", "MB"),
        plain("peak memory with a tenth of the invoices", tenth, "MB"),
    ]


def _made(invoices: int) -> str:
    """The book, made in a process of its own: what making it leaves in memory is nothing of scoring it."""
    make = f"from benchmarks.books import large_book; large_book({invoices})"
    subprocess.run([sys.executable, "-c", make], check=True)
    return large_book(invoices)
