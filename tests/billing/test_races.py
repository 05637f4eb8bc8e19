"""Two at once: one of them is refused in words, and nothing is recorded or used twice."""

from __future__ import annotations

import threading

import pytest
from django.db import IntegrityError, connection, connections
from tests.builders import ACT, a_client, a_credit_note, a_payment, an_issued_invoice, day, money
from tests.patience import PATIENCE

from mainstay.billing.actions import payments
from mainstay.billing.actions.invoices import void_invoice, write_off_invoice
from mainstay.billing.actions.payments import allocate, issue_credit_note, refund, reverse_payment
from mainstay.billing.models import CreditNote, Invoice, Payment
from mainstay.billing.rules.drafts import CreditNoteDraft
from mainstay.kernel.refusal import Refusal
from mainstay.overview.queries.checks import prove_book
from mainstay.store.context import use_firm


def at_once(book: str, *acts) -> list[str]:
    """Run the acts in threads that begin together; what came of each: "done" or a refusal's code."""
    answers: list[str] = []
    together = threading.Barrier(len(acts))

    def run(act) -> None:
        try:
            with use_firm(book):
                connection.ensure_connection()
                together.wait()
                act()
            answers.append("done")
        except Refusal as refusal:
            answers.append(refusal.code)
        except Exception as error:  # noqa: BLE001 -- what leaked is the answer
            answers.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


@pytest.fixture
def slow(monkeypatch):
    """Both have asked whether the payment is known before either writes it: the race at its worst."""
    asked = threading.Barrier(2)
    real = payments.new_ref

    def wait(kind: str) -> str:
        if connection.vendor == "postgresql":
            asked.wait(timeout=PATIENCE)
        return real(kind)

    monkeypatch.setattr(payments, "new_ref", wait)


def test_one_payment_recorded_by_two_is_recorded_once(book, slow) -> None:
    client = a_client()
    found = at_once(book, *[lambda: a_payment(client, external_id="bank:1")] * 2)
    assert found == ["done", "payment_is_known"]
    assert Payment.objects.count() == 1
    assert prove_book() == []


def test_without_the_guard_the_race_is_lost(book, engine, slow, monkeypatch) -> None:
    if engine == "sqlite":
        pytest.skip("one writer at a time: the second asks after the first has written")

    class Never(Exception):
        pass

    monkeypatch.setattr(payments, "IntegrityError", Never)
    client = a_client()
    found = at_once(book, *[lambda: a_payment(client, external_id="bank:1")] * 2)
    assert found[1] == "done"
    assert found[0].startswith(IntegrityError.__name__)


def test_one_number_given_twice_is_issued_once(book) -> None:
    client = a_client()
    assert at_once(book, *[lambda: an_issued_invoice(client, number="7")] * 2) == ["done", "number_is_taken"]
    assert at_once(book, *[lambda: an_issued_invoice(client)] * 4) == ["done"] * 4
    assert sorted(Invoice.objects.values_list("number", flat=True)) == [
        "7", "INV-00001", "INV-00002", "INV-00003", "INV-00004",
    ]  # fmt: skip
    assert prove_book() == []


def test_one_credit_note_number_is_issued_once(book) -> None:
    client = a_client()
    assert at_once(book, *[lambda: a_credit_note(client, number="7")] * 2) == ["done", "number_is_taken"]


def test_the_same_money_is_used_once(book) -> None:
    client = a_client()
    invoice, payment = an_issued_invoice(client), a_payment(client)
    found = at_once(
        book,
        lambda: allocate(origin_ref=payment.ref, invoice_ref=invoice.ref, minor=10000, on=day(12), **ACT),
        lambda: refund(origin_ref=payment.ref, minor=10000, on=day(12), note="", **ACT),
        lambda: refund(origin_ref=payment.ref, minor=10000, on=day(12), note="", **ACT),
    )
    assert found == ["done", "more_than_is_left", "more_than_is_left"]
    assert prove_book() == []


def test_two_payments_settle_one_invoice_once(book) -> None:
    client = a_client()
    invoice = an_issued_invoice(client)
    assert at_once(book, *[lambda: a_payment(client, settles=((invoice, 10000),))] * 2) == [
        "done", "more_than_is_open",
    ]  # fmt: skip
    assert prove_book() == []


def test_an_invoice_is_voided_once_and_a_payment_taken_back_once(book) -> None:
    client = a_client()
    invoice, payment = an_issued_invoice(client), a_payment(client)
    assert at_once(book, *[lambda: void_invoice(ref=invoice.ref, on=day(12), reason="wrong", **ACT)] * 2) == [
        "done", "nothing_open",
    ]  # fmt: skip
    assert at_once(book, *[lambda: reverse_payment(ref=payment.ref, on=day(12), reason="x", **ACT)] * 2) == [
        "done", "taken_back_already",
    ]  # fmt: skip
    assert prove_book() == []


def test_the_latest_business_date_never_goes_back(book) -> None:
    client = a_client()
    found = at_once(book, *[lambda on=on: a_payment(client, on=day(on)) for on in (1, 90, 5, 40)])
    assert found == ["done"] * 4
    assert prove_book() == []


@pytest.mark.parametrize(("seen", "found"), [(500, ["done", "left_has_changed"]), (None, ["done", "done"])])
def test_a_form_to_allocate_sent_twice_allocates_once(book, seen, found) -> None:
    client = a_client()
    invoice, payment = an_issued_invoice(client), a_payment(client, 500)

    def once() -> None:
        allocate(origin_ref=payment.ref, invoice_ref=invoice.ref, minor=200, on=day(11), left_minor=seen, **ACT)

    assert at_once(book, once, once) == found
    assert Payment.objects.get().unallocated_minor == 500 - 200 * found.count("done")
    assert prove_book() == []


def test_a_form_sent_twice_at_once_credits_or_writes_off_once(book) -> None:
    first, second = an_issued_invoice(number="A-1"), an_issued_invoice(number="A-2")
    draft = CreditNoteDraft(first.client.ref, day(5), money("40.00"), reason="late")
    seen = {"open_minor": 10_000, **ACT}
    credits_ = [lambda: issue_credit_note(draft=draft, settles=((first.ref, None),), **seen)] * 2
    losses = [lambda: write_off_invoice(ref=second.ref, on=day(5), reason="lost", minor=4000, **seen)] * 2
    assert at_once(book, *credits_) == at_once(book, *losses) == ["done", "open_has_changed"]
    assert list(Invoice.objects.order_by("number").values_list("open_minor", flat=True)) == [6000, 6000]
    assert list(CreditNote.objects.values_list("number", flat=True)) == ["CN-00001"]
    assert prove_book() == []
    # Who looked at nothing is not asked what they saw.
    issue_credit_note(draft=draft, settles=((first.ref, None),), **ACT)
    assert Invoice.objects.get(number="A-1").open_minor == 2000


def test_a_form_sent_twice_at_once_with_its_key_credits_once_and_both_are_answered(book) -> None:
    invoice = an_issued_invoice(number="A-1")
    draft = CreditNoteDraft(invoice.client.ref, day(5), money("40.00"), reason="late")
    said = {"draft": draft, "settles": ((invoice.ref, None),), "open_minor": 10_000, **ACT}
    numbers = []
    acts = [lambda: numbers.append(issue_credit_note(key="k", **said).number)] * 2
    assert at_once(book, *acts) == ["done", "done"]
    assert numbers == ["CN-00001", "CN-00001"]
    # A colleague who credits the same from a page of their own is told, and may credit all the same.
    with pytest.raises(Refusal, match="has changed: check it"):
        issue_credit_note(key="of a colleague", **said)
    issue_credit_note(key="of a colleague", **{**said, "open_minor": 6000})
    assert Invoice.objects.get().open_minor == 2000
    assert prove_book() == []
