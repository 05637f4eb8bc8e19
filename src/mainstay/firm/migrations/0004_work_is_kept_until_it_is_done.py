"""Work behind the screen is kept in the book until it is done."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("firm", "0003_people_are_invited_by_a_link"),
    ]

    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=200)),
                ("params", models.JSONField(default=dict)),
                ("state", models.CharField(max_length=10)),
                ("by_kind", models.CharField(max_length=20)),
                ("by_name", models.CharField(max_length=200)),
                ("language", models.CharField(max_length=12)),
                ("asked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("tries", models.IntegerField(default=0)),
                ("claim", models.IntegerField(default=0)),
                ("worker", models.CharField(default="", max_length=100)),
                ("beat_at", models.DateTimeField(default=None, null=True)),
                ("progress", models.JSONField(default=dict)),
                ("outcome", models.JSONField(default=dict)),
                ("trouble", models.TextField(default="")),
                ("ended_at", models.DateTimeField(default=None, null=True)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "running"])),
                        fields=["due_at"],
                        name="firm_job_unfinished",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "running", "done", "failed"])),
                        name="a_job_has_a_known_state",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "failed"), _negated=True),
                        fields=("key",),
                        name="a_job_is_asked_for_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "running"), _negated=True), ("beat_at__isnull", False), _connector="OR"
                        ),
                        name="a_running_job_shows_signs_of_life",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", False), ("state__in", ["done", "failed"])),
                            models.Q(("ended_at", None), ("state__in", ["waiting", "running"])),
                            _connector="OR",
                        ),
                        name="a_job_that_is_over_has_an_end",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ScheduledRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("ran_on", models.DateField()),
                ("asked_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("name", "ran_on"), name="a_scheduled_run_comes_once_a_day")
                ],
            },
        ),
    ]
