"""A mark that every write moves, so that results kept in memory are used only while the book holds what it held."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep the mark."""

    dependencies = (("firm", "0007_a_job_knows_who_asked"),)

    operations = (
        migrations.CreateModel(
            name="BookVersion",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("mark", models.CharField(max_length=32)),
            ],
            options={"abstract": False, "base_manager_name": "objects"},
        ),
    )
