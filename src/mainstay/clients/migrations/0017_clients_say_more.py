"""A client has tags, a time zone, a tax office, and addresses for invoices and deliveries; it may be archived."""

from django.db import migrations, models

from mainstay.store.triggers import NeverChanged, NeverDeleted

_MAY_CHANGE = (
    "external_id", "name", "search_key", "match_key", "sort_key", "email", "phone", "street", "city", "region",
    "postal_code", "country", "tax_number", "website", "currency", "language", "terms_days", "credit_limit_minor",
    "deposit_percent", "client_group", "responsible", "notes", "version", "tags", "time_zone", "tax_office",
    "billing_address",
    "delivery_address", "archived_on",
)  # fmt: skip
_TEXTS = {"tags": 1000, "time_zone": 64, "tax_office": 120, "billing_address": 500, "delivery_address": 500}


class Migration(migrations.Migration):
    """Add the columns. SQLite makes the table anew for them, which takes its guards away: they come back here."""

    dependencies = (("clients", "0015_a_client_has_somebody_who_looks_after_it"),)

    operations = (
        *(
            migrations.AddField("client", name, models.CharField(max_length=length, default="", db_default=""))
            for name, length in _TEXTS.items()
        ),
        migrations.AddField("client", "archived_on", models.DateField(null=True)),
        NeverDeleted("clients_client"),
        NeverChanged("clients_client", except_columns=_MAY_CHANGE),
    )
