"""The entry keeps no name any more, and triggers guard entries, authors and words."""

import django.db.models.deletion
from django.db import migrations, models

from mainstay.store.triggers import ChangedOnlyByErasing, NeverChanged, NeverDeleted


class Migration(migrations.Migration):
    """Take the old columns away and put the guards up."""

    dependencies = (("timeline", "0005_words_move_out_of_the_facts"),)

    operations = (
        migrations.AlterField(
            model_name="entry",
            name="by",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="timeline.author"
            ),
        ),
        migrations.RemoveField(model_name="entry", name="actor_kind"),
        migrations.RemoveField(model_name="entry", name="actor_id"),
        migrations.RemoveField(model_name="entry", name="actor_name"),
        NeverDeleted("timeline_entry"),
        NeverChanged("timeline_entry"),
        NeverDeleted("timeline_author"),
        NeverChanged("timeline_author"),
        NeverDeleted("timeline_words", also_unique=[["entry_id"], ["ref"]]),
        ChangedOnlyByErasing("timeline_words", minutes=15),
    )
