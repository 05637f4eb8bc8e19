"""Triggers on both engines keep the timeline as it was written."""

from django.db import migrations

from mainstay.store.triggers import NeverChanged, NeverDeleted


class Migration(migrations.Migration):
    """Guard the timeline."""

    dependencies = (("timeline", "0001_what_happened_is_kept"), ("firm", "0001_a_book_belongs_to_one_firm"))

    operations = (NeverDeleted("timeline_entry"), NeverChanged("timeline_entry"))
