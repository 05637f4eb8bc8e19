"""What changed since yesterday is found without going through all standings."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0010_proposals_are_never_deleted"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                condition=models.Q(("ended_on__isnull", False)), fields=["ended_on"], name="standing_ended_by_day"
            ),
        ),
    ]
