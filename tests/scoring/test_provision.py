"""The provision for doubtful debts ties with the receivables and with the money at risk: age, client, currency."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from io import BytesIO, StringIO

import pytest
from tests.builders import (
    ISIK,
    OBRIEN,
    OWNER,
    a_client,
    a_paid_invoice,
    a_payment,
    an_issued_invoice,
    day,
    in_instalments,
    questions,
)

from mainstay.billing.queries.outlooks import risk_sums
from mainstay.billing.queries.receivables import receivables
from mainstay.overview.queries.provision_file import write_provision
from mainstay.scoring.actions.scoring import score_book
from mainstay.scoring.queries.provision import provision

NOW = datetime(2024, 12, 1, 3, 0, tzinfo=UTC)
TODAY = day(200)


@pytest.fixture
def owed(book):
    """Two clients owe invoices of every age, in pounds and yen; what Işık paid in part counts with what is left.

    One is in instalments, of which two are overdue.
    """
    for month in range(4):
        a_paid_invoice(a_client(ISIK), on=day(30 * month), paid_on=day(30 * month + 45))
    for name in (ISIK, OBRIEN):
        for issued in (10, 90, 120, 150, 195):
            an_issued_invoice(a_client(name), "333.33", on=day(issued))
    a_payment(a_client(ISIK), "100.00", on=day(160), settles=(an_issued_invoice(a_client(ISIK), on=day(60)),))
    part = an_issued_invoice(a_client(ISIK), "500.01", on=day(61))
    a_payment(a_client(ISIK), "0.34", on=day(160), settles=(part,))
    split = an_issued_invoice(a_client(OBRIEN), "100.00", on=day(131), due=day(230))
    in_instalments(split, (day(140), 33_33), (day(175), 33_34), (day(230), 33_33))
    a_payment(a_client(OBRIEN), "10.00", on=day(161), settles=(split,))
    an_issued_invoice(a_client("=Yamada"), 7_001, "JPY", on=day(100))


def scored(as_of=TODAY):
    score_book(as_of=as_of, by=OWNER, now=NOW)


def test_it_ties_with_receivables_and_with_what_is_at_risk(owed):
    scored()
    page = provision(as_of=TODAY, by=OWNER)
    owing = {group.currency: group for group in receivables(as_of=TODAY, by=OWNER).currencies}
    risks = {one.currency: one.at_risk_minor for one in risk_sums(as_of=TODAY, now=True)}
    assert [group.currency for group in page.currencies] == sorted(owing) == sorted(risks) == ["GBP", "JPY"]
    for group in page.currencies:
        ageing = owing[group.currency].ageing
        assert group.total.open_minor == ageing.open_minor
        assert tuple(age.open_minor for age in group.ages) == ageing.buckets_minor
        assert group.total.provision_minor == risks[group.currency] > 0
        for name in ("open_minor", "provision_minor"):
            of_ages = [getattr(age, name) for age in group.ages]
            assert sum(of_ages) == getattr(group.total, name)
            by_client = zip(*([getattr(age, name) for age in one.ages] for one in group.clients), strict=True)
            assert list(map(sum, by_client)) == of_ages
        theirs = {one.ref: one.ageing.buckets_minor for one in owing[group.currency].clients}
        assert {one.ref: tuple(age.open_minor for age in one.ages) for one in group.clients} == theirs
        assert [one.total.provision_minor for one in group.clients] == sorted(
            (one.total.provision_minor for one in group.clients), reverse=True
        )
    assert (page.as_of, page.scored_on) == (TODAY, TODAY)


def test_what_came_after_the_forecast_is_counted_and_not_provided_for(owed):
    scored()
    before = provision(as_of=TODAY, by=OWNER).currencies[0]
    an_issued_invoice(a_client(ISIK), "1000.00", on=TODAY)
    after = provision(as_of=TODAY, by=OWNER).currencies[0]
    assert (before.unscored, after.unscored) == (0, 1)
    assert after.total.provision_minor == before.total.provision_minor
    assert after.total.open_minor == before.total.open_minor + 100_000


def test_never_forecast_nothing_is_provided_for(owed):
    page = provision(as_of=TODAY, by=OWNER)
    assert page.scored_on is None
    assert [group.total.provision_minor for group in page.currencies] == [0, 0]


def test_an_empty_book_has_none(book):
    page = provision(as_of=TODAY, by=OWNER)
    assert (page.currencies, page.is_book_empty) == ((), True)


def test_the_file_has_each_client_and_age_and_adds_up_to_the_page(owed):
    scored()
    file = BytesIO()
    write_provision(file, as_of=TODAY, by=OWNER)
    rows = list(csv.DictReader(StringIO(file.getvalue().decode("utf-8-sig"))))
    page = provision(as_of=TODAY, by=OWNER)
    for group in page.currencies:
        places = 10 ** (0 if group.currency == "JPY" else 2)
        mine = [row for row in rows if row["Currency"] == group.currency]
        for name, minor in (("Open", group.total.open_minor), ("Provision", group.total.provision_minor)):
            assert sum(round(float(row[name]) * places) for row in mine) == minor
    assert {row["Client name"] for row in rows} == {ISIK, OBRIEN, "'=Yamada"}
    assert {row["As of"] for row in rows} == {row["Forecast of"] for row in rows} == {str(TODAY)}
    assert {row["Days past due"] for row in rows} == {"not due", "1-30", "31-60", "61-90", "90+"}


def test_it_asks_as_much_for_one_client_as_for_three(owed):
    scored()
    with questions() as asked:
        provision(as_of=TODAY, by=OWNER)
    for name in ("Bir", "İki"):
        an_issued_invoice(a_client(name), on=day(150))
    with questions() as again:
        provision(as_of=TODAY, by=OWNER)
    assert len(asked) == len(again) == 4
