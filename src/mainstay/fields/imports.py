"""How the sheets of custom fields of an export come back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from mainstay.fields.actions.importing import import_fields
from mainstay.kernel.returning import ReturningSheet, SheetBack

if TYPE_CHECKING:
    from mainstay.kernel.returning import SheetFile


def _bring_fields(sheet: SheetFile) -> SheetBack:
    found = import_fields(text=sheet.text(), today=sheet.today, by=sheet.by, now=sheet.now)
    return SheetBack(found.fields + found.values, found.known)


RETURNING: Final = (
    ReturningSheet(22, "Custom fields", _("Custom fields"), _bring_fields),
    ReturningSheet(24, "Field values", _("Field values"), _bring_fields),
)
