"""The panels of Today that span packages: the night's upkeep, what is owed, whom to speak to, what changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from mainstay.briefing.phrases import call_title
from mainstay.kernel.offers import Panel, PanelPlace, ToDo

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from mainstay.billing.queries.receivables import CurrencyAgeing
    from mainstay.briefing.rules.call_list import CallListEntry
    from mainstay.briefing.rules.changes import Change
    from mainstay.rates.rules.converting import TotalAtRates


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
    total: TotalAtRates | None = None
    """All that is owed in the firm's currency, at rates that its owner typed; None with one currency."""


@dataclass(frozen=True, slots=True)
class CallListRow:
    """A client to speak to (`is_due`) or to leave in peace, and why, in the language active when it was read."""

    word: CallListEntry
    sentence: str


@dataclass(frozen=True, slots=True)
class CallListPanel(Panel):
    """Whom to speak to, and whom to leave in peace, of so many clients who are overdue."""

    name: ClassVar[str] = "call_list"
    is_in_list: ClassVar[bool] = True
    place: ClassVar[PanelPlace] = PanelPlace("main", 10, terminal=60)

    call_list: tuple[CallListRow, ...]
    wait_for: tuple[CallListRow, ...]
    overdue_clients: int
    has_debts: bool
    set_aside: tuple[CallListRow, ...] = ()
    """Those whom somebody called, or put off, and who are left in peace for now."""

    @property
    def has_more_overdue(self) -> bool:
        """Whether more clients are overdue than are listed."""
        listed = (*self.call_list, *self.wait_for, *self.set_aside)
        return self.overdue_clients > len({said.word.debtor.ref for said in listed})

    @property
    def to_do(self) -> tuple[ToDo, ...]:
        """Each call to make."""
        return tuple(_call(said) for said in self.call_list)


def _call(said: CallListRow) -> ToDo:
    debtor = said.word.debtor
    return ToDo(
        "call", debtor.ref, call_title(debtor.name), said.sentence, said.word.stake, debtor.ref, debtor.name,
        days=-debtor.days_late, minor=debtor.overdue_minor, currency=debtor.currency,
        at_risk_minor=debtor.at_risk_minor,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ToDoPanel(Panel):
    """The one list of Today: what is to be done now, the most valuable first, and what comes within days."""

    name: ClassVar[str] = "to_do"
    place: ClassVar[PanelPlace] = PanelPlace("main", 5, terminal=90)

    rows: tuple[ToDo, ...]
    coming: tuple[ToDo, ...]
    calls: CallListPanel
    is_mine: bool = False


def to_do_panel(
    panels: Iterable[Panel], calls: CallListPanel, *, people: Sequence[str], theirs: Collection[str]
) -> ToDoPanel:
    """Gather what the panels have to do; what is about a client who owes weighs as much as what they owe.

    With `people` only what one of them is to do, or what is nobody's and about a client that is `theirs`.
    """
    found = [one for panel in panels for one in panel.to_do if not people or _is_of(one, people, theirs)]
    stakes = {one.client_ref: one.worth for one in calls.to_do}
    weighed = [one._replace(worth=max(one.worth, stakes.get(one.client_ref, 0.0))) for one in found]
    weighed.sort(key=lambda one: (-one.worth, one.days, one.title))
    now = tuple(one for one in weighed if one.days <= 0)
    coming = sorted((one for one in weighed if one.days > 0), key=lambda one: one.days)
    return ToDoPanel(now, tuple(coming), calls, bool(people))


def _is_of(one: ToDo, people: Sequence[str], theirs: Collection[str]) -> bool:
    return one.who in people if one.who else one.client_ref in theirs


@dataclass(frozen=True, slots=True)
class ChangesPanel(Panel):
    """What is new since yesterday."""

    name: ClassVar[str] = "changes"
    place: ClassVar[PanelPlace] = PanelPlace("side", 10, terminal=70)

    changes: tuple[Change, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    """Kind -> how many there are, of which `changes` holds the largest."""
    sums_minor: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Kind -> what all of them come to, in minor units by currency."""
