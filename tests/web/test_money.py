"""Payments in a browser: recorded once, allocated, undone; refusals keep what was typed and change nothing."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from tests import clock
from tests.builders import (
    ISIK,
    OBRIEN,
    OWNER,
    OZGE,
    TEN_DAYS_ON,
    a_client,
    a_paid_invoice,
    a_payment,
    an_issued_invoice,
    day,
    questions,
    timeline,
    whole_book,
)
from tests.web.reading import inputs_of

from mainstay.billing.actions.invoices import close_dispute, dispute_invoice
from mainstay.billing.models import Allocation, Invoice, Payment
from mainstay.firm.models import User
from mainstay.kernel.actor import Actor
from mainstay.store.context import use_firm

TABLES = ("billing_payment", "billing_allocation", "billing_invoice", "timeline_entry")


@pytest.fixture(autouse=True)
def _signed(monkeypatch) -> None:
    monkeypatch.setitem(settings.__dict__, "SECRET_KEY", "signs the sessions of these tests")


def a_browser(slug: str, role: str = "owner") -> Client:
    with use_firm(slug):
        user = User(email=f"{role}@example.com", name="Özge Çağlar", role=role, joined_at=clock.now())
        user.set_unusable_password()
        user.save(force_insert=True)
        browser = Client(SERVER_NAME="localhost")
        browser.force_login(user)
    return browser


@pytest.fixture
def owner(book) -> Client:
    return a_browser(book)


def book_now() -> dict[str, list]:
    everything = whole_book()
    return {table: everything[table] for table in TABLES}


def form_of(answer) -> dict[str, str]:
    """What a browser would send back: the values of the payment's form, the invoices' lines among them."""
    page = answer.content.decode()
    found = inputs_of(page.split("novalidate>")[1].split("</form>")[0])
    found.pop("csrfmiddlewaretoken")
    return found


def typed(client, amount="100.00", **fields) -> dict[str, str]:
    return {"client": client.ref, "amount": amount, "currency": "GBP", "on": "2024-03-10", "key": "k", **fields}


def test_a_payment_is_suggested_then_recorded_then_shown(book, owner) -> None:
    client = a_client(ISIK)
    old = an_issued_invoice(client, "80.00", number="A-1")
    exact = an_issued_invoice(client, "1,234.50".replace(",", ""), due=day(60), number="A-2")
    path = f"/{book}/payments/record/"
    begun = form_of(owner.get(f"{path}?client={client.ref}"))
    assert (begun["suggested_for"], "settles-" + old.ref in begun) == ("", False)
    before = book_now()
    step = owner.post(path, {**begun, "amount": "1,234.50", "currency": "GBP", "on": "2024-03-10", "note": "ref  7"})
    assert step.status_code == 200
    assert book_now() == before
    form = form_of(step)
    assert (form["settles-" + old.ref], form["settles-" + exact.ref]) == ("", "1,234.50")
    done = owner.post(path, form)
    paid = Payment.objects.get()
    assert (done.status_code, done["Location"]) == (302, f"/{book}/payments/{paid.ref}/?recorded")
    assert (paid.minor, paid.currency, paid.paid_on, paid.note) == (123_450, "GBP", TEN_DAYS_ON, "ref 7")
    assert list(Allocation.objects.values_list("invoice__number", "minor")) == [("A-2", 123_450)]
    assert timeline()[-1][:3] == ("payment.received", "2024-03-10", paid.ref)
    shown = owner.get(done["Location"]).content.decode()
    assert "The payment is recorded." in shown
    assert f'href="/{book}/invoices/{exact.ref}/"' in shown
    listed = owner.get(f"/{book}/payments/").content.decode()
    assert "£1,234.50" in listed
    assert "A-2" in owner.get(f"/{book}/payments/?q=isik").content.decode()
    assert "No matching payments." in owner.get(f"/{book}/payments/?q=nobody").content.decode()


def test_a_double_click_records_once_and_shows_the_same(book, owner) -> None:
    client = a_client(ISIK)
    invoice = an_issued_invoice(client)
    form = typed(client, suggested_for="10000 GBP", **{f"settles-{invoice.ref}": "100.00"})
    answers = [owner.post(f"/{book}/payments/record/", form) for _ in range(3)]
    assert {answer["Location"] for answer in answers} == {f"/{book}/payments/{Payment.objects.get().ref}/?recorded"}
    assert Allocation.objects.count() == 1


def test_another_payment_from_a_used_form_is_asked_about(book, owner) -> None:
    client = a_client(ISIK)
    path = f"/{book}/payments/record/"
    owner.post(path, typed(client, "5.00"))
    answer = owner.post(path, typed(client, "7.00"))
    assert answer.status_code == 422
    assert "This was already sent once with other values" in answer.content.decode()
    form = form_of(answer)
    assert (form["amount"], Payment.objects.count()) == ("7.00", 1)
    assert form["key"] != "k"
    assert owner.post(path, form).status_code == 302
    assert sorted(Payment.objects.values_list("minor", flat=True)) == [500, 700]


def test_an_invoice_chosen_fills_the_form(book, owner) -> None:
    client = a_client(ISIK)
    an_issued_invoice(client, "80.00")
    chosen = an_issued_invoice(client, "90.00", "EUR", due=day(60))
    form = form_of(owner.get(f"/{book}/payments/record/?client={client.ref}&invoice={chosen.ref}"))
    assert (form["amount"], form["currency"], form[f"settles-{chosen.ref}"]) == ("90.00", "EUR", "90.00")
    assert owner.post(f"/{book}/payments/record/", form).status_code == 302
    assert Invoice.objects.get(ref=chosen.ref).open_minor == 0


def test_a_new_amount_is_suggested_for_anew(book, owner) -> None:
    client = a_client(ISIK)
    invoice = an_issued_invoice(client)
    lines = {f"settles-{invoice.ref}": "100.00"}
    for fields in ({"amount": "60.00"}, {"amount": "100.00", "again": "1"}):
        answer = owner.post(
            f"/{book}/payments/record/", typed(client, **{"suggested_for": "10000 GBP", **lines, **fields})
        )
        assert answer.status_code == 200
        assert form_of(answer)[f"settles-{invoice.ref}"] == fields["amount"]
    other = owner.post(
        f"/{book}/payments/record/", typed(client, suggested_for="10000 GBP", **lines) | {"currency": "EUR"}
    )
    assert "Nothing is open in this currency" in other.content.decode()
    assert Payment.objects.count() == 0


@pytest.mark.parametrize(
    ("language", "amount", "minor"),
    [
        ("en", "1,234.56", 123_456),
        ("en", "1234.5", 123_450),
        ("en", "£ 7", 700),
        ("tr", "1.234,56", 123_456),
        ("tr", "1234,5", 123_450),
    ],
)
def test_amounts_as_people_write_them(book, owner, language, amount, minor) -> None:
    client = a_client(ISIK)
    answer = owner.post(f"/{book}/payments/record/?language={language}", typed(client, amount))
    assert answer.status_code == 302
    assert Payment.objects.get().minor == minor


@pytest.mark.parametrize(
    ("language", "fields", "sentence"),
    [
        ("en", {"amount": "1.234,56"}, "“1.234,56” is not an amount: write it as 1,234.56."),
        ("en", {"amount": "1.234"}, "“1.234” has more decimals than GBP: write it as 1,234.56."),
        ("en", {"amount": "5 EUR"}, "“5 EUR” names another currency than GBP: correct one of the two."),
        ("en", {"amount": "9" * 20}, "is more than the largest amount allowed: correct it."),
        ("en", {"amount": ""}, "Enter the amount."),
        ("en", {"amount": "0"}, "The amount is zero"),
        ("en", {"amount": "-5"}, "money you gave back is a refund"),
        ("en", {"amount": "1\x00"}, "is not an amount"),
        ("en", {"currency": "XXX"}, "Choose a currency."),
        ("en", {"on": "10.13.2024"}, "“10.13.2024” isn’t a date: write it like 3 Nov 2026, 3.11 or tomorrow."),
        ("en", {"on": "2024-02-30"}, "isn’t a date"),
        ("en", {"on": ""}, "Enter the date."),
        ("en", {"on": str(clock.today(3))}, "is in the future"),
        ("en", {"note": "x" * 301}, "is longer than 300 characters: shorten it."),
    ],
)
def test_what_is_wrong_comes_back_with_a_sentence(book, owner, language, fields, sentence) -> None:
    client = a_client(ISIK)
    an_issued_invoice(client)
    before = book_now()
    form = typed(client, suggested_for="10000 GBP") | fields
    answer = owner.post(f"/{book}/payments/record/?language={language}", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert"' in page
    assert sentence in page
    back = form_of(answer)
    assert {name: back[name] for name in fields if name != "currency"} == {
        name: value for name, value in fields.items() if name != "currency"
    }
    assert book_now() == before


def test_turkish_amounts_are_read_strictly(book, owner) -> None:
    client = a_client(ISIK)
    answer = owner.post(f"/{book}/payments/record/?language=tr", typed(client, "1,234.56"))
    assert answer.status_code == 422
    assert "1.234,56" in answer.content.decode()
    assert Payment.objects.count() == 0


@pytest.mark.parametrize(
    ("amount", "settles", "sentences"),
    [
        ("100.00", "60", ["Allocated: £60.00", "Stays on account: £40.00"]),
        ("100.00", "", ["Allocated: £0.00", "Stays on account: £100.00"]),
        ("50", "60.00", ["Allocated: £60.00", "£10.00 more than came in"]),
        ("100.00", "6o", ["Check the amounts: one of them can’t be read."]),
    ],
)
def test_what_a_payment_comes_to_is_shown_while_it_is_typed_and_nothing_is_recorded(
    book, owner, amount, settles, sentences
) -> None:
    client = a_client(ISIK)
    invoice = an_issued_invoice(client, "80.00")
    sent = typed(client, amount, suggested_for="10000 GBP", **{f"settles-{invoice.ref}": settles})
    said = owner.post(f"/{book}/payments/record/", sent, headers={"HX-Request": "true"}).content.decode()
    assert [one for one in sentences if one not in said] == []
    assert "<form" not in said
    assert Payment.objects.count() == 0


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ({"one": "60.00", "two": "50.00"}, "The invoices take £110.00, but £100.00 came in: lower one of them."),
        ({"one": "sixty"}, "“sixty” is not an amount"),
        ({"two": "70.00"}, "has £50.00 open"),
        ({"one": "-5"}, "The amount must be more than zero."),
        ({"other": "5.00"}, "is another client&#x27;s"),
        ({"i-nothing": "5.00"}, "There is no invoice “i-nothing”"),
    ],
)
def test_what_does_not_fit_the_invoices_is_refused(book, owner, lines, sentence) -> None:
    client = a_client(ISIK)
    refs = {
        "one": an_issued_invoice(client, "80.00").ref,
        "two": an_issued_invoice(client, "50.00", due=day(60)).ref,
        "other": an_issued_invoice(a_client(OBRIEN), "50.00").ref,
    }
    before = book_now()
    settles = {f"settles-{refs.get(name, name)}": value for name, value in lines.items()}
    answer = owner.post(f"/{book}/payments/record/", typed(client, suggested_for="10000 GBP", **settles))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    back = form_of(answer)
    assert {name: back[name] for name in settles if name in back} == {n: v for n, v in settles.items() if n in back}
    assert book_now() == before


def test_a_payment_is_taken_back_by_a_second_record(book, owner) -> None:
    invoice = an_issued_invoice()
    paid = a_payment(settles=(invoice,))
    path = f"/{book}/payments/{paid.ref}/"
    before = book_now()
    for fields, sentence in (
        ({"on": "2024-03-12", "reason": " "}, "Give a reason"),
        ({"on": "soon", "reason": "bounced"}, "“soon” isn’t a date"),
        ({"on": "2024-03-01", "reason": "bounced"}, "is too early"),
    ):
        answer = owner.post(path + "reverse/", fields)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert f'role="alert">{sentence}' in page or sentence in page.split('role="alert">')[1][:200]
        assert f'value="{fields["on"]}"' in page
    assert book_now() == before
    done, again = (owner.post(path + "reverse/", {"key": "k", "on": "2024-03-12", "reason": "bounced"}) for _ in "12")
    assert again["Location"] == done["Location"]
    assert (done.status_code, done["Location"]) == (302, path)
    page = owner.get(path).content.decode()
    assert "Reversed on 12 Mar 2024: bounced" in page
    assert "The payment is reversed; its invoices are open again." in page
    assert owner.post(path + "reverse/", {"on": "2024-03-12", "reason": "again"}).status_code == 422
    assert Invoice.objects.get().open_minor == 10_000
    page = owner.get(f"/{book}/invoices/{invoice.ref}/").content.decode()
    assert "Undone on 12 Mar 2024" in page
    assert "<s>£100.00</s>" in page


def test_what_is_left_is_allocated_from_the_first_day_that_it_may(book, owner) -> None:
    paid = a_payment(amount="150.00")
    first, late = an_issued_invoice(number="A-1"), an_issued_invoice(number="A-2", on=day(20))
    path = f"/{book}/payments/{paid.ref}/"
    for _ in range(2):
        answer = owner.post(path + "allocate/", {"key": "k", "invoice": first.ref, "amount": "", "left": "15000"})
        assert (answer.status_code, answer["Location"]) == (302, path)
    again = owner.post(path + "allocate/", {"invoice": late.ref, "amount": "20.00", "left": "15000"})
    assert again.status_code == 422
    assert "What is left of this payment has changed" in again.content.decode()
    owner.post(path + "allocate/", {"invoice": late.ref, "amount": "20.00", "left": "5000"})
    rows = Allocation.objects.order_by("id").values_list("invoice__number", "minor", "allocated_on")
    assert list(rows) == [("A-1", 10_000, TEN_DAYS_ON), ("A-2", 2_000, day(20))]
    before = book_now()
    for fields, sentence in (
        ({"invoice": late.ref, "amount": "40.00"}, "Only £30.00 is left of it"),
        ({"invoice": late.ref, "amount": "0"}, "The amount must be more than zero."),
        ({"invoice": late.ref, "amount": "1.234,00"}, "is not an amount"),
        ({"invoice": first.ref, "amount": "1.00"}, "Nothing is open on invoice A-1."),
        ({"invoice": "", "amount": "1.00"}, "Choose an invoice that is still open."),
    ):
        answer = owner.post(path + "allocate/", fields | {"left": "3000"})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert f'value="{fields["amount"]}"' in answer.content.decode()
    assert book_now() == before


def test_an_allocation_is_taken_back_and_made_again(book, owner) -> None:
    invoice = an_issued_invoice()
    paid = a_payment(settles=(invoice,))
    path = f"/{book}/payments/{paid.ref}/"
    found = Allocation.objects.get().pk
    for _ in range(2):
        assert owner.post(path + "take-back/", {"key": "k", "allocation": str(found)})["Location"] == path
    assert (Invoice.objects.get().open_minor, Payment.objects.get().unallocated_minor) == (10_000, 10_000)
    assert timeline()[-1][0] == "allocation.taken_back"
    before = book_now()
    again = owner.post(path + "take-back/", {"allocation": str(found)})
    assert again.status_code == 422
    assert "This was already undone" in again.content.decode()
    assert owner.post(path + "take-back/", {"allocation": "999999"}).status_code == 404
    assert book_now() == before
    # It was in use until today, so today is the first day that it may be used again.
    owner.post(path + "allocate/", {"invoice": invoice.ref, "amount": "", "left": "10000"})
    assert Invoice.objects.get().open_minor == 0


def test_an_invoice_in_a_browser(book, owner) -> None:
    invoice = an_issued_invoice(a_client(ISIK), number="A-1", tax=None)
    page = owner.get(f"/{book}/invoices/{invoice.ref}/").content.decode()
    assert "Invoice A-1" in page
    assert "Invoice A-1 issued: £100.00" in page
    assert f'href="/{book}/payments/record/?client={invoice.client.ref}&amp;invoice={invoice.ref}"' in page
    assert (
        f'href="/{book}/invoices/{invoice.ref}/"'
        in owner.get(f"/{book}/clients/{invoice.client.ref}/money/").content.decode()
    )


WRITING = (
    "payments/record/",
    "payments/{payment}/reverse/",
    "payments/{payment}/allocate/",
    "payments/{payment}/take-back/",
)
LOOKING = ("payments/", "payments/{payment}/", "invoices/{invoice}/")


def test_who_may(book, other_book) -> None:
    refs = {"invoice": an_issued_invoice().ref, "payment": a_payment().ref}
    reader, before = a_browser(book, "reader"), book_now()
    for page in WRITING:
        assert reader.post(f"/{book}/" + page.format(**refs), {"client": a_client().ref}).status_code == 403
    for page in LOOKING:
        shown = reader.get(f"/{book}/" + page.format(**refs))
        assert shown.status_code == 200
        assert "payments/record/" not in shown.content.decode()
        assert f'action="/{book}/payments/p-' not in shown.content.decode()
    for page in (*WRITING, *LOOKING):
        path = f"/{book}/" + page.format(**refs)
        assert Client(SERVER_NAME="localhost").get(path)["Location"].startswith(f"/{book}/accounts/login/?next=")
        assert Client(SERVER_NAME="localhost").post(path)["Location"].startswith(f"/{book}/accounts/login/?next=")
    with use_firm(other_book):
        foreign = {"invoice": an_issued_invoice().ref, "payment": a_payment().ref}
        client = a_client().ref
    owner = a_browser(book)
    for page in LOOKING[1:]:
        assert owner.get(f"/{book}/" + page.format(**foreign)).status_code == 404
    for page in WRITING[1:]:
        answer = owner.post(f"/{book}/" + page.format(**foreign), {"on": "2024-03-12", "reason": "x"})
        assert answer.status_code == 404
        assert owner.get(f"/{book}/" + page.format(**refs))["Location"] == f"/{book}/payments/{refs['payment']}/"
    assert owner.post(f"/{book}/payments/record/", {"client": client}).status_code == 404
    assert book_now() == before


def test_the_same_questions_for_one_and_for_three(book, owner) -> None:
    invoice = an_issued_invoice(total="900.00")
    paid = a_payment(amount="90.00")

    def begin(name: str) -> None:
        a_payment(amount="9.00", settles=((invoice, 100),))
        a_payment(a_client(name), "9.00", settles=(an_issued_invoice(a_client(name), "3.00"),))
        an_issued_invoice(total="5.00")

    def ask() -> list[int]:
        counts = []
        for page in (
            "payments/",
            f"payments/{paid.ref}/",
            f"invoices/{invoice.ref}/",
            f"payments/record/?client={a_client().ref}",
        ):
            with questions() as asked:
                assert owner.get(f"/{book}/{page}").status_code == 200
            counts.append(len(asked))
        return counts

    begin(OZGE)
    for_one = ask()
    begin(OBRIEN)
    begin("Third")
    assert ask() == for_one
    assert max(for_one) <= 12


def test_today_asks_for_invoices_only_where_the_book_has_none(book, owner) -> None:
    def said() -> tuple[bool, bool]:
        page = owner.get(f"/{book}/today/").content.decode()
        return "Nobody owes you anything yet." in page, "Nobody owes you anything. <a" in page

    assert said() == (True, False)
    a_paid_invoice()
    assert said() == (False, True)
    an_issued_invoice()
    assert said() == (False, False)


def test_an_invoice_says_who_did_what_to_it_in_words(book, owner) -> None:
    invoice = an_issued_invoice()
    said = {"ref": invoice.ref, "on": TEN_DAYS_ON, "now": clock.now()}
    dispute_invoice(reason="Kapı ölçüsü", by=OWNER, **said)
    close_dispute(outcome="Ölçü doğru", by=Actor("person", "1", "owner", "owner"), **said)
    page = owner.get(f"/{book}/invoices/{invoice.ref}/").content.decode()
    assert (f"· {OZGE}<" in page, "· the owner, in the terminal<" in page, "· owner<" in page) == (True, True, False)
