"""The files that clients imports: clients with their contacts; of an export what else belongs to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from mainstay.clients.actions.importing import import_client_file
from mainstay.clients.formats.client_layouts import SUBJECT
from mainstay.clients.jobs import bring_clients_in
from mainstay.clients.phrases import import_sentence
from mainstay.intake.rejects import outcome_document
from mainstay.intake.returning import refused_rows, settled_sheet
from mainstay.kernel.offers import ImportKind
from mainstay.kernel.returning import ReturningSheet, SheetBack

if TYPE_CHECKING:
    from datetime import date

    from mainstay.clients.actions.importing import ClientsOutcome
    from mainstay.kernel.returning import SheetFile


def _import_file(*, today: date, **asked: Any) -> ClientsOutcome:  # noqa: ANN401 -- as the action takes them
    del today  # a client is added without a day
    return import_client_file(**asked)


IMPORTS: Final = {
    "clients": ImportKind(
        20, SUBJECT, import_sentence, _import_file, outcome_document, "bring_clients_in", bring_clients_in
    ),
}
"""Kind of file -> how it is read and imported."""


def _bring(sheet: SheetFile) -> SheetBack:
    """Take a sheet of clients, contacts, ratings or suggestions in."""
    found = import_client_file(
        import_reading=settled_sheet(sheet, SUBJECT), rejects_file=None, by=sheet.by, now=sheet.now
    )
    taken = found.rows - found.skipped - found.rejected
    came_in = min(taken, found.clients + found.changed + found.contacts + found.decisions)
    return SheetBack(
        came_in=came_in,
        known=taken - came_in,
        left_out=found.skipped,
        rejected=found.rejected,
        refused=refused_rows(found.rejects, import_sentence),
    )


RETURNING: Final = (
    ReturningSheet(10, "Clients", _("Clients"), _bring, is_streamed=True),
    ReturningSheet(20, "Contacts", _("Contacts"), _bring, is_streamed=True),
    ReturningSheet(110, "Standings by hand", _("Ratings set by hand"), _bring, is_streamed=True),
    ReturningSheet(120, "Proposals", _("Suggestions"), _bring, is_streamed=True),
    ReturningSheet(
        900,
        "Timeline",
        _("Activity"),
        None,
        _("What happened before stays in the export, with the notes: here the history begins with the import."),
    ),
)
"""How the sheets of an export come back."""
