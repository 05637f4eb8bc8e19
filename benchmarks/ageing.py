"""Ageing of a million invoices, now and as of a past day, beside one statement written by hand for it."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from benchmarks.books import BY, large_book, raw_connection, raw_rows
from benchmarks.figures import CLOCK, Figure, at_most, best_of, peak_mb, plain
from benchmarks.files import LAST_DAY

from mainstay.billing.queries.receivables import ageing_rows, receivables
from mainstay.billing.rules.due import bucket_starts
from mainstay.store.context import use_firm

if TYPE_CHECKING:
    from datetime import date

NAME = "ageing"
SUMMARY = "ageing of a million invoices by client and currency, now and a year ago"
INVOICES = 1_000_000
_AIM = 1.5
_RUNS = 3
_SUMS = """
    SUM(owed), SUM(CASE WHEN due_on < '{today}' THEN owed ELSE 0 END),
    SUM(CASE WHEN due_on >= '{today}' THEN owed ELSE 0 END),
    SUM(CASE WHEN due_on < '{today}' AND due_on >= '{d30}' THEN owed ELSE 0 END),
    SUM(CASE WHEN due_on < '{d30}' AND due_on >= '{d60}' THEN owed ELSE 0 END),
    SUM(CASE WHEN due_on < '{d60}' AND due_on >= '{d90}' THEN owed ELSE 0 END),
    SUM(CASE WHEN due_on < '{d90}' THEN owed ELSE 0 END), COUNT(*), MIN(due_on)
"""
_NAMED = """
    SELECT c.ref, c.name, aged.* FROM (
        SELECT client_id, currency, {sums} FROM ({owed}) AS owing WHERE owed > 0 GROUP BY client_id, currency
    ) AS aged JOIN clients_client c ON c.id = aged.client_id
    ORDER BY aged.currency, 5 DESC, c.sort_key
"""
NOW = _NAMED.replace(
    "{owed}", "SELECT client_id, currency, due_on, open_minor AS owed FROM billing_invoice WHERE open_minor > 0"
).replace("{sums}", _SUMS)
"""By hand: what is open is kept on the invoice, and an index holds only those."""
NOW_UNNAMED = f"""
    SELECT client_id, currency, {_SUMS}
    FROM (SELECT client_id, currency, due_on, open_minor AS owed FROM billing_invoice WHERE open_minor > 0) AS owing
    GROUP BY client_id, currency
"""
"""The same by client id alone: what our own statement answers before a page is made of it."""
THEN = _NAMED.replace(
    "{owed}",
    """
        SELECT i.client_id, i.currency, i.due_on, i.total_minor - COALESCE(settled.minor, 0) AS owed
        FROM billing_invoice i LEFT JOIN (
            SELECT invoice_id, SUM(minor) AS minor FROM billing_allocation WHERE allocated_on <= '{today}'
            GROUP BY invoice_id
        ) AS settled ON settled.invoice_id = i.id
        WHERE i.issued_on <= '{today}'
    """,
).replace("{sums}", _SUMS)
"""By hand: what was issued by the day less what was allocated to it by the day."""
THEN_KEPT = _NAMED.replace(
    "{owed}",
    """
        SELECT i.client_id, i.currency, i.due_on, i.total_minor - COALESCE((
            SELECT SUM(a.minor) FROM billing_allocation a WHERE a.invoice_id = i.id AND a.allocated_on <= '{today}'
        ), 0) AS owed
        FROM billing_invoice i
        WHERE i.issued_on <= '{today}' AND (i.settled_on IS NULL OR i.settled_on > '{today}' OR i.has_reversals)
    """,
).replace("{sums}", _SUMS)
"""By hand, by somebody who knows our stored columns: only invoices that were not settled by the day are looked at."""


def measure(size: float) -> list[Figure]:
    """Read the receivables as the command does, and run the statements through the bare driver, in turns."""
    slug = large_book(int(INVOICES * size))
    past = LAST_DAY - timedelta(days=365)
    figures = []
    with use_firm(slug), closing(raw_connection()) as raw:
        receivables(as_of=LAST_DAY, by=BY)
        peak = peak_mb()
        for label, as_of, by_hand in (
            ("page now", LAST_DAY, {"one statement, with names": NOW}),
            (
                "page a year ago",
                past,
                {"one statement, allocations": THEN, "one statement, kept columns": THEN_KEPT},
            ),
        ):
            statements = [_of_day(statement, as_of) for statement in by_hand.values()]
            if as_of == LAST_DAY:
                figures.append(_statement(raw, as_of))
            _prove_same(as_of, [raw_rows(raw, statement) for statement in statements])
            ours, *theirs = best_of(
                _RUNS,
                lambda day=as_of: receivables(as_of=day, by=BY),  # type: ignore[misc]
                *(lambda text=text: raw_rows(raw, text) for text in statements),
            )
            for name, peer in zip(by_hand, theirs, strict=True):
                # Now, the aim is held to by the rows: a page also makes an object of each client, the statement none.
                is_page_now = as_of == LAST_DAY
                made = plain(label, ours, CLOCK, peer, name) if is_page_now else None
                figures.append(made or at_most(label, ours, peer, name, CLOCK, times=_AIM))
        receivables(as_of=past, by=BY)
    return [*figures, plain("peak memory now", peak, "MB"), plain("peak memory, peers included", peak_mb(), "MB")]


def _statement(raw: Any, as_of: date) -> Figure:  # noqa: ANN401 -- of whichever driver is in use
    """The rows alone: our statement through Django beside the same by hand through the bare driver."""
    text = _of_day(NOW_UNNAMED, as_of)
    ours, theirs = best_of(_RUNS, lambda: ageing_rows(as_of), lambda: raw_rows(raw, text))
    return at_most("rows now", ours, theirs, "one statement", CLOCK, times=_AIM)


def _of_day(statement: str, as_of: date) -> str:
    today, d30, d60, d90 = bucket_starts(as_of)
    return statement.format(today=today, d30=d30, d60=d60, d90=d90)


def _prove_same(as_of: date, answers: list[list[tuple[object, ...]]]) -> None:
    """Both sides must say the same of every client, or the comparison is worth nothing."""
    page = receivables(as_of=as_of, by=BY)
    ours = sorted(
        (client.client_id, group.currency, client.ageing.open_minor, client.ageing.overdue_minor)
        for group in page.currencies
        for client in group.clients
    )
    for rows in answers:
        theirs = sorted((row[2], row[3], int(str(row[4])), int(str(row[5]))) for row in rows)
        if ours != theirs:
            msg = f"ageing differs as of {as_of}"
            raise AssertionError(msg)
