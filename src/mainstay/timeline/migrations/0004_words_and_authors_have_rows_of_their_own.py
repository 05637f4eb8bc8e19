"""Authors and words get tables of their own; the guards of the timeline are lifted until 0006."""

import django.db.models.deletion
from django.db import migrations, models

from mainstay.store.triggers import LiftGuards, NeverChanged, NeverDeleted


class Migration(migrations.Migration):
    """Make the tables, and let an entry point at its author."""

    dependencies = (("timeline", "0003_an_actor_is_told_apart_by_id"),)

    operations = (
        LiftGuards(NeverDeleted("timeline_entry"), NeverChanged("timeline_entry")),
        migrations.CreateModel(
            name="Author",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("identity", models.CharField(max_length=100)),
                ("name", models.CharField(max_length=120)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "identity", "name"), name="timeline_author_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="entry",
            name="by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="timeline.author",
            ),
        ),
        migrations.CreateModel(
            name="Words",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=32, unique=True)),
                ("recorded_at", models.DateTimeField()),
                ("texts", models.JSONField(default=dict)),
                ("corrected_at", models.DateTimeField(null=True)),
                ("erased_at", models.DateTimeField(null=True)),
                ("erased_on", models.DateField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="timeline.author",
                    ),
                ),
                (
                    "corrected_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="timeline.author",
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="words", to="timeline.entry"
                    ),
                ),
            ],
            options={"abstract": False, "base_manager_name": "objects"},
        ),
    )
