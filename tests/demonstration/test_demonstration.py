"""The demonstration firm: a story that holds together on any day, and the book it becomes."""

from __future__ import annotations

import ast
import secrets
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db.models import Sum
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders import OWNER
from tests.demonstration.demonstration_told import Told, sums
from tests.mornings import this_morning

import mainstay
from mainstay.billing.models import CreditNote, Dispute, ExpectedDate, Invoice, Payment, Recovery, Refund, WriteOff
from mainstay.billing.queries.receivables import receivables
from mainstay.billing.rules.demonstration import InvoiceIssued
from mainstay.clients.models import STANDINGS, Client, Contact, Proposal, Standing
from mainstay.clients.rules.demonstration import ClientAdded
from mainstay.clients.rules.proposing import ACTS
from mainstay.demonstration.actions import demonstrating
from mainstay.demonstration.actions.demonstrating import NotADemonstration, make_demonstration, remove_demonstration
from mainstay.demonstration.rules.plan import ORDER_IN_A_DAY, months_before, plan, price_on
from mainstay.demonstration.rules.words import WORDS
from mainstay.firm.actions.firms import FirmExists, found_firm, remove_firm
from mainstay.firm.queries.firms import firm_exists, firm_slugs, this_firm
from mainstay.kernel.actor import Actor
from mainstay.kernel.money import Money
from mainstay.overview.gathered import DEMONSTRATED, demonstrated, proved
from mainstay.scoring.actions.scoring import score_book
from mainstay.scoring.queries.payment_habits import habits
from mainstay.scoring.rules.payment_habits import NO_HABITS
from mainstay.store.context import UnknownFirm, use_firm
from mainstay.timeline.models import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mainstay.demonstration.rules.plan import DemonstrationPlan

TODAY = date(2024, 2, 29)
NOW = datetime(2024, 2, 29, 5, 30, tzinfo=UTC)  # before nine: the morning of the last day is still to come
BY = Actor("demo", "Işık", "Işık", "owner")
SEED = 1453
pytestmark = pytest.mark.xdist_group("demonstration")  # on one worker: the firm is made once
OF_THE_PLAN = {"clients", "billing"}
"""The packages whose events the plan makes up; others add theirs to it."""

days = st.dates(date(1993, 1, 1), date(2120, 12, 31)) | st.sampled_from(
    [date(2024, 2, 29), date(2024, 3, 31), date(2025, 3, 1), date(2025, 12, 31), date(2026, 1, 1), date(2100, 2, 28)]
)
seeds = st.integers(0, 2**32)


# ------------------------------------------------------------------------------------------------- the story by itself
def without_words(story: DemonstrationPlan) -> list[tuple[object, ...]]:
    figures = ("on", "client", "invoice", "payment", "total", "tax", "amount", "minor", "due_on", "settles")
    return [(type(event), *(getattr(event, figure, None) for figure in figures)) for event in story.events]


@settings(max_examples=40)
@given(seeds, days)
def test_the_story_holds_together_on_any_day(seed, today):
    story = plan(seed, today, "en")
    assert max(event.on for event in story.events) == today
    assert today - timedelta(days=740) <= story.events[0].on <= today - timedelta(days=700)
    assert [event.on for event in story.events] == sorted(event.on for event in story.events)
    told = Told(story)
    assert len(told.disputed) == 1
    assert len(story.clients) == 43
    assert (len(told.merged), len(told.archived)) == (1, 1)


@settings(max_examples=40)
@given(seeds, days)
def test_every_day_has_its_news(seed, today):
    story = plan(seed, today, "en")
    told = Told(story)
    yesterday = today - timedelta(days=1)
    issued_today = [event for event in told.issued.values() if event.on == today]
    due_lately = Counter(event.due_on for key, event in told.issued.items() if told.open[key])
    paid_lately = Counter(event.on for event in told.payments.values())
    assert len(issued_today) >= 2
    assert due_lately[yesterday] >= 1
    assert due_lately[yesterday - timedelta(days=1)] >= 1
    assert paid_lately[yesterday] >= 2
    assert paid_lately[today] >= 1


@settings(max_examples=20)
@given(seeds, days)
def test_the_same_seed_and_day_tell_the_same_story_and_the_language_changes_only_words(seed, today):
    story = plan(seed, today, "tr")
    assert story == plan(seed, today, "tr")
    assert without_words(story) == without_words(plan(seed, today, "en"))


def test_another_seed_tells_another_story():
    assert plan(1, TODAY, "en").events != plan(2, TODAY, "en").events


@given(days, st.integers(0, 60))
def test_a_month_before_is_the_same_day_or_the_last_of_a_shorter_month(day, months):
    then = months_before(day, months)
    assert (day.year * 12 + day.month) - (then.year * 12 + then.month) == months
    assert then.day == day.day or (then.day < day.day and (then + timedelta(days=1)).day == 1)


@given(days, st.integers(0, 900), st.sampled_from(["TRY", "GBP"]))
def test_prices_only_rise(today, earlier, currency):
    price = Money(2_000_000, currency)
    then = today - timedelta(days=earlier)
    assert (
        Money(0, currency) < price_on(then - timedelta(days=1), today, price) <= price_on(then, today, price) <= price
    )
    assert price_on(today, today, price) == price


def test_prices_of_two_years_ago_follow_inflation():
    assert price_on(date(2024, 2, 28), date(2026, 2, 28), Money(6_000_000, "TRY")) == Money(2_900_000, "TRY")
    assert price_on(date(2024, 2, 28), date(2026, 2, 28), Money(60_000, "GBP")) == Money(54_000, "GBP")


def test_invoices_go_out_on_the_same_day_of_each_month_and_on_its_last_where_it_is_shorter():
    story = plan(SEED, date(2024, 3, 31), "en")
    months = [event.on for event in story.events if isinstance(event, InvoiceIssued) and event.client == "isik-insaat"]
    agreed = [on for on in months if on.day >= 28]
    assert [str(on) for on in agreed[-5:]] == ["2023-11-30", "2023-12-31", "2024-01-31", "2024-02-29", "2024-03-31"]
    assert len(agreed) == 24


def test_nobody_in_the_story_can_be_written_to():
    story = plan(SEED, TODAY, "tr")
    addresses = [person.email for client in story.clients for person in client.contacts]
    addresses += [client.email for client in story.clients]
    assert all(address.endswith(".example") and address.isascii() for address in addresses)
    assert len(set(addresses)) == len(addresses)
    assert Counter(client.currency for client in story.clients) == {"TRY": 24, "GBP": 19}


def test_every_event_of_a_package_is_recorded_by_it_and_has_its_place_in_the_day():
    declared = {
        f"{path.relative_to(Path(mainstay.__file__).parent).parts[0]}.{node.name}"
        for path in Path(mainstay.__file__).parent.rglob("demonstration.py")
        if path.parts[-2] not in {"views", "actions"}
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
        and "on" in {ast.unparse(one.target) for one in node.body if isinstance(one, ast.AnnAssign)}
    }
    assert declared == {f"{kind.__module__.split('.')[1]}.{kind.__name__}" for kind in DEMONSTRATED}
    assert set(ORDER_IN_A_DAY) == {event for event in DEMONSTRATED if event.__module__.split(".")[1] in OF_THE_PLAN}


def test_both_languages_have_the_same_words():
    assert WORDS["tr"].keys() == WORDS["en"].keys()
    assert all(WORDS["tr"][code] != WORDS["en"][code] for code in WORDS["en"])


# ---------------------------------------------------------------------------------------------------- the book it makes
@pytest.fixture(scope="module", autouse=True)
def _own_slug() -> Iterator[str]:
    # Workers share one PostgreSQL: each has a demonstration of its own.
    assert demonstrating.DEMONSTRATION == "demo"
    with pytest.MonkeyPatch.context() as patch:
        slug = f"demo-{secrets.token_hex(4)}"
        patch.setattr(demonstrating, "DEMONSTRATION", slug)
        yield slug
        if firm_exists(slug):
            remove_firm(slug=slug, by=BY, now=NOW)


@pytest.fixture(scope="module")
def made(_own_slug: str, engine: str) -> str:
    """The demonstration firm in English, made once for the tests that only read it."""
    if not firm_exists(_own_slug):
        make_demonstration(language="en", today=TODAY, by=BY, now=NOW)
    return _own_slug


@pytest.fixture
def demonstration(made: str) -> Iterator[str]:
    with use_firm(made):
        yield made


@pytest.fixture
def other_slug(monkeypatch: pytest.MonkeyPatch, engine: str) -> Iterator[str]:
    """Another name for the demonstration firm, under which none is there yet."""
    slug = f"demo-{secrets.token_hex(4)}"
    monkeypatch.setattr(demonstrating, "DEMONSTRATION", slug)
    yield slug
    if firm_exists(slug):
        remove_firm(slug=slug, by=BY, now=NOW)


def test_the_firm_is_a_demonstration_with_clients_and_people(demonstration):
    firm = this_firm()
    assert (firm.slug, firm.name, firm.currency, firm.is_demonstration) == (demonstration, "Harbour IT", "GBP", True)
    assert Client.objects.filter(merged_into=None).count() == 43
    added = [event for event in plan(SEED, TODAY, "en").events if isinstance(event, ClientAdded)]
    assert Contact.objects.count() == sum(len(client.contacts) for client in added)
    isik = Client.objects.get(name="Işık İnşaat")
    assert (isik.city, isik.country, isik.currency, isik.language) == ("İstanbul", "TR", "TRY", "tr")
    assert (isik.email, isik.terms_days) == ("muhasebe@isik-insaat.example", 30)
    assert sorted(isik.contacts.values_list("name", "email", "role")) == [
        ("Işıl Işık", "isil.isik@isik-insaat.example", "Owner"),
        ("İlker Şen", "ilker.sen@isik-insaat.example", "Accounts"),
    ]


def test_every_kind_of_record_is_there(demonstration):
    written_off = WriteOff.objects.aggregate(total=Sum("minor"))["total"]
    recovered = Recovery.objects.aggregate(total=Sum("minor"))["total"]
    assert (WriteOff.objects.count(), Recovery.objects.count(), 0 < recovered < written_off) == (3, 1, True)
    assert Dispute.objects.filter(closed_on__isnull=True).count() == 1
    assert Dispute.objects.filter(closed_on__isnull=False).exclude(outcome="").count() == 1
    assert CreditNote.objects.filter(voids__isnull=False).count() == 1
    assert CreditNote.objects.filter(voids__isnull=True, unallocated_minor=0).count() == 2
    assert Payment.objects.filter(reverses__isnull=False).count() == 1
    assert Refund.objects.count() == 1
    assert ExpectedDate.objects.get(ended_on=None).invoice.client.name == "Holbeck Brewing"
    assert list(Payment.objects.filter(unallocated_minor__gt=0).values_list("client__name", flat=True)) == [
        "Marsh & Daughters Bakery"
    ]
    part_paid = Invoice.objects.filter(open_minor__gt=0, paid_minor__gt=0)
    assert list(part_paid.values_list("client__name", flat=True)) == ["Holbeck Brewing"]


def test_a_client_was_merged_with_all_that_was_known_of_it_and_one_is_archived(demonstration):
    twin = Client.objects.exclude(merged_into=None).get()
    assert (twin.name, twin.merged_into.name) == ("Calder Printworks Ltd", "Calder Print Works")
    assert "Ken Sutcliffe" in twin.merged_into.contacts.values_list("name", flat=True)
    assert not twin.contacts.exists()
    archived = Client.objects.filter(merged_into=None).exclude(archived_on=None).get()
    assert (archived.name, archived.archived_on) == ("Pennine Outdoor Supplies", TODAY - timedelta(days=25))
    assert {"client.merged", "client.archived"} <= set(Entry.objects.values_list("kind", flat=True))
    assert proved() == []


def test_clients_pay_as_they_were_cast(demonstration):
    paying = habits(as_of=TODAY)
    by_name = {client.name: paying.get(client.pk, NO_HABITS) for client in Client.objects.all()}
    day_45 = by_name["Özge Çağlar Mimarlık"]
    assert (day_45.median, day_45.spread, day_45.longest, day_45.last) == (15.0, 0.0, 15, 15)
    early = by_name["Yıldız Tekstil"]
    assert (early.on_time_share, early.longest < -2) == (1.0, True)
    assert by_name["Çınar Lojistik"].direction == "slower"
    never = by_name["Gökçe Gıda"]
    assert (never.invoices, never.paid, never.open, never.overdue) == (6, 0, 6, 6)
    quiet = by_name["Güneş Enerji"]
    assert (quiet.open, quiet.paid >= 14) == (0, True)
    latest = Invoice.objects.filter(client__name="Güneş Enerji").order_by("-issued_on").first()
    assert latest.issued_on < TODAY - timedelta(days=80)
    new = by_name["Ilkley Garden Centre"]
    assert (new.invoices, new.paid, new.overdue) == (1, 0, 0)


def test_the_book_holds_what_was_planned(demonstration):
    story = plan(SEED, TODAY, "en")
    told = Told(story)
    issued = Invoice.objects.values_list("currency", "total_minor")
    assert sums(issued) == sums((event.total.currency, event.total.minor) for event in told.issued.values())
    received = Payment.objects.filter(minor__gt=0).values_list("currency", "minor")
    assert sums(received) == sums((event.amount.currency, event.amount.minor) for event in told.payments.values())
    assert sums(Invoice.objects.values_list("currency", "open_minor")) == told.open_by_currency()
    page = receivables(as_of=TODAY, by=BY)
    assert {group.currency: group.ageing.open_minor for group in page.currencies} == told.open_by_currency()
    left = sums(Payment.objects.filter(unallocated_minor__gt=0).values_list("currency", "unallocated_minor"))
    assert left == {"GBP": sum(told.left.values())}


def test_what_happened_was_recorded_on_the_morning_of_its_day(demonstration):
    for issued_on, recorded_at in Invoice.objects.values_list("issued_on", "recorded_at"):
        nine = datetime(issued_on.year, issued_on.month, issued_on.day, 9, tzinfo=UTC)
        assert recorded_at == min(nine, NOW)
    assert Invoice.objects.filter(recorded_at=NOW).count() >= 2
    assert set(Entry.objects.values_list("by__kind", "by__name")) == {("demo", "Işık")}
    assert Entry.objects.filter(kind="client.added").count() == 44


def test_the_morning_is_worth_reading(demonstration):
    page = this_morning(TODAY, BY)
    said = {word.word.debtor.name: word.word.reason.code for word in page.call_list}
    assert said == {
        "Gökçe Gıda": "never_paid",
        "Çınar Lojistik": "over_promised",
        "Fairweather Estates": "disputed",
        "Kılıç Hukuk Bürosu": "getting_slower",
        "Doğu Matbaa": "short_record",
        "Şirin Pastanesi": "no_record",
        "Şahin Yedek Parça": "later_than_usual",
        "Holbeck Brewing": "later_than_usual",
    }
    assert {word.word.debtor.name for word in page.wait_for} == {
        "MacAllister Freight",
        "O'Brien & Sons",
        "Özge Çağlar Mimarlık",
        "Thornton Dental Care",
        "Kadıköy Kedi ve Köpek Kliniği",
    }
    assert {change.kind for change in page.changes} >= {"issued", "paid", "overdue"}
    assert {group.currency for group in page.owed} == {"GBP", "TRY"}


def test_a_second_one_is_refused_and_the_first_stays(demonstration):
    before = Invoice.objects.count(), Payment.objects.count()
    with pytest.raises(FirmExists):
        make_demonstration(language="tr", today=TODAY, by=BY, now=NOW)
    assert (Invoice.objects.count(), Payment.objects.count()) == before
    assert this_firm().name == "Harbour IT"


def test_in_turkish_the_same_figures_stand_beside_turkish_words_and_go_away_alone(made, other_slug, other_book):
    done: list[tuple[int, int]] = []
    result = make_demonstration(
        language="tr", today=TODAY, by=BY, now=NOW, progress=lambda count, of: done.append((count, of))
    )
    total = len(demonstrated(plan(SEED, TODAY, "tr").events, TODAY, "tr"))
    assert done == [(count, total) for count in range(1, total + 1)]
    assert (result.firm.slug, result.firm.name, result.clients) == (other_slug, "Liman Bilişim", 43)
    with use_firm(made):
        figures = sorted(Invoice.objects.values_list("number", "currency", "total_minor", "open_minor"))
    with use_firm(other_slug):
        assert sorted(Invoice.objects.values_list("number", "currency", "total_minor", "open_minor")) == figures
        assert (result.invoices, result.payments) == (len(figures), Payment.objects.filter(minor__gt=0).count())
        assert Dispute.objects.get(closed_on__isnull=True).reason == WORDS["tr"]["warranty"]
        assert Invoice.objects.filter(reference="Aylık bakım, Şubat 2024").exists()

    others = set(firm_slugs())
    remove_demonstration(by=BY, now=NOW)
    assert not firm_exists(other_slug)
    assert {made, other_book} <= set(firm_slugs()) <= others
    with pytest.raises(UnknownFirm):
        remove_demonstration(by=BY, now=NOW)


@pytest.mark.parametrize("kind", [RuntimeError, KeyboardInterrupt])
def test_a_half_made_firm_is_removed(other_slug, kind):
    def stop(done: int, of: int) -> None:
        if done == 60:
            raise kind

    with pytest.raises(kind):
        make_demonstration(language="en", today=TODAY, by=BY, now=NOW, progress=stop)
    assert not firm_exists(other_slug)


def test_a_firm_of_somebodys_own_is_not_removed(other_slug):
    words = {"name": "Demo Ltd", "country": "GB", "language": "en", "currency": "GBP", "time_zone": "Europe/London"}
    found_firm(slug=other_slug, **words, by=BY, now=NOW)
    with pytest.raises(NotADemonstration):
        remove_demonstration(by=BY, now=NOW)
    assert firm_exists(other_slug)


def test_every_rating_and_everything_there_is_to_do_is_there(demonstration):
    score_book(as_of=TODAY, by=OWNER, now=NOW)
    held = set(Standing.objects.filter(ended_on=None).values_list("standing", flat=True))
    assert held == set(STANDINGS)
    to_do = set(Proposal.objects.filter(state="open").values_list("kind", flat=True))
    assert to_do >= set(ACTS)
