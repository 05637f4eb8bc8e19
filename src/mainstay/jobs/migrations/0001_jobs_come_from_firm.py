"""The tables of jobs are here already, under these names: firm left them."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

NAMES = (
    ("SEQUENCE", "firm_job_id_seq", "jobs_job_id_seq"),
    ("INDEX", "firm_job_pkey", "jobs_job_pkey"),
    ("SEQUENCE", "firm_scheduledrun_id_seq", "jobs_scheduledrun_id_seq"),
    ("INDEX", "firm_scheduledrun_pkey", "jobs_scheduledrun_pkey"),
)


def rename(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give what PostgreSQL named after the table the name it would have today."""
    if schema_editor.connection.vendor == "postgresql":
        for kind, former, name in NAMES:
            schema_editor.execute(f'ALTER {kind} IF EXISTS "{former}" RENAME TO "{name}"')


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("firm", "0011_jobs_have_a_package_of_their_own"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Job",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=60)),
                        ("key", models.CharField(max_length=200)),
                        ("params", models.JSONField(default=dict)),
                        ("state", models.CharField(max_length=10)),
                        ("by_kind", models.CharField(max_length=20)),
                        ("by_id", models.CharField(db_default="", max_length=100)),
                        ("by_role", models.CharField(db_default="", max_length=20)),
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
                                    models.Q(("state", "running"), _negated=True),
                                    ("beat_at__isnull", False),
                                    _connector="OR",
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
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
            ],
        ),
        migrations.RunSQL(
            sql="UPDATE django_content_type SET app_label = 'jobs' WHERE app_label = 'firm' AND model IN ('job', 'scheduledrun')",
            reverse_sql="UPDATE django_content_type SET app_label = 'firm' WHERE app_label = 'jobs' AND model IN ('job', 'scheduledrun')",
        ),
        migrations.RunPython(rename, migrations.RunPython.noop),
    ]
