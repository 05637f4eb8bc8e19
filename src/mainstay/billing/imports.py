"""The files that billing imports: invoices with what was paid on them, and payments."""

from __future__ import annotations

from typing import Final

from mainstay.billing.actions.importing_files import import_invoice_file
from mainstay.billing.formats.layouts import SUBJECT
from mainstay.billing.jobs import bring_invoices_in, outcome_in_figures
from mainstay.billing.phrases.sentences import import_sentence
from mainstay.kernel.offers import ImportKind

IMPORTS: Final = {
    "invoices": ImportKind(
        10, SUBJECT, import_sentence, import_invoice_file, outcome_in_figures, "bring_invoices_in", bring_invoices_in
    ),
}
"""Kind of file -> how it is read and imported."""
