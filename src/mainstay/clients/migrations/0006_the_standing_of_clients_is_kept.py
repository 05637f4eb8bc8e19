"""What kind of client each is, by the evidence and by the owner."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0005_next_contacts_are_never_deleted"),
    ]

    operations = [
        migrations.CreateModel(
            name="Standing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("standing", models.CharField(max_length=20)),
                ("since_on", models.DateField()),
                ("as_of", models.DateField()),
                ("score", models.IntegerField()),
                ("reason", models.JSONField()),
                ("version", models.SmallIntegerField()),
                ("ended_on", models.DateField(null=True)),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standings",
                        to="clients.client",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["client", "since_on"], name="standing_by_client_and_day")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=("client",),
                        name="client_has_one_standing_now",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("standing__in", ("steady", "stepping_stone", "new", "leaving", "not_clear"))
                        ),
                        name="standing_is_one_of_five",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("as_of__gte", models.F("since_on")),
                            models.Q(
                                ("ended_on__isnull", True), ("ended_on__gte", models.F("since_on")), _connector="OR"
                            ),
                        ),
                        name="standing_ends_after_it_began",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StandingOverride",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=32, unique=True)),
                ("standing", models.CharField(max_length=20)),
                ("reason", models.CharField(max_length=300)),
                ("set_on", models.DateField()),
                ("set_by", models.CharField(max_length=120)),
                ("lifted_on", models.DateField(null=True)),
                ("lifted_by", models.CharField(default="", max_length=120)),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standing_overrides",
                        to="clients.client",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["client", "set_on"], name="standing_override_by_client")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_on__isnull", True)),
                        fields=("client",),
                        name="client_has_one_standing_override",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("standing__in", ("steady", "stepping_stone", "new", "leaving", "not_clear"))
                        ),
                        name="overriding_standing_is_one_of_five",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="standing_override_has_a_reason"
                    ),
                ],
            },
        ),
    ]
