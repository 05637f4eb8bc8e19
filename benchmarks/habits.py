"""Payment habits of 10,000 clients over a million invoices, beside the time it takes to read the same columns."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

from benchmarks.books import large_book, raw_connection
from benchmarks.figures import CLOCK, Figure, at_most, best_of, peak_mb, plain
from benchmarks.files import LAST_DAY

from mainstay.scoring.queries.payment_habits import habits
from mainstay.store.context import use_firm

NAME = "habits"
SUMMARY = "payment habits of 10,000 clients over a million invoices"
INVOICES = 1_000_000
_AIM = 3.0
_RUNS = 3
_STEP = 50_000
READ = """
    SELECT client_id, due_on, settled_on,
           CASE WHEN paid_minor = 0 THEN 2 WHEN written_off_minor > 0 THEN 2
                WHEN is_settled_day_known THEN 0 ELSE 1 END
    FROM billing_invoice WHERE issued_on <= '{today}' AND NOT has_reversals
"""
"""The columns the figures are made of, as text and whole numbers."""


def measure(size: float) -> list[Figure]:
    """Work out all habits, and only read the columns through the bare driver, in turns."""
    slug = large_book(int(INVOICES * size))
    figures = []
    with use_firm(slug), closing(raw_connection()) as raw:
        before = peak_mb()
        habits(as_of=LAST_DAY)
        peak = peak_mb()
        for label, as_of in (("now", LAST_DAY), ("four years ago", LAST_DAY - timedelta(days=1461))):
            statement = READ.format(today=as_of)

            def read(statement: str = statement) -> None:
                cursor = raw.execute(statement)
                while cursor.fetchmany(_STEP):
                    pass

            ours, theirs = best_of(_RUNS, lambda day=as_of: habits(as_of=day), read)  # type: ignore[misc]
            figures.append(at_most(label, ours, theirs, "reading the columns", CLOCK, times=_AIM))
    return [*figures, plain("peak memory", peak, "MB", before, "before it began")]
