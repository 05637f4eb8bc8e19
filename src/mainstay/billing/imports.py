"""The files that billing imports: invoices with what was paid on them, and payments; of an export also credit notes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from mainstay.billing.actions.importing_credit_sheets import import_credit_sheets
from mainstay.billing.actions.importing_files import import_invoice_file
from mainstay.billing.actions.importing_invoice_sheets import import_dispute_sheet, import_write_off_sheet
from mainstay.billing.actions.importing_payment_sheets import import_payment_sheet
from mainstay.billing.formats.dispute_sheets import tells_all_of_disputes
from mainstay.billing.formats.layouts import DISPUTE_FIELDS, SUBJECT, WRITE_OFF_FIELDS
from mainstay.billing.formats.payment_sheets import tells_all_of_payments, tells_all_of_write_offs
from mainstay.billing.jobs import bring_invoices_in, outcome_in_figures
from mainstay.billing.phrases.sentences import import_sentence
from mainstay.intake.returning import refused_rows, settled_sheet
from mainstay.kernel.offers import ImportKind
from mainstay.kernel.returning import SHOWN, ReturningSheet, SheetBack

if TYPE_CHECKING:
    from mainstay.billing.rules.import_outcome import ImportOutcome
    from mainstay.kernel.returning import RowsImported, SheetFile

IMPORTS: Final = {
    "invoices": ImportKind(
        10, SUBJECT, import_sentence, import_invoice_file, outcome_in_figures, "bring_invoices_in", bring_invoices_in
    ),
}
"""Kind of file -> how it is read and imported."""


def _bring(sheet: SheetFile, *, but: frozenset[str] = frozenset()) -> SheetBack:
    """Take a sheet of invoices, payments or expected dates in; what the fields `but` say is left to other sheets."""
    reading = settled_sheet(sheet, SUBJECT)
    if reading.layout is not None and but:
        columns = {field: column for field, column in reading.layout.columns.items() if field not in but}
        reading = replace(reading, layout=replace(reading.layout, columns=columns))
    found = import_invoice_file(
        import_reading=reading,
        rejects_file=None,
        today=sheet.today,
        by=sheet.by,
        now=sheet.now,
    )
    return _outcome(found)


def _outcome(found: ImportOutcome) -> SheetBack:
    return SheetBack(
        came_in=found.came_in + found.updated,
        known=found.unchanged,
        left_out=found.skipped,
        rejected=found.rejected,
        refused=refused_rows(found.rejects, import_sentence),
        has_changed_money=found.has_changed_money,
    )


def _bring_invoices(sheet: SheetFile) -> SheetBack:
    """Take invoices in; write-offs and disputes come with their own sheets, where these tell all of them."""
    has_losses = tells_all_of_write_offs(sheet.lines("Write-offs"))
    has_disputes = tells_all_of_disputes(sheet.lines("Disputes"))
    none: frozenset[str] = frozenset()
    apart = (WRITE_OFF_FIELDS if has_losses else none) | (DISPUTE_FIELDS if has_disputes else none)
    return _bring(sheet, but=apart)


def _bring_payments(sheet: SheetFile) -> SheetBack:
    """Take payments in with all that became of them; of an older export what each row settles."""
    if not tells_all_of_payments(sheet.lines()):
        return replace(_bring(sheet), is_short=True)
    found = import_payment_sheet(
        sheet=sheet.lines, file_name=sheet.path.name, today=sheet.today, by=sheet.by, now=sheet.now
    )
    return _outcome(found)


def _bring_write_offs(sheet: SheetFile) -> SheetBack:
    """Take write-offs in; those of an older export came with their invoices."""
    if not tells_all_of_write_offs(sheet.lines()):
        return SheetBack(left_out=sheet.rows)
    return _rows(import_write_off_sheet(lines=sheet.lines(), by=sheet.by, now=sheet.now), has_money=True)


def _bring_disputes(sheet: SheetFile) -> SheetBack:
    """Take disputes in; of those of an older export only the open ones came, with their invoices."""
    if not tells_all_of_disputes(sheet.lines()):
        return SheetBack(left_out=sheet.rows)
    return _rows(import_dispute_sheet(lines=sheet.lines(), by=sheet.by, now=sheet.now), has_money=False)


def _rows(found: RowsImported, *, has_money: bool) -> SheetBack:
    refused = tuple(found.refused[:SHOWN])
    has_changed_money = has_money and found.added > 0
    return SheetBack(
        found.added, found.known, found.left_out, len(found.refused), refused, has_changed_money=has_changed_money
    )


def _bring_credit_notes(sheet: SheetFile) -> SheetBack:
    found = import_credit_sheets(
        notes=sheet.lines(),
        allocations=sheet.lines("Allocations"),
        refunds=list(sheet.lines("Refunds")),
        today=sheet.today,
        by=sheet.by,
        now=sheet.now,
    )
    return _rows(found, has_money=True)


RETURNING: Final = (
    ReturningSheet(
        30,
        "Invoices",
        _("Invoices"),
        _bring_invoices,
        _("Cancelled invoices stay in the export: nothing is owed on them."),
        is_streamed=True,
    ),
    ReturningSheet(35, "Invoice lines", _("Invoice lines"), None, _("They come back with their invoices.")),
    ReturningSheet(
        36,
        "Write-offs",
        _("Write-offs"),
        _bring_write_offs,
        _(
            "Those of cancelled invoices stay in the export. Of an older export they come back with their invoices, "
            "without the reasons."
        ),
        comes_with="Invoices",
    ),
    ReturningSheet(
        37,
        "Disputes",
        _("Disputes"),
        _bring_disputes,
        _(
            "Those of cancelled invoices stay in the export. Of an older export only open ones come back, without the "
            "reasons."
        ),
        comes_with="Invoices",
    ),
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
        _bring_payments,
        _("Notes, refunds and reversals of an older export stay in it: it doesn’t tell all that became of payments."),
        is_streamed=True,
    ),
    ReturningSheet(55, "Allocations", _("Allocations"), None, _("They come back with the payments and credit notes.")),
    ReturningSheet(
        65, "Refunds", _("Refunds"), None, _("They come back with the payments and credit notes they were paid from.")
    ),
    ReturningSheet(70, "Recoveries", _("Recoveries"), None, _("They come back with the payments that brought them.")),
    ReturningSheet(80, "Expected dates", _("Expected dates"), _bring, is_streamed=True),
)
"""How the sheets of an export come back."""
