"""The list of invoices says what each invoice says, in order and in pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.billing.plain_book import bucket_of
from tests.builders import OWNER, a_client, a_paid_invoice, a_payment, an_issued_invoice

from mainstay.billing.queries.invoice_list import invoice_sums
from mainstay.billing.queries.receivables import receivables
from mainstay.billing.rules.due import BUCKETS
from mainstay.billing.rules.invoice_filter import InvoiceFilter
from mainstay.overview.queries import invoices
from mainstay.overview.queries.invoice import invoice_page
from mainstay.overview.queries.invoices import invoices_page
from mainstay.schemas.json_documents import changing_document, invoices_document

TODAY = date(2024, 5, 1)


def listed(number: int = 1, **wanted: str) -> invoices.InvoicesPage:
    return invoices_page(wanted=InvoiceFilter(**wanted), as_of=TODAY, number=number, by=OWNER)


def test_each_age_lists_what_the_receivables_sum(book):
    client = a_client()
    for days in (-3, 0, 1, 30, 31, 60, 61, 90, 91, 120):
        due = TODAY - timedelta(days=days)
        an_issued_invoice(client, on=due - timedelta(days=14), due=due)
    a_paid_invoice(client)
    (group,) = receivables(as_of=TODAY, by=OWNER).currencies
    for age in BUCKETS:
        page = listed(age=age, currency=group.currency)
        assert page.open_minor == {group.currency: group.ageing.by_bucket[age]}
        assert [bucket_of(row.due_on, TODAY) for row in page.invoices] == [age] * page.count
        assert [row.due_on for row in page.invoices] == sorted(row.due_on for row in page.invoices)
    assert listed(state="overdue").open_minor == {group.currency: group.ageing.overdue_minor}
    assert (listed(state="open").count, listed(state="settled").count, listed(state="all").count) == (10, 1, 11)
    assert listed(currency="XXX").invoices == ()


def test_pages_hold_every_invoice_once(book, monkeypatch):
    monkeypatch.setattr(invoices, "PAGE", 3)
    client = a_client()
    for _ in range(7):
        an_issued_invoice(client)
    first = listed(state="all")
    assert (first.pages, first.count) == (3, 7)
    numbers = [row.number for n in (1, 2, 3) for row in listed(n, state="all").invoices]
    assert sorted(set(numbers)) == sorted(numbers)
    assert len(numbers) == 7
    assert listed(99, state="all") == replace(listed(3, state="all"), number=3)


@pytest.mark.parametrize("wanted", ["open", "overdue", "settled", "all"])
def test_an_empty_book_has_one_empty_page(book, wanted):
    page = listed(state=wanted)
    assert (page.invoices, page.count, page.pages, page.number) == ((), 0, 1, 1)


def test_sums_are_worked_out_again_once_something_is_written(book, monkeypatch):
    asked = []
    monkeypatch.setattr(
        invoices, "invoice_sums", lambda **wanted: asked.append(wanted["wanted"].state) or invoice_sums(**wanted)
    )
    client = a_client()
    an_issued_invoice(client, "10.00")
    assert [listed(state=state).open_minor for state in ("all", "all", "open")] == [{"GBP": 1000}] * 3
    assert asked == ["all", "open"]
    an_issued_invoice(client, "2.00")
    assert listed(state="all").open_minor == {"GBP": 1200}
    assert asked == ["all", "open", "all"]


def test_a_document_says_how_late_an_invoice_was_settled_not_how_late_it_would_be(book):
    client, due = a_client(), TODAY - timedelta(days=60)
    late = {}
    for name, days in (("early", -3), ("on the day", 0), ("late", 7), ("unknown", 8), ("open", None)):
        invoice = an_issued_invoice(client, on=due - timedelta(days=14), due=due, number=name)
        late[name] = invoice.ref
        if days is not None:
            paid_on = due + timedelta(days=days)
            a_payment(client, on=paid_on, settles=(invoice,), is_day_known=name != "unknown")
    expected = {"early": None, "on the day": None, "late": 7, "unknown": None, "open": 60}
    document = invoices_document(listed(state="all"))
    assert {one["number"]: one["days_late"] for one in document["invoices"]} == expected
    pages = {name: invoice_page(ref=ref, as_of=TODAY, by=OWNER) for name, ref in late.items()}
    assert {name: changing_document(page, None)["days_late"] for name, page in pages.items()} == expected


def test_a_list_of_a_past_day_says_how_late_it_was_then(book):
    client, due = a_client(), TODAY - timedelta(days=60)
    invoice = an_issued_invoice(client, on=due - timedelta(days=14), due=due)
    a_payment(client, on=due + timedelta(days=7), settles=(invoice,))
    said = []
    for days in (5, 9):
        on = due + timedelta(days=days)
        page = invoices_page(wanted=InvoiceFilter("all"), as_of=on, number=1, by=OWNER, is_past=True)
        said += [one["days_late"] for one in invoices_document(page)["invoices"]]
    assert said == [5, 7]
