"""What the firm's own ledger says is owed on a day, compared with the book. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date


class ControlTotal(NamedTuple):
    """The debtors of a ledger at the end of a day, in one currency."""

    currency: str
    minor: int
    on: date


class ControlResult(NamedTuple):
    """A control total beside what the book says of the same day: what is open, and what lies on clients' accounts."""

    currency: str
    on: date
    control_minor: int
    open_minor: int
    on_account_minor: int

    @property
    def book_minor(self) -> int:
        """What clients owe less what lies on their accounts, as the debtors of a ledger."""
        return self.open_minor - self.on_account_minor

    @property
    def difference_minor(self) -> int:
        """The ledger less the book; 0 where they agree, whether the ledger counts what is on account or not."""
        return 0 if self.control_minor == self.open_minor else self.control_minor - self.book_minor
