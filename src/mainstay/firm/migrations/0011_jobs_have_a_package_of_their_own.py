"""The tables of jobs go to the package jobs, with every row, key and check."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("firm", "0010_what_a_role_may_do_is_decided"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.AlterModelTable(
                    name="job",
                    table="jobs_job",
                ),
                migrations.AlterModelTable(
                    name="scheduledrun",
                    table="jobs_scheduledrun",
                ),
            ],
            state_operations=[
                migrations.DeleteModel(
                    name="Job",
                ),
                migrations.DeleteModel(
                    name="ScheduledRun",
                ),
            ],
        ),
    ]
