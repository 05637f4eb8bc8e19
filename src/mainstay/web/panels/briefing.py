"""Today in a browser: each row with whom to ask for, how to reach them, the time there, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple
from zoneinfo import ZoneInfo

from mainstay.briefing.phrases import change_title, learnt_sentences
from mainstay.clients.queries.reachable import reachable
from mainstay.scoring.rules.calling import is_beyond_habit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mainstay.briefing.queries.learnt import LearntPanel
    from mainstay.briefing.queries.panels import ChangesPanel, ToDoPanel
    from mainstay.briefing.rules.changes import Change
    from mainstay.clients.queries.reachable import Reachable
    from mainstay.kernel.offers import ToDo
    from mainstay.web.parts import PageRequest

_MARKS: Final = {"call": "phone", "contact": "calendar", "task": "checklist"}
"""Kind of row -> its icon."""
_OF_GROUP: Final = 3
"""So many changes of a kind stand open, the others behind a fold."""
_OF_FOLD: Final = 30
"""So many changes of a kind are listed at all; the others are counted."""


@dataclass(frozen=True, slots=True)
class TodayRow:
    """A row of Today as it is drawn; `place` names where its forms open."""

    todo: ToDo
    mark: str
    there: Reachable | None
    time_there: str
    rating: str
    is_beyond_habit: bool
    """Whether the client owes for longer than their record explains."""

    @property
    def place(self) -> str:
        """Where the forms of the row open."""
        return f"{self.todo.kind}-{self.todo.client_ref}" if self.todo.kind == "call" else self.todo.ref

    @property
    def phone_link(self) -> str:
        """The telephone number as a link takes it."""
        return "".join(letter for letter in self.there.phone if letter.isdigit() or letter == "+") if self.there else ""

    @property
    def is_call(self) -> bool:
        """Whether the first act is to log a call."""
        return self.todo.kind == "call"

    @property
    def is_task(self) -> bool:
        """Whether the first act is to tick it off."""
        return self.todo.kind == "task"


class ChangeCue(NamedTuple):
    """How changes of a kind are marked: an icon, a tone ("" for none), and the page that one of them leads to."""

    icon: str
    tone: str = ""
    page: str = ""


_CUES: Final = {
    "paid": ChangeCue("cash", "good", "payment"),
    "overdue": ChangeCue("hourglass", "late", "invoice"),
    "promised": ChangeCue("calendar"),
    "disputed": ChangeCue("message", "late", "invoice"),
    "written_off": ChangeCue("notebook", "late", "invoice"),
    "issued": ChangeCue("file-invoice", "", "invoice"),
    "standing": ChangeCue("users"),
}
"""Kind of change -> how it is marked, in the order in which they stand; other kinds stand behind."""


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """What is new of one kind: those that are shown, those behind them, how many there are, what they come to."""

    cue: ChangeCue
    title: str
    first: tuple[Change, ...]
    others: tuple[Change, ...]
    count: int
    sums_minor: Mapping[str, int]

    @property
    def unlisted(self) -> int:
        """How many are not even behind the fold."""
        return self.count - len(self.first) - len(self.others)

    @property
    def more(self) -> int:
        """How many are not shown at once."""
        return self.count - len(self.first)

    @property
    def has_sums(self) -> bool:
        """Whether the amounts come to more than the one line says."""
        return self.count > 1 and bool(self.sums_minor)


def draw_to_do(panel: ToDoPanel, seen: PageRequest) -> dict[str, object]:
    """The rows, each with whom to ask for; and what is late as usual, waits after a call, or comes within days."""
    every = (*panel.rows, *panel.coming)
    there = reachable({one.client_ref for one in every if one.client_ref}, by=seen.by)
    late = {
        said.word.debtor.ref
        for said in (*panel.calls.call_list, *panel.calls.set_aside)
        if is_beyond_habit(said.word.debtor.habits, said.word.debtor.days_late)
    }
    rows = [_row(one, there.get(one.client_ref), seen, is_late=one.client_ref in late) for one in every]
    return {"rows": rows[: len(panel.rows)], "coming": rows[len(panel.rows) :]}


def _row(todo: ToDo, there: Reachable | None, seen: PageRequest, *, is_late: bool) -> TodayRow:
    zone = _zone_of(there.country) if there else ""
    time = f"{seen.now.astimezone(ZoneInfo(zone)):%H:%M}" if zone else ""
    rating = (there.payment if todo.kind == "call" else there.relationship) if there else ""
    return TodayRow(todo, _MARKS[todo.kind], there, time, rating, is_late)


@lru_cache(maxsize=300)
def _zone_of(country: str) -> str:
    """The time zone of a country that has one alone, else ""."""
    from babel.core import get_global  # noqa: PLC0415 -- its tables are loaded only where a zone is looked for

    zones = get_global("territory_zones").get(country, ())
    return zones[0] if len(zones) == 1 else ""


def draw_changes(panel: ChangesPanel, seen: PageRequest) -> dict[str, object]:
    """The changes by kind: payments received, invoices that became overdue, promises, ratings that changed."""
    del seen
    kinds: dict[str, list[Change]] = {kind: [] for kind in _CUES}
    for change in panel.changes:
        kinds.setdefault(change.kind, []).append(change)
    return {"groups": [_group(kind, found, panel) for kind, found in kinds.items() if found]}


def _group(kind: str, found: list[Change], panel: ChangesPanel) -> ChangeGroup:
    count = panel.counts.get(kind, len(found))
    first = found if len(found) <= _OF_GROUP + 1 else found[:_OF_GROUP]  # no fold for one line alone
    return ChangeGroup(
        _CUES.get(kind, ChangeCue("clock")),
        change_title(kind, count),
        tuple(first),
        tuple(found[len(first) : _OF_FOLD]),
        count,
        panel.sums_minor.get(kind, {}),
    )


def draw_learnt(panel: LearntPanel, seen: PageRequest) -> dict[str, object]:
    """What was learnt, line by line."""
    del seen
    return {"lines": learnt_sentences(panel.learnt)}
