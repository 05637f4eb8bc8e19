"""The index is named for what it finds."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0001_jobs_come_from_firm"),
    ]

    operations = [
        migrations.RenameIndex(
            model_name="job",
            new_name="a_job_is_unfinished",
            old_name="firm_job_unfinished",
        ),
    ]
