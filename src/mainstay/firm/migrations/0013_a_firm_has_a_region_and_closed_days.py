"""A firm says in which region of its country it is, and on which days it is closed: what is due then waits."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("firm", "0012_a_key_names_the_package_of_its_action"),
    ]

    operations = [
        migrations.AddField(
            model_name="firm",
            name="closed_days",
            field=models.TextField(default=""),
        ),
        migrations.AddField(
            model_name="firm",
            name="region",
            field=models.CharField(default="", max_length=6),
        ),
    ]
