"""What became of the rows of a file, and of its sums: every row ends in exactly one of five ways. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from mainstay.kernel.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class RowResult(StrEnum):
    """How a row of a file ended."""

    CAME_IN = "came_in"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    LEFT_OUT = "left_out"
    REJECTED = "rejected"


IN_THE_BOOK = (RowResult.CAME_IN, RowResult.UPDATED, RowResult.UNCHANGED)


class SumOf(StrEnum):
    """What is summed up: what was invoiced less what was credited, or what was received less what went back."""

    INVOICED = "invoiced"
    RECEIVED = "received"


class FileSum(NamedTuple):
    """The sum of a file in one currency and where it went; the last three add up to the first."""

    of: SumOf
    currency: str
    in_file_minor: int
    in_book_minor: int
    left_out_minor: int
    rejected_minor: int

    @classmethod
    def from_document(cls, document: Mapping[str, str]) -> FileSum:
        """Read what the figures of an import say of one sum."""
        currency = document["currency"]
        figures = (
            Money.parse(document[name], currency).minor for name in ("in_file", "in_book", "left_out", "rejected")
        )
        return cls(SumOf(document["of"]), currency, *figures)


@dataclass(slots=True)
class ImportTally:
    """Counts the rows of a file by their result, and the amounts that could be read of them by currency."""

    rows: Counter[RowResult] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    minor: Counter[tuple[SumOf, str, RowResult]] = field(default_factory=Counter)

    def add(self, result: RowResult, rows: int, of: SumOf, currency: str, minor: int) -> None:
        """Count rows of one document and its amount (negative: credited, refunded); currency "" where none was read."""
        self.rows[result] += rows
        if currency:
            self.minor[of, currency, result] += minor

    def leave_out(self, reason: str, rows: int, of: SumOf, currency: str, minor: int) -> None:
        """Count rows that were left out on purpose, under the code of their reason."""
        self.left_out[reason] += rows
        self.add(RowResult.LEFT_OUT, rows, of, currency, minor)

    def merge(self, other: ImportTally) -> None:
        """Add what another batch of the file came to."""
        self.rows.update(other.rows)
        self.left_out.update(other.left_out)
        self.minor.update(other.minor)

    @property
    def total_rows(self) -> int:
        """All rows that were counted; the rows of the file."""
        return sum(self.rows.values())

    def sums(self) -> tuple[FileSum, ...]:
        """The sums of the file by what they are of and currency, where anything could be read."""
        keys: Iterable[tuple[SumOf, str]] = sorted({(of, currency) for of, currency, _result in self.minor})
        return tuple(self._sum(of, currency) for of, currency in keys)

    def _sum(self, of: SumOf, currency: str) -> FileSum:
        by_result = {result: self.minor[of, currency, result] for result in RowResult}
        return FileSum(
            of,
            currency,
            sum(by_result.values()),
            sum(by_result[result] for result in IN_THE_BOOK),
            by_result[RowResult.LEFT_OUT],
            by_result[RowResult.REJECTED],
        )
