"""The custom fields of the firm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from mainstay.clients.queries.visible import sees_all
from mainstay.fields.models import CustomField, FieldValue
from mainstay.fields.rules.definitions import FieldRow
from mainstay.kernel.refusal import NotFound
from mainstay.kernel.text import fold

if TYPE_CHECKING:
    from mainstay.kernel.actor import Actor


class FieldNotFound(NotFound):
    """There is no such custom field."""

    code = "field_not_found"
    sentence = _("There’s no custom field “%(wanted)s”: look under Settings, Custom fields, or at `mainstay fields`.")


def fields_in_use(*, by: Actor) -> tuple[FieldRow, ...]:
    """The custom fields that are asked for, in order; none for whoever may not see all clients."""
    if not sees_all(by):
        return ()
    return tuple(row_of(field) for field in CustomField.objects.filter(retired_on=None).order_by("place", "id"))


def all_fields(*, by: Actor) -> tuple[FieldRow, ...]:
    """Every custom field with how many clients have a value in it, the retired ones last."""
    if not sees_all(by):
        return ()
    counted = FieldValue.objects.filter(field=OuterRef("pk")).order_by().values("field").annotate(count=Count("pk"))
    found = CustomField.objects.annotate(used=Coalesce(Subquery(counted.values("count")), 0)).order_by("place", "id")
    rows = [row_of(field, used=field.used) for field in found]
    return (*(row for row in rows if row.retired_on is None), *(row for row in rows if row.retired_on is not None))


def field_for(*, ref: str, by: Actor) -> CustomField:
    """The custom field with this reference; FieldNotFound otherwise."""
    field = CustomField.objects.filter(ref=ref).first() if sees_all(by) else None
    if field is None:
        raise FieldNotFound(wanted=ref[:40])
    return field


def field_called(*, wanted: str, by: Actor) -> CustomField:
    """The custom field that a person means by its reference or its name, however cased; FieldNotFound otherwise."""
    found = CustomField.objects.filter(ref=wanted).first() or CustomField.objects.filter(name_key=fold(wanted)).first()
    if found is None or not sees_all(by):
        raise FieldNotFound(wanted=wanted[:40])
    return found


def labels_of_fields() -> dict[str, str]:
    """The reference of each field that is asked for -> its name; for files that are imported."""
    return dict(CustomField.objects.filter(retired_on=None).order_by("place", "id").values_list("ref", "name"))


def row_of(field: CustomField, *, used: int = 0) -> FieldRow:
    """A custom field as pages read it."""
    choices = tuple(field.options.splitlines())
    return FieldRow(field.ref, field.name, field.kind, choices, field.is_listed, field.retired_on, used)
