"""A job runs with the rights of the person who asked for it: it keeps their id and role beside the name."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the id and the role of who asked."""

    dependencies = (("firm", "0006_people_keep_views_of_a_list"),)

    operations = (
        migrations.AddField(model_name="job", name="by_id", field=models.CharField(max_length=100, db_default="")),
        migrations.AddField(model_name="job", name="by_role", field=models.CharField(max_length=20, db_default="")),
    )
