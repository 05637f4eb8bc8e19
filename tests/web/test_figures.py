"""The page Book in a browser: what was kept, the button that scores, and honest words where there is little."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from tests import clock
from tests.builders import ISIK, OWNER, OZGE, a_client, a_paid_invoice, an_issued_invoice, day, questions

from mainstay.config.schedule import ENTRIES
from mainstay.firm.queries.firms import this_firm
from mainstay.jobs.actions.jobs import lease_job, record_progress
from mainstay.jobs.models import Job
from mainstay.jobs.queries.jobs import last_asked
from mainstay.jobs.worker import work_on
from mainstay.kernel import formatting
from mainstay.kernel.actor import Actor
from mainstay.scoring.actions.scoring import score_book
from mainstay.scoring.models import Scoring
from mainstay.scoring.queries.insights import insights
from mainstay.web.views import provision

NOW = datetime(2024, 12, 1, 3, 0, tzinfo=UTC)
WORKER = Actor("schedule", "test", "test", "")
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def owner(book, browser):
    return browser(book, "owner")


@pytest.fixture
def scored(book):
    """Eight invoices paid ten days late, two open, one of them in euros; scored on two days."""
    for month in range(8):
        a_paid_invoice(a_client(ISIK), on=day(30 * month), paid_on=day(30 * month + 40))
    an_issued_invoice(a_client(ISIK), "1234.50", on=day(250))
    an_issued_invoice(a_client(OZGE), "500.00", "EUR", on=day(251))
    for on in (253, 255):
        score_book(as_of=day(on), by=OWNER, now=NOW)
    return book


def page_of(browser, book, **asked) -> str:
    answer = browser.get(f"/{book}/figures/", asked)
    assert answer.status_code == 200
    return answer.content.decode()


def choices(page: str) -> list[str]:
    """The currencies to choose among, that which is shown included."""
    return re.findall(r'\?currency=\w+"[^>]*>(\w+)</a>', page.partition("<main")[2])


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def ask(browser, book) -> None:
    answer = browser.post(f"/{book}/update-scores/")
    assert (answer.status_code, answer["Location"]) == (302, f"/{book}/figures/")


def begin():
    job = lease_job(by=WORKER, now=clock.now())
    assert job is not None
    return job


def work(job) -> str:
    return work_on(job, ENTRIES[job.kind], worker=WORKER, clock=clock.now)


def test_before_anything_was_scored_the_page_says_what_to_do(owner, book, browser) -> None:
    page = page_of(owner, book)
    assert "No forecast yet." in page
    assert f'action="/{book}/update-scores/"' in page
    reader = page_of(browser(book, "reader"), book)
    assert "No forecast yet." in reader
    assert "update-scores/" not in reader


def test_each_currency_has_its_own_figures_and_none_is_added(owner, scored) -> None:
    page = page_of(owner, scored, currency="GBP")
    own, other = text_of(page), text_of(page_of(owner, scored, currency="EUR"))
    assert choices(page) == ["EUR", "GBP"]
    assert "of the £1,234.50 owed" in own
    assert "of the €500.00 owed" in other
    assert "€" not in own.partition("Clients by rating")[0]
    assert "1,734.50" not in own + other
    assert "All you invoiced in 12 months went to one client" in own
    assert f'href="/{scored}/clients/{a_client(ISIK).ref}/">{ISIK}</a>' in page
    assert re.findall(r"plot-line plot-(\w+)", page) == ["risk", "steady", "stepping"]
    assert "style=" not in page.partition("<main")[2]


def test_where_there_are_not_enough_cases_no_curve_is_drawn(owner, scored) -> None:
    page = page_of(owner, scored)
    assert "cases have been decided so far; from 60 on they can be compared." in page
    assert "The range can be checked from 60 payments on" in page
    assert "compared-happened" not in page


def test_an_earlier_day_is_shown_with_its_own_figures_and_a_day_without_scores_says_so(owner, scored) -> None:
    Scoring.objects.filter(as_of=day(253)).update(inputs={"invoices": 4711, "clients": 1, "payments": 1, "undated": 0})
    page = page_of(owner, scored, as_of=str(day(253)))
    assert "As of 8 Nov 2024" in page
    assert "4,711" in page
    assert "No opinion was formed on" not in page
    between = page_of(owner, scored, as_of=str(day(254)))
    assert "There are no figures for 9 Nov 2024; these are from 8 Nov 2024." in between
    before = page_of(owner, scored, as_of="2020-01-01")
    assert "There are no figures for 1 Jan 2020; these are from 10 Nov 2024." in before
    assert "As of 10 Nov 2024" in page_of(owner, scored, as_of="yesterday")


def test_a_day_that_was_scored_afterwards_is_shown_with_the_comparison_nearest_to_it(owner, scored) -> None:
    for on in (250, 254):
        past = score_book(as_of=day(on), is_today=False, by=OWNER, now=NOW)
        assert past.calibration == {}
        page = page_of(owner, scored, as_of=str(day(on)))
        assert f"As of {formatting.day(day(on), 'en')}" in page
        assert "cases have been decided so far; from 60 on they can be compared." in page
    for on in (253, 255):
        stored = Scoring.objects.get(as_of=day(on))
        Scoring.objects.filter(pk=stored.pk).update(calibration={**stored.calibration, "months": on})
    assert [insights(by=OWNER, as_of=day(on)).calibration.months for on in (250, 254)] == [253, 253]


def test_two_clicks_ask_once_and_the_page_tells_how_far_it_is(owner, book) -> None:
    ask(owner, book)
    ask(owner, book)
    assert Job.objects.filter(kind="score").count() == 1
    page = page_of(owner, book)
    assert "Updating…" in page
    assert "Waiting for its turn" in page
    assert "update-scores/" not in page
    job = begin()
    record_progress(job=job, progress={"step": "forecasting"}, by=WORKER, now=clock.now())
    fragment = owner.get(f"/{book}/figures/progress/", headers=FRAGMENT).content.decode()
    assert "Forecasting the payments" in fragment
    assert "<html" not in fragment
    assert owner.get(f"/{book}/figures/progress/")["Location"] == f"/{book}/figures/"
    assert work(job) == "done"
    over = owner.get(f"/{book}/figures/progress/", headers=FRAGMENT)
    assert (over.content, over["HX-Redirect"]) == (b"", f"/{book}/figures/")
    assert Scoring.objects.count() == 1
    assert "There are no invoices yet." in page_of(owner, book)


def test_the_provision_is_a_table_and_a_file(owner, scored, monkeypatch) -> None:
    assert "Provision for doubtful debts" in owner.get(f"/{scored}/receivables/").content.decode()
    monkeypatch.setattr(provision, "today_there", lambda _request: day(255))
    answer = owner.get(f"/{scored}/receivables/provision/")
    shown = text_of(answer.content.decode())
    at_risk = {one["currency"]: one["at_risk_minor"] for one in Scoring.objects.get(as_of=day(255)).figures.values()}
    assert "by the forecast of 10 Nov 2024" in shown
    for currency, minor in at_risk.items():
        assert formatting.money(minor, currency, "en") in shown
    file = owner.get(f"/{scored}/receivables/provision/csv/")
    assert file["Content-Disposition"] == f'attachment; filename="provision-{day(255)}.csv"'
    assert b"".join(file.streaming_content).decode("utf-8-sig").splitlines()[0].startswith("As of,Forecast of,Client")


def test_the_provision_of_an_empty_book_says_so(owner, book) -> None:
    assert "Import your invoices" in text_of(owner.get(f"/{book}/receivables/provision/").content.decode())


def test_asked_again_in_the_minute_it_was_scored_the_page_says_so(owner, book, monkeypatch) -> None:
    now = datetime(2026, 3, 2, 9, 30, 5, tzinfo=UTC)

    def stand_on(seconds: int) -> None:
        at = clock.stopped_at(now + timedelta(seconds=seconds))
        monkeypatch.setattr("mainstay.web.views.scoring.datetime", at)

    stand_on(0)
    ask(owner, book)
    assert work(begin()) == "done"
    stand_on(50)
    ask(owner, book)
    assert "Updated less than a minute ago." in page_of(owner, book)
    stand_on(60)
    ask(owner, book)
    assert Job.objects.filter(kind="score").count() == 2


def test_a_scoring_that_failed_is_told(owner, book) -> None:
    ask(owner, book)

    def fails(_work):
        raise RuntimeError

    assert work_on(begin(), fails, worker=WORKER, clock=clock.now) == "failed"
    job = last_asked(kind="score")
    assert job is not None
    page = page_of(owner, book)
    assert "The update failed." in page
    assert job.trouble in page
    assert f'action="/{book}/update-scores/"' in page


def test_the_page_asks_little_of_the_book(owner, scored) -> None:
    page_of(owner, scored)
    with questions() as asked:
        page_of(owner, scored)
    assert len(asked) <= 13


@pytest.mark.parametrize(
    "currencies", [["GBP"], ["AED", "CHF", "EUR", "GBP", "JPY", "KWD", "SEK", "TND", "TRY", "USD"]]
)
def test_a_book_in_which_all_is_open_shows_every_currency_in_as_few_questions(owner, book, currencies) -> None:
    for currency in currencies:
        an_issued_invoice(a_client(ISIK), 1_000, currency, on=day(250))
    score_book(as_of=day(255), by=OWNER, now=NOW)
    page = page_of(owner, book)
    ordered = sorted(currencies, key=lambda code: code != this_firm().currency)
    assert choices(page) == (ordered if len(currencies) > 1 else [])
    assert page.count("No case has been decided yet, so nothing can be compared.") == 3
    assert "There is nobody to compare yet" in page
    with questions() as asked:
        page_of(owner, book)
    assert len(asked) <= 13


def test_the_page_speaks_turkish_without_a_comma_in_any_place(owner, scored) -> None:
    owner.post(f"/{scored}/profile/language/", {"language": "tr", "next": "/"})
    page = page_of(owner, scored)
    assert '<html lang="tr"' in page
    places = re.findall(r'(?:x|y|x1|x2|y1|y2|cx|cy|width|height)="([^"]*%)"', page)
    assert len(places) > 50
    assert all(re.fullmatch(r"-?[0-9.]+%", place) for place in places)


def test_of_an_inactive_book_it_is_said_once_and_what_to_do(owner, book, browser) -> None:
    for number in range(5):
        for month in range(8):
            a_paid_invoice(a_client(f"Müşteri {number}"), on=day(30 * month), paid_on=day(30 * month + 20))
    score_book(as_of=day(500), by=OWNER, now=NOW)
    said = "Your last invoice is dated 26 Sept 2024. Import newer invoices to stay up to date"
    reader = browser(book, "reader")
    for path in ("today", "figures"):
        page = owner.get(f"/{book}/{path}/").content.decode()
        assert page.count(said) == 1
        assert re.search(rf'that date\. <a class="d-block" href="/{book}/import/">Import your invoices</a>', page)
        read = reader.get(f"/{book}/{path}/").content.decode()
        assert (read.count(said), read.count("Import your invoices</a>")) == (1, 0)
    assert "We re-ran the forecasts of the 12 months to Sept 2024, the last month with invoices" in page
    assert "We re-ran the forecasts of the last 12 months" not in page


def test_the_four_answers_say_what_to_do_and_with_whom(owner, scored) -> None:
    said = text_of(page_of(owner, scored, currency="GBP"))
    assert "About £" in said.partition("How much might we not collect?")[2]
    assert f"with {ISIK}." in said
    assert f"Open {ISIK}" in said
    assert "Overdue: £" not in said  # due on day 280
    assert re.search(r"How much will come in\? About £[\d,]+ by \d+ Nov, £[\d,]+ by \d+ Feb", said)
    assert "Who is drifting away? No one has gone quiet" in said
    assert "100%" in said.partition("Who do we depend on?")[2]
    assert "How good is the forecast? Too few payments so far to say how good the forecast is." in said


def test_a_day_scored_before_the_five_largest_were_kept_shows_the_largest(owner, scored) -> None:
    for row in Scoring.objects.all():
        for figures in row.figures.values():
            figures.pop("riskiest")
            if figures["dependence"]:
                figures["dependence"].pop("top")
        Scoring.objects.filter(pk=row.pk).update(figures=row.figures)
    said = text_of(page_of(owner, scored, currency="GBP"))
    assert "Who do we depend on? All you invoiced in 12 months went to one client" in said
    assert f"{ISIK} 100%" in said
