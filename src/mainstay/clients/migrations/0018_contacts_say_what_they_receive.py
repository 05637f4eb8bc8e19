"""A contact has a language, a time zone, and what of ours the person receives."""

from django.db import migrations, models

_TEXTS = {"language": 12, "time_zone": 64, "receives": 60}


class Migration(migrations.Migration):
    """Add the columns."""

    dependencies = (("clients", "0017_clients_say_more"),)

    operations = tuple(
        migrations.AddField("contact", name, models.CharField(max_length=length, default="", db_default=""))
        for name, length in _TEXTS.items()
    )
