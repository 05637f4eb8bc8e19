"""A client has a version, so that of two people who change one client the second knows."""

from django.db import migrations, models

from mainstay.store.triggers import NeverChanged, NeverDeleted

_MAY_CHANGE = (
    "external_id", "name", "search_key", "match_key", "sort_key", "email", "phone", "street", "city", "region",
    "postal_code", "country", "tax_number", "website", "currency", "language", "terms_days", "credit_limit_minor",
    "client_group", "notes", "version",
)  # fmt: skip


class Migration(migrations.Migration):
    """Count the changes. SQLite makes the table anew for a column, which takes its guards away: they come back here."""

    dependencies = (("clients", "0002_clients_are_never_deleted"),)

    operations = (
        migrations.AddField(model_name="client", name="version", field=models.IntegerField(db_default=1)),
        NeverDeleted("clients_client"),
        NeverChanged("clients_client", except_columns=_MAY_CHANGE),
    )
