"""Reading much of a book as it is at one moment, while others go on writing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from django.db import connection, transaction

from mainstay.store.context import active_firm
from mainstay.store.schema_copy import server

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def one_moment() -> Iterator[None]:
    """See the active book as it was when the first question was asked, for as long as the block lasts; only to read.

    Nobody waits for it, and it waits for nobody. Inside a transaction that writes nothing is begun: on SQLite that is
    such a moment already, on PostgreSQL it is not.
    """
    if connection.in_atomic_block:
        yield
        return
    if connection.vendor == "postgresql":
        level = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;"
        server().begin_with(active_firm(), level, is_read_only=True)
        with transaction.atomic(durable=True):
            yield
        return
    book = cast("Any", connection)
    book.ensure_connection()
    # A transaction of ours takes the write lock at once; one that only reads must not.
    before, book.transaction_mode = book.transaction_mode, "DEFERRED"
    try:
        with transaction.atomic(durable=True):
            yield
    finally:
        book.transaction_mode = before
