"""The custom fields that the owner defines, and the value of each that a client has."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0019_clients_may_be_merged"),
    ]

    operations = [
        migrations.CreateModel(
            name="CustomField",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=32, unique=True)),
                ("name", models.CharField(max_length=60)),
                ("name_key", models.CharField(max_length=120, unique=True)),
                ("kind", models.CharField(max_length=10)),
                ("options", models.TextField(default="")),
                ("place", models.IntegerField()),
                ("is_listed", models.BooleanField(default=False)),
                ("retired_on", models.DateField(null=True)),
                ("defined_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="custom_field_has_a_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("text", "number", "date", "choice"))),
                        name="custom_field_is_of_a_known_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "choice"), models.Q(("options", ""), _negated=True)),
                            models.Q(models.Q(("kind", "choice"), _negated=True), ("options", "")),
                            _connector="OR",
                        ),
                        name="custom_field_of_choices_has_some",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FieldValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=500)),
                ("search_key", models.CharField(default="", max_length=1200)),
                ("millionths", models.BigIntegerField(null=True)),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clients.client",
                    ),
                ),
                (
                    "field",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="fields.customfield",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["field", "text"], name="field_value_by_field_and_text")],
                "constraints": [
                    models.UniqueConstraint(fields=("client", "field"), name="client_has_one_value_a_field"),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="field_value_is_not_empty"
                    ),
                ],
            },
        ),
    ]
