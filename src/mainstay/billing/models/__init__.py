"""Tables of billing: rows and constraints, read everywhere as `billing.models`."""

from mainstay.billing.models.documents import (
    CreditNote,
    Instalment,
    Invoice,
    InvoiceLine,
    LatestBusinessDate,
    NumberSeries,
)
from mainstay.billing.models.notes import Dispute, ExpectedDate, Import, InvoiceOutlook, UnbookedDocument
from mainstay.billing.models.searching import SearchText
from mainstay.billing.models.settlement import Allocation, Payment, Recovery, Refund, WriteOff

__all__ = [
    "Allocation",
    "CreditNote",
    "Dispute",
    "ExpectedDate",
    "Import",
    "Instalment",
    "Invoice",
    "InvoiceLine",
    "InvoiceOutlook",
    "LatestBusinessDate",
    "NumberSeries",
    "Payment",
    "Recovery",
    "Refund",
    "SearchText",
    "UnbookedDocument",
    "WriteOff",
]
