"""The bank accounts of a firm, and the text they are kept as: one a line, “GBP; Harbour Bank; 20-00-00 1234567”."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mainstay.kernel.currencies import is_currency
from mainstay.kernel.ibans import grouped_iban, is_iban, plain_iban
from mainstay.kernel.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_ACCOUNTS: Final = 20
BANK_LENGTH: Final = 100
NUMBER_LENGTH: Final = 60
_APART: Final = ";"
_PARTS: Final = 3


@dataclass(frozen=True, slots=True)
class BankAccount:
    """Where clients pay in one currency; `number` is a plain IBAN, or an account number where there is none."""

    currency: str
    bank: str
    number: str

    @property
    def shown_number(self) -> str:
        """The number as it is printed."""
        return grouped_iban(self.number) if is_iban(self.number) else self.number


def number_of(text: str) -> str | None:
    """A plain IBAN or an account number; None for an IBAN that is mistyped, for nothing, and for what is too long."""
    number = plain_iban(text) or one_line(text)
    if plain_iban(number) and not is_iban(number):
        return None
    return number if 0 < len(number) <= NUMBER_LENGTH and _APART not in number else None


def split_accounts(text: str) -> tuple[BankAccount, ...] | None:
    """The accounts as they are written, not checked; None where a line has not its three parts."""
    lines = [[part.strip() for part in line.split(_APART)] for line in text.splitlines() if line.strip()]
    if any(len(parts) != _PARTS for parts in lines):
        return None
    return tuple(BankAccount(*parts) for parts in lines)


def bank_accounts(text: str) -> tuple[BankAccount, ...] | None:
    """The accounts that a text holds; None where it cannot be read or one of them cannot be right."""
    found = split_accounts(text)
    if found is None or len(found) > MOST_ACCOUNTS:
        return None
    is_right = all(
        is_currency(one.currency) and number_of(one.number) == one.number and len(one.bank) <= BANK_LENGTH
        for one in found
    )
    return found if is_right else None


def accounts_text(accounts: Iterable[BankAccount]) -> str:
    """The text that `bank_accounts` reads again."""
    return "\n".join(f"{one.currency}; {one.bank.replace(_APART, ',')}; {one.number}" for one in accounts)


def accounts_in(accounts: Iterable[BankAccount], currency: str) -> tuple[BankAccount, ...]:
    """Those of a currency."""
    return tuple(one for one in accounts if one.currency == currency)
