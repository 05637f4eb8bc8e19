"""How the sheet of exchange rates of an export comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from mainstay.kernel.returning import ReturningSheet, SheetBack
from mainstay.rates.actions.importing import import_rates

if TYPE_CHECKING:
    from mainstay.kernel.returning import SheetFile


def _bring_rates(sheet: SheetFile) -> SheetBack:
    found = import_rates(text=sheet.text(), by=sheet.by, now=sheet.now)
    return SheetBack(found.rates, found.known)


RETURNING: Final = (ReturningSheet(26, "Exchange rates", _("Exchange rates"), _bring_rates),)
