"""Tasks: added, changed, put off, done and undone, cancelled; each is told, and Today lists what is due."""

from __future__ import annotations

import pytest
from django.db.models import Value
from django.db.models.functions import Concat
from tests.builders import ACT, ISIK, OWNER, START, a_client, day, refused, timeline

from mainstay.firm.actions.people import add_person
from mainstay.firm.queries.people import PersonNotFound
from mainstay.overview.gathered import proved
from mainstay.overview.phrases import fault_sentence
from mainstay.overview.queries.export import export_to
from mainstay.tasks.actions.importing import NoTasksInFile, TaskRowRefused, import_tasks
from mainstay.tasks.actions.tasks import (
    NothingToReopen,
    TaskDelayedToNoDay,
    TaskIsClosed,
    TaskIsFarOff,
    TaskRefused,
    add_task,
    change_task,
    drop_task,
    finish_task,
    put_task_off,
    reopen_task,
)
from mainstay.tasks.models import Task
from mainstay.tasks.queries.tasks import tasks_due, tasks_of_client, tasks_page
from mainstay.tasks.rules.drafts import TaskDraft

DOING = {"today": START, **ACT}


def a_task(what="Send the VAT return", due=0, **more) -> Task:
    return add_task(draft=TaskDraft(what, day(due), **more), **DOING)


@pytest.fixture
def ada(book):
    return add_person(email="ada@example.com", name="Ada", role="colleague", language="en",
                      password="uzun ve kolay parola", **ACT)  # fmt: skip


def test_a_task_is_added_with_client_and_person_and_told_on_the_clients_timeline(ada) -> None:
    client = a_client(ISIK)
    made = a_task("  Ask  for the contract ", 3, client="ışık", who="Ada", note="Page 3", repeat="weekly")
    (row,) = tasks_of_client(client_id=client.pk, today=START, by=OWNER)
    assert (row.what, row.who, row.who_name, row.days, row.client_name) == (
        "Ask for the contract", "ada@example.com", "Ada", 3, ISIK,
    )  # fmt: skip
    facts = {"on": "2024-03-03", "repeat": "weekly", "what": "Ask for the contract", "person": "Ada"}
    assert timeline()[-1] == ("task.added", "2024-02-29", made.ref, facts)
    assert proved() == []


@pytest.mark.parametrize(
    ("draft", "refusal", "sentence"),
    [
        (TaskDraft(" ", day(0)), TaskRefused, "Say in a few words what is to be done."),
        (TaskDraft("x" * 201, day(0)), TaskRefused, f"“{'x' * 40}…” is longer than 200 characters: shorten it."),
        (TaskDraft("x", day(3_661)), TaskIsFarOff, "9 Mar 2034 is more than ten years ahead: correct the year."),
        (TaskDraft("x", day(0), who="Bob"), PersonNotFound,
         "“Bob” is no one person of this firm: give the e-mail address. There are: Ada (ada@example.com)."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_kept(ada, draft, refusal, sentence) -> None:
    with refused(refusal, sentence):
        add_task(draft=draft, **DOING)
    assert not Task.objects.exists()


def test_done_closes_it_and_undone_opens_it_again(book) -> None:
    task = a_task(due=-2)
    assert [row.ref for row in tasks_due(today=START, by=OWNER)] == [task.ref]
    finish_task(ref=task.ref, **DOING)
    assert tasks_due(today=START, by=OWNER) == ()
    assert [row.what for row in tasks_page(today=START, by=OWNER).done] == ["Send the VAT return"]
    with refused(TaskIsClosed):
        finish_task(ref=task.ref, **DOING)
    reopen_task(ref=task.ref, **DOING)
    (row,) = tasks_due(today=START, by=OWNER)
    assert (row.days, row.is_overdue) == (-2, True)
    with refused(NothingToReopen):
        reopen_task(ref=task.ref, **DOING)
    assert [kind for kind, *_ in timeline()][-2:] == ["task.done", "task.reopened"]


def test_one_that_repeats_comes_again_and_goes_back_when_undone(book) -> None:
    task = a_task("Bank reconciliation", repeat="monthly")
    assert finish_task(ref=task.ref, **DOING).due_on == day(29)
    assert reopen_task(ref=task.ref, **DOING).due_on == START


def test_put_off_and_changed_and_cancelled(book) -> None:
    task = a_task(repeat="weekly")
    with refused(TaskDelayedToNoDay):
        put_task_off(ref=task.ref, until=START, **DOING)
    assert put_task_off(ref=task.ref, until=day(2), reason="Ill", **DOING).due_on == day(2)
    assert finish_task(ref=task.ref, **DOING).due_on == day(7)
    before = len(timeline())
    same = TaskDraft("Send the VAT return", day(7), repeat="weekly")
    change_task(ref=task.ref, draft=same, **DOING)
    assert len(timeline()) == before
    changed = change_task(ref=task.ref, draft=TaskDraft("Send it", day(8), repeat="weekly"), **DOING)
    assert (changed.what, changed.due_on, changed.first_on) == ("Send it", day(8), day(8))
    drop_task(ref=task.ref, **DOING)
    assert tasks_page(today=START, by=OWNER).open == ()
    with refused(TaskIsClosed):
        drop_task(ref=task.ref, **DOING)


def test_mine_are_mine_alone(ada) -> None:
    a_task("Hers", who="ada@example.com")
    a_task("Nobody’s")
    assert [row.what for row in tasks_page(today=START, by=OWNER, people=("ada@example.com",)).open] == ["Hers"]


def test_planted_faults_are_found(book) -> None:
    task = a_task()
    Task.objects.filter(pk=task.pk).update(who="gone@example.com", due_on=day(-1))
    assert [fault_sentence(fault) for fault in proved()] == [
        "The task “Send the VAT return” is assigned to gone@example.com, who is not a person of this firm.",
        "The task “Send the VAT return” is due on 2024-02-28, before its first day 2024-02-29.",
    ]


def test_an_export_comes_back_equal(ada, tmp_path) -> None:
    client = a_client(ISIK)
    a_task("Ask for the contract", 3, client=client.ref, who="Ada", note="Page 3, “draft”\nand 4", repeat="monthly")
    finish_task(ref=a_task("Once").ref, **DOING)
    finish_task(ref=a_task("Again", repeat="weekly").ref, **DOING)
    drop_task(ref=a_task("Never").ref, **DOING)
    before = list(Task.objects.order_by("id").values())
    (file,) = export_to(tmp_path / "all", by=OWNER).glob("*asks.csv")
    text = file.read_text(encoding="utf-8-sig")
    assert import_tasks(text=text, **DOING) == (0, 4, 0)
    Task.objects.update(ref=Concat(Value("old-"), "ref"))  # as in a book that has none of them
    assert import_tasks(text=text, **DOING) == (4, 0, 0)
    after = list(Task.objects.exclude(ref__startswith="old-").order_by("id").values())
    for row in (*before, *after):
        del row["id"]
    assert after == before


@pytest.mark.parametrize(
    ("text", "refusal", "sentence"),
    [
        ("a,b\n1,2\n", NoTasksInFile, "The file has no column “Mainstay ref”, “Task”, “Due on”: choose the sheet"),
        ("Mainstay ref,Task,Due on\nk-1,x,3.3.\n", TaskRowRefused, "Line 2: “3.3.” is not a day: write it as"),
        ("Mainstay ref,Task,Due on\nk-1, ,2024-03-03\n", TaskRowRefused, "Line 2: Say in a few words what is to be"),
        (
            "Mainstay ref,Task,Due on,Client ID\nk-1,x,2024-03-03,c-none\n", TaskRowRefused,
            "Line 2: No client is called “c-none”",
        ),
    ],
)  # fmt: skip
def test_a_file_that_cannot_come_in_is_refused_whole(book, text, refusal, sentence) -> None:
    with pytest.raises(refusal) as caught:
        import_tasks(text=text, **DOING)
    assert str(caught.value).startswith(sentence)
    assert not Task.objects.exists()
