"""The files that billing imports: invoices with what was paid on them, and payments; of an export also credit notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from mainstay.billing.actions.importing_credit_sheets import import_credit_sheets
from mainstay.billing.actions.importing_files import import_invoice_file
from mainstay.billing.formats.layouts import SUBJECT
from mainstay.billing.jobs import bring_invoices_in, outcome_in_figures
from mainstay.billing.phrases.sentences import import_sentence
from mainstay.intake.returning import refused_rows, settled_sheet
from mainstay.kernel.offers import ImportKind
from mainstay.kernel.returning import SHOWN, ReturningSheet, SheetBack

if TYPE_CHECKING:
    from mainstay.kernel.returning import SheetFile

IMPORTS: Final = {
    "invoices": ImportKind(
        10, SUBJECT, import_sentence, import_invoice_file, outcome_in_figures, "bring_invoices_in", bring_invoices_in
    ),
}
"""Kind of file -> how it is read and imported."""


def _bring(sheet: SheetFile) -> SheetBack:
    """Take a sheet of invoices, payments or expected dates in."""
    found = import_invoice_file(
        import_reading=settled_sheet(sheet, SUBJECT),
        rejects_file=None,
        today=sheet.today,
        by=sheet.by,
        now=sheet.now,
    )
    return SheetBack(
        came_in=found.came_in + found.updated,
        known=found.unchanged,
        left_out=found.skipped,
        rejected=found.rejected,
        refused=refused_rows(found.rejects, import_sentence),
        has_changed_money=found.has_changed_money,
    )


def _bring_credit_notes(sheet: SheetFile) -> SheetBack:
    found = import_credit_sheets(
        notes=sheet.lines(),
        allocations=sheet.lines("Allocations"),
        refunds=sheet.lines("Refunds"),
        today=sheet.today,
        by=sheet.by,
        now=sheet.now,
    )
    return SheetBack(
        found.added, found.known, found.left_out, len(found.refused), tuple(found.refused[:SHOWN]), found.added > 0
    )


RETURNING: Final = (
    ReturningSheet(
        30,
        "Invoices",
        _("Invoices"),
        _bring,
        _("Cancelled invoices stay in the export: nothing is owed on them."),
        is_streamed=True,
    ),
    ReturningSheet(35, "Invoice lines", _("Invoice lines"), None, _("They come back with their invoices.")),
    ReturningSheet(
        40,
        "Credit notes",
        _("Credit notes"),
        _bring_credit_notes,
        _("Credit notes that cancel an invoice stay in the export with it."),
    ),
    ReturningSheet(
        50,
        "Payments",
        _("Payments"),
        _bring,
        _(
            "What was reversed, refunded or set against a write-off stays in the export, as do notes on payments. "
            "A payment for several invoices comes back as one for each."
        ),
        is_streamed=True,
    ),
    ReturningSheet(55, "Allocations", _("Allocations"), None, _("They come back with the payments and credit notes.")),
    ReturningSheet(
        60, "Write-offs", _("Write-offs"), None, _("They come back with their invoices, without the reasons.")
    ),
    ReturningSheet(
        65,
        "Refunds",
        _("Refunds"),
        None,
        _("Refunds of credit notes come back with them; refunds of payments stay in the export."),
    ),
    ReturningSheet(
        70,
        "Recoveries",
        _("Recoveries"),
        None,
        _("They stay in the export."),
    ),
    ReturningSheet(
        75,
        "Disputes",
        _("Disputes"),
        None,
        _("Open disputes come back with their invoices; reasons and settled disputes stay in the export."),
    ),
    ReturningSheet(80, "Expected dates", _("Expected dates"), _bring, is_streamed=True),
)
"""How the sheets of an export come back."""
