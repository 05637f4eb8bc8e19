"""A book that kept names and words among the facts is brought up to date and reads the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from tests.builders import NOW, START, timeline

from mainstay.overview.phrases import happening_sentence
from mainstay.store import book_templates, bulk, schema_copy
from mainstay.store.context import use_firm
from mainstay.store.paths import book_file, book_schema
from mainstay.store.triggers import missing_triggers
from mainstay.timeline.models import Entry, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

BEFORE = ("timeline", "0003")
CHANGES = [
    {"field": "email", "before": "a@isik.example", "after": "b@isik.example"},
    {"field": "terms_days", "before": "14", "after": "30"},
    {"field": "phone", "before": "", "after": "0212"},
]
CHANGED = (
    "Client details changed: E-mail “a@isik.example” became “b@isik.example”; Payment terms (days) “14” became “30”; "
    "Phone is now “0212”"
)
# Kind, facts as they were kept, and the sentence before and after.
OLD = [
    ("note.added", {"text": "Called back\nyesterday", "key": "k1"}, "Note: Called back\nyesterday"),
    ("client.added", {}, "Client added"),
    ("client.changed", {"changes": CHANGES}, CHANGED),
    ("client.changed", {"fields": "email, credit_limit_minor"}, "Client details changed: E-mail, Credit limit"),
    (
        "contact.changed",
        {"name": "Işıl", "changes": [{"field": "role", "before": "Director", "after": ""}]},
        "Contact Işıl changed: Role “Director” was removed",
    ),
    ("contact.removed", {"name": "Işıl", "email": "", "phone": "1", "role": ""}, "Contact removed: Işıl · 1"),
    (
        "invoice.voided",
        {"number": "A-1", "credit_note": "C-1", "reason": "Twice"},
        "Invoice A-1 voided by credit note C-1",
    ),
    (
        "invoice.written_off",
        {"number": "A-1", "amount": "5.00 GBP", "reason": "Bankrupt"},
        "5.00 written off on invoice A-1: Bankrupt",
    ),
    ("payment.refunded", {"amount": "5.00 GBP", "note": ""}, "Refund paid: 5.00"),
    (
        "next_contact.done",
        {"on": "2024-03-01", "way": "call", "about": "The roof", "outcome": "Agreed"},
        "Call of 1 Mar 2024 about The roof done: Agreed",
    ),
    (
        "proposal.declined",
        {"proposal": "terms", "value": 14, "answer": "An old friend"},
        "Suggestion put off: terms of 14 days (An old friend)",
    ),
    ("standing.changed", {"from": "steady", "to": "new"}, "Now a new client; before: Steady."),
    ("book.imported", {"file": "a.csv", "invoices": 2, "payments": 1}, "Imported from a.csv: invoices 2, payments 1"),
    ("mapping.saved", {"name": "Bank"}, "Columns of a file kept as the mapping “Bank”"),
]  # fmt: skip
PEOPLE = [("person", "1", "Özge"), ("person", "2", "Özge"), ("terminal", "", "owner")]


@pytest.fixture
def old_book(engine: str) -> Iterator[str]:
    """A book of the layout before, with one entry of each kind by three people in turn."""
    firm = "t-old-layout"
    if engine == "postgresql":
        schema_copy.make_empty(book_schema(firm))
    else:
        book_file(firm).parent.mkdir(parents=True, exist_ok=True)
        book_file(firm).touch()
    with use_firm(firm):
        call_command("migrate", *BEFORE, verbosity=0, interactive=False, skip_checks=True)
        bulk.insert_rows(
            "timeline_entry",
            ("client_id", "kind", "happened_on", "recorded_at", "actor_kind", "actor_id", "actor_name", "subject_ref",
             "facts"),
            [
                (None, kind, str(START), bulk.instant_text(NOW), *PEOPLE[n % 3], f"x-{n}", json.dumps(facts))
                for n, (kind, facts, _) in enumerate(OLD)
            ],
        )  # fmt: skip
        yield firm
    if engine == "postgresql":
        with schema_copy.server().bare_cursor() as cursor:
            cursor.execute(f'DROP SCHEMA "{book_schema(firm)}" CASCADE'.encode())
    else:
        connection.forget(firm)  # type: ignore[attr-defined]
        for suffix in ("", "-wal", "-shm"):
            book_file(firm).with_name(f"{book_file(firm).name}{suffix}").unlink(missing_ok=True)


def test_words_move_and_every_sentence_stays(old_book: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib

    moving = importlib.import_module("mainstay.timeline.migrations.0005_words_move_out_of_the_facts")
    monkeypatch.setattr(moving, "_BATCH", 3)  # more than one batch
    ids = bulk.select_rows("SELECT id FROM timeline_entry ORDER BY id")
    book_templates.migrate_active_book()
    told = timeline()
    assert [happening_sentence(kind, facts) for kind, _, _, facts in told] == [sentence for *_, sentence in OLD]
    assert [(kind, ref) for kind, _, ref, _ in told] == [(kind, f"x-{n}") for n, (kind, *_) in enumerate(OLD)]
    assert bulk.select_rows("SELECT id FROM timeline_entry ORDER BY id") == ids
    rows = Entry.objects.order_by("id").values_list("by__kind", "by__identity", "by__name", "recorded_at")
    assert list(rows) == [(*PEOPLE[n % 3], NOW) for n in range(len(OLD))]
    for words in Words.objects.select_related("entry"):
        assert (words.recorded_at, words.by_id) == (words.entry.recorded_at, words.entry.by_id)
    with_words = {kind for kind, *_ in OLD} - {
        "client.added", "payment.refunded", "standing.changed", "book.imported", "mapping.saved",
    }  # fmt: skip
    assert set(Words.objects.values_list("entry__kind", flat=True)) == with_words
    in_facts = json.dumps(list(Entry.objects.values_list("facts", flat=True)), ensure_ascii=False)
    for word in (
        "Called",
        "isik.example",
        "0212",
        "Director",
        "Işıl",
        "Twice",
        "Bankrupt",
        "roof",
        "friend",
    ):
        assert word not in in_facts
    assert "k1" in in_facts
    assert '"after": "30"' in in_facts
    # And the guards are back.
    assert missing_triggers() == []
    for statement in ("UPDATE timeline_entry SET facts = '{}'", "DELETE FROM timeline_words"):
        with pytest.raises(DatabaseError, match="is never"), transaction.atomic():
            bulk.run_sql(statement)
