"""Two people of one name are two on the timeline: the actor's id stands beside the name."""

from django.db import migrations, models

from mainstay.store.triggers import NeverChanged, NeverDeleted


class Migration(migrations.Migration):
    """Add the actor's id. SQLite makes the table anew for a column, which takes its guards away: they come back."""

    dependencies = (("timeline", "0002_what_happened_never_changes"),)

    operations = (
        migrations.AddField(model_name="entry", name="actor_id", field=models.CharField(max_length=100, db_default="")),
        NeverDeleted("timeline_entry"),
        NeverChanged("timeline_entry"),
    )
