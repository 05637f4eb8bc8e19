"""Bring back from an export who does the work of whom."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.firm.queries.people import colleagues
from mainstay.store.refs import is_ref, new_ref
from mainstay.tasks.actions.importing import TaskRowRefused
from mainstay.tasks.formats import read_stand_ins
from mainstay.tasks.models import StandIn
from mainstay.tasks.phrases import problem_sentence
from mainstay.tasks.rules.acts import HAND_OVER
from mainstay.tasks.rules.happenings import HANDED_OVER
from mainstay.timeline.actions.recording import Happening, record_many

if TYPE_CHECKING:
    from datetime import date, datetime

    from mainstay.kernel.actor import Actor


class StandInsImported(NamedTuple):
    """How many came in, were there already, and were left out: somebody of them is not of this firm, or is away now."""

    added: int
    known: int
    left_out: int


@transaction.atomic
@keyed(HAND_OVER)
def import_stand_ins(*, text: str, today: date, by: Actor, now: datetime, key: str = "") -> StandInsImported:
    """Bring the stand-ins of an exported sheet in, all of it or nothing; one whose reference is there stays as it is.

    Left out are those of people who are not of this firm, and one that holds where the person has another. Refuses a
    row that cannot be read.
    """
    require(by, HAND_OVER)
    file = read_stand_ins(StringIO(text, newline=""))
    if file.problems:
        line, problem = file.problems[0]
        raise TaskRowRefused(line=line, sentence=problem_sentence(problem))
    there = set(StandIn.objects.values_list("ref", flat=True))
    away = set(StandIn.objects.filter(ended_on=None).values_list("person", flat=True))
    people = {one.email: one.name for one in colleagues()}
    new = [record for record in file.records if record.ref not in there]
    rows: list[StandIn] = []
    for record in new:
        ended_on = record.ended_on
        if ended_on is None and record.person in away and record.until_on < today:
            ended_on = record.until_on  # its last day has passed, though nobody had ended it
        if not {record.person, record.stand_in} <= people.keys() or (ended_on is None and record.person in away):
            continue
        away |= set() if ended_on else {record.person}
        rows.append(
            StandIn(
                ref=record.ref if is_ref(record.ref) else new_ref("y"),
                person=record.person,
                stand_in=record.stand_in,
                from_on=record.from_on,
                until_on=record.until_on,
                set_by=(record.set_by or by.name)[:120],
                ended_on=ended_on,
            )
        )
    happenings = []
    for made in StandIn.objects.bulk_create(rows):
        words: dict[str, object] = {"person": people[made.person], "stand_in": people[made.stand_in]}
        happenings.append(Happening(None, HANDED_OVER, made.from_on, made.ref, {"on": str(made.until_on)}, words))
    record_many(happenings=happenings, by=by, now=now)
    return StandInsImported(len(rows), len(file.records) - len(new), len(new) - len(rows))
