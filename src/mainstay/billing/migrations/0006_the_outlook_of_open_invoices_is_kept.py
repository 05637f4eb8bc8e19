"""What is foreseen of each open invoice."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0005_documents_are_found_by_their_day"),
    ]

    operations = [
        migrations.CreateModel(
            name="InvoiceOutlook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("as_of", models.DateField()),
                ("version", models.SmallIntegerField()),
                ("early_on", models.DateField()),
                ("expected_on", models.DateField()),
                ("late_on", models.DateField()),
                ("late_ppm", models.IntegerField()),
                ("late30_ppm", models.IntegerField()),
                ("never_ppm", models.IntegerField()),
                ("reason", models.JSONField()),
                (
                    "invoice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="outlook", to="billing.invoice"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("early_on__lte", models.F("expected_on")), ("expected_on__lte", models.F("late_on"))
                        ),
                        name="outlook_days_are_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("late30_ppm__range", (0, 1000000)),
                            ("late_ppm__range", (0, 1000000)),
                            ("never_ppm__range", (0, 1000000)),
                        ),
                        name="outlook_chances_are_between_none_and_all",
                    ),
                ],
            },
        ),
    ]
