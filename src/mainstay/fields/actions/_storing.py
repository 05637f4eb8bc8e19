"""Write values of custom fields that fit their fields, and tell of those that change."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mainstay.fields.models import CustomField, FieldValue
from mainstay.fields.rules.happenings import FIELD_FILLED
from mainstay.fields.rules.values import millionths_of
from mainstay.kernel.text import fold
from mainstay.timeline.actions.recording import Happening, record_many

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from mainstay.kernel.actor import Actor


class FilledValue(NamedTuple):
    """A value of a client in a field, as it is to be kept; "" for none."""

    client_id: int
    field: CustomField
    text: str


def store_values(filled: Iterable[FilledValue], *, today: date, by: Actor, now: datetime) -> int:
    """Write values that fit their fields, and tell of those that change; returns how many do."""
    wanted = {(one.client_id, one.field.pk): one for one in filled}
    clients = {client_id for client_id, _field in wanted}
    rows = FieldValue.objects.filter(client_id__in=clients)
    there = {(row.client_id, row.field_id): row for row in rows}
    happenings, new, changed, gone = [], [], [], []
    for place, one in wanted.items():
        row = there.get(place)
        before = "" if row is None else row.text
        if before == one.text:
            continue
        if row is None:
            new.append(_value(one))
        elif one.text:
            fresh = _value(one)
            row.text, row.search_key, row.millionths = fresh.text, fresh.search_key, fresh.millionths
            changed.append(row)
        else:
            gone.append(row.pk)
        facts: dict[str, object] = {"name": one.field.name, "kind": one.field.kind}
        words: dict[str, object] = {"before": before, "after": one.text}
        happenings.append(Happening(one.client_id, FIELD_FILLED, today, one.field.ref, facts, words))
    FieldValue.objects.bulk_create(new)
    FieldValue.objects.bulk_update(changed, ["text", "search_key", "millionths"], batch_size=500)
    FieldValue.objects.filter(pk__in=gone).delete()
    record_many(happenings=happenings, by=by, now=now)
    return len(happenings)


def _value(one: FilledValue) -> FieldValue:
    kind = one.field.kind
    return FieldValue(
        client_id=one.client_id,
        field=one.field,
        text=one.text,
        search_key=fold(one.text) if kind in {"text", "choice"} else "",
        millionths=millionths_of(one.text) if kind == "number" else None,
    )
