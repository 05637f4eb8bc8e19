"""How a client pays, as of any day: stored beside the relationship, set by hand beside it, shown wherever that is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.builders import ACT, ISIK, OBRIEN, OWNER, a_client, a_paid_invoice, an_issued_invoice, day, timeline

from mainstay.clients.actions.standings import NoStandingSet, lift_standing, override_standing
from mainstay.clients.models import Standing
from mainstay.clients.queries.standings import rating_counts
from mainstay.clients.rules.ratings import PAYMENT, PAYMENTS, RELATIONSHIPS, rating_of
from mainstay.insight import payment_rating, standing
from mainstay.overview.queries.checks import prove_book
from mainstay.overview.queries.clients import clients_page
from mainstay.overview.queries.search import search
from mainstay.overview.rules.client_filter import ClientFilter
from mainstay.scoring.actions.scoring import score_book
from mainstay.scoring.models import Scoring
from mainstay.scoring.queries.insights import insights
from mainstay.scoring.queries.standings import ratings_of

NOW = datetime(2024, 12, 1, 3, 0, tzinfo=UTC)


def scored(number: int) -> None:
    score_book(as_of=day(number), by=OWNER, now=NOW)


@pytest.fixture
def known(book) -> int:
    """Işık pays eight monthly invoices on time and then leaves one open; O'Brien pays on time to the end."""
    isik, obrien = a_client(ISIK), a_client(OBRIEN)
    for month in range(8):
        for client in (isik, obrien):
            a_paid_invoice(client, on=day(30 * month), paid_on=day(30 * month + 29), due=day(30 * month + 30))
    an_issued_invoice(isik, on=day(240), due=day(270))
    scored(250)
    scored(320)
    return isik.pk


def rows() -> list[tuple[str, object, object]]:
    found = Standing.objects.filter(client__name=ISIK, standing__in=PAYMENTS).order_by("id")
    return list(found.values_list("standing", "since_on", "ended_on"))


def test_the_words_of_the_book_are_those_of_insight():
    assert set(RELATIONSHIPS) == set(standing.STANDINGS)
    assert set(PAYMENTS) == set(payment_rating.PAYMENTS)
    assert not set(PAYMENTS) & set(RELATIONSHIPS)
    assert {rating_of(word) for word in PAYMENTS} == {PAYMENT}


def test_it_is_stored_with_its_day_and_a_change_stands_on_the_timeline(known):
    assert rows() == [("on_time", day(250), day(320)), ("at_risk", day(320), None)]
    told = [(on, facts["from"], facts["to"]) for kind, on, _, facts in timeline() if kind == "standing.changed"]
    assert (str(day(320)), "on_time", "at_risk") in told
    scored(460)
    assert rows()[-1] == ("not_paying", day(460), None)
    assert prove_book() == []


def test_what_is_known_of_it_and_what_changed_since_the_last(known):
    evidence = ratings_of(client_id=known, as_of=day(320), by=OWNER).payment.evidence
    assert (evidence.standing, evidence.was, evidence.since_on, evidence.needs) == (
        "at_risk",
        "on_time",
        day(320),
        None,
    )
    assert evidence.sentence == "The oldest invoice is 50 days overdue. They usually pay on time."
    assert [one.name for one in evidence.inputs] == list(payment_rating.INPUTS)
    assert evidence.moved[0].name == "overdue"
    assert sum(one.points for one in evidence.inputs) == evidence.score


def test_each_rating_is_set_and_lifted_by_itself(known):
    client = a_client(ISIK).ref
    mine = override_standing(client_ref=client, standing="steady", reason="For years", today=day(321), **ACT)
    override_standing(client_ref=client, standing="slow_but_sure", reason="They will", today=day(321), saw="", **ACT)
    found = ratings_of(client_id=known, as_of=day(321), by=OWNER)
    assert (found.relationship.by_hand.ref, found.payment.current) == (mine.ref, "slow_but_sure")
    assert found.payment.is_against_evidence
    lift_standing(client_ref=client, rating=PAYMENT, today=day(322), **ACT)
    after = ratings_of(client_id=known, as_of=day(322), by=OWNER)
    assert (after.relationship.by_hand.ref, after.payment.current) == (mine.ref, "at_risk")
    with pytest.raises(NoStandingSet):
        lift_standing(client_ref=client, rating=PAYMENT, today=day(322), **ACT)


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({"payment": "at_risk"}, [ISIK]),
        ({"payment": "on_time"}, [OBRIEN]),
        ({"payment": "not_paying"}, []),
        ({"payment": "on_time", "standing": "new"}, []),
    ],
)
def test_the_list_is_chosen_by_it(known, wanted, names):
    page = clients_page(as_of=day(320), wanted=ClientFilter(**wanted), by=OWNER)
    assert [row.name for row in page.clients] == names


def test_the_search_tells_it(known):
    (found,) = search(text="isik", by=OWNER).found("clients").rows
    assert found.payment == "at_risk"


def test_who_is_at_risk_is_not_like_the_best(known):
    listed = {row["client"] for row in Scoring.objects.get(as_of=day(320)).alike}
    assert known not in listed


def test_insights_count_the_clients_of_each_rating(known):
    assert rating_counts(as_of=day(250)) == {"steady": 2, "on_time": 2}
    override_standing(client_ref=a_client(ISIK).ref, standing="on_time", reason="Cash", today=day(320), **ACT)
    counted = insights(by=OWNER, as_of=day(320)).rated
    assert (counted["on_time"], counted.get("at_risk")) == (2, None)
    assert sum(counted[word] for word in RELATIONSHIPS if word in counted) == 2
