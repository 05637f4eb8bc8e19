"""Figures of past days are worked out again when something was recorded of them later; the timeline stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from tests.builders import ISIK, OBRIEN, OWNER, a_client, a_payment, an_issued_invoice, day, timeline

from mainstay.clients.models import Standing
from mainstay.scoring.actions import scoring
from mainstay.scoring.actions.scoring import update_scores
from mainstay.scoring.models import Scoring
from mainstay.scoring.queries.insights import insights

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from mainstay.billing.models import Invoice

NOW = datetime(2025, 6, 1, 3, 0, tzinfo=UTC)
TODAY = day(420)
MONTHS = 14


def updated(on: date = TODAY) -> None:
    update_scores(today=on, by=OWNER, now=NOW)


def invoices(first: int = 0, last: int = MONTHS) -> list[Invoice]:
    """One invoice of each client every thirty days."""
    return [
        an_issued_invoice(a_client(name), 10_000 + 500 * month, on=day(30 * month))
        for month in range(first, last)
        for name in (ISIK, OBRIEN)
    ]


def pay(some: list[Invoice]) -> None:
    """Each is paid twenty days after its issue."""
    for one in some:
        a_payment(one.client, one.total_minor, on=one.issued_on + timedelta(days=20), settles=(one,))


def figures() -> list[tuple[Any, ...]]:
    """What is stored of each day, and whether earlier forecasts were held against what happened."""
    return [
        (one.as_of, one.figures, one.inputs, one.alike, bool(one.calibration))
        for one in Scoring.objects.order_by("as_of")
    ]


def opened() -> list[int]:
    """What was open by the trend, oldest first."""
    page = insights(by=OWNER)
    assert page is not None
    return [point.open_minor for point in page.currencies[0].trend]


def tried(act: Callable[[], None]) -> tuple[list[tuple[Any, ...]], list[int]]:
    """The figures and the trend after an act, which is undone."""
    with transaction.atomic():
        act()
        found = figures(), opened()
        transaction.set_rollback(True)
    return found


def both_first() -> None:
    pay(invoices()[:-2])
    updated()


def one_after_the_other() -> None:
    made = invoices()
    updated()
    pay(made[:-2])
    updated()


def an_older_file_after_the_newer() -> None:
    newer = invoices(first=9)
    pay(newer[:-2])
    updated()
    pay(invoices(last=9))
    updated()


@pytest.mark.parametrize("act", [one_after_the_other, an_older_file_after_the_newer])
def test_what_comes_after_the_first_scoring_gives_the_history_it_would_have_given_before_it(book, act):
    a_client(ISIK), a_client(OBRIEN)
    assert tried(act) == tried(both_first)


def test_the_history_is_of_what_was_paid_by_then(book):
    made = invoices()
    updated()
    # The last of 13 month ends before day 420 (24 April 2025) is 31 March; all fourteen invoices were issued by then.
    assert opened()[-1] == 2 * sum(10_000 + 500 * month for month in range(MONTHS))
    pay(made[:-2])
    updated()
    ends = [one for one, *_ in figures()]
    expected = [
        sum(one.total_minor for one in made[:-2] if one.issued_on <= on < one.issued_on + timedelta(days=20))
        + sum(one.total_minor for one in made[-2:] if one.issued_on <= on)
        for on in ends
    ]
    assert opened() == expected


def test_what_stood_on_the_timeline_stays(book):
    made = invoices()
    updated()
    before = list(Standing.objects.order_by("id").values_list("client", "standing", "since_on")), timeline()
    pay(made[:-2])
    paid = timeline()
    updated()
    stands = list(Standing.objects.order_by("id").values_list("client", "standing", "since_on"))
    assert stands[: len(before[0])] == before[0]
    assert {since for _, _, since in stands[len(before[0]) :]} <= {TODAY}
    assert timeline()[: len(paid)] == paid


def test_days_on_which_nothing_was_added_are_not_scored_again(book, monkeypatch):
    made = invoices()
    pay(made[:-2])
    updated()
    asked = []
    real = scoring.scores_of_book
    monkeypatch.setattr(
        scoring, "scores_of_book", lambda *, as_of, **options: asked.append(as_of) or real(as_of=as_of, **options)
    )
    updated(day(421))
    assert asked == [day(421)]
    # A payment of day 410, recorded on day 422, was not known to the scorings of days 420 and 421.
    pay(made[-2:])
    a_payment(a_client(ISIK), "1.00", on=day(410))  # on account: nothing that was scored rests on it
    del asked[:]
    updated(day(422))
    assert asked == [day(420), day(421), day(422)]
    assert [is_compared for on, *_, is_compared in figures() if on >= day(420)] == [True] * 3


def test_of_more_days_than_are_scored_in_reasonable_time_some_are_dropped_and_none_is_wrong(book, monkeypatch):
    made = invoices()
    for number in range(400, 420):
        updated(day(number))
    pay(made[:-2])
    monkeypatch.setattr(scoring, "_HISTORY_AT_MOST", 1)
    updated()
    found = figures()
    # Twelve month ends were scored and twenty days: every third of 32 is kept, and each of the twelve month ends.
    assert len(found) == 12 + 7 + 1
    assert {(on, opened_then) for (on, *_), opened_then in zip(found, opened(), strict=True)} == {
        (on, sum(
            one.total_minor
            for one in made
            if one.issued_on <= on and (one in made[-2:] or on < one.issued_on + timedelta(days=20))
        ))
        for on, *_ in found
    }  # fmt: skip
