"""Words of people are erased for good, or corrected soon by their author; the database refuses everything else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from tests.builders import ACT, ISIK, NOW, OBRIEN, OWNER, START, a_client, day, refused, timeline, whole_book

from mainstay.clients.actions.clients import change_client
from mainstay.clients.actions.erasing import erase_words
from mainstay.clients.actions.notes import NoteIsEmpty, NoteIsTooLong, add_note, correct_note, remove_note
from mainstay.clients.queries.fetching import ClientNotFound, draft_of
from mainstay.firm.permissions import NotAllowed
from mainstay.overview.phrases import happening_sentence
from mainstay.store import bulk
from mainstay.timeline.actions.erasing import NotTheAuthor, TooLateToCorrect, WordsAreErased, WordsNotFound
from mainstay.timeline.models import Entry, Words

SECRET = "Zarife Hanım is ill"
MINUTES = [timedelta(minutes=n) for n in range(16)]


def a_note(text: str = SECRET, name: str = ISIK) -> tuple[str, str]:
    """A client with a note: the client's ref, and that of the words."""
    client = a_client(name)
    add_note(client_ref=client.ref, text=text, on=START, **ACT)
    return client.ref, Words.objects.get(entry__client_id=client.pk).ref


def said() -> list[str]:
    return [happening_sentence(kind, facts) for kind, _, _, facts in timeline()]


def test_erased_words_are_nowhere_in_the_book(book) -> None:
    ref, words = a_note()
    assert SECRET in str(whole_book())
    assert erase_words(client_ref=ref, ref=words, today=day(3), **ACT) == 1
    assert SECRET not in str(whole_book())
    assert said() == ["Client added", "Note: [erased on 3 Mar 2024]", "Personal text erased; entries concerned: 1"]
    (kept,) = Words.objects.all()
    assert (kept.texts, kept.erased_at, kept.erased_on) == ({}, NOW, day(3))
    entry = Entry.objects.get(kind="note.added")
    assert (entry.happened_on, entry.by.name) == (START, OWNER.name)


def test_all_words_about_one_client_are_erased_and_nobody_elses(book) -> None:
    ref, _ = a_note()
    add_note(client_ref=ref, text="Another", on=START, **ACT)
    other, _ = a_note("Stays", OBRIEN)
    assert erase_words(client_ref=ref, today=day(3), **ACT) == 2
    text = str(whole_book())
    assert SECRET not in text
    assert "Another" not in text
    assert "Stays" in text
    before = whole_book()
    assert erase_words(client_ref=ref, today=day(4), **ACT) == 0
    assert whole_book() == before
    assert erase_words(client_ref=other, today=day(4), **ACT) == 1


def test_of_a_change_the_fields_and_figures_stay(book) -> None:
    client = a_client(ISIK)
    changed = replace(draft_of(client), email="zarife@isik.example", terms_days=14)
    change_client(client_ref=client.ref, draft=changed, **ACT)
    change_client(client_ref=client.ref, draft=replace(changed, email="info@isik.example"), **ACT)
    assert erase_words(client_ref=client.ref, today=day(3), **ACT) == 2
    assert "zarife" not in str(whole_book())
    assert said()[1:3] == [
        "Client details changed: E-mail; Payment terms (days) is now “14” [erased on 3 Mar 2024]",
        "Client details changed: E-mail [erased on 3 Mar 2024]",
    ]


def test_what_cannot_be_erased_is_refused(book) -> None:
    ref, words = a_note()
    other = a_client(OBRIEN).ref
    for client, wanted, refusal in (
        ("c-nobody", words, ClientNotFound),
        (ref, "t-nothing", WordsNotFound),
        (other, words, WordsNotFound),
    ):
        with refused(refusal):
            erase_words(client_ref=client, ref=wanted, today=START, **ACT)
    erase_words(client_ref=ref, ref=words, today=START, **ACT)
    with refused(WordsAreErased, "This text was erased already."):
        erase_words(client_ref=ref, ref=words, today=START, **ACT)
    with refused(WordsAreErased):
        correct_note(client_ref=ref, ref=words, text="x", **ACT)


def test_a_note_is_corrected_by_its_author_soon_after(book) -> None:
    ref, words = a_note()
    for minutes, text in ((0, "one"), (15, " two\x00\r\n three ")):
        correct_note(client_ref=ref, ref=words, text=text, by=OWNER, now=NOW + MINUTES[minutes])
    assert said()[1:] == ["Note: two\n three"]
    assert SECRET not in str(whole_book())
    (kept,) = Words.objects.all()
    assert (kept.corrected_at, kept.corrected_by_id) == (NOW + MINUTES[15], kept.by_id)
    before = whole_book()
    correct_note(client_ref=ref, ref=words, text="two\n three", by=OWNER, now=NOW + MINUTES[1])
    assert whole_book() == before
    renamed = replace(OWNER, name="Özge Işık")
    correct_note(client_ref=ref, ref=words, text="four", by=renamed, now=NOW + MINUTES[1])
    assert said()[1:] == ["Note: four"]


def test_what_cannot_be_corrected_is_refused(book) -> None:
    ref, words = a_note()
    client = a_client(OBRIEN)
    changed = replace(draft_of(client), email="x@obrien.example")
    change_client(client_ref=client.ref, draft=changed, **ACT)
    elsewhere = Words.objects.get(entry__kind="client.changed").ref
    late = NOW + MINUTES[15] + timedelta(microseconds=1)
    for fields, refusal in (
        ({"now": late}, TooLateToCorrect),
        ({"now": NOW - MINUTES[1]}, TooLateToCorrect),
        ({"by": replace(OWNER, id="2")}, NotTheAuthor),
        ({"by": replace(OWNER, kind="terminal")}, NotTheAuthor),
        ({"text": " "}, NoteIsEmpty),
        ({"text": "x" * 2001}, NoteIsTooLong),
        ({"client_ref": client.ref}, WordsNotFound),
        ({"client_ref": client.ref, "ref": elsewhere}, WordsNotFound),
        ({"client_ref": "c-nobody"}, ClientNotFound),
    ):
        with refused(refusal):
            correct_note(**{"client_ref": ref, "ref": words, "text": "x", **ACT, **fields})


IN_TIME = "corrected_at = '2024-03-30 10:45:00+00:00', corrected_by_id = by_id"
ERASING = "erased_at = '2024-04-30 10:30:00+00:00', erased_on = '2024-04-30'"


@pytest.mark.parametrize(
    "change",
    [
        "texts = '{{\"text\": \"x\"}}'",
        "texts = '{{}}'",
        f"texts = '{{{{\"text\": \"x\"}}}}', {ERASING}",
        f"{ERASING}",
        "erased_at = '2024-04-30 10:30:00+00:00'",
        "texts = '{{}}', erased_at = '2024-04-30 10:30:00+00:00'",
        "texts = '{{\"text\": \"x\"}}', corrected_at = '2024-03-30 10:45:00.001+00:00', corrected_by_id = by_id",
        "texts = '{{\"text\": \"x\"}}', corrected_at = '2024-03-30 10:29:59+00:00', corrected_by_id = by_id",
        "texts = '{{\"text\": \"x\"}}', corrected_at = '2024-03-30 10:45:00+00:00'",
        "texts = '{{\"text\": \"x\"}}', corrected_at = '2024-03-30 10:45:00+00:00', corrected_by_id = {other}",
        f"texts = '{{{{}}}}', {IN_TIME}, {ERASING}",
        "ref = 't-other'",
        "recorded_at = '2024-04-30 10:30:00+00:00'",
        "by_id = {other}",
        "entry_id = entry_id - 1",
        f"recorded_at = '2024-03-30 10:31:00+00:00', texts = '{{{{}}}}', {IN_TIME}",
    ],
)  # fmt: skip
def test_the_database_refuses_every_other_change(book, change) -> None:
    a_note()
    client = a_client(OBRIEN)
    stranger = replace(OWNER, id="2")
    add_note(client_ref=client.ref, text="x", on=START, by=stranger, now=NOW)
    other = Words.objects.get(by__identity="2").by_id
    before = whole_book()
    statement = f"UPDATE timeline_words SET {change.format(other=other)} WHERE by_id <> {other}"
    with pytest.raises(DatabaseError, match="timeline_words is only erased"), transaction.atomic():
        bulk.run_sql(statement.replace("%", "%%"))
    assert whole_book() == before


def test_the_database_lets_the_two_acts_through_once(book) -> None:
    a_note()
    text = 'texts = \'{"text": "x"}\''
    assert bulk.run_sql(f"UPDATE timeline_words SET {text}, {IN_TIME}") == 1
    assert bulk.run_sql(f"UPDATE timeline_words SET texts = '{{}}', {ERASING}") == 1
    for change in (
        "erased_at = NULL, erased_on = NULL",
        "erased_at = '2024-05-30 10:30:00+00:00'",
        f"{text}, {IN_TIME}",
        f"{text}, erased_at = NULL, erased_on = NULL, {IN_TIME}",
    ):
        with pytest.raises(DatabaseError, match="timeline_words is only erased"), transaction.atomic():
            bulk.run_sql(f"UPDATE timeline_words SET {change}")


@pytest.mark.parametrize("statement", ["DELETE FROM timeline_words", "EMPTY", "TAKEN"])
def test_words_are_never_deleted(engine, book, statement) -> None:
    a_note()
    before = whole_book()
    if statement == "EMPTY":
        statement = "TRUNCATE timeline_words"
        if engine == "sqlite":
            statement = "INSERT OR REPLACE INTO timeline_words SELECT * FROM timeline_words"
    elif statement == "TAKEN":
        if engine == "postgresql":
            pytest.skip("PostgreSQL replaces nothing")
        statement = (
            "INSERT OR REPLACE INTO timeline_words (entry_id, ref, recorded_at, by_id, texts) "
            "SELECT entry_id, 't-new', recorded_at, by_id, texts FROM timeline_words"
        )
    with pytest.raises(DatabaseError, match="timeline_words is never deleted"), transaction.atomic():
        bulk.run_sql(statement)
    assert whole_book() == before


def test_a_note_is_removed_by_its_author_soon_after(book) -> None:
    ref, words = a_note()
    remove_note(client_ref=ref, ref=words, today=day(3), by=OWNER, now=NOW + MINUTES[15])
    assert SECRET not in str(whole_book())
    assert said()[1:] == ["Note: [erased on 3 Mar 2024]"]
    with refused(WordsAreErased):
        remove_note(client_ref=ref, ref=words, today=day(3), by=OWNER, now=NOW + MINUTES[15])


@pytest.mark.parametrize(("fields", "refusal"), [
    ({"now": NOW + MINUTES[15] + timedelta(microseconds=1)}, TooLateToCorrect),
    ({"by": replace(OWNER, id="2")}, NotTheAuthor),
    ({"by": replace(OWNER, role="reader")}, NotAllowed),
    ({"ref": "t-nothing"}, WordsNotFound),
    ({"client_ref": "c-nobody"}, ClientNotFound),
])  # fmt: skip
def test_what_cannot_be_removed_is_refused(book, fields, refusal) -> None:
    ref, words = a_note()
    with refused(refusal):
        remove_note(**{"client_ref": ref, "ref": words, "today": START, **ACT, **fields})
