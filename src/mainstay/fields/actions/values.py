"""Fill in the custom fields of clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mainstay.clients.queries.fetching import client_for
from mainstay.fields.actions._storing import FilledValue, store_values
from mainstay.fields.models import CustomField, FieldValue
from mainstay.fields.phrases import problem_sentence
from mainstay.fields.queries.definitions import FieldNotFound
from mainstay.fields.queries.undoing import last_change
from mainstay.fields.rules.acts import FILL_FIELDS
from mainstay.fields.rules.drafts import FieldValuesDraft
from mainstay.fields.rules.values import canonical
from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.kernel.problem import Problem
from mainstay.kernel.refusal import Refusal

if TYPE_CHECKING:
    from datetime import date, datetime

    from mainstay.kernel.actor import Actor


class FieldValueRefused(Refusal):
    """Values do not fit their fields; the sentence lists them, `fields` has one by the reference of each field."""

    code = "field_value_refused"
    sentence = "%(problems)s"


class NoChangeToUndo(Refusal):
    """Nobody changed a custom field of the client, or somebody else did last."""

    code = "no_fields_to_undo"
    sentence = _("You have changed nothing in the custom fields of %(name)s that could be undone.")


class FieldsChangedAgain(Refusal):
    """The fields hold something else by now."""

    code = "fields_changed_again"
    sentence = _("These fields were changed again: edit them instead.")


@transaction.atomic
@keyed(FILL_FIELDS)
def undo_filling(*, client_ref: str, today: date, by: Actor, now: datetime, change: str = "", key: str = "") -> int:
    """Put back what the custom fields of a client held before the same person changed them last; returns how many.

    `change` is the mark of the change that is meant, "" for the last one. Undone once more, it is as it was changed.
    Refuses NoChangeToUndo and FieldsChangedAgain.
    """
    require(by, FILL_FIELDS)
    client = client_for(ref=client_ref, by=by)
    last = last_change(client_ref=client_ref, by=by)
    if change and (last is None or last.mark != change):
        raise FieldsChangedAgain
    if last is None:
        raise NoChangeToUndo(name=client.name)
    if not last.stands:
        raise FieldsChangedAgain
    draft = FieldValuesDraft(tuple((one.ref, one.before) for one in last.fields))
    return fill_fields(client_ref=client_ref, draft=draft, today=today, by=by, now=now)


@transaction.atomic
@keyed(FILL_FIELDS)
def fill_fields(
    *, client_ref: str, draft: FieldValuesDraft, today: date, by: Actor, now: datetime, key: str = ""
) -> int:
    """Set what is known of a client in custom fields, "" removes; returns how many changed.

    Fields that the draft does not name stay. Refuses an unknown client or field, and a value of another kind.
    """
    require(by, FILL_FIELDS)
    client = client_for(ref=client_ref, by=by)
    fields = {field.ref: field for field in CustomField.objects.filter(ref__in=[ref for ref, _text in draft.values])}
    there = dict(FieldValue.objects.filter(client=client).values_list("field_id", "text"))
    filled, problems = [], {}
    for ref, text in draft.values:
        if ref not in fields:
            raise FieldNotFound(wanted=ref[:40])
        field = fields[ref]
        stored = canonical(field.kind, field.options.splitlines(), text)
        if isinstance(stored, Problem) and there.get(field.pk) == text:
            stored = text  # a choice that is none any more stays with whoever has it
        if isinstance(stored, Problem):
            problems[ref] = f"{field.name}: {problem_sentence(stored)}"
        else:
            filled.append(FilledValue(client.pk, field, stored))
    if problems:
        raise FieldValueRefused(problems=" ".join(problems.values()), fields=problems)
    return store_values(filled, today=today, by=by, now=now)
