"""A contact that was planned stays in the book, whatever became of it."""

from django.db import migrations

from mainstay.store.triggers import NeverChanged, NeverDeleted

_MAY_CHANGE = ("due_on", "way", "about", "ended_on", "is_dropped", "outcome")


class Migration(migrations.Migration):
    """Guard the next contacts."""

    dependencies = (("clients", "0004_the_next_contact_is_kept"),)

    operations = (
        NeverDeleted("clients_nextcontact"),
        NeverChanged("clients_nextcontact", except_columns=_MAY_CHANGE),
    )
