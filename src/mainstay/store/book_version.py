"""The mark of what a book holds; two equal marks of one book mean equal rows.

The backends set another mark as a transaction that wrote commits, and open one for a statement that writes outside
any. It is random rather than counted, so that a book restored from a backup never shows a mark that stood for other
rows.
"""

from __future__ import annotations

import re
from typing import Final

from django.db import connection

MARK: Final = {
    "sqlite": "(SELECT mark FROM firm_bookversion)",
    "postgresql": "(SELECT STRING_AGG(mark, ' ' ORDER BY id) FROM firm_bookversion)",
}
"""Engine -> the mark as a column, for a statement that asks more."""

SET_ON_SQLITE: Final = """
    INSERT INTO firm_bookversion (id, mark) VALUES (0, LOWER(HEX(RANDOMBLOB(16))))
    ON CONFLICT (id) DO UPDATE SET mark = EXCLUDED.mark
"""
# Asked inside the transaction that commits. A book of an older version has no such table until it is upgraded.
# What is checked at the end is checked before the mark is taken: whoever holds a mark waits for nobody any more.
SET_ON_POSTGRESQL: Final = """
    SET CONSTRAINTS ALL IMMEDIATE;
    DO $$ BEGIN
        IF pg_current_xact_id_if_assigned() IS NOT NULL AND to_regclass('firm_bookversion') IS NOT NULL THEN
            INSERT INTO firm_bookversion (id, mark)
            VALUES (pg_backend_pid() % 16, REPLACE(gen_random_uuid()::text, '-', ''))
            ON CONFLICT (id) DO UPDATE SET mark = EXCLUDED.mark;
        END IF;
    END $$
"""

_WRITES: Final = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|REPLACE|MERGE|TRUNCATE|COPY)\b", re.IGNORECASE)
_WITH: Final = re.compile(r"\s*WITH\b", re.IGNORECASE)
_VERBS: Final = ("insert", "update", "delete", "merge")
_MAY_WRITE: Final = re.compile(r"\s*WITH\b.*?\b(?:INSERT|UPDATE|DELETE|MERGE)\b", re.IGNORECASE | re.DOTALL)


def is_write(statement: object) -> bool:
    """Say whether a statement may write rows; outside a transaction it is then given one, which sets the mark."""
    text = statement.decode() if isinstance(statement, bytes) else str(statement)
    if _WRITES.match(text) is not None:
        return True
    if _WITH.match(text) is None:
        return False
    # The longest reads begin so: the pattern looks at each letter of them, which takes as long as a short answer.
    folded = text.lower()  # machine text
    return any(verb in folded for verb in _VERBS) and _MAY_WRITE.match(text) is not None


def book_version() -> str:
    """The mark of the active book as it is now."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {MARK[connection.vendor]}")
        return str(cursor.fetchone()[0])
