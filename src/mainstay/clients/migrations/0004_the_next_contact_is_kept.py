"""When, how and about what to speak to a client next."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clients", "0003_a_client_has_a_version")]

    operations = [
        migrations.CreateModel(
            name="NextContact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=32, unique=True)),
                ("due_on", models.DateField()),
                ("way", models.CharField(max_length=20)),
                ("about", models.CharField(max_length=300)),
                ("set_on", models.DateField()),
                ("set_by", models.CharField(max_length=120)),
                ("ended_on", models.DateField(null=True)),
                ("is_dropped", models.BooleanField(default=False)),
                ("outcome", models.TextField(default="")),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="next_contacts", to="clients.client"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=["due_on"],
                        name="open_next_contact_by_day",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=("client",),
                        name="client_has_one_next_contact",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("way__in", ("call", "visit", "write", "meet"))),
                        name="next_contact_is_call_visit_write_or_meet",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_dropped", False), ("ended_on__isnull", False), _connector="OR"),
                        name="dropped_next_contact_has_ended",
                    ),
                ],
            },
        ),
    ]
