"""What every reader of rows hands back: rows that cannot come in, with the reason, and rows left out on purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from mainstay.kernel.problem import Problem


class Exact(str):
    """A number from a spreadsheet cell: its point is a decimal point whatever the texts around it use."""

    __slots__ = ()


class Unreadable(Exception):
    """The file as a whole cannot be taken in; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class Bad(Exception):
    """One row cannot come in; `problem` says which field is wrong and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class DocumentOutline(NamedTuple):
    """What could be read of a row that does not come in: which kind of document it is, whose, and over how much.

    `minor` is signed as the row counts in the sum of its file; `currency` is "" where no amount could be read.
    """

    kind: str
    number: str = ""
    client_name: str = ""
    currency: str = ""
    minor: int = 0


class Reject(NamedTuple):
    """A row that does not come in: where it stands, which cell is wrong and why, and the source rows themselves."""

    line: int
    column: str
    value: str
    problem: Problem
    rows: list[list[str]]
    outline: DocumentOutline | None = None


class Skipped(NamedTuple):
    """A row left out on purpose (a draft, a void invoice, another account), with the code of the reason."""

    line: int
    reason: str
    number: str
    outline: DocumentOutline | None = None
    rows: int = 1
