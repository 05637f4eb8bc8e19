"""What happened is written down once, as it was said, and stays."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction
from tests.builders import NOW, OWNER, START, raw_writes

from mainstay.store import bulk
from mainstay.timeline.actions.recording import Happening, record, record_many
from mainstay.timeline.models import Author, Entry, Words
from mainstay.timeline.rules.kinds import Kind

TESTED = Kind("firm.tested", facts=("amount", "days", "on", "n", "changes"), words=("name", "changes"))


def test_an_event_is_kept_as_it_was_said(book) -> None:
    facts = {"amount": "1.00 GBP", "days": 3, "on": START}
    words = {"name": "Işık “İnşaat”\t"}
    with transaction.atomic():
        record(happening=Happening(None, TESTED, START, "x-1", facts, words), by=OWNER, now=NOW)
    (entry,) = Entry.objects.all()
    assert (entry.client_id, entry.kind, entry.happened_on, entry.subject_ref) == (None, "firm.tested", START, "x-1")
    assert (entry.by.kind, entry.by.identity, entry.by.name) == ("person", "1", "Özge Çağlar")
    assert entry.recorded_at == NOW
    assert entry.facts == {**facts, "on": "2024-02-29"}
    assert entry.words.texts == words
    assert (entry.words.recorded_at, entry.words.by_id) == (NOW, entry.by_id)
    assert (entry.words.corrected_at, entry.words.corrected_by_id, entry.words.erased_at) == (None, None, None)


def test_two_people_of_one_name_are_two_on_the_timeline(book) -> None:
    namesake = replace(OWNER, id="2")
    with transaction.atomic():
        for by in (OWNER, namesake, OWNER):
            record(happening=Happening(None, TESTED, START, "", {}), by=by, now=NOW)
    assert list(Entry.objects.order_by("id").values_list("by__identity", "by__name")) == [
        ("1", "Özge Çağlar"), ("2", "Özge Çağlar"), ("1", "Özge Çağlar"),
    ]  # fmt: skip
    assert Author.objects.count() == 2


def test_a_person_who_is_called_otherwise_later_keeps_both_names(book) -> None:
    with transaction.atomic():
        for name in ("Özge Çağlar", "Özge Işık"):
            record(happening=Happening(None, TESTED, START, "", {}), by=replace(OWNER, name=name), now=NOW)
    assert list(Entry.objects.order_by("id").values_list("by__name", flat=True)) == ["Özge Çağlar", "Özge Işık"]


def test_an_entry_without_words_has_no_row_of_words(book) -> None:
    happenings = [
        Happening(1, TESTED, START, "", {"n": 1}),
        Happening(2, TESTED, START, "", {"n": 2}, {"name": ""}),
        Happening(3, TESTED, START, "", {"changes": [{"field": "terms_days"}]}, {"changes": [{}]}),
        Happening(4, TESTED, START, "", {"n": 4}, {"name": "x"}),
    ]
    with transaction.atomic():
        record_many(happenings=happenings, by=OWNER, now=NOW)
    assert list(Words.objects.values_list("entry__client_id", "texts")) == [(4, {"name": "x"})]


@pytest.mark.parametrize(("facts", "words"), [({"name": "x"}, {}), ({}, {"amount": "x"}), ({}, {"text": "x"})])
def test_what_the_kind_does_not_name_is_a_mistake_of_ours(book, facts, words) -> None:
    with pytest.raises(ValueError, match=r"firm\.tested does not name"), transaction.atomic():
        record(happening=Happening(None, TESTED, START, "", facts, words), by=OWNER, now=NOW)
    assert not Entry.objects.exists()


def test_many_events_take_one_statement_and_keep_their_order(book) -> None:
    happenings = [Happening(n, TESTED, START, "", {"n": n}) for n in range(50)]
    with transaction.atomic():
        record_many(happenings=happenings, by=OWNER, now=NOW)
        record_many(happenings=[], by=OWNER, now=NOW)
    assert list(Entry.objects.order_by("id").values_list("client_id", flat=True)) == list(range(50))


def test_an_event_stands_in_the_transaction_of_its_act(book) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        record(happening=Happening(None, TESTED, START, "", {}), by=OWNER, now=NOW)
    with transaction.atomic():
        record(happening=Happening(None, TESTED, START, "", {}), by=OWNER, now=NOW)
        transaction.set_rollback(True)
    assert not Entry.objects.exists()


@pytest.mark.parametrize("table", ["timeline_entry", "timeline_author"])
@pytest.mark.parametrize("statement", ["UPDATE {table} SET kind = 'other'", "DELETE FROM {table}", "EMPTY"])
def test_what_happened_is_never_changed_or_deleted(engine, book, statement, table) -> None:
    with transaction.atomic():
        record(happening=Happening(None, TESTED, START, "", {}), by=OWNER, now=NOW)
    if statement == "EMPTY":
        statement = (
            "TRUNCATE {table} CASCADE"
            if engine == "postgresql"
            else "INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
        )
    with pytest.raises(DatabaseError, match="is never"), raw_writes() as cursor:
        cursor.execute(statement.format(table=table))
    assert bulk.select_rows("SELECT kind FROM timeline_entry") == [("firm.tested",)]
    assert bulk.select_rows("SELECT kind FROM timeline_author") == [("person",)]
