"""A proposal says beside it what was agreed when it was made."""

from django.db import migrations

from mainstay.store.triggers import NeverChanged


class Migration(migrations.Migration):
    """Rename `held`, and put the guard up again, which names each column."""

    dependencies = (("clients", "0011_changes_of_standing_are_found_by_their_day"),)

    operations = (
        migrations.RenameField("proposal", "held", "agreed"),
        NeverChanged(
            "clients_proposal",
            except_columns=("reason", "version", "state", "answered_on", "answered_by", "answer"),
        ),
    )
