"""What somebody intends to say of the firm and of the people in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from dataclasses import fields as fields_of
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from mainstay.firm.rules.bank_accounts import accounts_text
from mainstay.kernel.problem import Problem
from mainstay.kernel.tax_numbers import is_mistyped

if TYPE_CHECKING:
    from mainstay.firm.rules.bank_accounts import BankAccount

DETAIL_LENGTHS: Final = {
    "legal_name": 200, "street": 200, "postal_code": 20, "city": 100, "tax_office": 100, "tax_number": 20,
    "vat_number": 20, "company_number": 30, "opening_hours": 200, "public_address": 200,
}  # fmt: skip
"""Detail of a business -> its letters at most."""
TAX_NUMBERS: Final = ("tax_number", "vat_number")


def is_web_address(text: str) -> bool:
    """Say whether a text is an address of the web, as https://harbour.example."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    is_plain = len(text) <= DETAIL_LENGTHS["public_address"] and text.isprintable() and " " not in text
    return is_plain and parts.scheme in {"http", "https"} and bool(parts.hostname)


@dataclass(frozen=True, slots=True)
class FirmDraft:
    """What is known of the firm; `closed_days` as firm.rules.closed_days reads them."""

    name: str
    country: str
    language: str
    currency: str
    time_zone: str
    region: str = ""
    closed_days: str = ""
    legal_name: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    tax_office: str = ""
    tax_number: str = ""
    vat_number: str = ""
    company_number: str = ""
    opening_hours: str = ""
    public_address: str = ""
    bank_accounts: tuple[BankAccount, ...] = ()

    @property
    def legal(self) -> str:
        """The name on letters and invoices: the legal one, or else the one it is known by."""
        return self.legal_name or self.name

    @property
    def address(self) -> str:
        """The address, line by line."""
        return "\n".join(filter(None, (self.street, f"{self.postal_code} {self.city}".strip())))

    @property
    def tax_line(self) -> str:
        """The tax office and the numbers of the firm in one line, those that are known."""
        return " · ".join(filter(None, (self.tax_office, self.tax_number, self.vat_number, self.company_number)))

    @property
    def texts(self) -> dict[str, str]:
        """Detail -> the text it is kept as."""
        plain = {one.name: getattr(self, one.name) for one in fields_of(self)}
        return {**plain, "bank_accounts": accounts_text(self.bank_accounts)}

    def problems(self) -> list[Problem]:
        """What cannot be right: tax numbers whose check digits do not fit."""
        return [
            Problem(name, "mistyped_tax_number", getattr(self, name))
            for name in TAX_NUMBERS
            if is_mistyped(getattr(self, name), self.country)
        ]


@dataclass(frozen=True, slots=True)
class InvitationDraft:
    """Who is invited, and in which role."""

    name: str
    email: str
    role: str


@dataclass(frozen=True, slots=True)
class FoundingDraft:
    """A firm that is founded and its first owner, who chooses a password."""

    firm: FirmDraft
    name: str
    email: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class JoiningDraft:
    """What a person who was invited is called, and the password they choose."""

    name: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PasswordDraft:
    """A password in the place of one that was forgotten."""

    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RoleDraft:
    """The role that a person of the firm is to have."""

    user_id: int
    role: str


@dataclass(frozen=True, slots=True)
class RoleActsDraft:
    """Which role may do what: each cell names a role and the code of an act, as in “reader clients.write_note”."""

    may: frozenset[str]

    def changes_since(self, seen: RoleActsDraft) -> dict[tuple[str, str], bool]:
        """Role and code of the act -> whether the role may from now on, for the cells that differ."""
        parts = {cell: cell.partition(" ") for cell in sorted(self.may ^ seen.may)}
        return {(role, code): cell in self.may for cell, (role, _space, code) in parts.items()}


@dataclass(frozen=True, slots=True)
class OwnName:
    """What a person is called."""

    name: str


@dataclass(frozen=True, slots=True)
class ViewName:
    """What a view of a list is called."""

    name: str
