"""Authors move out of the entries, and words out of their facts, some entries at a time."""

import json
import os
from base64 import b32encode
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

Facts = dict[str, Any]

_BATCH = 2_000
# What of each kind is words, as of this migration.
_WORDS = {
    "contact.added": ("name",),
    "contact.changed": ("name",),
    "contact.removed": ("name", "email", "phone", "role"),
    "invoice.dispute_closed": ("outcome",),
    "invoice.disputed": ("reason",),
    "invoice.voided": ("reason",),
    "invoice.written_off": ("reason",),
    "next_contact.done": ("about", "outcome"),
    "next_contact.dropped": ("about", "outcome"),
    "next_contact.moved": ("about", "was_about"),
    "next_contact.set": ("about",),
    "note.added": ("text",),
    "payment.refunded": ("note",),
    "payment.reversed": ("reason",),
    "proposal.accepted": ("answer",),
    "proposal.declined": ("answer",),
    "standing.lifted": ("reason",),
    "standing.overridden": ("reason",),
}
_WITH_CHANGES = ("client.changed", "contact.changed")
# The fields of a client whose values are figures or codes.
_FIGURES = ("terms_days", "currency", "credit_limit", "deposit_percent", "language", "country")
_AUTHORS = """
    INSERT INTO timeline_author (kind, identity, name)
    SELECT actor_kind, actor_id, actor_name FROM timeline_entry
    GROUP BY actor_kind, actor_id, actor_name ORDER BY MIN(id)
"""
_BY = """
    UPDATE timeline_entry SET by_id = (
        SELECT a.id FROM timeline_author a
        WHERE a.kind = actor_kind AND a.identity = actor_id AND a.name = actor_name)
"""
_ENTRIES = """
    SELECT id, kind, facts FROM timeline_entry WHERE id > %s AND kind IN ({kinds}) ORDER BY id LIMIT %s
"""
_MOVE = """
    INSERT INTO timeline_words (entry_id, ref, recorded_at, by_id, texts)
    SELECT id, %s, recorded_at, by_id, {texts} FROM timeline_entry WHERE id = %s
"""


def _parted(kind: str, facts: Facts) -> tuple[Facts, Facts]:
    words = {name: facts[name] for name in _WORDS.get(kind, ()) if name in facts}
    kept = {name: value for name, value in facts.items() if name not in words}
    changes = facts.get("changes")
    if kind in _WITH_CHANGES and isinstance(changes, list):
        kept["changes"] = [one if one["field"] in _FIGURES else {"field": one["field"]} for one in changes]
        words["changes"] = [
            {} if one["field"] in _FIGURES else {name: one[name] for name in ("before", "after")} for one in changes
        ]
    return kept, words


def _is_written(value: object) -> bool:
    if isinstance(value, dict):
        value = list(value.values())
    return any(_is_written(one) for one in value) if isinstance(value, list) else bool(value)


def _refs(count: int) -> list[str]:
    letters = b32encode(os.urandom(10 * count)).decode("ascii").lower()  # machine text
    return [f"t-{letters[16 * i : 16 * (i + 1)]}" for i in range(count)]


def _json(value: Facts) -> str:
    return json.dumps(value, ensure_ascii=False)


def move_words(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Fill both tables and leave only facts in the entries."""
    connection = schema_editor.connection
    kinds = sorted({*_WORDS, *_WITH_CHANGES})
    entries = _ENTRIES.format(kinds=", ".join(["%s"] * len(kinds)))
    move = _MOVE.format(texts="CAST(%s AS jsonb)" if connection.vendor == "postgresql" else "%s")
    last = 0
    with connection.cursor() as cursor:
        cursor.execute(_AUTHORS)
        cursor.execute(_BY)
        while True:
            cursor.execute(entries, [last, *kinds, _BATCH])
            rows = cursor.fetchall()
            if not rows:
                break
            last = rows[-1][0]
            told = (
                (entry, kind, facts if isinstance(facts, dict) else json.loads(facts)) for entry, kind, facts in rows
            )
            parted = [(entry, *_parted(kind, facts)) for entry, kind, facts in told]
            written = [(entry, words) for entry, _, words in parted if _is_written(words)]
            refs = _refs(len(written))
            cursor.executemany(
                move, [(ref, _json(words), entry) for ref, (entry, words) in zip(refs, written, strict=True)]
            )
            cursor.executemany(
                "UPDATE timeline_entry SET facts = %s WHERE id = %s",
                [(_json(kept), entry) for entry, kept, _ in parted],
            )


class Migration(migrations.Migration):
    """Move what is there. Not reversible: what was erased since could not go back."""

    dependencies = (("timeline", "0004_words_and_authors_have_rows_of_their_own"),)

    operations = (migrations.RunPython(move_words),)
