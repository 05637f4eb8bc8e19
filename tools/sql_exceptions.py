"""What the rules for tables and SQL let pass, each with its reason; one that is needed no more is found and removed."""

from __future__ import annotations

from typing import Final

_STORE: Final = "store lies below all packages and must know this one table"
# File -> why it may name tables of other packages, to read them.
TABLE_READERS: Final[dict[str, str]] = {
    "src/mainstay/scoring/queries/ledger.py": "reads a million invoices as packed columns, each in one pass",
    "src/mainstay/scoring/queries/payment_habits.py": "reads a million invoices as packed columns, each in one pass",
    "src/mainstay/store/backups.py": f"{_STORE}: a file without firm_firm is no book",
    "src/mainstay/store/book_version.py": f"{_STORE}: the mark of a book, set as a transaction commits",
    "src/mainstay/store/triggers.py": f"{_STORE}: what hangs on a client moves only by a record of the timeline",
    "src/mainstay/store/fencing.py": f"{_STORE}: what a job may write is asked as a transaction begins",
}
# File -> why it writes a table of another package.
TABLE_WRITERS: Final[dict[str, str]] = {
    "src/mainstay/store/book_version.py": "set by the backends, so that no writer can forget it",
}
# File -> why it reads rows without names.
POSITIONAL_READERS: Final[dict[str, str]] = {
    "src/mainstay/firm/queries/firms.py": "asks the server which schemas there are: one column",
    "src/mainstay/firm/queries/proofs.py": "a statement of any rule: each column becomes a figure under its own name",
    "src/mainstay/overview/queries/export.py": "a statement of any sheet: its columns say their own headings",
    "src/mainstay/scoring/queries/ledger.py": "one row of packed columns, made from the lists that name them",
    "src/mainstay/scoring/queries/payment_habits.py": "rows of packed columns, read in steps so that memory is bounded",
}
