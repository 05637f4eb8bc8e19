"""A standing set by hand: with its reason, one at a time, never another's unseen, until it is lifted; each told."""

from __future__ import annotations

import threading

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.utils import translation
from tests.builders import ACT, ISIK, OBRIEN, OWNER, START, a_client, day, refused, timeline
from tests.patience import PATIENCE

from mainstay.clients.actions import standings
from mainstay.clients.actions.standings import (
    NoStandingSet,
    StandingReasonIsTooLong,
    StandingReasonMissing,
    StandingSetMeanwhile,
    StandingUnknown,
    lift_standing,
    override_standing,
)
from mainstay.clients.models import STANDINGS, StandingOverride
from mainstay.clients.phrases import STANDING_MEANINGS
from mainstay.clients.queries.fetching import ClientNotFound
from mainstay.insight.phrases import STANDINGS as LABELS
from mainstay.insight.phrases import points_lines
from mainstay.insight.standing import INPUTS
from mainstay.kernel.problem import Reason
from mainstay.kernel.refusal import Refusal
from mainstay.overview.phrases import happening_sentence
from mainstay.store.context import use_firm

FIFTH = day(5)
WHY = "They signed for three years"


def set_by_hand(standing: str = "steady", reason: str = WHY, on=START, **seen) -> StandingOverride:
    return override_standing(
        client_ref=a_client(ISIK).ref, standing=standing, reason=reason, today=on, **seen, **ACT
    )  # fmt: skip


def lift(on=FIFTH, **meant) -> None:
    lift_standing(client_ref=a_client(ISIK).ref, today=on, **meant, **ACT)


def kept() -> list[tuple[object, ...]]:
    columns = ("standing", "reason", "set_on", "set_by", "lifted_on", "lifted_by")
    return list(StandingOverride.objects.order_by("id").values_list(*columns))


def told() -> list[tuple[str, str, str, dict[str, object]]]:
    return [row for row in timeline() if row[0].startswith("standing.")]


def test_a_standing_is_set_with_its_reason_and_told(book) -> None:
    made = set_by_hand(reason="  They signed\x00 for\nthree  years ")
    assert kept() == [("steady", WHY, START, OWNER.name, None, "")]
    assert told() == [("standing.overridden", "2024-02-29", made.ref, {"standing": "steady", "reason": WHY})]


def test_a_form_sent_again_changes_nothing_and_a_colleague_who_says_the_same_is_told(book) -> None:
    first = set_by_hand(saw="", key="k")
    before = timeline()
    assert set_by_hand(on=day(3), saw="", key="k") == first
    assert (kept(), timeline()) == ([("steady", WHY, START, OWNER.name, None, "")], before)
    with refused(StandingSetMeanwhile):
        set_by_hand(saw="", key="of a colleague")


def test_another_lifts_the_one_before(book) -> None:
    first = set_by_hand()
    second = set_by_hand("drifting", "New boss", day(3), saw=first.ref)
    assert kept() == [
        ("steady", WHY, START, OWNER.name, day(3), OWNER.name),
        ("drifting", "New boss", day(3), OWNER.name, None, ""),
    ]
    assert told()[1:] == [
        ("standing.lifted", "2024-03-03", first.ref, {"standing": "steady", "reason": WHY}),
        ("standing.overridden", "2024-03-03", second.ref, {"standing": "drifting", "reason": "New boss"}),
    ]
    assert set_by_hand("new", "As I please", day(4)).lifted_on is None  # whoever does not say what they saw replaces it


def test_nobody_replaces_another_unseen(book) -> None:
    set_by_hand()
    for saw in ("", "s-other"):
        with refused(
            StandingSetMeanwhile,
            f"Someone else has set the rating of {ISIK}: Steady, because: {WHY}. Check it, then save again.",
        ):
            set_by_hand("drifting", "New boss", saw=saw)


@pytest.mark.parametrize(
    ("standing", "reason", "kind", "sentence"),
    [
        ("", "x", StandingUnknown, "Choose one of the ratings listed."),
        ("Steady", "x", StandingUnknown, "Choose one of the ratings listed."),
        ("new", " \x00\n", StandingReasonMissing,
         "Say in a few words why."),
        ("new", "x" * 301, StandingReasonIsTooLong, "The reason has 301 characters, 300 are kept: shorten it."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(book, standing, reason, kind, sentence) -> None:
    set_by_hand()
    with refused(kind, sentence):
        set_by_hand(standing, reason)
    with refused(ClientNotFound):
        override_standing(client_ref="c-nobody", standing="new", reason="x", today=START, **ACT)


def test_it_is_lifted_once(book) -> None:
    made = set_by_hand()
    lift(ref=made.ref, key="k")
    assert kept() == [("steady", WHY, START, OWNER.name, day(5), OWNER.name)]
    assert told()[-1] == ("standing.lifted", "2024-03-05", made.ref, {"standing": "steady", "reason": WHY})
    before = (kept(), timeline())
    lift(on=day(6), ref=made.ref, key="k")
    assert (kept(), timeline()) == before
    sentence = (
        f"The rating of {ISIK} isn’t set by hand: the automatic rating applies."
    )  # fmt: skip
    with refused(NoStandingSet, sentence):
        lift()
    for ref in (made.ref, "s-other"):
        with refused(NoStandingSet, sentence):
            lift(ref=ref)


def test_lifting_means_the_very_one_that_was_seen(book) -> None:
    first = set_by_hand()
    set_by_hand("drifting", "New boss", day(3))
    with refused(StandingSetMeanwhile):
        lift(ref=first.ref)
    elsewhere = override_standing(client_ref=a_client(OBRIEN).ref, standing="new", reason="x", today=START, **ACT)
    with refused(StandingSetMeanwhile):
        lift(ref=elsewhere.ref)


def test_the_book_itself_holds_one_at_a_time_with_a_reason(book) -> None:
    made = set_by_hand()
    row = {"client": made.client, "set_on": START, "set_by": "x"}
    for wrong in ({"standing": "new", "reason": "x"}, {"standing": "great", "reason": "x", "lifted_on": START},
                  {"standing": "new", "reason": "", "lifted_on": START}):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            StandingOverride.objects.create(ref="s-x", **row, **wrong)


@pytest.mark.parametrize(
    ("kind", "facts", "sentence"),
    [
        ("standing.overridden", {"standing": "steady", "reason": WHY},
         f"Rating set by hand: Steady, because: {WHY}"),
        ("standing.lifted", {"standing": "too_early", "reason": WHY},
         f"Rating set by hand was lifted: Too early to say, because: {WHY}"),
        ("standing.changed", {"from": "stepping_stone", "to": "steady", "reason": {"code": "steady"}},
         "Now a steady client; before: Stepping stone."),
        ("standing.changed", {"from": "steady", "to": "stepping_stone"},
         "Now a stepping stone; before: Steady."),
        ("standing.changed", {"from": "too_early", "to": "new"}, "Now a new client; before: Too early to say."),
        ("standing.changed", {"from": "steady", "to": "drifting"}, "Drifting away now; before: Steady."),
        ("standing.changed", {"from": "drifting", "to": "too_early"}, "Too early to say again; before: Drifting away."),
    ],
)  # fmt: skip
def test_what_happened_to_a_standing_is_a_sentence(kind, facts, sentence) -> None:
    with translation.override("en"):
        assert happening_sentence(kind, facts) == sentence


def test_each_standing_has_its_words() -> None:
    assert set(LABELS) == set(STANDING_MEANINGS) == set(STANDINGS)


def test_the_lines_of_points_stand_in_the_order_of_the_inputs() -> None:
    figures = {f"{name}_points": place for place, name in enumerate(INPUTS)} | {"missing": list(INPUTS)}
    assert [points for _label, points, _says in points_lines(Reason("no_invoice", figures))] == list(range(6))


def at_once(book: str, *words: str) -> list[str]:
    """Set these standings at the same time, each by somebody who saw none; what came of each."""
    ref, answers, together = a_client(ISIK).ref, [], threading.Barrier(len(words))

    def run(standing: str) -> None:
        try:
            with use_firm(book):
                connection.ensure_connection()
                together.wait()
                override_standing(client_ref=ref, standing=standing, reason=WHY, saw="", today=START, **ACT)
            answers.append("done")
        except (Refusal, IntegrityError) as error:
            answers.append(error.code if isinstance(error, Refusal) else "broken")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[standing]) for standing in words]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


def test_of_two_at_once_the_second_is_told(book) -> None:
    assert at_once(book, "steady", "drifting") == ["done", "standing_set_meanwhile"]
    assert [row[0] for row in told()] == ["standing.overridden"]
    lift()
    assert at_once(book, "new", "new") == ["done", "standing_set_meanwhile"]
    assert [row[0] for row in told()] == ["standing.overridden", "standing.lifted", "standing.overridden"]


def test_without_waiting_for_each_other_the_race_is_lost(book, engine, monkeypatch) -> None:
    if engine == "sqlite":
        pytest.skip("one writer at a time: the second asks after the first has written")
    both = threading.Barrier(2)

    def unguarded(client, _rating):
        found = StandingOverride.objects.filter(client=client, lifted_on__isnull=True).first()
        both.wait(timeout=PATIENCE)
        return found

    monkeypatch.setattr(standings, "_override", unguarded)
    assert at_once(book, "steady", "drifting") == ["broken", "done"]
