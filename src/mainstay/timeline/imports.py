"""How the sheet of the firm of an export comes back."""

from __future__ import annotations

import csv
from dataclasses import asdict
from io import StringIO
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from mainstay.firm.forms.firm import FirmForm
from mainstay.firm.queries.firms import firm_details
from mainstay.firm.queries.sheets import FIRM_HEADINGS
from mainstay.firm.rules.bank_accounts import split_accounts
from mainstay.intake.guards import unguarded
from mainstay.kernel.returning import RefusedRow, ReturningSheet, SheetBack
from mainstay.timeline.actions.describing import describe_firm

if TYPE_CHECKING:
    from mainstay.kernel.returning import SheetFile

_LINE: Final = 2


def _bring_firm(sheet: SheetFile) -> SheetBack:
    """Fill in the details that are empty here; what somebody entered stays."""
    row = next(csv.DictReader(StringIO(sheet.text(), newline="")), {})
    said = {
        name: unguarded((row[heading] or "").strip()) for heading, name in FIRM_HEADINGS.items() if row.get(heading)
    }
    here = firm_details().texts
    if said.get("country") != here["country"]:
        said.pop("region", "")  # of another country
    missing = {name: value for name, value in said.items() if value and not here.get(name)}
    differ = {name for name, value in said.items() if value and here.get(name) not in {"", value}}
    if missing:
        document: dict[str, Any] = {**FirmForm.document_of(firm_details()), **missing}
        if accounts := split_accounts(missing.get("bank_accounts", "")):
            document["bank_accounts"] = [asdict(one) for one in accounts]
        form = FirmForm.from_document(document)
        if not form.is_valid():
            return SheetBack(rejected=1, refused=(RefusedRow(_LINE, " ".join(form.sentences)),))
        changes = {name: text for name, text in form.draft.texts.items() if name in missing}
        describe_firm(changes=changes, by=sheet.by, now=sheet.now)
    return SheetBack(int(bool(missing)), int(not missing and not differ), int(not missing and bool(differ)))


RETURNING: Final = (
    ReturningSheet(
        5,
        "Firm",
        _("Firm"),
        _bring_firm,
        _("Only details that are empty here are filled in: name, country and currency stay."),
    ),
)
