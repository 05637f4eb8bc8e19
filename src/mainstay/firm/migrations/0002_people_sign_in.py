"""People sign in to their firm's own book."""

import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("firm", "0001_a_book_belongs_to_one_firm"),
    ]
    # Theirs depend on the first migration of the app that holds the people, which knows none yet.
    run_before = [
        ("account", "0001_initial"),
        ("mfa", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("role", models.CharField(max_length=20)),
                ("language", models.CharField(default="", max_length=12)),
                ("theme", models.CharField(default="", max_length=10)),
                ("is_active", models.BooleanField(default=True)),
                ("joined_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["owner", "colleague", "bookkeeper", "reader"])),
                        name="a_user_has_a_known_role",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            django.db.models.functions.text.Lower("email"), models.F("email")
                        ),
                        name="an_email_address_is_kept_folded",
                    ),
                ],
            },
        ),
    ]
