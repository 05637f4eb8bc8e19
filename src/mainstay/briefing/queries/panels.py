"""The panels of Today that span packages: the night's upkeep, what is owed, whom to speak to, what changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from mainstay.kernel.offers import Panel, PanelPlace

if TYPE_CHECKING:
    from datetime import date

    from mainstay.billing.queries.receivables import CurrencyAgeing
    from mainstay.briefing.rules.call_list import CallListEntry
    from mainstay.briefing.rules.changes import Change


@dataclass(frozen=True, slots=True)
class UpkeepPanel(Panel):
    """Why the last night's upkeep failed, for example that no safety copy could be made; "" where it did not."""

    name: ClassVar[str] = "upkeep"
    place: ClassVar[PanelPlace] = PanelPlace("top", 10, terminal=10)

    trouble: str

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to tell."""
        return not self.trouble


@dataclass(frozen=True, slots=True)
class OwedPanel(Panel):
    """What is owed, and what was paid on account. Currencies are never added together.

    `at_risk_minor` is what of all that is open is expected never to be paid, as scored on `scored_on` (None: never);
    a currency of which that cannot be said is left out, and `unscored` open invoices came after the scores.
    """

    name: ClassVar[str] = "owed"
    place: ClassVar[PanelPlace] = PanelPlace("top", 60, terminal=30)

    owed: tuple[CurrencyAgeing, ...]
    on_account_minor: dict[str, int]
    at_risk_minor: dict[str, int]
    scored_on: date | None
    unscored: int


@dataclass(frozen=True, slots=True)
class CallListRow:
    """A client to speak to (`is_due`) or to leave in peace, and why, in the language active when it was read."""

    word: CallListEntry
    sentence: str


@dataclass(frozen=True, slots=True)
class CallListPanel(Panel):
    """Whom to speak to, and whom to leave in peace, of so many clients who are overdue."""

    name: ClassVar[str] = "call_list"
    place: ClassVar[PanelPlace] = PanelPlace("main", 10, terminal=60)

    call_list: tuple[CallListRow, ...]
    wait_for: tuple[CallListRow, ...]
    overdue_clients: int
    has_debts: bool

    @property
    def has_more_overdue(self) -> bool:
        """Whether more clients are overdue than are listed."""
        return self.overdue_clients > len({said.word.debtor.ref for said in (*self.call_list, *self.wait_for)})


@dataclass(frozen=True, slots=True)
class ChangesPanel(Panel):
    """What is new since yesterday."""

    name: ClassVar[str] = "changes"
    place: ClassVar[PanelPlace] = PanelPlace("side", 10, terminal=70)

    changes: tuple[Change, ...]
