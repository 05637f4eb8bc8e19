"""What was proposed and what was answered stays in the book."""

from django.db import migrations

from mainstay.store.triggers import NeverChanged, NeverDeleted


class Migration(migrations.Migration):
    """Guard the proposals: only their answer, and the reason of an open one, may be written."""

    dependencies = (("clients", "0009_proposals_are_kept"),)

    operations = (
        NeverDeleted("clients_proposal"),
        NeverChanged(
            "clients_proposal",
            except_columns=("reason", "version", "state", "answered_on", "answered_by", "answer"),
        ),
    )
