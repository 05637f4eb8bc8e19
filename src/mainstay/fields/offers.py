"""What custom fields offer to what spans packages."""

from __future__ import annotations

from typing import Final

from mainstay.fields.demonstration import RECORDED
from mainstay.fields.phrases import FAULTS, HAPPENINGS, VALUES_FOUND, VALUES_MOVED, happening_facts
from mainstay.fields.queries.proofs import prove_values
from mainstay.fields.queries.sheets import SHEETS
from mainstay.fields.queries.values import client_panels, find_values
from mainstay.fields.rules.acts import ACTS
from mainstay.fields.rules.demonstration import fields_of_the_plan
from mainstay.kernel.offers import FoundKind, HappeningKind, MovedRows, Offers

_UNKNOWN_TO_OTHER: Final = (
    "NOT EXISTS (SELECT 1 FROM fields_fieldvalue k WHERE k.client_id = %(to)s AND k.field_id = r.field_id)"
)
"""What the client that stays does not know yet: its own value wins."""

OFFERS: Final = Offers(
    acts=ACTS,
    happenings={kind: HappeningKind(sentence, happening_facts) for kind, sentence in HAPPENINGS.items()},
    proofs=(prove_values,),
    faults=FAULTS,
    sheets=SHEETS,
    found={"field_values": FoundKind(12, "fields", VALUES_FOUND, find_values)},
    moved=(MovedRows(75, "fields_fieldvalue", VALUES_MOVED, _UNKNOWN_TO_OTHER),),
    demonstrated=RECORDED,
    demonstration=fields_of_the_plan,
    client_panels=client_panels,
)
