"""The day on which somebody expects an invoice to be paid."""

import django.db.models.deletion
from django.db import migrations, models

from mainstay.store.triggers import NeverChanged, NeverDeleted


class Migration(migrations.Migration):
    """Add the expected dates; each stays as it was set, and may end."""

    dependencies = (("billing", "0012_instalments_are_recorded"),)

    operations = (
        migrations.CreateModel(
            name="ExpectedDate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=32, unique=True)),
                ("expected_on", models.DateField()),
                ("reason", models.CharField(max_length=300)),
                ("forecast_on", models.DateField(null=True)),
                ("set_on", models.DateField()),
                ("set_by", models.CharField(max_length=120)),
                ("ended_on", models.DateField(null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expected_dates",
                        to="billing.invoice",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(ended_on__isnull=True),
                        fields=("invoice",),
                        name="one_expected_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(expected_on__gte=models.F("set_on")), name="expected_date_is_ahead"
                    ),
                ],
            },
        ),
        NeverDeleted("billing_expecteddate"),
        NeverChanged("billing_expecteddate", except_columns=("ended_on",)),
    )
