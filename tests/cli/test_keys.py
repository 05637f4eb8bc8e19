"""Each writing command with --key, said twice: it happens once and answers the same; without it, it happens again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from tests import clock

from mainstay.cli import opening

ISIK = "Işık İnşaat"
ONE = ("record", "invoice", ISIK, "100.00", "--number", "A-1")


@pytest.fixture
def book(british):
    british("record", "client", ISIK)
    british(*ONE)
    return british


def everything(book) -> object:
    return book("client", ISIK, "--json").document


def twice(book, *words: object, code: int = 0) -> str:
    """Say a command twice with one key; its answer, which is the same both times."""
    first = book(*words, "--key", "k-" + "-".join(map(str, words)), code=code)
    after = everything(book)
    second = book(*words, "--key", "k-" + "-".join(map(str, words)), code=code)
    assert (second.out, second.err) == (first.out, first.err)
    assert everything(book) == after
    return first.out


def test_money_is_recorded_and_corrected_once(book) -> None:
    paid = twice(book, "record", "payment", ISIK, "60", "--invoice", "A-1").split()[-1]
    twice(book, "record", "unallocation", paid, "A-1")
    twice(book, "record", "allocation", paid, "A-1", "20")
    twice(book, "record", "refund", paid, "10")
    twice(book, "record", "credit-note", ISIK, "5", "--invoice", "A-1", "--reason", "late")
    lost = twice(book, "record", "write-off", "A-1", "--amount", "10", "--reason", "lost").split()[-1]
    twice(book, "record", "recovery", lost, paid, "10")
    twice(book, "record", "dispute", "A-1", "--reason", "hours")
    twice(book, "record", "dispute", "A-1", "--settled", "agreed")
    twice(book, "record", "expected-date", "A-1", "--on", str(clock.today(9)), "--reason", "promised")
    twice(book, "record", "expected-date", "A-1", "--remove")
    assert "100.00 GBP" in str(everything(book))
    book("check")


def test_invoices_and_clients_are_added_once(book) -> None:
    assert "INV-00001" in twice(book, "record", "invoice", ISIK, "7")
    assert "INV-00002" in book("record", "invoice", ISIK, "7").out
    assert "O'Brien added" in twice(book, "record", "client", "O'Brien")
    book("record", "invoice", ISIK, "9", "--number", "A-2")
    paid = book("record", "payment", ISIK, "9", "--invoice", "A-2").out.split()[-1]
    assert "Moved to invoice A-1." in twice(book, "record", "unallocation", paid, "A-2", "--to", "A-1")
    twice(book, "record", "void", "A-2", "--reason", "wrong")
    twice(book, "record", "reversal", book("record", "payment", ISIK, "1").out.split()[-1], "--reason", "bounced")


def test_what_is_known_of_a_client_is_changed_once(book) -> None:
    assert twice(book, "client", "change", ISIK, "--city", "Bursa") == f"{ISIK} changed.\n"
    assert twice(book, "client", "contact", ISIK, "Işıl", "--email", "a@b.c") == "Işıl is listed.\n"
    assert twice(book, "client", "contact", ISIK, "Işıl", "--rename", "Ada") == "Ada changed.\n"
    assert twice(book, "client", "contact", ISIK, "Ada", "--remove") == "Ada is removed.\n"
    soon, later = (str(clock.today(days)) for days in (7, 8))
    twice(book, "client", "next", ISIK, "--on", soon, "--about", "the renewal")
    twice(book, "client", "next", ISIK, "--on", later)
    twice(book, "client", "next", ISIK, "--done", "Spoken.", "--on", soon, "--about", "the goals")
    twice(book, "client", "next", ISIK, "--drop", "Not needed")
    twice(book, "client", "standing", ISIK, "--set", "steady", "--reason", "years", "--json")
    twice(book, "client", "standing", ISIK, "--lift")
    twice(book, "firms", "describe", "--name", "Another")
    assert [one["kind"] for one in everything(book)["timeline"]].count("standing.overridden") == 1


def test_what_is_said_again_after_midnight_is_done_once_and_answers_the_same(book, monkeypatch) -> None:
    """The day that a command leaves out is the day on which it was first said."""

    def on(day: date) -> None:
        late = datetime(day.year, day.month, day.day, 23, 59, tzinfo=UTC)
        monkeypatch.setattr(opening, "datetime", clock.stopped_at(late))

    first = clock.today(1)

    def on_both_days(*words: object) -> str:
        told, after = [], []
        for day in (first, first + timedelta(days=1), first + timedelta(days=40)):
            on(day)
            told.append(book(*words, "--key", "k-" + "-".join(map(str, words))).out)
            after.append(everything(book)["timeline"])
        assert (told, after) == (told[:1] * 3, after[:1] * 3), words
        return told[0]

    on_both_days("record", "invoice", ISIK, "7", "--json")
    paid = on_both_days("record", "payment", ISIK, "60", "--invoice", "A-1").split()[-1]
    on_both_days("record", "unallocation", paid, "A-1")
    on_both_days("record", "allocation", paid, "A-1", "20")
    on_both_days("record", "refund", paid, "10", "--json")
    on_both_days("record", "credit-note", ISIK, "5", "--invoice", "A-1", "--reason", "late", "--json")
    lost = on_both_days("record", "write-off", "A-1", "--amount", "10", "--reason", "lost").split()[-1]
    on_both_days("record", "recovery", lost, paid, "10", "--json")
    on_both_days("record", "dispute", "A-1", "--reason", "hours", "--json")
    on_both_days("record", "dispute", "A-1", "--settled", "agreed", "--json")
    on_both_days("record", "expected-date", "A-1", "--on", str(clock.today(90)), "--reason", "promised", "--json")
    on_both_days("record", "expected-date", "A-1", "--remove", "--json")
    on_both_days("client", "note", ISIK, "Called", "--json")
    on_both_days("client", "standing", ISIK, "--set", "steady", "--reason", "years", "--json")
    on_both_days("record", "void", "INV-00001", "--reason", "wrong", "--json")
    other = on_both_days("record", "payment", ISIK, "1").split()[-1]
    on_both_days("record", "reversal", other, "--reason", "bounced", "--json")
    on(first + timedelta(days=1))
    said = book("record", "payment", ISIK, "1", "--on", first + timedelta(days=1), "--key",
                f"k-record-payment-{ISIK}-1", code=2)  # fmt: skip
    assert said.err.startswith("This was already sent once with other values")


def test_a_key_said_with_other_values_is_refused(book) -> None:
    book("record", "payment", ISIK, "60", "--key", "k")
    said = book("record", "payment", ISIK, "61", "--key", "k", code=2)
    assert said.err.startswith("This was already sent once with other values, so nothing was saved this time.")
    said = book("record", "refund", "p-nobody", "61", "--key", "k", code=2)
    assert said.out == ""
