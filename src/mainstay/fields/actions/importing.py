"""Bring exported custom fields and their values back into a book."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from mainstay.clients.queries.fetching import client_called, clients_called
from mainstay.fields.actions._storing import FilledValue, store_values
from mainstay.fields.formats import read_fields
from mainstay.fields.models import CustomField
from mainstay.fields.phrases import problem_sentence
from mainstay.fields.queries.definitions import field_called
from mainstay.fields.rules.acts import DEFINE_FIELDS, FILL_FIELDS
from mainstay.fields.rules.happenings import FIELD_DEFINED
from mainstay.fields.rules.values import canonical
from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.kernel.problem import Problem
from mainstay.kernel.refusal import Refusal
from mainstay.kernel.text import fold
from mainstay.store.refs import is_ref, new_ref
from mainstay.timeline.actions.recording import Happening, record_many

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from mainstay.fields.formats import DefinitionRecord, ValueRecord
    from mainstay.kernel.actor import Actor


class NoFieldsInFile(Refusal):
    """The file is neither of the two sheets."""

    code = "no_fields_in_file"
    sentence = _("Choose the sheet “Custom fields” or “Field values” of an export, as CSV.")


class FieldRowRefused(Refusal):
    """A row of the file cannot come in; none of it did."""

    code = "field_row_refused"
    sentence = _("Line %(line)s: %(sentence)s Nothing was imported.")


class FieldsImported(NamedTuple):
    """How many fields and values came in, and how many rows said what is known already."""

    fields: int
    values: int
    known: int


@transaction.atomic
@keyed(FILL_FIELDS)
def import_fields(*, text: str, today: date, by: Actor, now: datetime, key: str = "") -> FieldsImported:
    """Bring the fields, or the values, of an exported sheet in: all of it or nothing.

    A field whose name is there stays as it is. Refuses a file of another kind, a row that is wrong, an unknown client
    or field, and new fields where somebody may not define any.
    """
    require(by, FILL_FIELDS)
    file = read_fields(StringIO(text, newline=""))
    if file.is_neither:
        raise NoFieldsInFile
    if file.values:
        changed = store_values(_filled(file.values, by), today=today, by=by, now=now)
        return FieldsImported(0, changed, len(file.values) - changed)
    added = _define(file.definitions, by=by, now=now)
    return FieldsImported(added, 0, len(file.definitions) - added)


def _define(records: Sequence[DefinitionRecord], *, by: Actor, now: datetime) -> int:
    require(by, DEFINE_FIELDS)
    there = set(CustomField.objects.values_list("name_key", flat=True))
    refs = set(CustomField.objects.values_list("ref", flat=True))
    place = CustomField.objects.aggregate(last=Max("place"))["last"] or 0
    fields = []
    for one in records:
        if problems := [*one.draft.problems(), *one.draft.missing()]:
            raise FieldRowRefused(line=one.line, sentence=problem_sentence(problems[0]))
        name_key = fold(one.draft.name)
        if name_key in there:
            continue
        there.add(name_key)
        place += 1
        field = CustomField(
            ref=one.ref if is_ref(one.ref) and one.ref not in refs else new_ref("q"),
            name=one.draft.name,
            name_key=name_key,
            kind=one.draft.kind,
            options=one.draft.choices,
            place=place,
            is_listed=bool(one.draft.is_listed),
            retired_on=one.retired_on,
            defined_at=now,
        )
        fields.append(field)
    made = CustomField.objects.bulk_create(fields)
    record_many(
        happenings=[Happening(None, FIELD_DEFINED, now.date(), field.ref, {"name": field.name}) for field in made],
        by=by,
        now=now,
    )
    return len(made)


def _filled(records: Sequence[ValueRecord], by: Actor) -> list[FilledValue]:
    found = []
    fields: dict[str, CustomField] = {}
    clients = clients_called(wanted={one.client for one in records}, by=by)
    for one in records:
        try:
            if one.field not in fields:
                fields[one.field] = field_called(wanted=one.field, by=by)
            if one.client not in clients:
                clients[one.client] = client_called(wanted=one.client, by=by).pk
        except Refusal as refusal:
            raise FieldRowRefused(line=one.line, sentence=str(refusal)) from refusal
        field = fields[one.field]
        stored = canonical(field.kind, field.options.splitlines(), one.value)
        if isinstance(stored, Problem):
            raise FieldRowRefused(line=one.line, sentence=problem_sentence(stored))
        found.append(FilledValue(clients[one.client], field, stored))
    return found
