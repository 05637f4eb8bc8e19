"""Work handed over: until a day nothing moves and the stand-in sees it, for good all of it gets the other person."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.builders import ACT, ISIK, OBRIEN, OWNER, START, a_client, an_issued_invoice, day, refused, timeline
from tests.tasks.tables import STAND_INS_HEAD, two

from mainstay.briefing.queries.morning import morning
from mainstay.briefing.queries.panels import ToDoPanel
from mainstay.clients.actions.clients import change_client
from mainstay.clients.models import Client
from mainstay.clients.queries.fetching import draft_of
from mainstay.firm.queries.people import PersonNotFound
from mainstay.kernel.offers import panel_of
from mainstay.overview.gathered import proved
from mainstay.overview.phrases import fault_sentence
from mainstay.overview.queries.clients import clients_page
from mainstay.overview.queries.export import export_to
from mainstay.overview.rules.client_filter import ClientFilter
from mainstay.tasks.actions.handing_over import (
    HandsOverToItself,
    HandsOverToNoDay,
    IsHandedOver,
    NoStandIn,
    hand_over,
    take_work_back,
)
from mainstay.tasks.actions.importing import TaskRowRefused
from mainstay.tasks.actions.importing_stand_ins import import_stand_ins
from mainstay.tasks.actions.tasks import add_task
from mainstay.tasks.formats import is_sheet_of_stand_ins
from mainstay.tasks.models import StandIn, Task
from mainstay.tasks.queries.standing_in import stand_ins, work_of
from mainstay.tasks.rules.drafts import HandOverDraft, TaskDraft

DOING = {"today": START, **ACT}
FACTS = ("person", "stand_in", "from_on", "until_on", "set_by", "ended_on")


@pytest.fixture
def ada_and_bob(book):
    ada, bob = two()
    client = a_client(ISIK)
    change_client(client_ref=client.ref, draft=replace(draft_of(client), responsible=ada), **ACT)
    a_client(OBRIEN)
    add_task(draft=TaskDraft("Hers", START, who=ada), **DOING)
    add_task(draft=TaskDraft("Of her client", START, client=client.ref), **DOING)
    add_task(draft=TaskDraft("Nobody’s", START), **DOING)
    return ada, bob


def mine(email: str, on: int = 0) -> list[str]:
    """What somebody is to do on a day, in the list of Today."""
    people = work_of(email=email, today=day(on), by=OWNER)
    panel = panel_of(morning(today=day(on), by=OWNER, people=people).panels, ToDoPanel)
    assert panel is not None
    return sorted(one.title for one in panel.rows)


def test_mine_are_my_tasks_those_of_my_clients_and_the_calls_to_them(ada_and_bob) -> None:
    ada, bob = ada_and_bob
    for name in (ISIK, OBRIEN):
        an_issued_invoice(a_client(name), "10.00", on=day(0), due=day(5))
    assert mine(ada, 60) == ["Call Işık İnşaat", "Hers", "Of her client"]
    assert mine(bob, 60) == []
    listed = clients_page(as_of=START, wanted=ClientFilter(people=(ada,)), by=OWNER).clients
    assert [row.name for row in listed] == [ISIK]


def test_until_a_day_the_stand_in_sees_it_and_nothing_moves(ada_and_bob) -> None:
    ada, bob = ada_and_bob
    made = hand_over(draft=HandOverDraft("Ada", "Bob", day(5)), **DOING)
    assert [(one.person_name, one.stand_in_name) for one in stand_ins(today=day(5), by=OWNER)] == [("Ada", "Bob")]
    assert (mine(bob), mine(bob, 5), mine(bob, 6)) == (["Hers", "Of her client"], ["Hers", "Of her client"], [])
    assert mine(ada) == ["Hers", "Of her client"]
    with refused(IsHandedOver, "Someone already stands in for Ada: end that first."):
        hand_over(draft=HandOverDraft(ada, bob, day(9)), **DOING)
    take_work_back(ref=made.ref, **DOING)
    assert mine(bob) == []
    with refused(NoStandIn):
        take_work_back(ref=made.ref, **DOING)
    facts = {"on": "2024-03-05", "person": "Ada", "stand_in": "Bob"}
    assert timeline()[-2:] == [
        ("work.handed_over", "2024-02-29", made.ref, facts),
        ("work.taken_back", "2024-02-29", made.ref, {"person": "Ada", "stand_in": "Bob"}),
    ]
    assert hand_over(draft=HandOverDraft(ada, bob, day(9)), today=day(6), **ACT).ref
    assert proved() == []


def test_for_good_all_clients_and_open_tasks_move_and_each_client_tells(ada_and_bob) -> None:
    ada, bob = ada_and_bob
    assert hand_over(draft=HandOverDraft(ada, bob), **DOING) == ("", 1, 1)
    assert (mine(ada), mine(bob)) == ([], ["Hers", "Of her client"])
    assert Client.objects.get(name=ISIK).responsible == bob
    assert Task.objects.get(what="Hers").who == bob
    assert [kind for kind, *_ in timeline()][-2:] == ["client.changed", "work.handed_over"]


@pytest.mark.parametrize(
    ("draft", "refusal"),
    [
        (HandOverDraft("Ada", "ada@example.com"), HandsOverToItself),
        (HandOverDraft("Ada", "Nobody"), PersonNotFound),
        (HandOverDraft("Ada", "Bob", day(-1)), HandsOverToNoDay),
        (HandOverDraft("Ada", "Bob", day(9_999)), HandsOverToNoDay),
    ],
)
def test_what_cannot_be_is_refused(ada_and_bob, draft, refusal) -> None:
    with refused(refusal):
        hand_over(draft=draft, **DOING)


def test_a_planted_fault_is_found(ada_and_bob) -> None:
    more = {"from_on": START, "until_on": day(3), "set_by": "x"}
    StandIn.objects.create(ref="y-1", person="gone@example.com", stand_in="bob@example.com", **more)
    assert [fault_sentence(fault) for fault in proved()] == [
        "bob@example.com does the work of gone@example.com; one of the two is not a person of this firm."
    ]


def test_stand_ins_come_back_from_an_export_equal(ada_and_bob, tmp_path) -> None:
    ada, bob = ada_and_bob
    take_work_back(ref=hand_over(draft=HandOverDraft(ada, bob, day(5)), **DOING).ref, **DOING)
    ref = hand_over(draft=HandOverDraft(ada, bob, day(9)), **DOING).ref
    before = {one.ref: one for one in StandIn.objects.all()}
    (file,) = export_to(tmp_path / "all", by=OWNER).glob("*tand-ins.csv")
    text = file.read_text(encoding="utf-8-sig")
    assert is_sheet_of_stand_ins(text)
    assert import_stand_ins(text=text, **DOING) == (0, 2, 0)
    take_work_back(ref=ref, **DOING)
    new = {one: f"y-{one[:1:-1]}" for one in before}  # as in a book that has none of them
    for one in before:
        text = text.replace(one, new[one])
    assert import_stand_ins(text=text, **DOING) == (2, 0, 0)
    for one, row in before.items():
        again = StandIn.objects.get(ref=new[one])
        assert all(getattr(again, name) == getattr(row, name) for name in FACTS)
    assert mine(bob, 9) == ["Hers", "Of her client"]
    assert [kind for kind, *_ in timeline()][-2:] == ["work.handed_over"] * 2


def test_of_an_imported_stand_in_what_contradicts_the_book_is_left_out(ada_and_bob) -> None:
    ada, bob = ada_and_bob
    hand_over(draft=HandOverDraft(ada, bob, day(9)), **DOING)
    rows = (
        f"y-1,{ada},{bob},2024-03-01,2024-03-20,Ada,",
        f"y-2,{ada},{bob},2024-01-01,2024-01-20,Ada,",
        f"y-3,gone@example.com,{bob},2024-03-01,2024-03-20,Ada,",
    )
    assert import_stand_ins(text="\n".join((STAND_INS_HEAD, *rows)), **DOING) == (1, 0, 2)
    assert str(StandIn.objects.get(ref="y-2").ended_on) == "2024-01-20"
    assert proved() == []


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("y-1,a@example.com,b@example.com,soon,2024-03-20,,", "Line 2: “soon” is not a day: write it as"),
        ("y-1,a@example.com,a@example.com,2024-03-01,2024-03-20,,", "Line 2: “a@example.com” needs someone else as"),
        ("y-1,a@example.com,b@example.com,2024-03-02,2024-03-01,,", "Line 2: “a@example.com” needs someone else as"),
    ],
)
def test_stand_ins_that_cannot_be_are_refused_whole(book, row: str, sentence: str) -> None:
    with pytest.raises(TaskRowRefused) as caught:
        import_stand_ins(text=f"{STAND_INS_HEAD}\n{row}", **DOING)
    assert str(caught.value).startswith(sentence)
