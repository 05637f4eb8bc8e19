"""What was thought of the whole book on a day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Scoring",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("as_of", models.DateField(unique=True)),
                ("scored_at", models.DateTimeField()),
                ("versions", models.JSONField()),
                ("inputs", models.JSONField()),
                ("figures", models.JSONField()),
                ("calibration", models.JSONField()),
                ("alike", models.JSONField()),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "db_table": "book_scoring",
            },
        ),
    ]
