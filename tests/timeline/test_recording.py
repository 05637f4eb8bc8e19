"""What happened is written down once, as it was said, and stays."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction
from tests.builders import NOW, OWNER, START, raw_writes

from mainstay.firm import bulk
from mainstay.timeline.actions.recording import Happening, record, record_many
from mainstay.timeline.models import Entry


def test_an_event_is_kept_as_it_was_said(book) -> None:
    facts = {"amount": "1.00 GBP", "name": "Işık “İnşaat”\t", "days": 3, "on": START}
    with transaction.atomic():
        record(happening=Happening(None, "firm.tested", START, "x-1", facts), by=OWNER, now=NOW)
    (entry,) = Entry.objects.all()
    assert (entry.client_id, entry.kind, entry.happened_on, entry.subject_ref) == (None, "firm.tested", START, "x-1")
    assert (entry.actor_kind, entry.actor_id, entry.actor_name) == ("person", "1", "Özge Çağlar")
    assert entry.recorded_at == NOW
    assert entry.facts == {**facts, "on": "2024-02-29"}


def test_two_people_of_one_name_are_two_on_the_timeline(book) -> None:
    namesake = replace(OWNER, id="2")
    with transaction.atomic():
        for by in (OWNER, namesake):
            record(happening=Happening(None, "firm.tested", START, "", {}), by=by, now=NOW)
    assert list(Entry.objects.order_by("id").values_list("actor_id", "actor_name")) == [
        ("1", "Özge Çağlar"), ("2", "Özge Çağlar"),
    ]  # fmt: skip


def test_many_events_take_one_statement_and_keep_their_order(book) -> None:
    happenings = [Happening(n, "firm.tested", START, "", {"n": n}) for n in range(50)]
    with transaction.atomic():
        record_many(happenings=happenings, by=OWNER, now=NOW)
        record_many(happenings=[], by=OWNER, now=NOW)
    assert list(Entry.objects.order_by("id").values_list("client_id", flat=True)) == list(range(50))


def test_an_event_stands_in_the_transaction_of_its_act(book) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        record(happening=Happening(None, "firm.tested", START, "", {}), by=OWNER, now=NOW)
    with transaction.atomic():
        record(happening=Happening(None, "firm.tested", START, "", {}), by=OWNER, now=NOW)
        transaction.set_rollback(True)
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "statement", ["UPDATE timeline_entry SET kind = 'other'", "DELETE FROM timeline_entry", "EMPTY"]
)
def test_what_happened_is_never_changed_or_deleted(engine, book, statement) -> None:
    with transaction.atomic():
        record(happening=Happening(None, "firm.tested", START, "", {}), by=OWNER, now=NOW)
    if statement == "EMPTY":
        statement = (
            "TRUNCATE timeline_entry"
            if engine == "postgresql"
            else "INSERT OR REPLACE INTO timeline_entry SELECT * FROM timeline_entry"
        )
    with pytest.raises(DatabaseError, match="timeline_entry is never"), raw_writes() as cursor:
        cursor.execute(statement)
    assert bulk.select_rows("SELECT kind FROM timeline_entry") == [("firm.tested",)]
