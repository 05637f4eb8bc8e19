"""What the owner decides that a role may do, or may not, is kept."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the table of decisions; without a row the default holds."""

    dependencies = (("firm", "0009_a_key_is_used_once"),)

    operations = (
        migrations.CreateModel(
            name="RoleAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(max_length=20)),
                ("act", models.CharField(max_length=60)),
                ("is_allowed", models.BooleanField()),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["owner", "colleague", "bookkeeper", "reader"])),
                        name="a_decision_has_a_known_role",
                    ),
                    models.UniqueConstraint(fields=("role", "act"), name="an_act_is_decided_once_for_a_role"),
                ],
            },
        ),
    )
