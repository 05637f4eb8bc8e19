"""Somebody of the firm looks after a client."""

from django.db import migrations, models

from mainstay.store.triggers import NeverChanged, NeverDeleted

_MAY_CHANGE = (
    "external_id", "name", "search_key", "match_key", "sort_key", "email", "phone", "street", "city", "region",
    "postal_code", "country", "tax_number", "website", "currency", "language", "terms_days", "credit_limit_minor",
    "deposit_percent", "client_group", "responsible", "notes", "version",
)  # fmt: skip


class Migration(migrations.Migration):
    """Add the column, and put the guards up again, which name each column."""

    dependencies = (("clients", "0014_proposals_may_be_something_to_do"),)

    operations = (
        migrations.AddField("client", "responsible", models.CharField(max_length=254, default="", db_default="")),
        migrations.AddIndex(
            "client",
            models.Index(
                fields=["responsible"],
                condition=models.Q(("responsible", ""), _negated=True),
                name="client_by_responsible",
            ),
        ),
        NeverDeleted("clients_client"),
        NeverChanged("clients_client", except_columns=_MAY_CHANGE),
    )
