"""Who may not see risk is shown the same pages without standing, rating and forecast."""

from __future__ import annotations

import csv
from contextlib import suppress
from dataclasses import replace
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from tests.builders import ACT, NOW, OWNER, a_client, a_paid_invoice, an_issued_invoice, day
from tests.house.test_happenings import declared
from tests.mornings import this_morning

from mainstay.billing.queries.panels import InvoiceEventsPanel
from mainstay.billing.queries.receivables import ageing_rows
from mainstay.billing.rules.invoice_filter import InvoiceFilter
from mainstay.clients.actions.next_contacts import set_next_contact
from mainstay.clients.actions.standings import override_standing
from mainstay.clients.models import Proposal
from mainstay.clients.queries.next_contacts import next_contact_with
from mainstay.clients.queries.panels import ProposalsPanel
from mainstay.clients.queries.proposals import client_with_proposals, open_proposals, proposal_for, proposals_page
from mainstay.clients.rules.acts import SEE_RISK
from mainstay.clients.rules.contacting import ContactPlan
from mainstay.clients.rules.happenings import NOTE_ADDED, STANDING_CHANGED
from mainstay.firm.actions.people import add_person
from mainstay.firm.actions.permissions import change_role_acts
from mainstay.firm.permissions import NotAllowed
from mainstay.kernel.offers import panel_of
from mainstay.overview.gathered import HAPPENINGS
from mainstay.overview.queries.clients import client_page, client_page_of, clients_page
from mainstay.overview.queries.export import write_export
from mainstay.overview.queries.invoice import invoice_page
from mainstay.overview.queries.invoices import invoices_page
from mainstay.overview.queries.search import search
from mainstay.overview.queries.written import written_event
from mainstay.overview.rules.acts import EXPORT_ALL
from mainstay.overview.rules.client_filter import ClientFilter
from mainstay.scoring.actions.scoring import score_book
from mainstay.scoring.queries import forecasts
from mainstay.scoring.queries.insights import insights
from mainstay.scoring.queries.panels import OpenInvoicesPanel, StandingPanel
from mainstay.timeline.actions.recording import Happening, record_many
from mainstay.timeline.models import Words
from mainstay.timeline.queries.panels import EventsPanel
from mainstay.timeline.queries.words import WordsNotFound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mainstay.billing.models import Invoice
    from mainstay.kernel.actor import Actor
    from mainstay.timeline.queries.events import Event

READER = replace(OWNER, role="reader")
TODAY = day(200)


@pytest.fixture
def owed(book: str) -> Invoice:
    client = a_client()
    for number in range(6):
        a_paid_invoice(client, on=day(20 * number), paid_on=day(20 * number + 35))
    invoice = an_issued_invoice(client, on=day(120))
    score_book(as_of=TODAY, by=OWNER, now=NOW)
    override_standing(client_ref=client.ref, standing="steady", reason="x", saw=None, today=TODAY, **ACT)
    return invoice


def seen(invoice: Invoice, by: Actor) -> dict[str, Any]:
    """Everything on the pages that was scored and not recorded."""
    ref = invoice.client.ref
    pages = client_page(wanted=ref, as_of=TODAY, by=by), client_page_of(ref=ref, as_of=TODAY, by=by)
    owed = [panel_of(page.panels, OpenInvoicesPanel) for page in pages]
    ratings = [panel_of(page.panels, StandingPanel).ratings for page in pages]
    standings = [one for both in ratings for one in (both.relationship, both.payment)]
    suggested = [panel_of(page.panels, ProposalsPanel) for page in pages]
    listed = invoices_page(wanted=InvoiceFilter("risk"), as_of=TODAY, number=1, by=by)
    today = this_morning(TODAY, by)
    words = (*today.call_list, *today.wait_for)
    return {
        "outlook of the invoice": invoice_page(ref=invoice.ref, as_of=TODAY, by=by).outlook,
        "outlooks of the client": [one.outlook for panel in owed for one in panel.invoices if one.outlook],
        "standing": [standing for standing in standings if standing.history or standing.by_hand],
        "suggestions": [panel.proposals for panel in suggested if panel is not None],
        "outlooks of the list": [one.outlook for one in listed.invoices if one.outlook],
        "risk of the list": listed.at_risk_minor,
        "standings of the list": [
            row.standing.current for row in clients_page(as_of=TODAY, by=by).clients if row.standing.current
        ],
        "clients by standing": clients_page(as_of=TODAY, wanted=ClientFilter(standing="steady"), by=by).clients,
        "standing found": search(text="isik", by=by).found("clients").rows[0].standing,
        "risk of the morning": today.at_risk_minor,
        "risk of a debtor": [
            one.word.debtor.at_risk_minor for one in words if one.word.debtor.at_risk_minor is not None
        ],
        "suggestions waiting": getattr(today, "count", 0),
        "day of the forecast": today.scored_on,
        "figures": forecasts.expected_currencies(
            as_of=TODAY, open_minor={row.currency: row.open_minor for row in ageing_rows(TODAY)}, by=by
        ),
    }


def test_who_may_not_see_risk_reads_the_pages_without_it(owed: Invoice) -> None:
    reason = {"code": "never", "stake": 1.0, "at_risk": {"GBP": 1}}
    Proposal.objects.create(
        ref="r-1", client=owed.client, kind="terms", days=14, agreed=None, reason=reason, version=1, proposed_on=TODAY
    )
    everything = seen(owed, READER)
    assert {name for name, found in everything.items() if not found} == set()
    change_role_acts(changes={("reader", SEE_RISK): False}, **ACT)
    assert {name for name, found in seen(owed, READER).items() if found} == set()
    assert seen(owed, OWNER) == everything
    assert forecasts.standing_changes_of(client_ref=owed.client.ref, as_of=TODAY, by=OWNER) is not None
    assert forecasts.standing_changes_of(client_ref=owed.client.ref, as_of=TODAY, by=READER) is None
    every = open_proposals(by=OWNER)
    assert "r-1" in {one.ref for one in every}
    assert client_with_proposals(ref=owed.client.ref, by=OWNER) == (owed.client, every)
    assert open_proposals(by=READER) == ()
    assert client_with_proposals(ref=owed.client.ref, by=READER) == (owed.client, ())
    for ask in (
        lambda: insights(by=READER),
        lambda: forecasts.stored_book_outlook(as_of=TODAY, by=READER),
        lambda: forecasts.live_book_outlook(as_of=TODAY, by=READER),
        lambda: forecasts.what_would_change(invoice_ref=owed.ref, as_of=TODAY, by=READER),
        lambda: proposals_page(by=READER),
        lambda: proposal_for(ref="r-1", by=READER),
    ):
        with pytest.raises(NotAllowed):
            ask()


@pytest.fixture
def told(owed: Invoice) -> Invoice:
    """An invoice with an event of every kind about it, and a next contact after them."""
    happenings = [
        Happening(owed.client_id, kind, day(190), owed.ref, {}, dict.fromkeys(kind.words, "x"))
        for kind in declared().values()
    ]
    with transaction.atomic():
        record_many(happenings=happenings, by=OWNER, now=NOW)
    plan = ContactPlan(day(210), "call", "the invoice")
    set_next_contact(client_ref=owed.client.ref, plan=plan, today=day(190), **ACT)
    return owed


def timeline_pages(client_ref: str, by: Actor) -> list[tuple[Event, ...]]:
    """What happened to a client, page by page."""
    pages, before = [], ""
    while not pages or before:
        page = client_page(wanted=client_ref, as_of=TODAY, by=by, before=before)
        panel = panel_of(page.panels, EventsPanel)
        assert panel is not None
        pages.append(panel.events)
        before = panel.older
    return pages


def written(client_ref: str, by: Actor) -> Iterator[str]:
    """The kinds of event whose words somebody is shown before erasing them."""
    for ref in Words.objects.values_list("ref", flat=True):
        with suppress(WordsNotFound):
            yield written_event(client_ref=client_ref, ref=ref, by=by).kind


def exported(by: Actor) -> dict[str, list[dict[str, str]]]:
    file = BytesIO()
    write_export(file, "csv", by=by)
    with ZipFile(file) as archive:
        return {
            Path(name).stem: list(csv.DictReader(TextIOWrapper(archive.open(name), "utf-8-sig")))
            for name in archive.namelist()
        }


def kinds_read(invoice: Invoice, by: Actor) -> dict[str, set[str]]:
    """Every way to read the timeline -> the kinds of event that come back."""
    ref = invoice.client.ref
    about = panel_of(invoice_page(ref=invoice.ref, as_of=TODAY, by=by).panels, InvoiceEventsPanel)
    planned = next_contact_with(client_id=invoice.client_id, today=TODAY, by=by)
    assert about is not None
    assert planned is not None
    assert planned.last_word is not None
    return {
        "page of the client": {event.kind for page in timeline_pages(ref, by) for event in page},
        "page of the invoice": {event.kind for event in about.events},
        "words": set(written(ref, by)),
        "export": {row["What happened"] for row in exported(by)["timeline"]},
        "last word": {planned.last_word.kind},
    }


def test_events_that_tell_of_risk_are_left_out_wherever_events_are_read(told: Invoice) -> None:
    change_role_acts(changes={("reader", SEE_RISK): False, ("reader", EXPORT_ALL): True}, **ACT)
    rated = {kind for kind, happening in HAPPENINGS.items() if happening.act == SEE_RISK}
    everything = kinds_read(told, OWNER)
    assert everything["page of the client"] == everything["page of the invoice"] == HAPPENINGS.keys()
    assert rated <= everything["export"]
    assert "standing.overridden" in everything["words"]
    assert kinds_read(told, READER) == {way: kinds - rated for way, kinds in everything.items()}


def test_an_export_leaves_out_the_sheets_of_ratings(owed: Invoice) -> None:
    change_role_acts(changes={("reader", SEE_RISK): False, ("reader", EXPORT_ALL): True}, **ACT)
    assert exported(OWNER).keys() - exported(READER).keys() == {"standings-by-hand", "proposals", "expected-dates"}


def test_pages_of_the_timeline_are_as_long_as_those_of_whoever_sees_everything(told: Invoice) -> None:
    change_role_acts(changes={("reader", SEE_RISK): False}, **ACT)
    happenings = [
        Happening(told.client_id, kind, day(150 + number), "", {})
        for number in range(25) for kind in (STANDING_CHANGED, NOTE_ADDED)
    ]  # fmt: skip
    with transaction.atomic():
        record_many(happenings=happenings, by=OWNER, now=NOW)
    everything = [event for page in timeline_pages(told.client.ref, OWNER) for event in page]
    pages = timeline_pages(told.client.ref, READER)
    seen = [event for event in everything if HAPPENINGS[event.kind].act is None]
    assert [event for page in pages for event in page] == seen
    assert [len(page) for page in pages] == [len(seen[start : start + 20]) for start in range(0, len(seen), 20)]


def test_the_pages_print_without_it(owed: Invoice, book: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings._wrapped, "SECRET_KEY", "only for tests")
    user = add_person(email="a@example.com", name="Ada", role="reader", language="en", password="uzun parola", **ACT)
    browser = Client(HTTP_HOST="localhost", raise_request_exception=False)
    browser.force_login(user)
    pages = (f"clients/{owed.client.ref}/", f"invoices/{owed.ref}/", "clients/", "invoices/", "receivables/", "today/")

    def shown() -> dict[str, tuple[int, bool]]:
        answers = {page: browser.get(f"/{book}/{page}") for page in (*pages, "figures/", "proposals/")}
        return {
            page: (
                answer.status_code,
                any(f'id="{part}"' in answer.content.decode() for part in ("standing", "outlook")),
            )
            for page, answer in answers.items()
        }

    before = shown()
    assert {page for page, (_status, is_scored) in before.items() if is_scored} >= set(pages[:2])
    change_role_acts(changes={("reader", SEE_RISK): False}, **ACT)
    after = shown()
    assert [after[page] for page in pages[:2]] == [(200, False)] * 2
    assert [after[page][0] for page in pages] == [200] * len(pages)
    assert [after[page][0] for page in ("figures/", "proposals/")] == [403, 403]
