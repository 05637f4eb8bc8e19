"""Nothing typed is ever lost: what could not be saved comes back to whoever typed it, and is saved once."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from tests.builders import a_client, an_issued_invoice
from tests.web.conftest import PASSWORD
from tests.web.reading import inputs_of

from mainstay.billing.models import CreditNote, Payment
from mainstay.firm.actions.people import add_person
from mainstay.firm.queries.firms import this_firm
from mainstay.timeline.actions.describing import describe_firm
from mainstay.timeline.models import Entry

if TYPE_CHECKING:
    from collections.abc import Callable

from tests.builders import ACT

NOTE = "Özge aradı:\nödeme cuma günü, “söz” dedi <b>iki</b> kez."


def sent(client: Client, address: str, said: dict[str, str], **headers: str) -> object:
    """Send a form as browsers do; the test client's own way is that of files."""
    return client.post(address, urlencode(said), content_type="application/x-www-form-urlencoded", **headers)


class Person:
    """Somebody at a browser that asks for CSRF tokens, as a real one meets."""

    def __init__(self, slug: str, role: str = "owner") -> None:
        self.slug, self.role = slug, role
        self.client = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
        add_person(
            email=f"{role}@example.com", name=f"{role} Çağlar", role=role, language="en", password=PASSWORD, **ACT
        )
        self.sign_in()

    def get(self, path: str) -> str:
        response = self.client.get(f"/{self.slug}/{path}")
        assert response.status_code == 200, (path, response.status_code, response.headers)
        return response.content.decode()

    def token(self, path: str) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path))
        assert found is not None
        return found[1]

    def post(self, path: str, said: dict[str, str], **headers: str) -> object:
        return sent(self.client, f"/{self.slug}/{path}", said, **headers)

    def sign_in(self, role: str = "") -> str:
        said = {"login": f"{role or self.role}@example.com", "password": PASSWORD}
        token = self.token("accounts/login/")
        return self.post("accounts/login/", {**said, "csrfmiddlewaretoken": token})["Location"]

    def send_again(self, *, times: int = 1) -> list[int]:
        """Press the one button of the page of kept words, so often, on one showing of it."""
        page = self.get("unsaved/")
        form = next(part for part in page.split("<form ") if "Send it again" in part)
        fields = re.findall(r'name="([^"]+)" value="([^"]*)"', form)
        address = form.split('action="')[1].split('"')[0]
        said = {unescape(name): unescape(value) for name, value in fields}
        return [sent(self.client, address, said).status_code for _ in range(times)]


@pytest.fixture
def person(book: str) -> Person:
    return Person(book)


def session_ends() -> None:
    """As when the person ended it on another device, or its time was over."""
    Session.objects.all().delete()


def notes() -> list[str]:
    return [entry.words.texts["text"] for entry in Entry.objects.filter(kind="note.added").order_by("pk")]


def a_note_is_lost(person: Person, ref: str) -> object:
    token = person.token(f"clients/{ref}/")
    session_ends()
    return person.post(f"clients/{ref}/notes/", {"text": NOTE, "csrfmiddlewaretoken": token})


def test_a_note_written_after_the_session_ended_is_kept_and_sent_again_once(person: Person) -> None:
    ref = a_client().ref
    answer = a_note_is_lost(person, ref)
    there = f"/{person.slug}/unsaved/"
    assert (answer.status_code, answer["Location"]) == (302, f"/{person.slug}/accounts/login/?next={there}")
    assert notes() == []
    login = person.get("accounts/login/")
    assert "What you typed is kept" in login
    assert "ödeme" not in login
    assert person.sign_in() == there
    page = person.get("unsaved/")
    assert "Your session had ended before this was saved. Here is what you typed:" in page
    assert "ödeme cuma günü, “söz” dedi &lt;b&gt;iki&lt;/b&gt; kez." in page
    assert person.send_again(times=3) == [302, 302, 302]
    assert notes() == [NOTE]
    assert person.client.get(there)["Location"] == f"/{person.slug}/today/"


def test_a_form_sent_twice_without_a_session_is_kept_once(person: Person) -> None:
    ref = a_client().ref
    token = person.token(f"clients/{ref}/")
    session_ends()
    for _ in range(2):
        person.post(f"clients/{ref}/notes/", {"text": NOTE, "csrfmiddlewaretoken": token})
    person.sign_in()
    assert person.get("unsaved/").count("Send it again") == 1


def test_two_forms_are_both_kept_and_one_can_be_thrown_away(person: Person) -> None:
    ref = a_client().ref
    token = person.token(f"clients/{ref}/")
    session_ends()
    for text in ("first", "second"):
        person.post(f"clients/{ref}/notes/", {"text": text, "csrfmiddlewaretoken": token})
    person.sign_in()
    page = person.get("unsaved/")
    assert page.index("second</dd>") < page.index("first</dd>")
    mark = re.findall(r'name="drop" value="([^"]+)"', page)[0]
    person.post("unsaved/", {"drop": mark, "csrfmiddlewaretoken": person.token("unsaved/")})
    page = person.get("unsaved/")
    assert ("first</dd>" in page, "second</dd>" in page) == (True, False)


def test_nobody_else_sees_what_was_typed(person: Person) -> None:
    ref = a_client().ref
    add_person(email="reader@example.com", name="Ada", role="reader", language="en", password=PASSWORD, **ACT)
    a_note_is_lost(person, ref)
    assert person.sign_in("reader") == f"/{person.slug}/today/"
    assert person.client.get(f"/{person.slug}/unsaved/")["Location"] == f"/{person.slug}/today/"
    person.post("accounts/logout/", {"csrfmiddlewaretoken": person.token("accounts/logout/")})
    person.sign_in()
    assert person.client.get(f"/{person.slug}/unsaved/")["Location"] == f"/{person.slug}/today/"
    assert notes() == []


def test_a_browser_nobody_signed_in_with_keeps_nothing(book: str, browser: Callable[..., Client]) -> None:
    ref = a_client().ref
    stranger = browser()
    where = f"/{book}/clients/{ref}/notes/"
    assert sent(stranger, where, {"text": NOTE})["Location"] == f"/{book}/accounts/login/?next={where}"
    stranger.cookies["mainstay_person"] = "1:forged"
    assert sent(stranger, where, {"text": NOTE})["Location"] == f"/{book}/accounts/login/?next={where}"
    assert Session.objects.count() == 0


def test_a_payment_is_recorded_once_from_kept_words(person: Person) -> None:
    invoice = an_issued_invoice(a_client())
    ref = invoice.client.ref
    page = person.get(f"payments/record/?client={ref}&invoice={invoice.ref}")
    form = next(part for part in page.split("<form ") if 'id="amount"' in part)
    said = inputs_of(form.split("</form>")[0]) | {"currency": invoice.currency, "client": ref}
    session_ends()
    person.post("payments/record/", said)
    assert person.sign_in() == f"/{person.slug}/unsaved/"
    assert f'<dd class="col-sm-8 text-break">{said["amount"]}</dd>' in person.get("unsaved/")
    assert person.send_again(times=2) == [302, 302]
    assert Payment.objects.count() == 1


def test_a_credit_note_is_issued_once_from_kept_words(person: Person) -> None:
    invoice = an_issued_invoice(a_client())
    path = f"invoices/{invoice.ref}/credit/"
    said = {"key": "k", "left": "10000", "amount": "40.00", "on": "2024-03-10", "number": "", "reason": "Geç teslim"}
    token = person.token(path)
    session_ends()
    person.post(path, {**said, "csrfmiddlewaretoken": token})
    assert person.sign_in() == f"/{person.slug}/unsaved/"
    shown = re.findall(r"<dt[^>]*>(.*?)</dt><dd[^>]*>(.*?)</dd>", person.get("unsaved/").split("<main")[1])
    assert shown == [("Amount", "40.00"), ("Day", "2024-03-10"), ("Reason", "Geç teslim")]
    assert person.send_again(times=2) == [302, 302]
    assert list(CreditNote.objects.values_list("total_minor", "reason")) == [(4000, "Geç teslim")]


def test_settings_come_back_and_are_saved(person: Person) -> None:
    token = person.token("settings/firm/")
    session_ends()
    said = {"name": "Yeni Ad", "country": "tr", "language": "tr", "currency": "eur", "time_zone": "Mars/Olympus"}
    person.post("settings/firm/", {**said, "csrfmiddlewaretoken": token})
    person.sign_in()
    page = person.get("unsaved/")
    assert [value in page for value in ("Yeni Ad</dd>", "Mars/Olympus</dd>")] == [True, True]
    # What cannot be right comes back in its own form, and is no longer kept beside it.
    assert person.send_again() == [422]
    assert person.client.get(f"/{person.slug}/unsaved/")["Location"] == f"/{person.slug}/today/"
    describe_firm(changes={"name": "Yeni Ad"}, **ACT)
    assert this_firm().name == "Yeni Ad"


def test_a_token_that_expired_is_no_loss_when_our_own_page_sent_it(person: Person) -> None:
    ref = a_client().ref
    said = {"text": NOTE, "csrfmiddlewaretoken": "x" * 64}
    for origin in ("http://evil.example", "null", "http://localhost:81"):
        answer = person.post(f"clients/{ref}/notes/", said, HTTP_ORIGIN=origin)
        assert (answer.status_code, "Nothing was saved" in answer.content.decode()) == (403, True), origin
    assert person.post(f"clients/{ref}/notes/", said).status_code == 403
    answer = person.post(f"clients/{ref}/notes/", said, HTTP_ORIGIN="http://localhost")
    assert (answer.status_code, answer["Location"]) == (302, f"/{person.slug}/unsaved/")
    assert notes() == []
    page = person.get("unsaved/")
    assert "The page had been open too long for this to be saved. Here is what you typed:" in page
    assert "session had ended" not in page
    assert person.send_again(times=2) == [302, 302]
    assert notes() == [NOTE]


def test_passwords_are_never_kept(person: Person) -> None:
    person.client.cookies.pop("mainstay_session")
    token = person.token("accounts/login/")
    said = {"oldpassword": "one secret", "password1": "another secret", "csrfmiddlewaretoken": token}
    assert "/unsaved/" not in person.post("accounts/password/change/", said)["Location"]
    person.post("settings/people/invite/", {"name": "Ada", "password": "third secret", "csrfmiddlewaretoken": token})
    person.sign_in()
    page = person.get("unsaved/")
    assert ("Ada</dd>" in page, "secret" in page) == (True, False)


def test_more_than_a_person_types_is_not_kept(person: Person) -> None:
    ref = a_client().ref
    token = person.token(f"clients/{ref}/")
    session_ends()
    answer = person.post(f"clients/{ref}/notes/", {"text": "x" * 200_001, "csrfmiddlewaretoken": token})
    assert "/unsaved/" not in answer["Location"]
    answer = person.post("import/", {"kind": "clients", "csrfmiddlewaretoken": token})
    assert "/unsaved/" not in answer["Location"]


def test_a_part_of_a_page_leads_to_the_sign_in_as_a_whole_one(person: Person) -> None:
    session_ends()
    answer = person.client.get(f"/{person.slug}/clients/?q=a", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (200, f"/{person.slug}/accounts/login/")
