"""Whether a file of invoices or clients can be read within limits: found out in a child process that may die of it.

`python -m mainstay.billing.formats.vetting` is that child.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mainstay.billing.formats.layouts import SUBJECT as INVOICES
from mainstay.clients.formats.client_layouts import SUBJECT as CLIENTS
from mainstay.intake.confined import Limits, answer_parent, ask_child
from mainstay.intake.import_reading import read_stored_import
from mainstay.intake.records import Unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mainstay.intake.confined import Ending

SUBJECTS: Final = {"invoices": INVOICES, "clients": CLIENTS}
TABLE: Final = "table"
REFUSED: Final = "refused"


def vet(path: Path, kind: str, said: Mapping[str, Any], *, is_turkish: bool = False) -> Ending:
    """Read a file in a child process as it would be read here.

    The answer says whether it was a `TABLE` or was `REFUSED` with the code of a problem; there is none when the child
    died, failed, or took too much memory or time. Then nobody should open the file. Busy while others are read.
    """
    question = {"path": str(path.resolve()), "kind": kind, "said": dict(said), "is_turkish": is_turkish}
    return ask_child("mainstay.billing.formats.vetting", question, Limits.for_size(path.stat().st_size))


def _answer(question: dict[str, Any]) -> dict[str, Any]:
    path = Path(question["path"])
    subject = SUBJECTS[question["kind"]]
    try:
        found = read_stored_import(path, path.name, subject, question["said"], is_turkish=question["is_turkish"])
    except Unreadable as unreadable:
        return {"outcome": REFUSED, "code": unreadable.problem.code}
    return {"outcome": TABLE, "rows": found.reading.rows, "columns": len(found.table.header)}


if __name__ == "__main__":
    answer_parent(_answer)
