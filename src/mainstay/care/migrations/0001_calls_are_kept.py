"""Calls to clients, as they were logged; a row stays, and only that it was withdrawn is added."""

import django.db.models.deletion
from django.db import migrations, models

from mainstay.store.triggers import NeverChanged, NeverDeleted


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0014_proposals_may_be_something_to_do"),
    ]

    operations = [
        migrations.CreateModel(
            name="Call",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=32, unique=True)),
                ("happened_on", models.DateField()),
                ("outcome", models.CharField(max_length=20)),
                ("note", models.TextField(default="")),
                ("until_on", models.DateField()),
                ("promised_on", models.DateField(null=True)),
                ("promised_minor", models.BigIntegerField(null=True)),
                ("currency", models.CharField(default="", max_length=3)),
                ("logged_by", models.CharField(max_length=120)),
                ("logged_at", models.DateTimeField()),
                ("withdrawn_on", models.DateField(null=True)),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clients.client",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["client", "happened_on"], name="call_by_client_and_day"),
                    models.Index(fields=["until_on"], name="call_by_end_of_peace"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ("spoke", "no_answer", "call_back", "promised", "put_off"))),
                        name="call_has_a_known_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until_on__gte", models.F("happened_on"))),
                        name="call_leaves_in_peace_from_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "promised"), ("promised_on__isnull", False)),
                            models.Q(
                                models.Q(("outcome", "promised"), _negated=True),
                                ("promised_minor__isnull", True),
                                ("promised_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="call_with_a_promise_has_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("currency", ""), ("promised_minor__isnull", True)),
                            models.Q(("promised_minor__gt", 0), models.Q(("currency", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="promised_amount_has_a_currency",
                    ),
                ],
            },
        ),
        NeverDeleted("care_call"),
        NeverChanged("care_call", except_columns=("withdrawn_on",)),
    ]
