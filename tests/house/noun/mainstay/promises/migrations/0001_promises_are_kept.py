"""The table of promises, whose rows never change."""

import django.db.models.deletion
from django.db import migrations, models

from mainstay.store.triggers import NeverChanged, NeverDeleted


class Migration(migrations.Migration):
    dependencies = (("billing", "0001_documents_and_money_are_kept"), ("clients", "0001_clients_are_kept"))

    operations = (
        migrations.CreateModel(
            name="Promise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=32, unique=True)),
                ("minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("made_on", models.DateField()),
                ("promised_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="clients.client"
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="billing.invoice"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("minor__gt", 0)), name="promise_is_over_something"),
                    models.CheckConstraint(
                        condition=models.Q(("promised_on__gte", models.F("made_on"))),
                        name="promise_is_about_a_day_to_come",
                    ),
                ],
            },
        ),
        NeverChanged("promises_promise"),
        NeverDeleted("promises_promise"),
    )
