"""Logging a call and writing a message as a browser without scripts does, and what stands in a row with them."""

from __future__ import annotations

import re

from tests.builders import ISIK, a_client, an_issued_invoice, day

from mainstay.care.models import Call
from mainstay.web.views import book as book_views
from mainstay.web.views import calls as call_views


def test_a_call_is_logged_by_a_form_of_its_own_page_and_leads_back(book, browser, monkeypatch) -> None:
    for module in (book_views, call_views):
        monkeypatch.setattr(module, "today_there", lambda _request: day(100))
    monkeypatch.setattr(call_views, "day_of_act", lambda _request: day(100))
    client = a_client(ISIK, phone="0113 496 0101")
    an_issued_invoice(client, "100.00", on=day(0), due=day(30))
    owner = browser(book, "owner")
    today = f"/{book}/today/"
    shown = owner.get(today).content.decode()
    (link,) = set(re.findall(rf'href="(/{book}/clients/{client.ref}/call/\?back=[^"]+)"', shown))
    assert 'href="tel:01134960101"' in shown
    form = owner.get(link).content.decode()
    assert 'value="100.00"' in form
    assert f'name="back" value="{today}"' in form
    sent = {"outcome": "promised", "amount": "60.00", "promised_on": "", "back": today}
    refused = owner.post(f"/{book}/clients/{client.ref}/call/", sent)
    assert (refused.status_code, "Enter the day." in refused.content.decode()) == (422, True)
    answer = owner.post(f"/{book}/clients/{client.ref}/call/", {**sent, "promised_on": str(day(103))})
    assert (answer.status_code, answer["Location"]) == (302, today)
    call = Call.objects.get()
    assert (call.promised_minor, str(call.until_on)) == (6000, str(day(104)))
    page = owner.get(today).content.decode()
    assert "Back in Today on 12 Jun 2024." in page
    assert "1 waiting after a call" in " ".join(page.split())
    undo = re.search(rf'action="(/{book}/calls/[^"]+/withdraw/)"', page)
    assert undo is not None
    owner.post(undo.group(1), {"undo": "1", "back": today})
    assert "waiting after a call" not in owner.get(today).content.decode()


def test_where_it_leads_back_to_is_within_the_app(book, browser) -> None:
    client = a_client(ISIK)
    owner = browser(book, "owner")
    for elsewhere in ("https://example.com/", "//example.com/", "javascript:alert(1)"):
        sent = {"outcome": "spoke", "back": elsewhere}
        answer = owner.post(f"/{book}/clients/{client.ref}/call/", sent)
        assert answer["Location"] == f"/{book}/clients/{client.ref}/"


def test_a_message_opens_in_a_program(book, browser) -> None:
    client = a_client(ISIK, phone="+90 212 555 01 01", email="a@b.example", language="tr")
    page = browser(book, "owner").get(f"/{book}/clients/{client.ref}/message/").content.decode()
    assert 'href="mailto:a@b.example?subject=A%C3%A7%C4%B1k%20faturalar&amp;body=Merhaba' in page
    assert 'href="sms:+902125550101?body=Merhaba' in page
    assert 'href="https://wa.me/902125550101?text=Merhaba' in page
