"""What each client is to the firm, as of any day: what was set by hand before the evidence, and both side by side."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.builders import ACT, ISIK, OBRIEN, OWNER, OZGE, a_client, a_paid_invoice, day, questions

from mainstay.clients.actions.standings import lift_standing, override_standing
from mainstay.clients.models import Standing
from mainstay.insight.standing import INPUTS
from mainstay.kernel.offers import panel_of
from mainstay.overview.queries.clients import client_page, clients_page
from mainstay.overview.queries.search import search
from mainstay.overview.rules.client_filter import ClientFilter
from mainstay.scoring.actions.scoring import score_book
from mainstay.scoring.queries.panels import StandingPanel
from mainstay.scoring.queries.standings import (
    ClientStanding,
    CurrentStanding,
    Earlier,
    Input,
    SetByHand,
    StandingEvidence,
    current_standings,
    ratings_of,
)

NOW = datetime(2024, 12, 1, 3, 0, tzinfo=UTC)


def scored(number: int) -> None:
    score_book(as_of=day(number), by=OWNER, now=NOW)


def by_hand(name: str, standing: str, number: int, reason: str = "I know them"):
    return override_standing(
        client_ref=a_client(name).ref, standing=standing, reason=reason, today=day(number), **ACT
    )  # fmt: skip


@pytest.fixture
def known(book):
    """Işık pays eight monthly invoices a day early and is new, then steady; Özge never had an invoice."""
    isik = a_client(ISIK)
    for month in range(8):
        issued = day(30 * month)
        a_paid_invoice(isik, on=issued, paid_on=issued + timedelta(days=29))
    a_client(OZGE)
    scored(20)
    scored(240)
    return isik.pk


def standing_of(**asked):
    """The relationship alone."""
    return ratings_of(**asked).relationship


ON_TIME = {"payment": "on_time", "payment_evidence": "on_time"}


def test_one_client_whole(known) -> None:
    row = Standing.objects.get(client=known, standing="steady", ended_on=None)
    before = Standing.objects.get(client=known, standing="new").reason
    was = {name: before[f"{name}_points"] for name in INPUTS}
    points = {name: row.reason[f"{name}_points"] for name in ("payments", "tenure", "rhythm", "share")}
    assert sum(points.values()) == row.score
    inputs = (
        Input("payments", "Payment habit", points["payments"], 40, "Pays on time.", False, was["payments"]),
        Input("losses", "Losses", 0, 30, "Nothing lost in three years.", False, was["losses"]),
        Input("tenure", "Time together", points["tenure"], 10, "7 months from the first invoice to the last.", False,
              was["tenure"]),
        Input("rhythm", "Regularity", points["rhythm"], 25,
              f"Orders every month, {row.reason['returns_percent']}% likely to order again within a year.", False,
              was["rhythm"]),
        Input("agreement", "Agreement", 0, 15, "Not known whether there is an agreement.", True, was["agreement"]),
        Input("share", "Share of income", 10, 10, "100% of the income of the last year.", False, was["share"]),
    )  # fmt: skip
    sentence = "Pays on time, 8 invoices in 8 months, orders every month."
    assert standing_of(client_id=known, as_of=day(250), by=OWNER) == ClientStanding(
        StandingEvidence("steady", day(240), day(240), row.score, 60, "steady", sentence, inputs, "new"),
        None,
        (Earlier("steady", day(240), None, is_by_hand=False), Earlier("new", day(20), day(240), is_by_hand=False)),
    )


def test_a_client_without_invoices_and_one_never_scored(known) -> None:
    ozge = standing_of(client_id=a_client(OZGE).pk, as_of=day(250), by=OWNER)
    assert (ozge.current, ozge.is_against_evidence) == ("too_early", False)
    assert (ozge.evidence.score, ozge.evidence.sentence) == (0, "No invoice yet.")
    assert [one.is_missing for one in ozge.evidence.inputs] == [True] * 6
    obrien = standing_of(client_id=a_client(OBRIEN).pk, as_of=day(250), by=OWNER)
    assert (obrien, obrien.current) == (ClientStanding(), "")
    assert a_client(OBRIEN).pk not in current_standings(as_of=day(250))


def test_what_is_set_by_hand_stays_through_the_next_scoring_until_it_is_lifted(known) -> None:
    made = by_hand(ISIK, "drifting", 245, "New boss")
    scored(250)
    found = standing_of(client_id=known, as_of=day(250), by=OWNER)
    assert found.by_hand == SetByHand(made.ref, "drifting", "New boss", day(245), OWNER.name)
    assert (found.current, found.evidence.standing, found.evidence.as_of) == ("drifting", "steady", day(250))
    assert found.is_against_evidence
    assert found.history[0] == Earlier("drifting", day(245), None, is_by_hand=True, reason="New boss", by=OWNER.name)
    assert current_standings(as_of=day(250))[known] == CurrentStanding("drifting", "steady", is_by_hand=True, **ON_TIME)
    lift_standing(client_ref=made.client.ref, today=day(251), **ACT)
    scored(252)
    after = standing_of(client_id=known, as_of=day(252), by=OWNER)
    assert (after.current, after.by_hand) == ("steady", None)
    assert after.history[0] == Earlier(
        "drifting", day(245), day(251), is_by_hand=True, reason="New boss", by=OWNER.name
    )
    assert current_standings(as_of=day(252))[known] == CurrentStanding("steady", "steady", **ON_TIME)


def test_agreeing_by_hand_is_not_against_the_evidence(known) -> None:
    by_hand(ISIK, "steady", 245)
    found = standing_of(client_id=known, as_of=day(250), by=OWNER)
    assert (found.current, found.is_against_evidence) == ("steady", False)


def test_a_past_day_says_the_word_of_that_day_and_nothing_later(known) -> None:
    by_hand(ISIK, "drifting", 245)
    scored(250)
    new = Earlier("new", day(20), None, is_by_hand=False)
    assert standing_of(client_id=known, as_of=day(19), by=OWNER) == ClientStanding()
    # Why is kept of the last scoring that said so: by now that is the one of day 20 itself.
    then = standing_of(client_id=known, as_of=day(100), by=OWNER)
    assert (then.current, then.evidence.as_of, then.by_hand, then.history) == ("new", day(20), None, (new,))
    # The scoring of day 250 wrote over why it was so on day 244.
    evidence = standing_of(client_id=known, as_of=day(244), by=OWNER).evidence
    assert evidence == StandingEvidence("steady", day(240), was="new")
    assert [current_standings(as_of=day(n)).get(known) for n in (19, 20, 239, 240, 245)] == [
        None, CurrentStanding("new", "new"), CurrentStanding("new", "new"),
        CurrentStanding("steady", "steady", **ON_TIME), CurrentStanding("drifting", "steady", True, **ON_TIME),
    ]  # fmt: skip


def test_the_page_the_list_and_the_search_carry_it(known) -> None:
    by_hand(ISIK, "drifting", 245)
    page = client_page(wanted=ISIK, as_of=day(250), by=OWNER)
    assert panel_of(page.panels, StandingPanel).ratings == ratings_of(client_id=known, as_of=day(250), by=OWNER)
    a_client(OBRIEN)
    rows = {row.name: row.standing for row in clients_page(as_of=day(250), by=OWNER).clients}
    assert rows == {
        ISIK: CurrentStanding("drifting", "steady", True, **ON_TIME),
        OZGE: CurrentStanding("too_early", "too_early"),
        OBRIEN: CurrentStanding(),
    }
    found = [search(text=text, by=OWNER).found("clients").rows for text in (ISIK, OZGE, "brien")]
    assert [row.standing for rows in found for row in rows] == ["drifting", "too_early", ""]


@pytest.mark.parametrize(
    ("standing", "as_of", "names"),
    [
        ("drifting", 250, [ISIK]),
        ("drifting", 244, []),
        ("steady", 244, [ISIK]),
        ("steady", 250, []),
        ("too_early", 250, [OZGE]),
        ("", 250, [ISIK, OZGE]),
    ],
)
def test_the_list_is_chosen_by_what_holds(known, standing, as_of, names) -> None:
    by_hand(ISIK, "drifting", 245)
    for length in (None, 1):
        page = clients_page(as_of=day(as_of), wanted=ClientFilter(standing=standing, length=length), by=OWNER)
        assert page.count == len(names)
        assert [row.name for row in page.clients] == names[: length or 2]


def test_as_many_questions_however_much_there_is_to_tell(known) -> None:
    def asked() -> list[int]:
        counts = []
        for ask in (
            lambda: standing_of(client_id=known, as_of=day(250), by=OWNER),
            lambda: current_standings(as_of=day(250)),
            lambda: current_standings(as_of=day(250), clients=[known]),
        ):
            with questions() as said:
                ask()
            counts.append(len(said))
        return counts

    before = asked()
    for number in range(3):
        by_hand(ISIK, "drifting", 245 + number, f"Reason {number}")
    by_hand(OZGE, "new", 245)
    assert (before, asked()) == ([1, 1, 1], [1, 1, 1])
