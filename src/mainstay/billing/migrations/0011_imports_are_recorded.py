"""Each file that was imported, and the documents of it that could not be booked."""

import django.db.models.deletion
from django.db import migrations, models

from mainstay.store.triggers import NeverChanged, NeverDeleted


class Migration(migrations.Migration):
    """Add the imports and what of them waits to be dealt with; guard both."""

    dependencies = (("billing", "0010_numbers_may_run_per_client_or_year"),)

    operations = (
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=32, unique=True)),
                ("file_name", models.CharField(max_length=300)),
                ("imported_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("figures", models.JSONField()),
                ("taken_back_at", models.DateTimeField(null=True)),
            ],
            options={"abstract": False, "base_manager_name": "objects"},
        ),
        migrations.CreateModel(
            name="UnbookedDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=32, unique=True)),
                ("kind", models.CharField(max_length=20)),
                ("number", models.CharField(default="", max_length=100)),
                ("number_key", models.CharField(default="", max_length=100)),
                ("client_name", models.CharField(default="", max_length=200)),
                ("currency", models.CharField(max_length=3)),
                ("minor", models.BigIntegerField()),
                ("line", models.IntegerField()),
                ("code", models.CharField(max_length=60)),
                ("dealt_at", models.DateTimeField(null=True)),
                ("note", models.CharField(default="", max_length=300)),
                ("recorded_at", models.DateTimeField()),
                (
                    "imported",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="unbooked", to="billing.import"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(
                        condition=models.Q(dealt_at__isnull=True), fields=["currency"], name="unbooked_document_waiting"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(minor__gt=0), name="unbooked_document_is_positive")
                ],
            },
        ),
        NeverDeleted("billing_import"),
        NeverChanged("billing_import", except_columns=("figures", "taken_back_at")),
        NeverDeleted("billing_unbookeddocument"),
        NeverChanged("billing_unbookeddocument", except_columns=("dealt_at", "note")),
    )
