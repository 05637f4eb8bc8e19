"""What was thought of a client, by the evidence or by its owner, stays in the book."""

from django.db import migrations

from mainstay.store.triggers import NeverChanged, NeverDeleted


class Migration(migrations.Migration):
    """Guard the standings and their overrides."""

    dependencies = (("clients", "0006_the_standing_of_clients_is_kept"),)

    operations = (
        NeverDeleted("clients_standing"),
        NeverChanged("clients_standing", except_columns=("as_of", "score", "reason", "version", "ended_on")),
        NeverDeleted("clients_standingoverride"),
        NeverChanged("clients_standingoverride", except_columns=("lifted_on", "lifted_by")),
    )
