"""Which statements each test asks of the database, so that PostgreSQL hears each of them and not forty times.

A run on SQLite notes them (`--note-statements FOLDER`). A run on PostgreSQL that is told where (`--noted-statements
FOLDER`) leaves out a test when others ask each of its statements, with values of the same types and with the same end.
"""

from __future__ import annotations

import heapq
import json
import os
import re
from collections import Counter
from hashlib import blake2b
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pytest
from django.db.backends.utils import CursorWrapper
from tests.patience import processor_seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

TIMES: Final = 3
"""By so many tests each statement is asked, where there are as many."""
_SAID: Final = re.compile(r"'(?:[^']|'')*'|\"[^\"]*-[^\"]*\"|\d+")
"""What differs from test to test: texts, the names of the firms' schemas, and numbers, those of savepoints, too."""
_AGAIN: Final = re.compile(r"(\(?%s\)?)(?:, ?\(?%s\)?)+")


class Noted(NamedTuple):
    """What a test asked on SQLite, and what it took; one that was not run there asked nothing."""

    seconds: float
    statements: frozenset[str]


class Notes:
    """A plugin of pytest that notes the statements of the test that runs, whichever of its threads asks them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._of_all: dict[str, tuple[float, list[str]]] = {}
        self._asked: set[str] = set()
        self._skipped: set[str] = set()
        self._after = ""

    @classmethod
    def begin(cls, folder: Path) -> Notes:
        """Hear, from here on, every statement of this process."""
        notes = cls(folder)
        hear = CursorWrapper._execute_with_wrappers  # type: ignore[attr-defined] -- Django's own way to all of them

        def heard(cursor: Any, sql: str, params: Any, many: bool, executor: Callable[..., Any]) -> Any:
            try:
                answer = hear(cursor, sql, params, many, executor)
            except BaseException as error:
                notes.hear(sql, params, type(error).__name__)
                raise
            notes.hear(sql, params, "")
            return answer

        CursorWrapper._execute_with_wrappers = heard  # type: ignore[attr-defined]
        return notes

    def hear(self, sql: str, params: Any, end: str) -> None:
        """Note one statement and the name of the fault with which it ended, if it did."""
        self._asked.add(key_of(sql, params, self._after, end))
        self._after = end

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[object]:
        """Keep what a test asks, and its fixtures for it, with what it took."""
        self._asked, self._after = set(), ""
        began = processor_seconds()
        answer = yield
        if item.nodeid not in self._skipped:
            self._of_all[item.nodeid] = (processor_seconds() - began, sorted(self._asked))
        return answer

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """What one engine leaves out may be for the other alone."""
        if report.skipped:
            self._skipped.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        """Write down what was heard."""
        if self._of_all:
            self._folder.mkdir(parents=True, exist_ok=True)
            kept = self._folder / f"{os.getpid()}.json"
            kept.write_text(json.dumps(self._of_all), encoding="utf-8")


def key_of(sql: str, params: Any, after: str, end: str) -> str:
    """What makes two statements alike: their words, the types of their values, how they end and how the one before did.

    How many rows are written, or values looked for, makes no difference.
    """
    words = _AGAIN.sub(r"\1, …", " ".join(_SAID.sub("?", str(sql)).split()))
    values = params.values() if isinstance(params, dict) else params or ()
    told = repr((words, _types(values), after, end))
    return blake2b(told.encode(), digest_size=8).hexdigest()


def _types(values: Iterable[Any]) -> list[str]:
    """The types, each run of equal ones once; rows of many are as the types that stand in them."""
    values = list(values)
    if rows := [value for value in values if isinstance(value, list | tuple)]:
        return sorted({type(value).__name__ for value in chain.from_iterable(rows)})
    names = [type(value).__name__ for value in values]
    return [name for at, name in enumerate(names) if at == 0 or names[at - 1] != name]


def read_notes(folder: Path) -> dict[str, Noted]:
    """What the workers of a run wrote down."""
    notes: dict[str, Noted] = {}
    for path in sorted(folder.glob("*.json")):
        for test, (seconds, statements) in json.loads(path.read_text(encoding="utf-8")).items():
            notes[test] = Noted(seconds, frozenset(statements))
    return notes


def enough(notes: Mapping[str, Noted], always: Iterable[str] = (), times: int = TIMES) -> set[str]:
    """The tests that together ask each statement so often, if there are as many; the cheapest for what they add first.

    `always` are among them whatever they ask. The same notes lead to the same tests.
    """
    asked_by = Counter(chain.from_iterable(noted.statements for noted in notes.values()))
    missing = {statement: min(times, count) for statement, count in asked_by.items()}
    chosen: set[str] = set()

    def choose(test: str) -> None:
        chosen.add(test)
        for statement in notes[test].statements:
            missing[statement] -= 1

    def price(test: str) -> float:
        adds = sum(missing[statement] > 0 for statement in notes[test].statements)
        return (notes[test].seconds + 0.05) / adds if adds else float("inf")

    for test in sorted(set(always) & notes.keys()):
        choose(test)
    waiting = [(price(test), test) for test in sorted(notes.keys() - chosen)]
    heapq.heapify(waiting)
    while waiting:
        known, test = heapq.heappop(waiting)
        now = price(test)
        if now == float("inf"):
            continue
        if now > known:  # others have asked some of it meanwhile
            heapq.heappush(waiting, (now, test))
        else:
            choose(test)
    return chosen
