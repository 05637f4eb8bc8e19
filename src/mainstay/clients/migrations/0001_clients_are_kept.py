"""Clients, contacts and saved mappings."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Client",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=32, unique=True)),
                ("external_id", models.CharField(default="", max_length=120)),
                ("name", models.CharField(max_length=300)),
                ("search_key", models.CharField(max_length=700)),
                ("match_key", models.CharField(max_length=400)),
                ("sort_key", models.CharField(max_length=3000)),
                ("email", models.CharField(default="", max_length=254)),
                ("phone", models.CharField(default="", max_length=60)),
                ("street", models.CharField(default="", max_length=500)),
                ("city", models.CharField(default="", max_length=120)),
                ("region", models.CharField(default="", max_length=120)),
                ("postal_code", models.CharField(default="", max_length=30)),
                ("country", models.CharField(default="", max_length=80)),
                ("tax_number", models.CharField(default="", max_length=60)),
                ("website", models.CharField(default="", max_length=300)),
                ("currency", models.CharField(default="", max_length=3)),
                ("language", models.CharField(default="", max_length=12)),
                ("terms_days", models.IntegerField(null=True)),
                ("credit_limit_minor", models.BigIntegerField(null=True)),
                ("client_group", models.CharField(default="", max_length=120)),
                ("notes", models.TextField(default="")),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["match_key"], name="client_by_match_key")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("external_id", ""), _negated=True),
                        fields=("external_id",),
                        name="client_external_id_is_used_once",
                    ),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="client_has_a_name"),
                    models.CheckConstraint(
                        condition=models.Q(("terms_days__isnull", True), ("terms_days__gte", 0), _connector="OR"),
                        name="client_terms_are_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("credit_limit_minor__isnull", True),
                            models.Q(("credit_limit_minor__gte", 0), models.Q(("currency", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="client_credit_limit_has_a_currency",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=20)),
                ("document", models.JSONField()),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "name"), name="import_mapping_name_is_used_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=300)),
                ("email", models.CharField(default="", max_length=254)),
                ("phone", models.CharField(default="", max_length=60)),
                ("role", models.CharField(default="", max_length=120)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="contacts", to="clients.client"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("client", "name", "email"), name="contact_is_listed_once_per_client"
                    )
                ],
            },
        ),
    ]
