"""What is written on documents as texts of many lines, for the search."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the texts; the next update of the forecast writes them."""

    dependencies = (("billing", "0020_refunds_and_recoveries_are_undone"),)

    operations = (
        migrations.CreateModel(
            name="SearchText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("first_id", models.BigIntegerField()),
                ("last_id", models.BigIntegerField()),
                ("lines", models.TextField()),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "first_id"), name="search_text_has_a_place_of_its_own"),
                    models.CheckConstraint(
                        condition=models.Q(("last_id__gte", models.F("first_id"))), name="search_text_has_lines"
                    ),
                ],
            },
        ),
    )
