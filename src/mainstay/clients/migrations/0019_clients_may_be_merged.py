"""A client may be merged into another; what hangs on it goes along, by a record."""

import django.db.models.deletion
from django.db import migrations, models

from mainstay.store.triggers import MovesByRecord, NeverChanged, NeverDeleted

_CLIENT_MAY_CHANGE = (
    "external_id", "name", "search_key", "match_key", "sort_key", "email", "phone", "street", "city", "region",
    "postal_code", "country", "tax_number", "website", "currency", "language", "terms_days", "credit_limit_minor",
    "deposit_percent", "client_group", "responsible", "notes", "version", "tags", "time_zone", "tax_office",
    "billing_address",
    "delivery_address", "archived_on", "merged_into_id",
)  # fmt: skip
_MAY_CHANGE = {
    "clients_nextcontact": ("due_on", "way", "about", "ended_on", "is_dropped", "outcome"),
    "clients_standingoverride": ("lifted_on", "lifted_by"),
    "clients_proposal": (
        "reason", "version", "state", "answered_on", "answered_by", "answer", "who", "due_on", "later",
    ),
}  # fmt: skip


class Migration(migrations.Migration):
    """Add the record, and put the guards up again beside those of moves."""

    dependencies = (
        ("clients", "0018_contacts_say_what_they_receive"),
        ("timeline", "0007_rows_move_by_record"),
    )

    operations = (
        migrations.AddField(
            "client",
            "merged_into",
            models.ForeignKey(
                db_index=False,
                null=True,
                related_name="merged",
                to="clients.client",
                on_delete=django.db.models.deletion.PROTECT,
            ),
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=32, unique=True)),
                ("move_id", models.BigIntegerField()),
                ("before", models.JSONField()),
                ("after", models.JSONField()),
                ("archived_on", models.DateField(null=True)),
                ("merged_on", models.DateField()),
                ("undone_on", models.DateField(null=True)),
                (
                    "gone",
                    models.ForeignKey(
                        db_index=False,
                        related_name="+",
                        to="clients.client",
                        on_delete=django.db.models.deletion.PROTECT,
                    ),
                ),
                (
                    "stays",
                    models.ForeignKey(
                        db_index=False,
                        related_name="+",
                        to="clients.client",
                        on_delete=django.db.models.deletion.PROTECT,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_on__isnull", True)), fields=("gone",), name="client_is_merged_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("gone", models.F("stays")), _negated=True),
                        name="client_is_merged_into_another",
                    ),
                ],
            },
        ),
        NeverDeleted("clients_merge"),
        NeverChanged("clients_merge", except_columns=("undone_on",)),
        NeverDeleted("clients_client"),
        NeverChanged("clients_client", except_columns=_CLIENT_MAY_CHANGE),
        *(
            guard
            for table, columns in _MAY_CHANGE.items()
            for guard in (NeverChanged(table, except_columns=(*columns, "client_id")), MovesByRecord(table))
        ),
    )
