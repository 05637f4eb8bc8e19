"""What the firm's own ledger says is owed on a day, compared with the book. Pure."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from mainstay.kernel.money import Money, decimal_text

if TYPE_CHECKING:
    from collections.abc import Mapping


class ControlTotal(NamedTuple):
    """The debtors of a ledger at the end of a day, in one currency."""

    currency: str
    minor: int
    on: date

    def as_document(self) -> dict[str, Any]:
        """As a job keeps it."""
        return {"currency": self.currency, "minor": self.minor, "on": self.on.isoformat()}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> ControlTotal:
        """Read what a job kept."""
        return cls(document["currency"], document["minor"], date.fromisoformat(document["on"]))


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

    def as_document(self) -> dict[str, str]:
        """As the figures of an import say it."""
        amounts = {
            "ledger": self.control_minor, "book": self.book_minor, "open": self.open_minor,
            "on_account": self.on_account_minor, "difference": self.difference_minor,
        }  # fmt: skip
        texts = {name: decimal_text(minor, self.currency) for name, minor in amounts.items()}
        return {"currency": self.currency, "on": self.on.isoformat(), **texts}

    @classmethod
    def from_document(cls, document: Mapping[str, str]) -> ControlResult:
        """Read what the figures of an import say."""
        currency = document["currency"]
        minors = (Money.parse(document[name], currency).minor for name in ("ledger", "open", "on_account"))
        return cls(currency, date.fromisoformat(document["on"]), *minors)
