"""A name written with ’ or – is that with ' or -: the key by which it is recognised holds no such sign any more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_SIGNS = re.compile(
    "[\u00a1\u00a7\u00ab\u00b6\u00b7\u00bb\u00bf\u02b9-\u02bf\u060c\u061b\u061f\u2010-\u2027\u2030-\u205e\u2e00-\u2e5d"
    "\u3001-\u3003\u3008-\u3011\u3014-\u301f]+"
)
_BATCH = 5000


def drop_signs(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001 -- Django's signature
    """Take the signs out of the keys that have some; a name of such signs alone stays as it is."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id, match_key FROM clients_client ORDER BY id")
        rows = [
            (key, client)
            for client, was in cursor.fetchall()
            if not was.isascii() and (key := " ".join(_SIGNS.sub(" ", was).split())) and key != was
        ]
        for start in range(0, len(rows), _BATCH):
            cursor.executemany("UPDATE clients_client SET match_key = %s WHERE id = %s", rows[start : start + _BATCH])


class Migration(migrations.Migration):
    """Work the keys out again."""

    dependencies = (("clients", "0019_clients_may_be_merged"),)

    operations = (migrations.RunPython(drop_signs, migrations.RunPython.noop),)
