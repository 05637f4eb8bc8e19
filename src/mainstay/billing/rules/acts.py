"""What can be done with invoices and payments, and who may."""

from __future__ import annotations

from typing import Final

from mainstay.firm.rules.permissions import WORKERS, Act

ISSUE_INVOICE: Final = Act("billing.issue_invoice", "Issue invoices", WORKERS)
CREDIT_INVOICE: Final = Act("billing.credit_invoice", "Issue credit notes", WORKERS)
WRITE_OFF: Final = Act("billing.write_off", "Write off invoices", WORKERS)
VOID_INVOICE: Final = Act("billing.void_invoice", "Void invoices", WORKERS)
DISPUTE_INVOICE: Final = Act("billing.dispute_invoice", "Record and close disputes", WORKERS)
EXPECT_PAYMENT: Final = Act("billing.expect_payment", "Set the date when an invoice is expected to be paid", WORKERS)
RECORD_PAYMENT: Final = Act("billing.record_payment", "Record payments", WORKERS)
REVERSE_PAYMENT: Final = Act("billing.reverse_payment", "Reverse payments", WORKERS)
ALLOCATE: Final = Act("billing.allocate", "Allocate payments and credit to invoices", WORKERS)
TAKE_BACK_ALLOCATION: Final = Act("billing.take_back_allocation", "Undo allocations", WORKERS)
REFUND: Final = Act("billing.refund", "Refund money", WORKERS)
RECOVER: Final = Act("billing.recover", "Record money that came in after a write-off", WORKERS)
UNDO: Final = Act("billing.undo", "Undo what was just recorded", WORKERS)
IMPORT_INVOICES: Final = Act("billing.import_invoices", "Import invoices", WORKERS)
IMPORT_PAYMENTS: Final = Act("billing.import_payments", "Import payments", WORKERS)
TAKE_IMPORT_BACK: Final = Act("billing.take_import_back", "Undo an import", WORKERS)

ACTS: Final = (
    ISSUE_INVOICE, CREDIT_INVOICE, WRITE_OFF, VOID_INVOICE, DISPUTE_INVOICE, EXPECT_PAYMENT, RECORD_PAYMENT,
    REVERSE_PAYMENT, ALLOCATE, TAKE_BACK_ALLOCATION, REFUND, RECOVER, UNDO, IMPORT_INVOICES, IMPORT_PAYMENTS,
    TAKE_IMPORT_BACK,
)  # fmt: skip
