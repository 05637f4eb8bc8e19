"""An action with a key happens once, on both engines; without one, or refused, nothing is remembered."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib import import_module
from typing import NamedTuple

import pytest
from django.db import connection, connections, transaction
from tests.builders import ACT, NOW, OWNER, START, raw_writes, refused, whole_book
from tests.patience import let_the_other_come

from mainstay.firm import idempotency
from mainstay.firm.idempotency import AnswerIsGone, KeyUsedForAnother, action_of_key, answer_type, keyed, name_of
from mainstay.firm.models import IdempotencyKey
from mainstay.firm.permissions import NotAllowed
from mainstay.firm.rules.permissions import WORKERS, Act
from mainstay.jobs.models import ScheduledRun
from mainstay.jobs.upkeep import KEY_RETENTION, look_after_book
from mainstay.kernel.money import Money
from mainstay.kernel.refusal import Refusal
from mainstay.store.context import use_firm

RUN = Act("firm.run_it", "Run it", WORKERS)
COLLEAGUE = OWNER.__class__("person", "2", OWNER.name, OWNER.role)


class Full(Refusal):
    code = "full"


class Noted(NamedTuple):
    run: ScheduledRun
    name: str
    count: int
    is_first: bool
    more: None


@dataclass(frozen=True)
class Draft:
    name: str
    amount: Money
    on: date


@transaction.atomic
@keyed(RUN)
def run_it(*, draft=None, name="night", today=START, most=9, by, now, key="") -> ScheduledRun:
    del draft, today, by, key
    count = ScheduledRun.objects.count()
    if count >= most:
        raise Full
    return ScheduledRun.objects.create(name=name, ran_on=START + timedelta(days=count), asked_at=now)


@transaction.atomic
@keyed(RUN)
def note_it(*, by, now, key="") -> Noted:
    return Noted(run_it(by=by, now=now), "night", ScheduledRun.objects.count(), True, None)


def runs() -> int:
    return ScheduledRun.objects.count()


def test_with_a_key_it_happens_once_and_answers_the_same(book):
    first = run_it(key="k", **ACT)
    before = whole_book()
    assert run_it(key="k", by=OWNER, now=NOW + timedelta(days=1), today=START + timedelta(days=1)) == first
    assert (whole_book(), runs()) == (before, 1)
    assert run_it(key="another", **ACT) != first


def test_without_a_key_it_happens_each_time(book):
    run_it(**ACT)
    run_it(key="", **ACT)
    assert (runs(), IdempotencyKey.objects.count()) == (2, 0)


@pytest.mark.parametrize(
    "other", [{"name": "day"}, {"most": 8}, {"draft": Draft("a", Money(2, "GBP"), START)}, {"by": COLLEAGUE}]
)
def test_a_key_used_with_other_arguments_is_refused(book, other):
    draft = Draft("a", Money(1, "GBP"), START)
    run_it(key="k", draft=draft, **ACT)
    run_it(key="k", draft=Draft("a", Money(1, "GBP"), START), name="night", **ACT)  # the same, said otherwise
    with refused(KeyUsedForAnother, str(KeyUsedForAnother())):
        run_it(**{"key": "k", "draft": draft, **ACT, **other})


def test_whoever_may_not_or_no_longer_is_not_answered_and_uses_up_no_key(book):
    run_it(key="k", **ACT)
    for key in ("k", "another"):
        with refused(NotAllowed):
            run_it(key=key, by=replace(OWNER, role="reader"), now=NOW)
    assert (runs(), IdempotencyKey.objects.count()) == (1, 1)


def test_a_key_used_by_another_action_is_refused(book):
    run_it(key="k", **ACT)
    with refused(KeyUsedForAnother):
        note_it(key="k", **ACT)
    assert (action_of_key("k"), action_of_key("x"), action_of_key("")) == (name_of(run_it), "", "")


def reminding(package):
    """An action of this package that is called as that of another."""

    def remind(*, by, now, key="") -> str:
        return package

    remind.__module__ = f"mainstay.{package}.actions.reminders"
    return transaction.atomic(keyed(RUN)(remind))


def test_two_packages_may_call_an_action_the_same(book, monkeypatch):
    monkeypatch.setattr(idempotency, "_keyed", {})
    letters, credit = reminding("letters"), reminding("credit")
    assert letters(key="k", **ACT) == "letters"
    assert action_of_key("k") == "letters.remind"
    with refused(KeyUsedForAnother):
        credit(key="k", **ACT)
    with pytest.raises(ValueError, match=r"two actions are called letters\.remind"):
        reminding("letters")


def test_keys_of_an_earlier_version_name_the_package_after_the_upgrade(book):
    upgrade = import_module("mainstay.firm.migrations.0012_a_key_names_the_package_of_its_action")
    names = {name: f"{package}.{name}" for package, names in upgrade.ACTIONS.items() for name in names}
    assert names["record_payment"] == "billing.record_payment"
    for name in names:
        IdempotencyKey.objects.create(key=name, action=name, digest="", used_at=NOW)
    for way, wanted in (("sql", names), ("reverse_sql", {name: name for name in names})):
        with raw_writes() as cursor:
            for operation in upgrade.Migration.operations:
                cursor.execute(getattr(operation, way))
        assert dict(IdempotencyKey.objects.values_list("key", "action")) == wanted


def test_a_refusal_gives_the_key_back(book):
    with refused(Full):
        run_it(key="k", most=0, **ACT)
    assert run_it(key="k", most=1, **ACT).name == "night"


def test_each_kind_of_answer_is_read_again(book):
    noted = note_it(key="k", **ACT)
    assert note_it(key="k", **ACT) == noted
    assert IdempotencyKey.objects.get().answer == [noted.run.pk, "night", 1, True, None]


def test_what_was_removed_since_is_not_answered_with(book):
    run_it(key="k", **ACT).delete()
    with refused(AnswerIsGone, "This was already saved, and what was saved has been removed since."):
        run_it(key="k", **ACT)


def test_what_cannot_be_read_again_is_no_answer(book):
    def measure() -> float: ...

    def list_all() -> list[str]: ...

    for action in (measure, list_all):
        with pytest.raises(TypeError, match="cannot be stored under a key"):
            answer_type(action)
    with pytest.raises(TypeError, match="object cannot stand in the digest"):
        run_it(key="k", draft=object(), **ACT)
    with pytest.raises(ValueError, match=r"two actions are called \w+\.run_it"):
        keyed(RUN)(run_it)


def test_a_key_may_be_any_text_and_is_not_kept_itself(book):
    for key in ("ş" * 5000, "a\x00b", "\udcff"):
        assert run_it(key=key, name="secret word", **ACT) == run_it(key=key, name="secret word", **ACT)
    kept = str(whole_book()["firm_idempotencykey"])
    assert "secret" not in kept
    assert "ş" not in kept


def test_a_key_belongs_to_one_book(book, other_book):
    run_it(key="k", **ACT)
    with use_firm(other_book):
        run_it(key="k", name="day", **ACT)
        assert runs() == 1


def test_keys_are_forgotten_after_ninety_days(book, monkeypatch):
    monkeypatch.setattr("mainstay.jobs.upkeep._copied", lambda _now, _prove: {})
    run_it(key="old", by=OWNER, now=NOW - KEY_RETENTION - timedelta(seconds=1))
    run_it(key="new", by=OWNER, now=NOW - KEY_RETENTION)

    class Work:
        @staticmethod
        def now():
            return NOW

    look_after_book(Work(), prove=lambda _part: None)
    assert [action_of_key("old"), action_of_key("new")] == ["", name_of(run_it)]


def at_once(book, act, count=2):
    """Act in threads that begin together, and stay long enough inside to meet; what each answered."""
    answers, together = [], threading.Barrier(count)

    def run() -> None:
        try:
            with use_firm(book):
                connection.ensure_connection()
                together.wait()
                answers.append(act())
        except Refusal as refusal:
            answers.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@transaction.atomic
@keyed(RUN)
def run_slowly(*, by, now, key="") -> ScheduledRun:
    run = ScheduledRun.objects.create(name=threading.current_thread().name, ran_on=START, asked_at=now)
    let_the_other_come()
    return run


def test_of_two_at_once_with_one_key_one_happens_and_both_are_answered(book):
    first, second = at_once(book, lambda: run_slowly(key="k", **ACT))
    assert first == second
    assert runs() == 1


def test_without_the_guard_the_race_is_lost(book, engine, monkeypatch):
    if engine == "sqlite":
        pytest.skip("one writer at a time: the second asks after the first has written")
    monkeypatch.setattr(
        idempotency, "_is_taken", lambda row, now: not IdempotencyKey.objects.filter(key=row["key"]).exists()
    )
    first, second = at_once(book, lambda: run_slowly(key="k", **ACT))
    assert first != second
    assert runs() == 2
