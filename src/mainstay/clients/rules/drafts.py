"""What somebody intends to record about a client, and everything that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass

from mainstay.kernel.currencies import is_currency
from mainstay.kernel.problem import Problem

NAME_LENGTH = 300
_LENGTHS = {
    "external_id": 120, "email": 254, "phone": 60, "city": 120, "country": 80, "language": 12, "client_group": 120,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClientDraft:
    """A client to be added. Empty text means "not known"; terms are days from issue to due."""

    name: str
    external_id: str = ""
    email: str = ""
    phone: str = ""
    city: str = ""
    country: str = ""
    currency: str = ""
    language: str = ""
    terms_days: int | None = None
    client_group: str = ""
    notes: str = ""

    def problems(self) -> list[Problem]:
        """List what keeps this client from being added, nothing when it may be."""
        found = []
        if not self.name.strip():
            found.append(Problem("name", "name_missing"))
        if len(self.name) > NAME_LENGTH:
            found.append(Problem("name", "too_long", self.name[:40] + "…", {"limit": NAME_LENGTH}))
        for field, limit in _LENGTHS.items():
            text = str(getattr(self, field))
            if len(text) > limit:
                found.append(Problem(field, "too_long", text[:40] + "…", {"limit": limit}))
        if self.currency and not is_currency(self.currency):
            found.append(Problem("currency", "unknown_currency", self.currency))
        if self.terms_days is not None and self.terms_days < 0:
            found.append(Problem("terms_days", "negative_terms", str(self.terms_days)))
        return found
