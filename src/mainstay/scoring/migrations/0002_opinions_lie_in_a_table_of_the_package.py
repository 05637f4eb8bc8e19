"""The table has the name of its package."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

NAMES = (
    ("SEQUENCE", "book_scoring_id_seq", "scoring_scoring_id_seq"),
    ("INDEX", "book_scoring_pkey", "scoring_scoring_pkey"),
    ("INDEX", "book_scoring_as_of_key", "scoring_scoring_as_of_key"),
)


def rename(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give what PostgreSQL named after the table the name it would have today."""
    if schema_editor.connection.vendor == "postgresql":
        for kind, former, name in NAMES:
            schema_editor.execute(f'ALTER {kind} IF EXISTS "{former}" RENAME TO "{name}"')


class Migration(migrations.Migration):
    dependencies = [
        ("scoring", "0001_opinions_of_the_book_are_kept"),
    ]

    operations = [
        migrations.AlterModelTable(
            name="scoring",
            table=None,
        ),
        migrations.RunPython(rename, migrations.RunPython.noop),
    ]
