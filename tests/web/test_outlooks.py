"""When it will be paid, in the browser: on the client's page, the invoice's and in the list; and asking for it now."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from tests import clock
from tests.builders import ISIK, OWNER, a_client, a_paid_invoice, a_payment, an_issued_invoice, questions

from mainstay.jobs.models import Job
from mainstay.scoring.actions.scoring import score_book
from mainstay.store.context import use_firm
from mainstay.web.views import book as views

NOW = datetime(2024, 12, 2, 9, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _stand_on_the_day(monkeypatch):
    monkeypatch.setattr(views, "datetime", clock.stopped_at(NOW))


def ago(days):
    return TODAY - timedelta(days=days)


def words(response):
    """The text of the main part, with all blanks made one."""
    inner = response.content.decode().split("<main", 1)[1]
    return " ".join(re.sub(r"<[^>]+>", " ", inner).split())


@pytest.fixture
def filled(book):
    """Işık pays after forty days; one invoice of its is open, ten days old."""
    for number in range(6):
        a_paid_invoice(a_client(ISIK), on=ago(300 - 30 * number), paid_on=ago(260 - 30 * number))
    return an_issued_invoice(a_client(ISIK), "100.00", on=ago(10), number="A-1")


def test_a_client_and_an_invoice_not_scored_yet_can_be_scored_now(filled, book, browser):
    owner, reader = browser(book, "owner"), browser(book, "reader")
    for address in (f"/{book}/clients/{filled.client.ref}/money/", f"/{book}/invoices/{filled.ref}/"):
        page = owner.get(address)
        assert "No forecast yet. It runs overnight" in words(page)
        assert "Update now" in words(page)
        assert 'class="range"' not in page.content.decode()
        assert "Update now" not in words(reader.get(address))
        assert "No forecast yet." in words(reader.get(address))


def test_scoring_now_asks_for_the_job_once_and_comes_back(filled, book, browser):
    owner = browser(book, "owner")
    pages = {"client": f"clients/{filled.client.ref}/money", "invoice": f"invoices/{filled.ref}"}
    for field, ref in (("client", filled.client.ref), ("invoice", filled.ref)):
        response = owner.post(f"/{book}/update-scores/", {field: ref})
        assert (response.status_code, response["Location"]) == (302, f"/{book}/{pages[field]}/#outlook")
    assert "Updating… Reload this page in a moment." in words(owner.get(response["Location"]))
    for odd in ({}, {"client": "../../elsewhere"}, {"invoice": "https://example.com/"}):
        assert owner.post(f"/{book}/update-scores/", odd)["Location"] == f"/{book}/figures/"
    with use_firm(book):
        jobs = list(Job.objects.values_list("kind", "state"))
    # Once, or twice where the minute has changed under the test.
    assert set(jobs) == {("score", "waiting")}
    assert len(jobs) <= 2


def test_the_clients_page_draws_and_says_it(filled, book, browser):
    score_book(as_of=TODAY, by=OWNER, now=NOW)
    another = an_issued_invoice(a_client(ISIK), "5.00", on=TODAY, number="A-2")
    page = browser(book, "owner").get(f"/{book}/clients/{filled.client.ref}/money/")
    text = words(page)
    assert (
        "Payment forecast At risk £1.87 · as of 2 Dec 2024 A-1 £100.00 Expected 1 Jan 2025 , "
        "between 20 Dec 2024 and 19 Jan 2025 Today 20 Dec 19 Jan Probably late. "
        "About 1 in 50 invoices like this is never paid. about £2 at risk Why They usually pay 10 days late."
    ) in text
    assert "A-2 £5.00 Added since the last update." in text
    html = page.content.decode()
    assert html.count('class="range"') == 1
    assert "between 20\xa0Dec\xa02024 and 19\xa0Jan\xa02025" in html
    assert "style=" not in html
    assert "Update now" in text
    assert another.number in text


def test_a_paid_invoice_shows_no_outlook(filled, book, browser):
    score_book(as_of=TODAY, by=OWNER, now=NOW)
    a_payment(filled.client, on=TODAY, settles=(filled,))
    owner = browser(book, "owner")
    for address in (f"/{book}/clients/{filled.client.ref}/money/", f"/{book}/invoices/{filled.ref}/"):
        assert "Payment forecast" not in words(owner.get(address))


def test_what_would_change_is_worked_out_when_asked_for(filled, book, browser):
    score_book(as_of=TODAY, by=OWNER, now=NOW)
    owner = browser(book, "reader")
    address = f"/{book}/invoices/{filled.ref}/"
    asked = '<a class="btn" href="?what-if#outlook"'
    assert asked in owner.get(address).content.decode()
    on_client = owner.get(f"/{book}/clients/{filled.client.ref}/money/").content.decode()
    assert f'href="{address}?what-if#outlook" hx-get="{address}?what-if"' in on_client
    page = owner.get(f"{address}?what-if")
    assert asked not in page.content.decode()
    assert "What could change this If the client pays nothing for 30 more days: expected on " in words(page)
    assert re.search(r"expected on \d+\xa0\w+\xa0\d{4} instead of \d+\xa0\w+\xa0\d{4}", page.content.decode())
    assert "How the day was worked out Usual for your clients day 37 after the invoice" in words(page)


def test_the_list_of_invoices_shows_the_day_and_goes_by_risk(filled, book, browser):
    an_issued_invoice(a_client(ISIK), "900.00", on=ago(5), number="A-9")
    score_book(as_of=TODAY, by=OWNER, now=NOW)
    owner = browser(book, "owner")
    plain, by_risk = (words(owner.get(f"/{book}/invoices/?state={state}")) for state in ("open", "risk"))
    plain = plain.partition("Compact")[2]  # after the menu of columns, which names them all
    assert ("Expected" in plain, "At risk" in plain) == (True, False)
    assert plain.index("A-1") < plain.index("A-9")
    assert by_risk.index("A-9") < by_risk.index("A-1")
    assert re.search(r"£[0-9,.]+ open .{0,60}£[0-9.]+ at risk", by_risk)
    assert "At risk" in by_risk


def test_what_is_rather_never_paid_has_no_day(book, browser):
    for number in range(4):
        an_issued_invoice(a_client(ISIK), on=ago(350 - number), number=f"OLD-{number}")
    score_book(as_of=TODAY, by=OWNER, now=NOW)
    owner = browser(book, "owner")
    assert words(owner.get(f"/{book}/invoices/")).count("probably never") == 4
    assert (
        words(owner.get(f"/{book}/clients/{a_client(ISIK).ref}/money/")).count("More likely never paid than paid.") == 4
    )


def test_thirty_open_invoices_ask_as_many_questions_as_three(book, browser):
    owner = browser(book, "owner")
    counts = []
    for more in (3, 27):
        for number in range(more):
            an_issued_invoice(a_client(ISIK), on=ago(40), number=f"N{more}-{number}")
        score_book(as_of=TODAY, by=OWNER, now=NOW)
        with questions() as asked:
            page = owner.get(f"/{book}/clients/{a_client(ISIK).ref}/money/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert page.content.decode().count('class="range"') == 30
    assert "The other open invoices" in words(page)


@pytest.mark.parametrize(("days", "is_offered"), [(0, False), (1, False), (2, True)])
def test_what_was_scored_longer_ago_than_last_night_can_be_scored_anew(filled, book, browser, days, is_offered):
    score_book(as_of=ago(days), by=OWNER, now=NOW)
    owner, reader = browser(book, "owner"), browser(book, "reader")
    for address in (f"/{book}/clients/{filled.client.ref}/money/", f"/{book}/invoices/{filled.ref}/"):
        assert ("Update now" in words(owner.get(address)), "Update now" in words(reader.get(address))) == (
            is_offered, False,
        )  # fmt: skip
