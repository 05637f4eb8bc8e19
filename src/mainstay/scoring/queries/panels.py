"""The panels that scoring offers: the outlook of an invoice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from mainstay.clients.rules.acts import SEE_RISK
from mainstay.firm.permissions import may
from mainstay.kernel.offers import Panel, Place
from mainstay.scoring.queries.outlooks import foreseen_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mainstay.billing.models import Invoice
    from mainstay.kernel.offers import Shown
    from mainstay.scoring.queries.outlooks import Foreseen


@dataclass(frozen=True, slots=True)
class InvoiceOutlookPanel(Panel):
    """When an open invoice will be paid; `foreseen` is None where it was not judged by the day."""

    name: ClassVar[str] = "invoice_outlook"
    place: ClassVar[Place] = Place("main", 10)

    foreseen: Foreseen | None


def invoice_panels(shown: Shown[Invoice]) -> Iterator[Panel]:
    """The outlook of an open invoice, for whoever may see what was judged."""
    invoice = shown.subject
    if invoice.open_minor and may(shown.by, SEE_RISK):
        kept = getattr(invoice, "outlook", None)
        yield InvoiceOutlookPanel(foreseen_of(kept, open_minor=invoice.open_minor, as_of=shown.as_of))
