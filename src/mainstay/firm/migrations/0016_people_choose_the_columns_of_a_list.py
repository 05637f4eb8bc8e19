"""A person has a choice of columns for each list, and a density of rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the columns."""

    dependencies = (("firm", "0015_a_firm_has_business_details"),)

    operations = (
        migrations.AddField("user", "density", models.CharField(max_length=20, default="comfortable")),
        migrations.AddField("user", "list_columns", models.JSONField(default=dict)),
    )
