"""A client whose documents are kept is kept, too; what is known about them may change."""

from django.db import migrations

from mainstay.store.triggers import NeverChanged, NeverDeleted

_MAY_CHANGE = (
    "external_id", "name", "search_key", "match_key", "sort_key", "email", "phone", "street", "city", "region",
    "postal_code", "country", "tax_number", "website", "currency", "language", "terms_days", "credit_limit_minor",
    "client_group", "notes",
)  # fmt: skip


class Migration(migrations.Migration):
    """Guard the clients."""

    dependencies = (("clients", "0001_clients_are_kept"),)

    operations = (NeverDeleted("clients_client"), NeverChanged("clients_client", except_columns=_MAY_CHANGE))
