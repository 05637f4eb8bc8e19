"""Who does the work of whom on a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.clients.queries.visible import sees_all
from mainstay.firm.queries.people import IS_PERSON, PERSON_NAME
from mainstay.firm.queries.proofs import listed
from mainstay.kernel.offers import SheetQuery
from mainstay.store.sql import as_day, rows

if TYPE_CHECKING:
    from datetime import date

    from mainstay.kernel.actor import Actor
    from mainstay.kernel.problem import Fault

_NOW: Final = f"""
    SELECT s.ref, s.person, COALESCE({PERSON_NAME.format(email="s.person")}, s.person) AS person_name, s.stand_in,
           COALESCE({PERSON_NAME.format(email="s.stand_in")}, s.stand_in) AS stand_in_name, s.until_on
    FROM tasks_standin s
    WHERE s.from_on <= %(today)s AND s.until_on >= %(today)s AND (s.ended_on IS NULL OR s.ended_on > %(today)s)
    ORDER BY s.id
"""
_STRANGERS: Final = f"""
    SELECT s.person AS subject, s.stand_in AS person FROM tasks_standin s
    WHERE NOT {IS_PERSON.format(email="s.person")} OR NOT {IS_PERSON.format(email="s.stand_in")}
"""
SHEET: Final = SheetQuery(
    117,
    "Stand-ins",
    """
    SELECT s.ref AS "Mainstay ref:t", s.person AS "Person:t", s.stand_in AS "Stand-in:t", s.from_on AS "From:d",
           s.until_on AS "Until:d", s.set_by AS "Set by:t", s.ended_on AS "Ended on:d"
    FROM tasks_standin s ORDER BY s.id
    """,
)


class _Row(NamedTuple):
    """A row of _NOW; the day as the engine returns it."""

    ref: str
    person: str
    person_name: str
    stand_in: str
    stand_in_name: str
    until_on: object


@dataclass(frozen=True, slots=True)
class StandInRow:
    """Somebody does the work of a person until a day, that day included."""

    ref: str
    person: str
    person_name: str
    stand_in: str
    stand_in_name: str
    until_on: date


def stand_ins(*, today: date, by: Actor) -> tuple[StandInRow, ...]:
    """Who does the work of whom on a day; nothing for whoever may not see all clients."""
    if not sees_all(by):
        return ()
    return tuple(StandInRow(*row[:5], as_day(row.until_on)) for row in rows(_Row, _NOW, {"today": today}))


def work_of(*, email: str, today: date, by: Actor) -> tuple[str, ...]:
    """The addresses of those whose work is this person's on a day: their own, and of those they stand in for."""
    return (email, *(one.person for one in stand_ins(today=today, by=by) if one.stand_in == email)) if email else ()


def prove_stand_ins() -> list[Fault]:
    """Prove that both are people of the firm."""
    return listed("stand_in_unknown", _STRANGERS)
