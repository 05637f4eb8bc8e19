"""What hangs on a client moves to another only by a record of the move, and moves back by a second one."""

import django.db.models.deletion
from django.db import migrations, models

from mainstay.store.triggers import MovesByRecord, NeverChanged, NeverDeleted


class Migration(migrations.Migration):
    """Make the record, and let entries move by it."""

    dependencies = (("timeline", "0006_words_are_only_erased_or_corrected_soon"),)

    operations = (
        migrations.CreateModel(
            name="Move",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_client_id", models.BigIntegerField()),
                ("to_client_id", models.BigIntegerField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "undoes",
                    models.ForeignKey(
                        db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                        to="timeline.move",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["from_client_id", "to_client_id"], name="move_by_clients")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undoes__isnull", False)), fields=("undoes",), name="move_is_undone_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MovedRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("table_name", models.CharField(max_length=60)),
                ("row_id", models.BigIntegerField()),
                (
                    "move",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="rows",
                        to="timeline.move",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("move", "table_name", "row_id"), name="row_is_moved_once_by_a_move"
                    )
                ],
            },
        ),
        NeverDeleted("timeline_move"),
        NeverChanged("timeline_move"),
        NeverDeleted("timeline_movedrow"),
        NeverChanged("timeline_movedrow"),
        NeverChanged("timeline_entry", except_columns=("client_id",)),
        MovesByRecord("timeline_entry"),
    )  # fmt: skip
