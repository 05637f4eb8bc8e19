"""A deposit may be agreed with a client, in percent of each job."""

from django.db import migrations, models

from mainstay.store.triggers import NeverChanged, NeverDeleted

_MAY_CHANGE = (
    "external_id", "name", "search_key", "match_key", "sort_key", "email", "phone", "street", "city", "region",
    "postal_code", "country", "tax_number", "website", "currency", "language", "terms_days", "credit_limit_minor",
    "deposit_percent", "client_group", "notes", "version",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0007_standings_are_never_deleted"),
    ]

    operations = [
        migrations.AddField(
            model_name="client",
            name="deposit_percent",
            field=models.IntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name="client",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("deposit_percent__isnull", True),
                    models.Q(("deposit_percent__gte", 1), ("deposit_percent__lte", 100)),
                    _connector="OR",
                ),
                name="client_deposit_is_a_part_of_the_job",
            ),
        ),
        # SQLite makes the table anew for a constraint, which takes its guards away.
        NeverDeleted("clients_client"),
        NeverChanged("clients_client", except_columns=_MAY_CHANGE),
    ]
