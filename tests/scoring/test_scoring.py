"""The whole book is scored: kept is what insight says of the facts of that day, and done again it is the same."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from django.db import connection
from tests.builders import (
    ISIK,
    OBRIEN,
    OWNER,
    OZGE,
    START,
    a_client,
    a_paid_invoice,
    a_payment,
    an_issued_invoice,
    day,
    timeline,
)

from mainstay.billing.models import InvoiceOutlook
from mainstay.clients.actions.standings import override_standing
from mainstay.clients.models import Standing
from mainstay.clients.rules.ratings import PAYMENTS, RELATIONSHIPS
from mainstay.insight import priors
from mainstay.insight.calibration import learnt
from mainstay.insight.ledger import ledger
from mainstay.insight.outlook import outlook
from mainstay.overview.queries.checks import prove_book
from mainstay.scoring.actions.scoring import score_book, update_scores
from mainstay.scoring.models import Scoring
from mainstay.scoring.queries.scores import scores_of_book
from mainstay.scoring.rules.scores import correction_document, figures_from

NOW = datetime(2024, 12, 1, 3, 0, tzinfo=UTC)


def scored(on):
    return score_book(as_of=on, by=OWNER, now=NOW)


@pytest.fixture
def paying(book):
    """Işık pays ten days late, six times; then one invoice is open. O'Brien has one open, and no record."""
    for month in range(6):
        issued = day(30 * month)
        a_paid_invoice(a_client(ISIK), on=issued, paid_on=issued + timedelta(days=40))
    return an_issued_invoice(a_client(ISIK), on=day(190)), an_issued_invoice(a_client(OBRIEN), on=day(190))


def test_a_step_is_told_when_the_book_is_not_held_so_that_it_can_be_written_down(paying):
    told = []
    score_book(as_of=day(200), by=OWNER, now=NOW, on_step=lambda step: told.append((step, connection.in_atomic_block)))
    assert told == [(step, False) for step in ("reading", "forecasting", "rating", "storing")]


def test_a_client_added_meanwhile_with_a_standing_by_hand_is_scored_the_next_time(paying):
    def meanwhile(step):
        if step == "forecasting":
            override_standing(
                client_ref=a_client(OZGE).ref, standing="steady", reason="Eski dost", today=day(200), by=OWNER, now=NOW
            )

    of_ozge = Standing.objects.filter(client__name=OZGE)
    score_book(as_of=day(200), by=OWNER, now=NOW, on_step=meanwhile)
    assert not of_ozge.exists()
    scored(day(200))
    assert of_ozge.get().standing == "too_early"


def test_the_book_is_scored_as_insight_scores_its_facts(paying):
    mine, theirs = paying
    today = day(200)
    scoring = scored(today)
    issued = [day(30 * month).toordinal() for month in range(6)] + [day(190).toordinal()] * 2
    clients = [mine.client_id] * 7 + [theirs.client_id]
    facts = ledger(
        client=clients,
        issued=issued,
        due=[one + 30 for one in issued],
        amount_minor=[10_000] * 8,
        paid=[*(one + 40 for one in issued[:6]), 2**31 - 1, 2**31 - 1],
    )
    firm = learnt(facts, today.toordinal())
    seen = outlook(firm, facts, today.toordinal(), facts.only([6, 7]), [6, 7])
    stored = {row.invoice_id: row for row in InvoiceOutlook.objects.all()}
    assert list(stored) == [mine.pk, theirs.pk]
    for place, invoice in enumerate(paying):
        row = stored[invoice.pk]
        days = [(at - day(190)).days for at in (row.early_on, row.expected_on, row.late_on)]
        assert days == [round(float(column[place])) for column in (seen.q10, seen.q50, seen.q90)]
        assert row.never_ppm == round(float(seen.never[place]) * 1e6)
        assert row.late_ppm == round(float(seen.late[place]) * 1e6)
        reason = seen.reason(place)
        assert row.reason == {"code": reason.code, **reason.params}
        assert (row.as_of, row.version) == (today, priors.VERSION)
    assert (stored[mine.pk].reason["code"], stored[theirs.pk].reason["code"]) == ("client_record", "firm_habit")
    assert scoring.inputs == {
        "invoices": 8, "clients": 2, "payments": 6, "undated": 0, "open": 2,
        "never_ratio": round(firm.never, 6), "inactive_since": None, "recorded": 8 + 6,
        "correction": correction_document(firm.correction),
    }  # fmt: skip


def test_scored_again_the_scores_of_the_day_are_replaced(paying):
    mine, theirs = paying
    scored(day(200))
    once = list(InvoiceOutlook.objects.order_by("invoice").values())
    scored(day(200))
    again = list(InvoiceOutlook.objects.order_by("invoice").values())
    assert [{**row, "id": 0} for row in again] == [{**row, "id": 0} for row in once]
    a_payment(mine.client, on=day(201), settles=(mine,))
    scored(day(202))
    assert list(InvoiceOutlook.objects.values_list("invoice_id", flat=True)) == [theirs.pk]
    assert list(Scoring.objects.order_by("as_of").values_list("as_of", flat=True)) == [day(200), day(202)]


def test_what_happens_later_changes_no_scores_of_a_day(paying):
    mine, _ = paying
    before = scores_of_book(as_of=day(200)).seen
    a_payment(mine.client, on=day(201), settles=(mine,))
    after = scores_of_book(as_of=day(200)).seen
    for column in ("late", "q10", "q50", "q90", "never"):
        assert np.array_equal(getattr(before, column), getattr(after, column))


def test_standings_are_kept_with_their_history_and_a_change_stands_on_the_timeline(book):
    client = a_client(ISIK)
    for month in range(8):
        a_paid_invoice(client, on=day(30 * month), paid_on=day(30 * month + 29))
    scored(day(20))
    scored(day(240))
    scored(day(240))
    rows = list(Standing.objects.filter(standing__in=RELATIONSHIPS).order_by("id"))
    assert [(row.standing, row.since_on, row.as_of, row.ended_on) for row in rows] == [
        ("new", day(20), day(20), day(240)),
        ("steady", day(240), day(240), None),
    ]
    assert (rows[1].score, rows[1].reason["code"], rows[1].version) == (rows[1].reason["score"], "steady", 3)
    (payment,) = Standing.objects.filter(standing__in=PAYMENTS)
    assert (payment.standing, payment.since_on, payment.as_of) == ("on_time", day(240), day(240))
    told = [(kind, on, facts["from"], facts["to"]) for kind, on, _, facts in timeline() if kind == "standing.changed"]
    assert told == [("standing.changed", str(day(240)), "new", "steady")]
    assert prove_book() == []


def test_a_day_before_the_last_one_scored_adds_to_the_trend_alone(paying):
    scored(day(200))
    outlooks, standings = list(InvoiceOutlook.objects.values()), list(Standing.objects.values())
    scored(day(100))
    assert list(InvoiceOutlook.objects.values()) == outlooks
    assert list(Standing.objects.values()) == standings
    assert Scoring.objects.count() == 2


def test_the_figures_of_each_currency_come_back_as_they_were_kept(paying):
    a_paid_invoice(a_client(OZGE), on=day(150), paid_on=day(160), total="500.00", currency="EUR")
    found = scores_of_book(as_of=day(200))
    stored = scored(day(200))
    assert figures_from(stored.figures) == tuple(sorted(found.currencies, key=lambda one: -one.open_minor))
    pounds, euros = figures_from(stored.figures)
    assert (pounds.currency, pounds.invoices, pounds.open_minor) == ("GBP", 2, 20_000)
    assert pounds.at_risk_minor == sum(found.seen.loss_minor.tolist())
    ahead = pounds.ahead
    assert ahead is not None
    assert sum(week.expected_minor for week in ahead.weeks) + ahead.later_minor + ahead.never_minor == 20_000
    assert euros.ahead is None
    assert (euros.dependence.income_minor, euros.dependence.half) == (50_000, 1)


def test_the_first_time_the_year_before_is_scored_too(paying):
    update_scores(today=day(200), by=OWNER, now=NOW)
    days = [date(2024, 3, 31), date(2024, 4, 30), date(2024, 5, 31), date(2024, 6, 30), date(2024, 7, 31)]
    days += [date(2024, 8, 31), day(200)]
    stored = list(Scoring.objects.order_by("as_of"))
    assert [row.as_of for row in stored] == days
    assert [bool(row.calibration) for row in stored] == [False] * 6 + [True]
    update_scores(today=day(201), by=OWNER, now=NOW)
    assert list(Scoring.objects.order_by("as_of").values_list("as_of", flat=True)) == [*days, day(201)]
    assert set(InvoiceOutlook.objects.values_list("as_of", flat=True)) == {day(201)}


def test_an_empty_book_and_one_without_any_payment(book):
    assert scored(START).inputs["open"] == 0
    an_issued_invoice()
    scored(day(1))
    assert InvoiceOutlook.objects.get().reason["code"] == "shipped_prior"
