"""The kinds of event that billing puts on the timeline: of each, what is fact and what is words of people. Pure."""

from __future__ import annotations

from typing import Final

from mainstay.timeline.rules.kinds import Kind

INVOICE_ISSUED: Final = Kind("invoice.issued", facts=("number", "total"))
INVOICE_VOIDED: Final = Kind("invoice.voided", facts=("number", "credit_note"), words=("reason",))
INVOICE_WRITTEN_OFF: Final = Kind("invoice.written_off", facts=("number", "amount"), words=("reason",))
INVOICE_DISPUTED: Final = Kind("invoice.disputed", facts=("number",), words=("reason",))
DISPUTE_CLOSED: Final = Kind("invoice.dispute_closed", facts=("number",), words=("outcome",))
EXPECTED_DATE_SET: Final = Kind("invoice.expected_date_set", facts=("number", "on"), words=("reason",))
EXPECTED_DATE_CHANGED: Final = Kind(
    "invoice.expected_date_changed", facts=("number", "on", "was_on"), words=("reason",)
)
EXPECTED_DATE_REMOVED: Final = Kind("invoice.expected_date_removed", facts=("number", "was_on"))
WRITE_OFF_UNDONE: Final = Kind("invoice.write_off_undone", facts=("number", "amount"))
CREDIT_NOTE_UNDONE: Final = Kind("credit_note.undone", facts=("number", "total"))
CREDIT_NOTE_ISSUED: Final = Kind("credit_note.issued", facts=("number", "total"))
PAYMENT_RECEIVED: Final = Kind("payment.received", facts=("amount",))
PAYMENT_REVERSED: Final = Kind("payment.reversed", facts=("amount",), words=("reason",))
PAYMENT_REFUNDED: Final = Kind("payment.refunded", facts=("amount",), words=("note",))
REFUND_UNDONE: Final = Kind("payment.refund_undone", facts=("amount",))
PAYMENT_RECOVERED: Final = Kind("payment.recovered", facts=("amount", "number"))
RECOVERY_UNDONE: Final = Kind("payment.recovery_undone", facts=("amount", "number"))
ALLOCATION_MADE: Final = Kind("allocation.made", facts=("amount", "number"))
ALLOCATION_TAKEN_BACK: Final = Kind("allocation.taken_back", facts=("amount", "number"))
# The name of a file says where rows came from, as a number does; it is not a person's name or message.
BOOK_IMPORTED: Final = Kind("book.imported", facts=("file", "invoices", "payments"))
IMPORT_TAKEN_BACK: Final = Kind("import.taken_back", facts=("file", "invoices", "payments"))
