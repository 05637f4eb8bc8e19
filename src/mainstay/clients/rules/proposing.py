"""What may be proposed to agree with a client or to do about it, and which field each kind would write. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

FIELDS: Final = {"terms": "terms_days", "deposit": "deposit_percent", "credit_limit": "credit_limit_minor"}
"""Kind of proposal -> the field of a client that it would write."""
VALUES: Final = {"terms": "days", "deposit": "percent", "credit_limit": "minor"}
"""Kind of proposal -> where its own value stands."""
ACTS: Final = ("stop", "call_payment", "call_drifting", "agree_pay_day", "offer_agreement")
"""Kinds that are something to do: they write no field of the client."""
URGENT: Final = ("stop", "call_payment", "call_drifting")
"""Of these Today tells by name; the others are counted there."""
DUE_DAYS: Final = {
    "stop": 2,
    "call_payment": 3,
    "call_drifting": 7,
    "agree_pay_day": 30,
    "offer_agreement": 30,
    "terms": 14,
    "deposit": 14,
    "credit_limit": 14,
}
"""Kind -> in how many days it is to be answered or done."""
RESTS_DAYS: Final = 90
"""For so many days what was answered is not proposed again; `insight.proposing.ProposalPolicy` says the same."""
ANSWER_LENGTH: Final = 300
PUT_OFF_DAYS: Final = 366
"""For so many days at most something may be put off."""


class Proposed(NamedTuple):
    """What a scoring proposes to a client (its id): days, percent, minor units of the currency; None: something to do.

    `agreed` is agreed now (None: nothing); `reason` is as JSON keeps it.
    """

    client: int
    kind: str
    value: int | None
    currency: str
    agreed: int | None
    reason: dict[str, Any]


@dataclass(frozen=True, slots=True)
class OpenProposal:
    """One proposal: `value` and `agreed`, what is agreed now (None: nothing), in days, percent or minor units.

    What is to be done has no value. `who` should answer or do it by `due_on` (None in books of earlier versions); where
    it was put off, `later` says why.

    Once answered, `answered_by`, `answered_on` and `answer` say who did, when and why; `is_in_force` is False where the
    term of an accepted one was changed since.

    `at_risk` is what the open invoices are expected to lose, by currency in minor units.
    """

    ref: str
    client_ref: str
    client_name: str
    kind: str
    value: int | None
    currency: str
    agreed: int | None
    reason: Mapping[str, object]
    proposed_on: date
    state: str
    answered_by: str
    at_risk: Mapping[str, int]
    who: str = ""
    due_on: date | None = None
    later: str = ""
    answered_on: date | None = None
    answer: str = ""
    is_in_force: bool = True

    @property
    def is_act(self) -> bool:
        """Whether it is something to do, and no term to agree."""
        return self.kind in ACTS

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered it yet."""
        return self.state == "open"

    @property
    def is_accepted(self) -> bool:
        """Whether somebody accepted it, or did what was to do."""
        return self.state == "accepted"

    @property
    def is_declined(self) -> bool:
        """Whether somebody said not now."""
        return self.state == "declined"

    @property
    def may_be_reopened(self) -> bool:
        """Whether the answer can be taken back: of a term accepted, only while nobody changed it since."""
        return self.is_declined or (self.is_accepted and (self.is_act or self.is_in_force))

    @property
    def needs_notice(self) -> bool:
        """Whether the client has to hear of a term that was agreed."""
        return self.is_accepted and not self.is_act and self.is_in_force


def is_same_currency(proposed: str, agreed: str) -> bool:
    """Say whether a proposal in this currency ("" for one that is no amount) fits a client billed in that one."""
    return not proposed or agreed in {"", proposed}
