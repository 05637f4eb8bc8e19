"""What PostgreSQL leaves out is asked there all the same."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection
from django.db.backends.utils import CursorWrapper
from hypothesis import given
from hypothesis import strategies as st
from tests.statements import TIMES, Noted, Notes, enough, key_of, read_notes

NOTES = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=3),
    st.builds(Noted, st.floats(0, 9), st.frozensets(st.sampled_from("klmnopqrst"))),
    max_size=20,
)


@given(NOTES, st.sets(st.text("abcdefgh", min_size=1, max_size=1)))
def test_each_statement_is_asked_as_often_as_is_wanted_or_as_there_are_tests(notes, always):
    chosen = enough(notes, always)
    asked = Counter(chain.from_iterable(noted.statements for noted in notes.values()))
    still = Counter(chain.from_iterable(notes[test].statements for test in chosen))
    assert all(still[statement] >= min(times, TIMES) for statement, times in asked.items())
    assert always & notes.keys() <= chosen
    assert enough(dict(reversed(notes.items())), always) == chosen


def test_of_tests_that_ask_the_same_the_cheapest_are_chosen():
    asked = frozenset({"a", "b"})
    notes = {f"test {seconds}": Noted(seconds, asked) for seconds in range(9)} | {"other": Noted(99, frozenset("c"))}
    assert enough(notes, times=2) == {"test 0", "test 1", "other"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("SELECT 1 WHERE a = %s", ("x",)), ("SELECT  1\n WHERE a = %s", ("y",))),
        (("SELECT 1 WHERE a IN (%s, %s)", (1, 2)), ("SELECT 1 WHERE a IN (%s, %s, %s)", (1, 2, 3))),
        (("INSERT INTO t VALUES (%s, %s), (%s, %s)", (1, 2, 1, 2)), ("INSERT INTO t VALUES (%s, %s)", (1, 2))),
        (('SAVEPOINT "s140_x1"', None), ('SAVEPOINT "s141_x22"', None)),
        (('SELECT a FROM "firm_t-1".b', None), ('SELECT a FROM "firm_t-2".b', None)),
    ],
)
def test_alike_is_what_differs_in_its_values_alone(one, other):
    assert key_of(*one, "", "") == key_of(*other, "", "")


@pytest.mark.parametrize(
    "other",
    [
        ("SELECT 1 WHERE b = %s", ("x",), "", ""),
        ("SELECT 1 WHERE a = %s", (1,), "", ""),
        ("SELECT 1 WHERE a = %s", (None,), "", ""),
        ("SELECT 1 WHERE a = %s", ("x",), "IntegrityError", ""),
        ("SELECT 1 WHERE a = %s", ("x",), "", "IntegrityError"),
    ],
)
def test_other_words_types_and_ends_are_another_statement(other):
    assert key_of("SELECT 1 WHERE a = %s", ("x",), "", "") != key_of(*other)


def test_what_a_test_asks_is_heard(book, tmp_path, monkeypatch):
    monkeypatch.setattr(CursorWrapper, "_execute_with_wrappers", CursorWrapper._execute_with_wrappers)
    notes = Notes.begin(tmp_path)
    for name, is_skipped in (("test_x", False), ("test_y", True)):
        asking = notes.pytest_runtest_protocol(SimpleNamespace(nodeid=name))
        next(asking)
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s", ["x"])
            with pytest.raises(IntegrityError):
                cursor.execute("INSERT INTO firm_firm (id) VALUES (%s)", [1])
        notes.pytest_runtest_logreport(SimpleNamespace(nodeid=name, skipped=is_skipped))
        with pytest.raises(StopIteration):
            asking.send(None)
    notes.pytest_sessionfinish()
    ((name, noted),) = read_notes(tmp_path).items()
    assert name == "test_x"
    assert noted.statements >= {
        key_of("SELECT %s", ["x"], "", ""),
        key_of("INSERT INTO firm_firm (id) VALUES (%s)", [1], "", "IntegrityError"),
    }
