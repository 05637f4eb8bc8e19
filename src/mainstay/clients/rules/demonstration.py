"""What happens to clients in the demonstration firm, as values; `client` is a key of its plan ("isik-insaat")."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class DemonstrationContact:
    """A person at a client's; nobody real, at a domain that cannot exist."""

    name: str
    email: str
    phone: str
    role: str


@dataclass(frozen=True, slots=True)
class ClientAdded:
    """A client comes to the firm."""

    on: date
    client: str
    name: str
    email: str
    phone: str
    city: str
    country: str
    currency: str
    language: str
    terms_days: int
    client_group: str
    contacts: tuple[DemonstrationContact, ...]


@dataclass(frozen=True, slots=True)
class ClientMerged:
    """A client that was added twice goes into the one that stays."""

    on: date
    client: str
    stays: str


@dataclass(frozen=True, slots=True)
class ClientArchived:
    """A client with whom nothing is done any more leaves the lists."""

    on: date
    client: str
