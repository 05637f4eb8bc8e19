"""The exchange rates that the owner types."""

import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ExchangeRate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=32, unique=True)),
                ("one", models.CharField(max_length=3)),
                ("other", models.CharField(max_length=3)),
                ("pair", models.CharField(max_length=7)),
                ("valid_on", models.DateField()),
                ("billionths", models.BigIntegerField()),
                ("set_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("pair", "valid_on"), name="two_currencies_have_one_rate_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("billionths__gt", 0)), name="exchange_rate_is_more_than_nothing"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("one", models.F("other")), _negated=True),
                        name="exchange_rate_is_between_two_currencies",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(django.db.models.functions.text.Length("pair"), 7),
                        name="exchange_rate_names_its_pair",
                    ),
                ],
            },
        ),
    ]
