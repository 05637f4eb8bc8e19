"""Invoices, credit notes and payments go along when their client is merged into another, and only then."""

from django.db import migrations

from mainstay.store.triggers import MovesByRecord, NeverChanged

_MAY_CHANGE = {
    "billing_invoice": (
        "open_minor", "paid_minor", "credited_minor", "written_off_minor", "settled_on", "has_reversals",
        "is_settled_day_known", "number_scope", "external_id",
    ),
    "billing_creditnote": ("unallocated_minor", "number_scope"),
    "billing_payment": ("unallocated_minor", "key"),
}  # fmt: skip


class Migration(migrations.Migration):
    """Put the guards up again, and beside them those of moves."""

    dependencies = (
        ("billing", "0016_invoices_have_lines"),
        ("timeline", "0007_rows_move_by_record"),
    )

    operations = tuple(
        guard
        for table, columns in _MAY_CHANGE.items()
        for guard in (NeverChanged(table, except_columns=(*columns, "client_id")), MovesByRecord(table))
    )
