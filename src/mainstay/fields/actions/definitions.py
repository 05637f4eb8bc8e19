"""Define custom fields: add, change, order, retire what is in use, remove what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from mainstay.fields.models import CustomField, FieldValue
from mainstay.fields.phrases import problem_sentence
from mainstay.fields.queries.definitions import field_for
from mainstay.fields.rules.acts import DEFINE_FIELDS
from mainstay.fields.rules.drafts import MOST_FIELDS, FieldDraft
from mainstay.fields.rules.happenings import (
    FIELD_CHANGED,
    FIELD_DEFINED,
    FIELD_REINSTATED,
    FIELD_REMOVED,
    FIELD_RETIRED,
)
from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.kernel.refusal import Refusal
from mainstay.kernel.text import fold
from mainstay.store.refs import new_ref
from mainstay.timeline.actions.recording import Happening, record

if TYPE_CHECKING:
    from datetime import date, datetime

    from mainstay.kernel.actor import Actor
    from mainstay.timeline.rules.kinds import Kind


class FieldRefused(Refusal):
    """The field has problems; the sentence lists them, `fields` has one for each field of the form."""

    code = "field_refused"
    sentence = "%(problems)s"


class FieldNameIsTaken(Refusal):
    """Another custom field is called so."""

    code = "field_name_is_taken"
    sentence = _("There’s already a custom field “%(name)s”: choose another name, or bring that one back.")


class TooManyFields(Refusal):
    """The firm has as many custom fields as there may be."""

    code = "too_many_fields"
    sentence = _("There can be up to %(most)s custom fields: remove one first.")


class FieldKindIsFixed(Refusal):
    """Clients have values in the field, which are of its kind."""

    code = "field_kind_is_fixed"
    sentence = _("Clients have values in this field, so its kind stays: add another field instead.")


class ChoiceIsInUse(Refusal):
    """Clients have a choice that is to go."""

    code = "choice_is_in_use"
    sentence = _("Clients have the choice “%(choice)s”: keep it, or give them another value first.")


class FieldIsInUse(Refusal):
    """Clients have values in the field."""

    code = "field_is_in_use"
    sentence = _("Clients have values in “%(name)s”: retire it instead, and they’re kept.")


class FieldIsRetired(Refusal):
    """The field is not asked for any more."""

    code = "field_is_retired"
    sentence = _("“%(name)s” is retired already.")


class FieldIsNotRetired(Refusal):
    """The field is asked for."""

    code = "field_is_not_retired"
    sentence = _("“%(name)s” isn’t retired.")


@transaction.atomic
@keyed(DEFINE_FIELDS)
def define_field(*, draft: FieldDraft, by: Actor, now: datetime, key: str = "") -> CustomField:
    """Add a custom field, behind the others. Refuses what is wrong with the draft, and a name that is taken."""
    require(by, DEFINE_FIELDS)
    draft = _sound(draft)
    if CustomField.objects.count() >= MOST_FIELDS:
        raise TooManyFields(most=MOST_FIELDS)
    last = CustomField.objects.aggregate(last=Max("place"))["last"] or 0
    field = CustomField.objects.create(ref=new_ref("q"), place=last + 1, defined_at=now, **_columns(draft))
    _tell(FIELD_DEFINED, field, by=by, now=now)
    return field


@transaction.atomic
@keyed(DEFINE_FIELDS)
def change_field(*, ref: str, draft: FieldDraft, by: Actor, now: datetime, key: str = "") -> CustomField:
    """Change a custom field.

    Refuses another kind and the loss of a choice while clients have such values, and a name that is taken.
    """
    require(by, DEFINE_FIELDS)
    field = field_for(ref=ref, by=by)
    draft = _sound(draft, field)
    values = FieldValue.objects.filter(field=field)
    if draft.kind != field.kind and values.exists():
        raise FieldKindIsFixed
    lost = [choice for choice in field.options.splitlines() if choice not in draft.choice_list]
    used = values.filter(text__in=lost).order_by("text").first() if lost else None
    if used is not None:
        raise ChoiceIsInUse(choice=used.text)
    columns = _columns(draft)
    if any(getattr(field, name) != value for name, value in columns.items()):
        CustomField.objects.filter(pk=field.pk).update(**columns)
        field.refresh_from_db()
        _tell(FIELD_CHANGED, field, by=by, now=now)
    return field


@transaction.atomic
@keyed(DEFINE_FIELDS)
def retire_field(*, ref: str, today: date, by: Actor, now: datetime, key: str = "") -> CustomField:
    """Stop asking for a custom field; what is known of clients stays. Refuses one that is retired."""
    require(by, DEFINE_FIELDS)
    field = field_for(ref=ref, by=by)
    if field.retired_on is not None:
        raise FieldIsRetired(name=field.name)
    CustomField.objects.filter(pk=field.pk).update(retired_on=today)
    _tell(FIELD_RETIRED, field, by=by, now=now)
    return field


@transaction.atomic
@keyed(DEFINE_FIELDS)
def reinstate_field(*, ref: str, by: Actor, now: datetime, key: str = "") -> CustomField:
    """Ask for a retired custom field again. Refuses one that is not retired."""
    require(by, DEFINE_FIELDS)
    field = field_for(ref=ref, by=by)
    if field.retired_on is None:
        raise FieldIsNotRetired(name=field.name)
    CustomField.objects.filter(pk=field.pk).update(retired_on=None)
    _tell(FIELD_REINSTATED, field, by=by, now=now)
    return field


@transaction.atomic
@keyed(DEFINE_FIELDS)
def remove_field(*, ref: str, by: Actor, now: datetime, key: str = "") -> str:
    """Remove a custom field that no client has a value in; returns its name. Refuses one that is in use."""
    require(by, DEFINE_FIELDS)
    field = field_for(ref=ref, by=by)
    if FieldValue.objects.filter(field=field).exists():
        raise FieldIsInUse(name=field.name)
    CustomField.objects.filter(pk=field.pk).delete()
    _tell(FIELD_REMOVED, field, by=by, now=now)
    return field.name


@transaction.atomic
@keyed(DEFINE_FIELDS)
def move_field(*, ref: str, is_up: bool, by: Actor, now: datetime, key: str = "") -> CustomField:
    """Let a custom field change places with the one before or after it; the first and the last stay."""
    require(by, DEFINE_FIELDS)
    field = field_for(ref=ref, by=by)
    others = CustomField.objects.filter(retired_on=None).exclude(pk=field.pk)
    if is_up:
        other = others.filter(place__lte=field.place).order_by("-place", "-id").first()
    else:
        other = others.filter(place__gte=field.place).order_by("place", "id").first()
    if other is not None:
        CustomField.objects.filter(pk=field.pk).update(place=other.place)
        CustomField.objects.filter(pk=other.pk).update(place=field.place)
        _tell(FIELD_CHANGED, field, by=by, now=now)
    return field


def _sound(draft: FieldDraft, field: CustomField | None = None) -> FieldDraft:
    """The draft, tidied; refuses what is wrong with it, and a name that another field has."""
    draft = draft.tidied()
    if problems := [*draft.problems(), *draft.missing()]:
        sentences = {problem.field: problem_sentence(problem) for problem in problems}
        raise FieldRefused(problems=" ".join(sentences.values()), fields=sentences)
    others = CustomField.objects.filter(name_key=fold(draft.name))
    if (others if field is None else others.exclude(pk=field.pk)).exists():
        raise FieldNameIsTaken(name=draft.name)
    return draft


def _columns(draft: FieldDraft) -> dict[str, Any]:
    return {
        "name": draft.name,
        "name_key": fold(draft.name),
        "kind": draft.kind,
        "options": draft.choices,
        "is_listed": bool(draft.is_listed),
    }


def _tell(kind: Kind, field: CustomField, *, by: Actor, now: datetime) -> None:
    record(happening=Happening(None, kind, now.date(), field.ref, {"name": field.name}), by=by, now=now)
