"""What is proposed to agree with a client, and what a person answered."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0008_a_client_may_owe_a_deposit"),
    ]

    operations = [
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=32, unique=True)),
                ("kind", models.CharField(max_length=20)),
                ("days", models.IntegerField(null=True)),
                ("percent", models.IntegerField(null=True)),
                ("minor", models.BigIntegerField(null=True)),
                ("currency", models.CharField(default="", max_length=3)),
                ("held", models.BigIntegerField(null=True)),
                ("reason", models.JSONField()),
                ("version", models.SmallIntegerField()),
                ("proposed_on", models.DateField()),
                ("state", models.CharField(default="open", max_length=20)),
                ("answered_on", models.DateField(null=True)),
                ("answered_by", models.CharField(default="", max_length=120)),
                ("answer", models.CharField(default="", max_length=300)),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="clients.client",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["client", "proposed_on"], name="proposal_by_client_and_day")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("client", "kind"),
                        name="client_has_one_open_proposal_of_a_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("currency", ""),
                                ("days__gte", 0),
                                ("kind", "terms"),
                                ("minor__isnull", True),
                                ("percent__isnull", True),
                            ),
                            models.Q(
                                ("currency", ""),
                                ("days__isnull", True),
                                ("kind", "deposit"),
                                ("minor__isnull", True),
                                ("percent__range", (1, 100)),
                            ),
                            models.Q(
                                ("days__isnull", True),
                                ("kind", "credit_limit"),
                                ("minor__gte", 0),
                                ("percent__isnull", True),
                                models.Q(("currency", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="proposal_has_the_value_of_its_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_on__isnull", True), ("state", "open")),
                            models.Q(
                                ("answered_on__isnull", False), ("state__in", ("accepted", "declined", "withdrawn"))
                            ),
                            _connector="OR",
                        ),
                        name="proposal_is_open_or_answered_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "declined"), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="declined_proposal_says_why",
                    ),
                ],
            },
        ),
    ]
