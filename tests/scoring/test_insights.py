"""The page Book says what was kept of a day, and what the owner says of who drifting away."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.builders import ISIK, OBRIEN, OWNER, OZGE, a_client, a_paid_invoice, an_issued_invoice, day, questions

from mainstay.clients.models import Standing, StandingOverride
from mainstay.insight.calibration import Calibration
from mainstay.insight.phrases import similarity_sentence
from mainstay.insight.reliability import Bin, Reliability
from mainstay.kernel.problem import Reason
from mainstay.scoring.actions.scoring import score_book
from mainstay.scoring.models import Scoring
from mainstay.scoring.phrases import (
    ahead_sentence,
    error_sentence,
    few_sentence,
    half_sentence,
    pays_late_sentence,
    range_sentence,
    stops_sentence,
)
from mainstay.scoring.queries.insights import (
    Alike,
    CurrencyFigures,
    InsightsPage,
    Leaving,
    NamedClient,
    TrendDay,
    insights,
)
from mainstay.scoring.rules.scores import (
    Ahead,
    CurrencyScores,
    Dependence,
    Week,
    calibration_document,
    calibration_from,
    figures_document,
)

NOW = datetime(2024, 12, 1, 3, 0, tzinfo=UTC)

NOTHING = Reliability((), 0, 0.0, 0.0, is_enough=False)
LATE = Reliability((Bin(0.2, 0.25, 80, 0.19, 0.31, 0.16, 0.35),), 80, 0.2, 0.25, is_enough=True)
CALIBRATION = Calibration(
    as_of=day(200).toordinal(), until=day(200).toordinal(), months=12, late=LATE, late30=NOTHING, never=NOTHING,
    before=6, inside=50, after=14, is_range_enough=True, error_days=3.5, rule_error_days=4.25, errors=70,
    is_error_enough=True, is_sampled=False,
)  # fmt: skip


def ahead_of(on: date, **fields) -> Ahead:
    weeks = tuple(Week(on + timedelta(days=1 + 7 * week), 100, 0, 300, 200 * (week == 0)) for week in range(13))
    facts = {
        "overdue_minor": 20_000, "due_later_minor": 0, "within_minor": 1_300, "within_low_minor": 421_234,
        "within_high_minor": 1_903_456, "later_minor": 0, "never_minor": 500, **fields,
    }  # fmt: skip
    return Ahead(weeks, **facts)


def hangs_on(client: int, **fields) -> Dependence:
    facts = {
        "income_minor": 900_000, "clients": 9, "half": 2, "herfindahl": 0.2, "largest": client,
        "largest_minor": 300_000, "largest_ratio": 1 / 3, "late_days": 60, "tied_up_minor": 49_315, "due_minor": 5_000,
        "moved_minor": 2_000, **fields,
    }  # fmt: skip
    return Dependence(**facts)


def scores_of(currency: str, on: date, client: int, **fields) -> CurrencyScores:
    facts = {
        "invoices": 3, "open_minor": 3_011_000, "at_risk_minor": 12_345, "steady_minor": 500_000,
        "stepping_minor": 100_000, "ahead": ahead_of(on), "dependence": hangs_on(client), **fields,
    }  # fmt: skip
    return CurrencyScores(currency=currency, **facts)


def stored(on: date, *figures: CurrencyScores, alike=()) -> None:
    Scoring.objects.create(
        as_of=on, scored_at=NOW, versions={"outlook": 1, "standing": 1}, inputs={"invoices": 8, "payments": 5},
        figures=figures_document(figures), calibration=calibration_document(CALIBRATION), alike=list(alike),
    )  # fmt: skip


def stands(client, standing: str, since: date, percent: float, ended: date | None = None) -> None:
    Standing.objects.create(
        client=client, standing=standing, since_on=since, as_of=ended or since, score=0, version=1, ended_on=ended,
        reason={"code": standing, "share_percent": percent},
    )  # fmt: skip


def overrules(client, standing: str, why: str, on: date, lifted: date | None = None) -> None:
    StandingOverride.objects.create(
        ref=f"o-{client.pk}-{on}", client=client, standing=standing, reason=why, set_on=on, set_by="Özge",
        lifted_on=lifted,
    )  # fmt: skip


def test_nothing_was_scored_yet(book):
    assert insights(by=OWNER) is None
    stored(day(200))
    assert insights(by=OWNER, as_of=day(199)) is None


def test_the_page_is_what_was_kept_of_the_day(book):
    isik, ozge = a_client(ISIK), a_client(OZGE)
    like = {"client": ozge.pk, "code": "like", "ratio": 0.8, "agrees": ["payments", "rhythm"], "short": ["income"],
            "missing": [], "best": 2}  # fmt: skip
    hardly = {**like, "client": isik.pk, "agrees": ["payments"], "short": [], "missing": ["income", "rhythm"]}
    stored(day(193), scores_of("GBP", day(193), isik.pk, open_minor=7, at_risk_minor=5, steady_minor=3))
    euro, pounds = scores_of("EUR", day(200), ozge.pk, invoices=1), scores_of("GBP", day(200), isik.pk)
    stored(day(200), euro, pounds, alike=[hardly, like])
    now = TrendDay(day(200), 3_011_000, 12_345, 500_000, 100_000)
    assert insights(by=OWNER) == InsightsPage(
        as_of=day(200),
        scored_at=NOW,
        days=(day(200), day(193)),
        inputs={"invoices": 8, "payments": 5},
        versions={"outlook": 1, "standing": 1},
        currencies=(
            CurrencyFigures(pounds, (TrendDay(day(193), 7, 5, 3, 100_000), now), NamedClient(isik.ref, ISIK)),
            CurrencyFigures(euro, (TrendDay(day(193), 0, 0, 0, 0), now), NamedClient(ozge.ref, OZGE)),
        ),
        leaving=(),
        leaving_count=0,
        alike=(Alike(NamedClient(ozge.ref, OZGE), 0.8, Reason("like", {n: like[n] for n in like if n != "code"})),),
        best=2,
        calibration=CALIBRATION,
    )


def test_an_earlier_day_shows_the_scores_of_then(book):
    isik = a_client(ISIK)
    for on, risk in ((day(10), 1), (day(20), 2), (day(30), 3)):
        stored(on, scores_of("GBP", on, isik.pk, at_risk_minor=risk))
    page = insights(by=OWNER, as_of=day(25))
    assert page is not None
    assert (page.as_of, page.days) == (day(20), (day(30), day(20), day(10)))
    assert [one.at_risk_minor for one in page.currencies[0].trend] == [1, 2]


def test_of_many_days_every_other_is_shown_and_always_the_last(book):
    for number in range(107):
        stored(day(number))
    page = insights(by=OWNER)
    assert page is not None
    assert page.days == tuple(day(number) for number in range(106, -1, -3))


def test_the_largest_who_may_be_leaving_come_first_and_the_owner_knows_better(book):
    small, large, staying, known = (a_client(name) for name in ("Küçük", "Büyük", "Kalan", "Bilinen"))
    stands(small, "drifting", day(0), 1.5)
    stands(large, "drifting", day(0), 12.5)
    stands(staying, "drifting", day(0), 30.0)
    stands(known, "steady", day(0), 9.0)
    overrules(staying, "steady", "They signed for a year.", day(5))
    overrules(known, "drifting", "Told me so.", day(5))
    overrules(small, "steady", "Was wrong.", day(5), lifted=day(8))
    stored(day(10))
    page = insights(by=OWNER)
    assert page is not None
    assert page.leaving == tuple(
        Leaving(NamedClient(who.ref, who.name), percent, day(0), Reason(code, {"share_percent": percent}), said)
        for who, percent, code, said in (
            (large, 12.5, "drifting", ""), (known, 9.0, "steady", "Told me so."), (small, 1.5, "drifting", ""),
        )
    )  # fmt: skip
    assert page.leaving_count == 3


def test_who_was_leaving_on_an_earlier_day_and_only_the_largest_are_listed(book):
    for number in range(22):
        stands(a_client(f"Müşteri {number:02}"), "drifting", day(0), float(number), ended=day(15))
    overrules(a_client("Müşteri 21"), "steady", "No.", day(12))
    stored(day(10))
    stored(day(20))
    then, now = insights(by=OWNER, as_of=day(10)), insights(by=OWNER)
    assert then is not None
    assert now is not None
    assert [one.client.name for one in then.leaving] == [f"Müşteri {number:02}" for number in range(21, 1, -1)]
    assert (then.leaving_count, now.leaving, now.leaving_count) == (22, (), 0)


def test_it_asks_as_much_of_three_clients_as_of_one(book):
    counts = []
    for number in range(3):
        client = a_client(f"Müşteri {number}")
        stands(client, "drifting", day(0), 1.0)
        stored(day(number), scores_of("GBP", day(number), client.pk))
        with questions() as asked:
            insights(by=OWNER)
        with questions() as again:
            insights(by=OWNER)
        counts.append((len(asked), len(again)))
    assert counts == [(10, 1)] * 3


@pytest.mark.parametrize(
    "currencies", [["GBP"], ["GBP", "TRY", "EUR", "USD", "JPY", "CHF", "KWD", "TND", "SEK", "AED"]]
)
def test_open_invoices_in_every_currency_are_scored_and_read_back(book, currencies):
    for currency in currencies:
        an_issued_invoice(a_client(OBRIEN), 1_000, currency, on=day(0))
    score_book(as_of=day(5), by=OWNER, now=NOW)
    page = insights(by=OWNER)
    assert page is not None
    assert [(one.now.currency, one.now.open_minor) for one in page.currencies] == [
        (currency, 1_000) for currency in sorted(currencies)
    ]
    assert not page.calibration.late.is_enough


def test_real_scores_come_back_whole(book):
    for month in range(8):
        a_paid_invoice(a_client(ISIK), on=day(30 * month), paid_on=day(30 * month + 40))
    an_issued_invoice(a_client(ISIK), on=day(250))
    scoring = score_book(as_of=day(255), by=OWNER, now=NOW)
    page = insights(by=OWNER)
    assert page is not None
    assert page.calibration == calibration_from(scoring.calibration)
    assert calibration_document(page.calibration) == scoring.calibration
    assert page.currencies[0].largest == NamedClient(a_client(ISIK).ref, ISIK)


# -- the sentences ---------------------------------------------------------------------------------------------------


def test_the_cash_ahead_is_said_as_a_round_range():
    found = scores_of("GBP", day(0), 1)
    assert ahead_sentence(found) == (
        "Of the £30,110.00 that is open, probably between £4,200 and £19,000 will come in within thirteen weeks."
    )
    sure = scores_of("GBP", day(0), 1, ahead=ahead_of(day(0), within_low_minor=1_903_456))
    assert ahead_sentence(sure) == (
        "Of the £30,110.00 that is open, about £19,000 will probably come in within thirteen weeks."
    )
    assert ahead_sentence(scores_of("GBP", day(0), 1, ahead=None)) == "Nothing is open, so nothing is expected."


def test_on_how_few_the_income_rests_is_said():
    found = hangs_on(1)
    assert half_sentence(found) == "2 clients of 9 account for half of what you invoiced in the last 12 months."
    assert (
        half_sentence(hangs_on(1, half=1))
        == "1 client of 9 accounts for half of what you invoiced in the last 12 months."
    )
    assert half_sentence(hangs_on(1, half=1, clients=1)) == "All you invoiced in the last 12 months went to one client."
    assert stops_sentence(found, "GBP") == "Losing them would cost you about £3,000 a year."
    assert pays_late_sentence(found, "GBP") == (
        "If they pay 60 days later, you’d have about £490 more tied up, and £20 of the £50 expected from them in "
        "the next thirteen weeks would come later."
    )
    assert pays_late_sentence(hangs_on(1, moved_minor=0), "GBP") == (
        "If they pay 60 days later, you’d have about £490 more tied up."
    )


def test_how_far_to_trust_is_said_and_too_little_too():
    assert range_sentence(CALIBRATION) == (
        "Of 70 payments 71% came within the range, 9% before it and 20% after it; it should be about 80%, 10% and 10%."
    )
    assert error_sentence(CALIBRATION) == (
        "Our dates were 3.5 days out on average; each client’s own average would be 4.2 days out."
    )
    few = calibration_from({**calibration_document(CALIBRATION), "is_range_enough": False, "is_error_enough": False})
    assert range_sentence(few) == "The range can be checked from 60 payments on; so far there are 70."
    assert error_sentence(few) == "The error in days can be checked from 60 invoices on; so far there are 70."
    assert few_sentence(NOTHING) == "No case has been decided yet, so nothing can be compared."
    assert few_sentence(Reliability((), 1, 0.1, 0.0, is_enough=False)) == (
        "1 case has been decided so far; from 60 on it can be compared."
    )
    assert few_sentence(Reliability((), 90, 0.01, 0.0, is_enough=False)) == (
        "90 cases have been decided, but nearly all had the same forecast: they can’t show how good it is."
    )


def test_in_what_a_client_is_like_the_best_is_said():
    traits = {"agrees": ["payments"], "short": ["income"], "missing": ["rhythm"]}
    assert similarity_sentence(Reason("like", traits)) == (
        "Pays as well, spends less, how often they order isn’t known yet."
    )
