"""A number names one invoice within its client and year; it is compared in one normal form, and shown as written."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from django.db import migrations, models

from mainstay.store.triggers import NeverChanged, NeverDeleted

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_AROUND = " \t\r\n'\"`\u00b4\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb"
_BATCH = 5000


def _key(number: str) -> str:
    plain = unicodedata.normalize("NFKC", number)
    plain = "".join(" " if letter.isspace() else letter for letter in plain if unicodedata.category(letter) != "Cf")
    plain = re.sub(r"(?<=\d)\.0+$", "", " ".join(plain.split()).strip(_AROUND))
    return plain.casefold()[:100] or number.casefold()[:100]


def fill_keys(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001 -- Django's signature
    """Work out the key of every number; a second document of one key is told apart by its id."""
    for name in ("billing_invoice", "billing_creditnote"):
        taken: set[str] = set()
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(f'SELECT id, number FROM "{name}" ORDER BY id')
            documents = cursor.fetchall()
            rows = []
            for document_id, number in documents:
                key = _key(number)
                rows.append((key, str(document_id) if key in taken else "", document_id))
                taken.add(key)
            for start in range(0, len(rows), _BATCH):
                cursor.executemany(
                    f'UPDATE "{name}" SET number_key = %s, number_scope = %s WHERE id = %s',
                    rows[start : start + _BATCH],
                )


class Migration(migrations.Migration):
    """Add the key of the number and what tells two of one key apart; put up again the guards, which name columns.

    By its scope, its id elsewhere and its key a later import knows a document again: those are released when the import
    that brought it is taken back.
    """

    dependencies = (("billing", "0009_words_on_documents_are_found_by_an_index"),)

    operations = (
        migrations.AddField("invoice", "number_key", models.CharField(max_length=100, default=""), preserve_default=False),
        migrations.AddField("invoice", "number_scope", models.CharField(max_length=40, default="")),
        migrations.AddField(
            "creditnote", "number_key", models.CharField(max_length=100, default=""), preserve_default=False
        ),
        migrations.AddField("creditnote", "number_scope", models.CharField(max_length=40, default="")),
        migrations.RunPython(fill_keys, migrations.RunPython.noop),
        migrations.AlterField("invoice", "number", models.CharField(max_length=100)),
        migrations.AlterField("creditnote", "number", models.CharField(max_length=100)),
        migrations.AddConstraint(
            "invoice",
            models.UniqueConstraint(fields=("number_key", "number_scope"), name="invoice_number_is_used_once"),
        ),
        migrations.AddConstraint(
            "creditnote",
            models.UniqueConstraint(fields=("number_key", "number_scope"), name="credit_note_number_is_used_once"),
        ),
        migrations.AddIndex("invoice", models.Index(fields=["number"], name="invoice_by_number")),
        NeverDeleted("billing_invoice"),
        NeverChanged(
            "billing_invoice",
            except_columns=(
                "open_minor", "paid_minor", "credited_minor", "written_off_minor", "settled_on", "has_reversals",
                "is_settled_day_known", "number_scope", "external_id",
            ),
        ),
        NeverDeleted("billing_creditnote"),
        NeverChanged("billing_creditnote", except_columns=("unallocated_minor", "number_scope")),
        NeverChanged("billing_payment", except_columns=("unallocated_minor", "key")),
    )  # fmt: skip
