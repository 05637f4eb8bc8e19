"""The lines of an invoice: what was delivered, how much of it and at which price."""

import django.db.models.deletion
from django.db import migrations, models

from mainstay.store.triggers import NeverChanged, NeverDeleted


class Migration(migrations.Migration):
    """Add the lines and guard them."""

    dependencies = (("billing", "0013_invoices_have_expected_dates"),)

    operations = (
        migrations.CreateModel(
            name="InvoiceLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.SmallIntegerField()),
                ("description", models.CharField(max_length=300)),
                ("quantity", models.BigIntegerField()),
                ("unit", models.CharField(default="", max_length=20)),
                ("price_minor", models.BigIntegerField()),
                ("minor", models.BigIntegerField()),
                ("source_kind", models.CharField(default="", max_length=20)),
                ("source_ref", models.CharField(default="", max_length=32)),
                (
                    "invoice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="billing.invoice",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("invoice", "position"), name="line_has_a_position_of_its_own"),
                    models.CheckConstraint(condition=models.Q(quantity__gt=0), name="line_quantity_is_positive"),
                ],
            },
        ),
        NeverDeleted("billing_invoiceline"),
        NeverChanged("billing_invoiceline"),
    )
