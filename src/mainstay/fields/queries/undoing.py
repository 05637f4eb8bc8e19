"""What somebody changed last in the custom fields of a client, as it is recorded: what an undo puts back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mainstay.clients.queries.fetching import client_for
from mainstay.fields.models import FieldValue
from mainstay.fields.rules.definitions import ChangedField
from mainstay.fields.rules.happenings import FIELD_FILLED
from mainstay.timeline.queries.changes import last_recorded_together

if TYPE_CHECKING:
    from datetime import date

    from mainstay.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class LastFilling:
    """Changes of one act: `mark` names them, `stands` says whether the fields still hold what they were changed to."""

    mark: str
    on: date
    fields: tuple[ChangedField, ...]
    stands: bool


def last_change(*, client_ref: str, by: Actor) -> LastFilling | None:
    """What this person changed last in the custom fields of a client.

    None where nobody changed any, where somebody else did last, and where what was changed is erased.
    """
    client = client_for(ref=client_ref, by=by)
    last = last_recorded_together(client_id=client.pk, kind=FIELD_FILLED.name)
    if not last or any(one.by != (by.kind, by.id) or one.words is None for one in last):
        return None
    changed: dict[str, ChangedField] = {}
    for one in last:
        said = one.words or {}
        first = changed.get(one.subject_ref)
        before = first.before if first else str(said.get("before", ""))
        changed[one.subject_ref] = ChangedField(
            one.subject_ref, str(one.facts.get("name", "")), str(one.facts.get("kind", "text")),
            before, str(said.get("after", "")),
        )  # fmt: skip
    there = dict(FieldValue.objects.filter(client=client).values_list("field__ref", "text"))
    stands = all(there.get(one.ref, "") == one.after for one in changed.values())
    return LastFilling(str(last[-1].id), last[-1].happened_on, tuple(changed.values()), stands)
