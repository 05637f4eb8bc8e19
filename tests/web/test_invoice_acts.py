"""What can be done about an invoice in a browser: once, undone where it can be, refused with what was typed."""

from __future__ import annotations

import html
import re

import pytest
from tests.builders import (
    ISIK,
    OBRIEN,
    TEN_DAYS_ON,
    a_client,
    a_credit_note,
    a_paid_invoice,
    a_payment,
    an_issued_invoice,
    day,
    questions,
    timeline,
    whole_book,
)
from tests.clock import today
from tests.web.reading import inputs_of

from mainstay.billing.models import Allocation, CreditNote, Dispute, ExpectedDate, Invoice, WriteOff
from mainstay.kernel import formatting
from mainstay.store.context import use_firm

ACTS = ("credit", "write-off", "dispute", "dispute/close", "expected-date", "void")


@pytest.fixture
def owner(book, browser):
    return browser(book, "owner")


@pytest.fixture
def colleague(book, browser):
    return browser(book, "colleague")


@pytest.fixture
def invoice(book) -> Invoice:
    return an_issued_invoice(a_client(ISIK), "100.00", number="A-1")


@pytest.fixture
def here(book, invoice) -> str:
    return f"/{book}/invoices/{invoice.ref}/"


def text_of(answer) -> str:
    page = re.sub(r"<script.*?</script>|<svg.*?</svg>", "", answer.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", page)).split())


def form_of(answer) -> dict[str, str]:
    """What a browser would send back of the form of an act."""
    found = inputs_of(answer.content.decode().split("novalidate>")[1].split("</form>")[0])
    return {name: value for name, value in found.items() if name != "csrfmiddlewaretoken"}


def offered(answer) -> list[str]:
    """The acts that the invoice's page leads to."""
    return re.findall(r'<a class="btn" href="[^"]*/invoices/[^/]+/([^"]+)/">', answer.content.decode())


def book_now() -> dict[str, list]:
    everything = whole_book()
    return {name: everything[name] for name in everything if name.startswith(("billing_", "timeline_"))}


def now_open() -> int:
    return Invoice.objects.get().open_minor


DAY = str(TEN_DAYS_ON)


def test_a_credit_note_is_issued_and_listed(owner, here, invoice) -> None:
    asked = form_of(owner.get(here + "credit/"))
    assert (asked["left"], asked["amount"], asked["number"], asked["reason"]) == ("10000", "100.00", "", "")
    said = {**asked, "amount": "30.00", "on": DAY, "reason": "  came   late "}
    done = owner.post(here + "credit/", said)
    assert (done.status_code, done["Location"]) == (302, here)
    note = CreditNote.objects.get()
    assert (note.total_minor, note.unallocated_minor, note.reason, note.issued_on) == (
        3000,
        0,
        "came late",
        TEN_DAYS_ON,
    )
    assert now_open() == 7000
    assert timeline()[-1] == (
        "credit_note.issued", DAY, note.ref, {"number": note.number, "total": "30.00 GBP"},
    )  # fmt: skip
    page = text_of(owner.get(here))
    assert f"Credit note {note.number} is issued." in page
    assert f"Credit note {note.number} came late" in page
    assert f"Credit note {note.number} issued: £30.00" in page
    client = text_of(owner.get(here.replace(f"invoices/{invoice.ref}", f"clients/{invoice.client.ref}")))
    assert f"Credit note {note.number} issued: £30.00" in client


def test_more_than_is_open_stays_on_account(owner, here) -> None:
    asked = {**form_of(owner.get(here + "credit/")), "amount": "120.00", "on": DAY, "number": "K-7", "reason": "all"}
    owner.post(here + "credit/", asked)
    assert (now_open(), CreditNote.objects.get().unallocated_minor) == (0, 2000)
    assert "Credit note K-7 is issued; £20.00 of it stays on the client’s account." in text_of(owner.get(here))


def said_of(act: str, left: str = "10000") -> dict[str, str]:
    """A form of this act as somebody fills it in who sees 100.00 open."""
    return {
        "credit": {"key": "k", "left": left, "amount": "40.00", "on": DAY, "number": "", "reason": "late"},
        "write-off": {"key": "k", "left": left, "amount": "40.00", "on": DAY, "reason": "lost"},
        "dispute": {"key": "d", "left": left, "on": DAY, "reason": "wrong hours"},
        "dispute/close": {"key": "k", "left": left, "on": DAY, "outcome": "hours agreed"},
        "expected-date": {"key": "k", "left": left, "on": str(today(9)), "reason": "promised by phone"},
        "void": {"key": "k", "left": left, "on": DAY, "reason": "wrong client"},
    }[act]


@pytest.mark.parametrize("act", ACTS)
def test_a_double_click_does_it_once(owner, here, act) -> None:
    if act == "dispute/close":
        owner.post(here + "dispute/", said_of("dispute"))
    answers = [owner.post(here + act + "/", said_of(act)) for _ in range(3)]
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, here)] * 3
    told = re.findall(r'role="status"><span[^>]*>([^<]+)</span>', owner.get(here).content.decode())
    assert len(told) == len(set(told)) == 1 + (act == "dispute/close")
    after = book_now()
    owner.post(here + act + "/", said_of(act))
    assert book_now() == after
    rows = {
        "credit": (CreditNote, 1, 6000), "write-off": (WriteOff, 1, 6000), "dispute": (Dispute, 1, 10_000),
        "dispute/close": (Dispute, 1, 10_000), "expected-date": (ExpectedDate, 1, 10_000),
        "void": (CreditNote, 1, 0),
    }  # fmt: skip
    model, count, left = rows[act]
    assert (model.objects.count(), now_open()) == (count, left)


@pytest.mark.parametrize("act", ["credit", "write-off"])
def test_another_form_from_a_page_that_is_old_is_refused(owner, here, act) -> None:
    owner.post(here + act + "/", said_of(act))
    before = book_now()
    again = owner.post(here + act + "/", {**said_of(act), "key": "of another page", "reason": "another"})
    assert again.status_code == 422
    assert "What is open on invoice A-1 has changed: check it, then record again." in text_of(again)
    asked = form_of(again)
    assert (asked["amount"], asked["reason"], asked["left"]) == ("40.00", "another", "6000")
    assert book_now() == before
    assert owner.post(here + act + "/", {**asked, "on": DAY}).status_code == 302
    assert now_open() == 2000


@pytest.mark.parametrize(("act", "model"), [("credit", CreditNote), ("write-off", WriteOff)])
def test_of_two_who_do_the_same_from_pages_of_their_own_the_second_is_told(owner, colleague, here, act, model) -> None:
    pages = [(one, form_of(one.get(here + act + "/"))) for one in (owner, colleague)]
    said = {"amount": "40.00", "on": DAY, "reason": "late"}
    first, second = (one.post(here + act + "/", {**asked, **said}) for one, asked in pages)
    assert (first.status_code, second.status_code, model.objects.count()) == (302, 422, 1)
    assert "What is open on invoice A-1 has changed" in text_of(second)
    assert colleague.post(here + act + "/", {**form_of(second), "on": DAY}).status_code == 302
    assert (model.objects.count(), now_open()) == (2, 2000)


def test_a_form_sent_again_with_other_values_is_asked_about(owner, here) -> None:
    owner.post(here + "credit/", said_of("credit"))
    before = book_now()
    again = owner.post(here + "credit/", {**said_of("credit"), "amount": "50.00"})
    assert (again.status_code, book_now()) == (422, before)
    assert "This was already sent once with other values" in text_of(again)
    asked = form_of(again)
    assert (asked["amount"], asked["key"] != "k") == ("50.00", True)
    assert owner.post(here + "credit/", {**asked, "on": DAY}).status_code == 302
    assert now_open() == 1000


def test_each_form_of_a_page_has_a_key_of_its_own(owner, here, invoice) -> None:
    a_credit_note(invoice.client, "10.00", settles=(invoice,))
    a_credit_note(invoice.client, "10.00")
    keys = re.findall(r'name="key" value="([^"]+)"', owner.get(here).content.decode())
    assert len(keys) == len(set(keys)) >= 2
    assert len({key.partition(".")[0] for key in keys}) == 1


def test_what_is_open_is_written_off(owner, here) -> None:
    asked = {**form_of(owner.get(here + "write-off/")), "on": DAY, "reason": "insolvent"}
    assert asked["amount"] == "100.00"
    owner.post(here + "write-off/", asked)
    written = WriteOff.objects.get()
    assert (written.minor, written.reason, written.written_off_on, now_open()) == (10_000, "insolvent", TEN_DAYS_ON, 0)
    page = text_of(owner.get(here))
    assert "£100.00 is written off." in page
    assert "£100.00 written off on invoice A-1: insolvent" in page


def test_a_dispute_is_opened_and_closed(owner, here) -> None:
    assert offered(owner.get(here)) == ["credit", "write-off", "dispute", "expected-date", "void"]
    owner.post(here + "dispute/", said_of("dispute"))
    page = owner.get(here)
    assert offered(page) == ["credit", "write-off", "dispute/close", "expected-date", "void"]
    assert "Invoice A-1 is disputed." in text_of(page)
    assert "Open · since 10 Mar 2024 wrong hours" in text_of(page)
    owner.post(here + "dispute/close/", said_of("dispute/close"))
    page = owner.get(here)
    assert offered(page) == ["credit", "write-off", "dispute", "expected-date", "void"]
    assert "Closed on 10 Mar 2024: hours agreed wrong hours" in text_of(page)
    assert [entry[0] for entry in timeline()[-2:]] == ["invoice.disputed", "invoice.dispute_closed"]


def test_an_invoice_is_voided_and_its_payment_stays_on_account(owner, here, invoice) -> None:
    paid = a_payment(invoice.client, "100.00", settles=(invoice,))
    assert offered(owner.get(here)) == ["void"]
    owner.post(here + "void/", said_of("void"))
    note = CreditNote.objects.get()
    paid.refresh_from_db()
    assert (note.total_minor, note.voids_id, note.reason, paid.unallocated_minor) == (
        10_000, invoice.pk, "wrong client", 10_000,
    )  # fmt: skip
    page = owner.get(here)
    assert f"Invoice A-1 is voided by credit note {note.number}." in text_of(page)
    # A void is whole: nothing of it is undone piece by piece.
    assert (offered(page), "take-back/" in page.content.decode()) == ([], False)
    standing = Allocation.objects.get(credit_note=note)
    before = book_now()
    assert owner.post(here + "take-back/", {"allocation": str(standing.pk)}).status_code == 404
    assert book_now() == before


def test_a_credit_note_is_taken_back_and_allocated_again(owner, here) -> None:
    owner.post(here + "credit/", said_of("credit"))
    note, found = CreditNote.objects.get(), Allocation.objects.get()
    page = owner.get(here).content.decode()
    assert f'name="allocation" value="{found.pk}"' in page
    for _ in range(2):
        assert owner.post(here + "take-back/", {"key": "t", "allocation": str(found.pk)})["Location"] == here
    late = owner.post(here + "take-back/", {"key": "of another page", "allocation": str(found.pk)})
    assert (late.status_code, "This was already undone" in text_of(late)) == (422, True)
    assert (now_open(), Allocation.objects.count(), timeline()[-1][0]) == (10_000, 2, "allocation.taken_back")
    page = owner.get(here)
    assert f"Credit note {note.number} 10 Mar 2024 · £40.00 left" in text_of(page)
    assert "take-back/" not in page.content.decode()
    use = {"key": "u", "credit_note": note.ref, "left": "4000"}
    for _ in range(2):
        assert owner.post(here + "use-credit/", use)["Location"] == here
    assert (now_open(), Allocation.objects.count(), timeline()[-1][0]) == (6000, 3, "allocation.made")
    assert "Credit notes with something left" not in text_of(owner.get(here))


def test_what_is_left_of_credit_is_that_of_the_client_in_the_currency(owner, here, invoice) -> None:
    mine = a_credit_note(invoice.client, "250.00", number="K-1")
    a_credit_note(a_client(OBRIEN), "9.00", number="K-2")
    a_credit_note(invoice.client, "9.00", currency="TRY", number="K-3")
    assert re.findall(r"Credit note (K-\d)", text_of(owner.get(here))) == ["K-1"]
    before = book_now()
    stale = owner.post(here + "use-credit/", {"credit_note": mine.ref, "left": "1"})
    assert (stale.status_code, "What is left of this payment has changed" in text_of(stale)) == (422, True)
    assert book_now() == before
    owner.post(here + "use-credit/", {"credit_note": mine.ref, "left": "25000"})
    mine.refresh_from_db()
    assert (now_open(), mine.unallocated_minor) == (0, 15_000)


@pytest.mark.parametrize(
    ("act", "fields", "said"),
    [
        ("credit", {"amount": "lots"}, ("“lots” is not an amount: write it as 1,234.56.", "amount")),
        ("credit", {"amount": ""}, ("Enter the amount.", "amount")),
        ("credit", {"amount": "0"}, ("The amount is zero: enter what is owed or leave the row out.", "amount")),
        ("credit", {"reason": " "}, ("Give a reason: it is kept with the record.", "reason")),
        (
            "credit",
            {"number": "K-1"},
            ("The number K-1 is already in use: give another, or leave it empty.", "number"),
        ),
        ("credit", {"on": "2999-01-01"}, ("1 Jan 2999 is in the future: enter the date it happened.", "on")),
        ("credit", {"on": ""}, ("Enter the date.", "on")),
        ("write-off", {"amount": "100.01"}, ("Only £100.00 is open: write off that or less.", "amount")),
        ("write-off", {"amount": "-1"}, ("The amount must be more than zero.", "amount")),
        ("write-off", {"reason": ""}, ("Give a reason: it is kept with the record.", "reason")),
        ("write-off", {"on": "2024-02-01"}, ("too early for what is recorded: choose", "on")),
        ("dispute", {"on": "2024-02-01"}, ("too early for what is recorded: choose", "on")),
        ("dispute", {"reason": "x" * 301}, ("is longer than 300 characters: shorten it.", "reason")),
        ("dispute/close", {}, ("Invoice A-1 has no open dispute.", "")),
        ("void", {"reason": ""}, ("Give a reason: it is kept with the record.", "reason")),
        ("void", {"on": "some day"}, ("“some day” isn’t a date: write it like 3 Nov 2026, 3.11 or tomorrow.", "on")),
    ],
)
def test_what_is_wrong_comes_back_with_a_sentence(owner, here, act, fields, said) -> None:
    sentence, field = said
    a_credit_note(a_client(OBRIEN), "1.00", number="K-1")
    before, sent = book_now(), {**said_of(act), **fields}
    answer = owner.post(here + act + "/", sent)
    page = answer.content.decode()
    assert (answer.status_code, sentence in text_of(answer)) == (422, True)
    assert re.findall(r'aria-describedby="(\w+)_error"', page) == ([field] if field else [])
    assert form_of(answer) == sent  # as it was typed
    assert book_now() == before


def test_a_date_of_yours_stands_beside_the_forecast_until_it_is_removed(owner, here) -> None:
    said = said_of("expected-date")
    owner.post(here + "expected-date/", said)
    page = text_of(owner.get(here))
    shown = formatting.day(today(9), "en")
    assert f"You expect it on {shown}: promised by phone." in page
    assert f"You expect invoice A-1 to be paid on {shown}." in page
    asked = form_of(owner.get(here + "expected-date/"))
    assert (asked["on"], asked["reason"]) == (shown, "promised by phone")
    owner.post(here + "expected-date/remove/", {"key": "r"})
    page = text_of(owner.get(here))
    assert "The expected date is removed; the forecast is shown again." in page
    assert "You expect it" not in page
    again = owner.post(here + "expected-date/remove/", {"key": "again"})
    assert "Invoice A-1 has no expected date of yours." in text_of(again)


def test_a_date_that_has_passed_is_no_expected_date(owner, here) -> None:
    answer = owner.post(here + "expected-date/", {**said_of("expected-date"), "on": str(today(-2))})
    assert answer.status_code == 422
    assert "has passed: choose today or a later day." in text_of(answer)


def test_turkish_amounts_are_read_as_written(owner, here) -> None:
    owner.cookies["mainstay_language"] = "tr"
    owner.get(here + "credit/?language=tr")
    said = {**said_of("credit"), "amount": "1.234,50"}
    owner.post(here + "credit/?language=tr", said)
    assert CreditNote.objects.get().total_minor == 123_450


def test_only_what_an_invoice_allows_is_offered(book, owner, browser) -> None:
    paid = a_paid_invoice(a_client(ISIK))
    path = f"/{book}/invoices/{paid.ref}/"
    for act in ("credit", "write-off", "dispute", "dispute/close", "expected-date"):
        assert owner.get(path + act + "/")["Location"] == path
    assert owner.get(path + "void/").status_code == 200
    for act in ("take-back", "use-credit"):
        assert owner.get(path + act + "/")["Location"] == path
    reader = browser(book, "reader")
    page = reader.get(path).content.decode()
    assert (offered(reader.get(path)), "<form" in page.split("<main")[1]) == ([], False)


def test_of_another_firm_nothing_is_done(book, other_book, owner) -> None:
    with use_firm(other_book):
        foreign = an_issued_invoice().ref
    before = book_now()
    for act in (*ACTS, "expected-date/remove", "take-back", "use-credit"):
        for answer in (owner.post(f"/{book}/invoices/{foreign}/{act}/", said_of("credit")),):
            assert answer.status_code == 404, act
    assert book_now() == before


def test_the_same_questions_for_one_and_for_three(book, owner, here, invoice) -> None:
    def begin(number: int) -> None:
        a_credit_note(invoice.client, "1.00", on=day(number), settles=(invoice,), reason="late")
        a_credit_note(invoice.client, "7.00", on=day(number))

    def ask() -> list[int]:
        counts = []
        for page in ("", "credit/", "write-off/", "dispute/close/", "expected-date/", "void/"):
            with questions() as asked:
                assert owner.get(here + page).status_code == 200
            counts.append(len(asked))
        return counts

    owner.post(here + "dispute/", said_of("dispute"))
    begin(5)
    for_one = ask()
    begin(6)
    begin(7)
    assert ask() == for_one
    assert max(for_one) <= 12
