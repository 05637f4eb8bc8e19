"""Whether a file of invoices or clients can be read within limits: found out in a child process that may die of it.

`python -m mainstay.billing.formats.vetting` is that child.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mainstay.billing.formats.recognising import SUBJECTS, subjects_of
from mainstay.intake.confined import Limits, answer_parent, ask_child
from mainstay.intake.import_reading import read_stored_import
from mainstay.intake.records import Unreadable
from mainstay.kernel.code_pages import CodePage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mainstay.intake.confined import Ending

TABLE: Final = "table"
REFUSED: Final = "refused"


def vet(
    path: Path, kind: str, said: Mapping[str, Any], *, code_page: CodePage | None = None, limits: Limits | None = None
) -> Ending:
    """Read a file in a child process as it would be read here; `kind` "" finds out what it holds first.

    The answer says whether it was a `TABLE`, and the `kinds` it can be read as, or was `REFUSED` with the code of a
    problem; there is none when the child died, failed, or took too much memory or time. Then nobody should open the
    file. Busy while others are read. `limits` are those of a page where none are given.
    """
    question = {"path": str(path.resolve()), "kind": kind, "said": dict(said), "code_page": code_page}
    limits = limits or Limits.for_size(path.stat().st_size)
    return ask_child("mainstay.billing.formats.vetting", question, limits)


def _answer(question: dict[str, Any]) -> dict[str, Any]:
    path, said = Path(question["path"]), question["said"]
    code_page = CodePage.from_document(question["code_page"])
    rows, columns = 0, 0
    try:
        kinds = (question["kind"],) if question["kind"] else subjects_of(
            path, encoding=said.get("encoding"), delimiter=said.get("delimiter")
        )  # fmt: skip
        for kind in kinds:
            found = read_stored_import(path, path.name, SUBJECTS[kind], said, code_page=code_page)
            rows, columns = max(rows, found.reading.rows), max(columns, len(found.table.header))
    except Unreadable as unreadable:
        return {"outcome": REFUSED, "code": unreadable.problem.code}
    return {"outcome": TABLE, "kinds": list(kinds), "rows": rows, "columns": columns}


if __name__ == "__main__":
    answer_parent(_answer)
