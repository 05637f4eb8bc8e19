"""The number that a worker which lost its job no longer has is called by the name of the field: a fencing token."""

from django.db import migrations


class Migration(migrations.Migration):
    """Rename `claim`."""

    dependencies = (("jobs", "0002_unfinished_jobs_are_found_by_an_index_of_this_name"),)

    operations = (migrations.RenameField("job", "claim", "token"),)
