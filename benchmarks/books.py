"""Invented books, made through Mainstay's own actions and kept until the code that makes them changes.

Import this only in a process that may start Django: it does so at once, in a home of its own.
"""

from __future__ import annotations

import hashlib
import os
import random
import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.figures import IS_POSTGRESQL
from benchmarks.files import LAST_DAY, RESULTS, book_file

from mainstay.config.starting import start

if TYPE_CHECKING:
    from mainstay.billing.rules.import_outcome import ImportOutcome

HOME = Path(os.environ.get("MAINSTAY_BENCHMARKS", RESULTS / "home"))
start(HOME, language="en")

# Only now may models and what stands on them be imported.
from django.db import connection, transaction  # noqa: E402

from mainstay.billing.actions.importing_files import import_invoice_file  # noqa: E402
from mainstay.billing.actions.payments import allocate, issue_credit_note, take_back_allocation  # noqa: E402
from mainstay.billing.formats.layouts import SUBJECT  # noqa: E402
from mainstay.billing.rules.drafts import CreditNoteDraft  # noqa: E402
from mainstay.firm.actions.firms import found_firm, remove_firm  # noqa: E402
from mainstay.firm.queries.firms import firm_exists  # noqa: E402
from mainstay.intake.import_reading import Wishes, read_import  # noqa: E402
from mainstay.intake.profiling import Choices  # noqa: E402
from mainstay.kernel.actor import Actor  # noqa: E402
from mainstay.kernel.money import Money  # noqa: E402
from mainstay.store import book_templates, bulk  # noqa: E402
from mainstay.store.context import active_firm, use_firm  # noqa: E402
from mainstay.store.paths import book_file as file_of_book  # noqa: E402
from mainstay.store.paths import book_schema  # noqa: E402
from mainstay.store.sql import rows  # noqa: E402

BY = Actor("person", "1", "benchmark", "owner")
NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
CLIENTS = 10_000
PRAGMAS = (
    "PRAGMA foreign_keys = ON", "PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL",
    "PRAGMA recursive_triggers = ON", "PRAGMA temp_store = MEMORY", "PRAGMA cache_size = -65536",
)  # fmt: skip
"""What Mainstay opens a book with on SQLite; a peer gets the same."""


def fresh_book(slug: str) -> str:
    """A new firm with an empty book, in the place of one of the same name."""
    if firm_exists(slug):
        remove_firm(slug=slug, by=BY, now=NOW)
    found_firm(
        slug=slug, name="Işık İnşaat", country="TR", language="en", currency="TRY", time_zone="Europe/Istanbul",
        by=BY, now=NOW,
    )  # fmt: skip
    return slug


def bring_in(path: Path, *, currency: str | None = None, today: date = LAST_DAY) -> ImportOutcome:
    """Import a file into the active book as the command does: look over the whole file, then take it in."""
    reading = read_import(path, SUBJECT, Wishes(choices=Choices(currency=currency)))
    outcome = import_invoice_file(
        import_reading=reading, rejects_file=RESULTS / "rejected.csv", today=today, by=BY, now=NOW
    )
    if outcome.rejected:
        msg = f"{outcome.rejected} rows were rejected: {outcome.rejects[:3]}"
        raise RuntimeError(msg)
    return outcome


def large_book(invoices: int, clients: int = CLIENTS, last_day: date = LAST_DAY) -> str:
    """A firm with so many invoices and clients and all that can happen to them; kept between runs."""
    made_by = Path(__file__).read_bytes() + Path(__file__).with_name("files.py").read_bytes()
    mark = hashlib.sha256(made_by + book_templates.fingerprint().encode()).hexdigest()[:8]
    slug = f"large-{invoices}-{mark}" if clients == CLIENTS else f"large-{invoices}-{clients}-{last_day:%y%m%d}-{mark}"
    if not firm_exists(slug):
        with use_firm(fresh_book("unfinished")):
            bring_in(book_file(invoices, clients, last_day), today=last_day)
            _change_minds(invoices // 500, last_day)
            if not IS_POSTGRESQL:
                bulk.run_sql("ANALYZE")
        _rename("unfinished", slug)
    return slug


def _rename(slug: str, to: str) -> None:
    if IS_POSTGRESQL:
        with use_firm(slug):
            bulk.run_sql(f'ALTER SCHEMA "{book_schema(slug)}" RENAME TO "{book_schema(to)}"')
        return
    connection.forget(slug)  # type: ignore[attr-defined]  # our backend has it
    file_of_book(slug).rename(file_of_book(to))


class _Open(NamedTuple):
    """An invoice that a credit note may be issued for."""

    number: str
    client_ref: str
    currency: str
    open_minor: int


def _change_minds(count: int, last_day: date) -> None:
    """Credit notes, and allocations that were taken back, every second one of them made again later."""
    chance = random.Random(7)
    opened = rows(
        _Open,
        "SELECT i.number, c.ref AS client_ref, i.currency, i.open_minor FROM billing_invoice i "
        "JOIN clients_client c ON c.id = i.client_id WHERE i.open_minor > 100 ORDER BY i.id LIMIT %s",
        [count],
    )
    paid = bulk.select_rows(
        "SELECT a.id FROM billing_allocation a WHERE a.payment_id IS NOT NULL AND a.allocated_on < %s ORDER BY a.id",
        [str(last_day - timedelta(days=60))],
    )
    with transaction.atomic():
        for number, ref, currency, left in opened:
            draft = CreditNoteDraft(ref, last_day - timedelta(days=chance.randrange(30)), Money(left // 2, currency))
            issue_credit_note(draft=draft, settles=((number, None),), by=BY, now=NOW)
        for place, (allocation,) in enumerate(chance.sample(paid, min(count, len(paid)))):
            on = last_day - timedelta(days=chance.randrange(30))
            back = take_back_allocation(allocation_id=allocation, on=on, by=BY, now=NOW)
            if place % 2 and back.payment is not None:
                allocate(
                    origin_ref=back.payment.ref, invoice_ref=back.invoice.number, minor=-back.minor, on=on, by=BY,
                    now=NOW,
                )  # fmt: skip


def raw_connection() -> Any:  # noqa: ANN401 -- of whichever driver is in use
    """The active book through the bare driver, without Django."""
    if IS_POSTGRESQL:
        import psycopg

        return psycopg.connect(os.environ["DATABASE_URL"], options=f'-c search_path="{book_schema(active_firm())}"')
    raw = sqlite3.connect(file_of_book(active_firm()), isolation_level=None)
    for pragma in PRAGMAS:
        raw.execute(pragma).close()
    return raw


def raw_rows(raw: Any, statement: str) -> list[tuple[Any, ...]]:  # noqa: ANN401
    """What a statement answers through the bare driver."""
    return list(raw.execute(statement).fetchall())
