"""What may be proposed to agree with a client, and which field of the client each kind would write. Pure."""

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
ANSWER_LENGTH: Final = 300


class Proposed(NamedTuple):
    """What a scoring proposes to a client (its id): days, percent, or minor units of the currency.

    `agreed` is agreed now (None: nothing); `reason` is as JSON keeps it.
    """

    client: int
    kind: str
    value: int
    currency: str
    agreed: int | None
    reason: dict[str, Any]


@dataclass(frozen=True, slots=True)
class OpenProposal:
    """One proposal: `value` and `agreed`, what is agreed now (None: nothing), in days, percent or minor units.

    `at_risk` is what the open invoices are expected to lose, by currency in minor units.
    """

    ref: str
    client_ref: str
    client_name: str
    kind: str
    value: int
    currency: str
    agreed: int | None
    reason: Mapping[str, object]
    proposed_on: date
    state: str
    answered_by: str
    at_risk: Mapping[str, int]

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered it yet."""
        return self.state == "open"


def is_same_currency(proposed: str, agreed: str) -> bool:
    """Say whether a proposal in this currency ("" for one that is no amount) fits a client billed in that one."""
    return not proposed or agreed in {"", proposed}
