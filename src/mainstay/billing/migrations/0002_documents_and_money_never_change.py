"""What was issued, paid or recorded is corrected by a second record; triggers on both engines refuse anything else.

Only the kept columns move: what is left of an invoice, a payment or a credit note, and how a dispute ended.
"""

from django.db import migrations

from mainstay.store.triggers import NeverChanged, NeverDeleted

_KEPT = {
    "billing_invoice": (
        "open_minor", "paid_minor", "credited_minor", "written_off_minor", "settled_on", "is_rewound",
        "is_settled_day_known",
    ),
    "billing_creditnote": ("unallocated_minor",),
    "billing_payment": ("unallocated_minor",),
    "billing_refund": (),
    "billing_writeoff": (),
    "billing_recovery": (),
    "billing_allocation": (),
    "billing_dispute": ("closed_on", "outcome"),
}  # fmt: skip


class Migration(migrations.Migration):
    """Guard documents and money."""

    dependencies = (("billing", "0001_documents_and_money_are_kept"),)

    operations = tuple(
        guard
        for table, kept in _KEPT.items()
        for guard in (NeverDeleted(table), NeverChanged(table, except_columns=kept))
    )
