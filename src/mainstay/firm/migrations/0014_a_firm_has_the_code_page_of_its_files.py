"""A firm remembers in which code page a person said that a file of its was written; "" while nobody did."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("firm", "0013_a_firm_has_a_region_and_closed_days"),
    ]

    operations = [
        migrations.AddField(
            model_name="firm",
            name="code_page",
            field=models.CharField(default="", max_length=10),
        ),
    ]
