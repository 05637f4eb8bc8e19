"""What somebody intends to record about a client, and everything that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from zoneinfo import available_timezones

from mainstay.clients.rules.countries import country_code
from mainstay.clients.rules.receiving import received_in
from mainstay.clients.rules.tags import MOST_TAGS, TAG_LENGTH, TAGS_LENGTH, tag_line, tags_of
from mainstay.kernel.currencies import is_currency
from mainstay.kernel.problem import Problem
from mainstay.kernel.tax_numbers import is_mistyped
from mainstay.kernel.text import clean_lines, one_line

if TYPE_CHECKING:
    from datetime import date

NAME_LENGTH: Final = 300
LENGTHS: Final = {
    "external_id": 120, "email": 254, "phone": 60, "street": 500, "city": 120, "region": 120, "postal_code": 30,
    "country": 80, "tax_number": 60, "tax_office": 120, "website": 300, "client_group": 120, "tags": TAGS_LENGTH,
    "time_zone": 64, "billing_address": 500, "delivery_address": 500, "notes": 20_000, "responsible": 254,
}  # fmt: skip
"""Field -> how many characters are kept."""
PERSON_LENGTHS: Final = {
    "name": 300, "email": 254, "phone": 60, "role": 120, "language": 12, "time_zone": 64, "receives": 60,
}  # fmt: skip
"""Field of a person to speak to -> how many characters are kept."""
NOTE_LENGTH: Final = 2_000
STANDING_REASON_LENGTH: Final = 300
LANGUAGES: Final = ("en", "tr")
LONGEST_TERMS: Final = 3_650
MOST_MINOR: Final = 10**16
WHOLE_JOB: Final = 100
_LINES: Final = frozenset({"street", "billing_address", "delivery_address", "notes"})


@dataclass(frozen=True, slots=True)
class ClientDraft:
    """A client as it is to be. Empty text means "not known"; terms are days from issue to due.

    A deposit is that many percent of a job, paid before it begins.
    """

    name: str
    external_id: str = ""
    email: str = ""
    phone: str = ""
    street: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    tax_number: str = ""
    tax_office: str = ""
    billing_address: str = ""
    delivery_address: str = ""
    time_zone: str = ""
    website: str = ""
    language: str = ""
    terms_days: int | None = None
    currency: str = ""
    credit_limit_minor: int | None = None
    deposit_percent: int | None = None
    client_group: str = ""
    responsible: str = ""
    tags: str = ""
    notes: str = ""

    def tidied(self) -> ClientDraft:
        """The same with single spaces and clean lines, as it is kept; no NUL, which PostgreSQL does not take."""
        names = ("name", *LENGTHS)
        texts: dict[str, Any] = {
            name: (clean_lines if name in _LINES else one_line)(getattr(self, name)) for name in names
        }
        return replace(self, **{**texts, "tags": tag_line([self.tags])})

    def problems(self) -> list[Problem]:
        """List what keeps this client from being kept so, nothing when it may be."""
        found = []
        if not self.name.strip():
            found.append(Problem("name", "name_missing"))
        for field, limit in {"name": NAME_LENGTH, **LENGTHS}.items():
            text = str(getattr(self, field))
            if len(text) > limit:
                found.append(Problem(field, "too_long", text[:40] + "…", {"limit": limit}))
        if self.email and "@" not in self.email:
            found.append(Problem("email", "not_an_email", self.email[:80]))
        if self.language and self.language not in LANGUAGES:
            found.append(Problem("language", "unknown_language", self.language[:40]))
        if self.currency and not is_currency(self.currency):
            found.append(Problem("currency", "unknown_currency", self.currency[:40]))
        if self.terms_days is not None and not 0 <= self.terms_days <= LONGEST_TERMS:
            code = "negative_terms" if self.terms_days < 0 else "long_terms"
            found.append(Problem("terms_days", code, str(self.terms_days), {"limit": LONGEST_TERMS}))
        if self.deposit_percent is not None and not 1 <= self.deposit_percent <= WHOLE_JOB:
            found.append(Problem("deposit_percent", "deposit_is_no_part", str(self.deposit_percent)))
        return found + self._fact_problems() + self._tag_problems() + self._limit_problems()

    def _fact_problems(self) -> list[Problem]:
        found = []
        if self.time_zone and self.time_zone not in available_timezones():
            found.append(Problem("time_zone", "unknown_time_zone", self.time_zone[:40]))
        if self.tax_number and is_mistyped(self.tax_number, country_code(self.country)[0]):
            found.append(Problem("tax_number", "mistyped_tax_number", self.tax_number[:40]))
        return found

    def _tag_problems(self) -> list[Problem]:
        tags = tags_of(self.tags)
        if len(tags) > MOST_TAGS:
            return [Problem("tags", "many_tags", str(len(tags)), {"limit": MOST_TAGS})]
        return [
            Problem("tags", "too_long", tag[:TAG_LENGTH] + "…", {"limit": TAG_LENGTH})
            for tag in tags
            if len(tag) > TAG_LENGTH
        ][:1]

    def _limit_problems(self) -> list[Problem]:
        limit = self.credit_limit_minor
        if limit is None:
            return []
        if not self.currency:
            return [Problem("currency", "limit_without_currency")]
        if limit < 0:
            return [Problem("credit_limit_minor", "negative_limit")]
        return [Problem("credit_limit_minor", "large_limit")] if limit > MOST_MINOR else []


class ContactDraft(NamedTuple):
    """A person to speak to at a client's, as listed."""

    name: str
    email: str = ""
    phone: str = ""
    role: str = ""
    language: str = ""
    time_zone: str = ""
    receives: str = ""

    @property
    def received(self) -> frozenset[str]:
        """What the person receives, by code."""
        return received_in(self.receives)


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """A note about a client."""

    text: str


@dataclass(frozen=True, slots=True)
class StandingDraft:
    """What a client is to the firm whatever the evidence says, and why."""

    standing: str
    reason: str


@dataclass(frozen=True, slots=True)
class Postponement:
    """Until when something is put off and why; `who` is to do it then, "" for whoever was."""

    until: date
    later_reason: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class ProposalAnswer:
    """Why what is proposed is not agreed now."""

    reason: str
