"""Calls go along when their client is merged into another, and only then."""

from django.db import migrations

from mainstay.store.triggers import MovesByRecord, NeverChanged


class Migration(migrations.Migration):
    """Put the guard up again, and beside it that of moves."""

    dependencies = (
        ("care", "0001_calls_are_kept"),
        ("timeline", "0007_rows_move_by_record"),
    )

    operations = (
        NeverChanged("care_call", except_columns=("withdrawn_on", "client_id")),
        MovesByRecord("care_call"),
    )
