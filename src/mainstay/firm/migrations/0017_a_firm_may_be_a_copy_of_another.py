"""A firm that was opened from a copy knows of which firm it is one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the column."""

    dependencies = (("firm", "0016_people_choose_the_columns_of_a_list"),)

    operations = (migrations.AddField("firm", "copy_of", models.CharField(max_length=50, default="")),)
