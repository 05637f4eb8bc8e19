"""The parts of an invoice that fall due on days of their own."""

import django.db.models.deletion
from django.db import migrations, models

from mainstay.store.triggers import NeverChanged, NeverDeleted


class Migration(migrations.Migration):
    """Add the instalments and guard them."""

    dependencies = (("billing", "0011_imports_are_recorded"),)

    operations = (
        migrations.CreateModel(
            name="Instalment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_on", models.DateField()),
                ("minor", models.BigIntegerField()),
                ("later_minor", models.BigIntegerField()),
                (
                    "invoice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instalments",
                        to="billing.invoice",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("invoice", "due_on"), name="instalment_has_a_due_date_of_its_own"),
                    models.CheckConstraint(
                        condition=models.Q(minor__gt=0, later_minor__gte=0), name="instalment_is_positive"
                    ),
                ],
            },
        ),
        NeverDeleted("billing_instalment"),
        NeverChanged("billing_instalment"),
    )
