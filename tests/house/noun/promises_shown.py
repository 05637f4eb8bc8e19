"""What the house shows of a package that it gathers: asked in a process that started with it (test_a_new_noun)."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client as Browser
from tests.builders import ACT, NOW, OWNER, a_client, a_payment, an_issued_invoice, day, money, refused
from tests.mornings import this_morning

from mainstay.billing.rules.demonstration import InvoiceIssued
from mainstay.briefing.phrases import change_sentence
from mainstay.briefing.queries.morning import morning
from mainstay.cli.panels.printing import print_client, print_morning
from mainstay.clients.rules.demonstration import ClientAdded
from mainstay.firm.actions.people import add_person
from mainstay.firm.actions.permissions import change_role_acts
from mainstay.firm.permissions import NotAllowed
from mainstay.firm.rules.permissions import ROLES
from mainstay.kernel.actor import Actor
from mainstay.kernel.offers import Stage, panel_of
from mainstay.overview.gathered import DEMONSTRATED, demonstrated, proved
from mainstay.overview.phrases import fault_sentence
from mainstay.overview.queries.clients import client_page_of
from mainstay.overview.queries.export import export_to
from mainstay.overview.queries.invoice import invoice_page
from mainstay.overview.queries.search import search
from mainstay.promises.actions import MoreThanIsOwed, record_promise
from mainstay.promises.demonstration import PromiseMade
from mainstay.promises.forms import PromiseForm
from mainstay.promises.models import Promise
from mainstay.promises.queries import PromisesDuePanel, PromisesPanel
from mainstay.promises.rules.acts import RECORD_PROMISE
from mainstay.promises.rules.promises import PromiseDraft
from mainstay.schemas.acts import ALL_ACTS
from mainstay.schemas.json_documents import client_document, morning_document
from mainstay.store.triggers import missing_triggers
from mainstay.tasks.rules.demonstration import TaskAdded
from mainstay.web.opening import may_open
from mainstay.web.views import book as book_views

if TYPE_CHECKING:
    from pathlib import Path

    from mainstay.billing.models import Invoice


def promised(invoice: Invoice, until: int = 20, **acting: Any) -> Promise:
    """40.00, promised on day 10."""
    draft = PromiseDraft(money("40.00"), day(until), "By Friday.")
    return record_promise(invoice_ref=invoice.ref, draft=draft, on=day(10), **{**ACT, **acting})


def states(invoice: Invoice, on: int) -> list[str]:
    """The states of its promises, as the panel of its page shows them as of a day."""
    panel = panel_of(invoice_page(ref=invoice.ref, as_of=day(on), by=OWNER).panels, PromisesPanel)
    assert panel is not None
    return [row.state for row in panel.promises]


def signed_in(monkeypatch: pytest.MonkeyPatch) -> Browser:
    """The browser of a colleague."""
    monkeypatch.setattr(settings._wrapped, "SECRET_KEY", "only for tests")
    password = "uzun ve kolay parola"
    user = add_person(email="a@example.com", name="Ada", role="colleague", language="en", password=password, **ACT)
    browser = Browser(HTTP_HOST="localhost", raise_request_exception=False)
    browser.force_login(user)
    return browser


@pytest.fixture
def invoice(book: str) -> Invoice:
    """100.00, due on day 5."""
    return an_issued_invoice(a_client(), "100.00", on=day(0), due=day(5))


def test_the_table_of_permissions_knows_its_act_and_the_owner_moves_it(invoice: Invoice) -> None:
    assert ALL_ACTS["promises.record"] is RECORD_PROMISE
    people = {role: Actor("person", "7", "Özge Çağlar", role) for role in ROLES}
    workers = {"owner", "colleague", "bookkeeper"}
    assert {role for role, by in people.items() if may_open("promise_record", by)} == workers
    for by in (people["reader"], Actor("stranger", "", "", "owner")):
        with refused(NotAllowed):
            promised(invoice, by=by)
    change_role_acts(changes={("reader", RECORD_PROMISE): True}, **ACT)
    assert (
        promised(invoice, key="one", by=people["reader"]).ref == promised(invoice, key="one", by=people["reader"]).ref
    )
    assert Promise.objects.count() == 1


def test_its_panel_stands_on_both_pages_in_the_terminal_and_in_the_document(
    invoice: Invoice, capsys: pytest.CaptureFixture[str]
) -> None:
    promised(invoice)
    a_payment(invoice.client, "40.00", on=day(15), settles=((invoice, 4000),))
    late = promised(invoice, until=12)
    assert [states(invoice, on) for on in (9, 11, 14, 20)] == [
        [], ["open", "open"], ["open", "broken"], ["kept", "broken"],
    ]  # fmt: skip
    page = client_page_of(ref=invoice.client.ref, as_of=day(20), by=OWNER)
    assert client_document(page)["promises"] == [
        {"invoice": invoice.number, "currency": "GBP", "amount": "40.00", "promised_on": str(on), "state": state}
        for on, state in ((day(20), "kept"), (late.promised_on, "broken"))
    ]
    print_client(page)
    assert "broken" in capsys.readouterr().out


def test_a_browser_fills_in_the_form_of_the_panel_on_the_page_it_stands_on(
    book: str, invoice: Invoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in(monkeypatch)
    here, there = f"/{book}/invoices/{invoice.ref}/", f"/{book}/invoices/{invoice.ref}/promise/"
    assert there in browser.get(here).content.decode()
    typed = {"amount": "400.00", "by": "2100-01-01", "said": "Typed by hand."}
    answer = browser.post(there, typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Only £100.00 of invoice" in page
    assert "Typed by hand." in page
    answer = browser.post(there, {**typed, "amount": "100.00"})
    assert (answer.status_code, answer["Location"]) == (302, here)
    assert Promise.objects.get().minor == 10000
    client = browser.get(f"/{book}/clients/{invoice.client.ref}/").content.decode()
    assert "Promised: £100.00 of invoice" in client
    assert "by 1 Jan 2100. Typed by hand." in client
    found = browser.get(f"/{book}/search/", {"q": invoice.number}).content.decode()
    assert "£100.00, 1 Jan 2100" in found


def test_today_tells_of_a_broken_promise_and_says_to_call(invoice: Invoice) -> None:
    promised(invoice)
    assert search(text=invoice.number, by=OWNER).found("promises").count == 1
    assert "promise_broken" not in {change.kind for change in this_morning(day(20)).changes}
    page = this_morning(day(21))
    said = [change_sentence(change, lambda minor, _: str(minor)) for change in page.changes]
    assert said == [f"Işık İnşaat did not pay 4000 of invoice {invoice.number} as promised."]
    assert [row.sentence for row in page.call_list] == ["They promised to pay by 20 Mar 2024 and haven’t."]


def test_today_has_its_panel_on_the_day_of_a_promise(
    book: str, invoice: Invoice, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    promised(invoice)
    pages = {on: morning(today=day(on), by=OWNER) for on in (19, 20, 21)}
    panels = {on: panel_of(page.panels, PromisesDuePanel) for on, page in pages.items()}
    assert {on for on, panel in panels.items() if panel is not None} == {20}
    assert [row["invoice"] for row in morning_document(pages[20])["promises"]] == [invoice.number]
    print_morning(pages[20])
    assert invoice.number in capsys.readouterr().out
    monkeypatch.setattr(book_views, "today_there", lambda _request: day(20))
    shown = signed_in(monkeypatch).get(f"/{book}/today/").content.decode()
    assert f"<li>{invoice.number}: £40.00, 20 Mar 2024, open</li>" in shown


def test_it_is_exported_and_comes_back_through_its_form(invoice: Invoice, tmp_path: Path) -> None:
    promised(invoice)
    (file,) = export_to(tmp_path / "all", by=OWNER).glob("*romises.csv")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        (row,) = csv.DictReader(lines)
    assert (row["Invoice no"], row["Amount"], row["Promised on"]) == (invoice.number, "40.00", str(day(20)))
    document = {"amount": row["Amount"], "by": row["Promised on"]}
    draft = PromiseForm.from_document(document, money_in=row["Currency"]).draft
    again = record_promise(invoice_ref=row["Invoice no"], draft=draft, on=day(10), **ACT)
    assert (again.invoice_id, again.minor, again.promised_on) == (invoice.pk, 4000, day(20))


def test_its_rows_are_guarded_and_its_faults_found(invoice: Invoice) -> None:
    assert missing_triggers() == []
    promise = promised(invoice)
    assert proved() == []
    small = an_issued_invoice(invoice.client, "39.99")
    with refused(MoreThanIsOwed, f"Only £39.99 of invoice {small.number} is open: that or less can be promised."):
        promised(small)
    promise.pk, promise.ref, promise.minor = None, "w-2", 10001
    promise.save(force_insert=True)
    (fault,) = proved()
    assert fault_sentence(fault) == f"Of invoice {invoice.number} 100.01 GBP is promised; it is over 100.00 GBP."


def test_it_has_its_events_in_the_demonstration(book: str) -> None:
    nothing = dict.fromkeys(("email", "phone", "city", "language", "client_group"), "")
    added = ClientAdded(
        on=day(0), client="isik", name="Işık", country="TR", currency="GBP", terms_days=30, contacts=(), **nothing
    )
    issued = InvoiceIssued(day(1), "isik-1", "isik", day(31), money("120.00"), money("20.00"), "")
    events = tuple(e for e in demonstrated((added, issued), day(60), "en") if not isinstance(e, TaskAdded))
    assert events == (added, issued, PromiseMade(day(4), "isik-1", money("120.00"), day(7), "By Friday, for certain."))
    stage = Stage(OWNER, NOW)
    for event in events:
        DEMONSTRATED[type(event)](event, stage)
    assert Promise.objects.get().invoice.ref == stage.refs["invoice"]["isik-1"]
