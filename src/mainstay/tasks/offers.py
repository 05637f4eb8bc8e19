"""What tasks offers to what spans packages."""

from __future__ import annotations

from typing import Final

from mainstay.kernel.offers import HappeningKind, MovedRows, Offers
from mainstay.tasks.demonstration import RECORDED
from mainstay.tasks.phrases import FAULTS, HAPPENINGS, TASKS_MOVED, happening_facts
from mainstay.tasks.queries.panels import client_panels, today_panels
from mainstay.tasks.queries.proofs import prove_tasks
from mainstay.tasks.queries.sheets import SHEETS
from mainstay.tasks.queries.standing_in import SHEET, prove_stand_ins
from mainstay.tasks.rules.acts import ACTS
from mainstay.tasks.rules.demonstration import tasks_of_the_plan

OFFERS: Final = Offers(
    acts=ACTS,
    happenings={kind: HappeningKind(sentence, happening_facts) for kind, sentence in HAPPENINGS.items()},
    proofs=(prove_tasks, prove_stand_ins),
    faults=FAULTS,
    sheets=(*SHEETS, SHEET),
    moved=(MovedRows(85, "tasks_task", TASKS_MOVED),),
    demonstrated=RECORDED,
    demonstration=tasks_of_the_plan,
    client_panels=client_panels,
    today_panels=today_panels,
)
