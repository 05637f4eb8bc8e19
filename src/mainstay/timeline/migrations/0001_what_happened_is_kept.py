"""The timeline: one row per thing that happened."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_id", models.BigIntegerField(null=True)),
                ("kind", models.CharField(max_length=60)),
                ("happened_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("actor_kind", models.CharField(max_length=20)),
                ("actor_name", models.CharField(max_length=120)),
                ("subject_ref", models.CharField(default="", max_length=32)),
                ("facts", models.JSONField(default=dict)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["client_id", "happened_on"], name="timeline_by_client_and_day")],
            },
        ),
    ]
