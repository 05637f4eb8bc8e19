"""Names in lists stand in the order of the reader's alphabet, in SQL as in Python, page by page."""

from __future__ import annotations

import pytest
from django.utils import translation
from tests.builders import OWNER, a_client, a_payment, an_issued_invoice, day

from mainstay.billing.queries.receivables import receivables
from mainstay.billing.rules.invoice_filter import InvoiceFilter
from mainstay.billing.rules.payment_filter import PaymentFilter
from mainstay.billing.rules.receivable_filter import ReceivableFilter
from mainstay.briefing.queries.morning import morning
from mainstay.briefing.queries.panels import CallListPanel
from mainstay.clients.queries.labels import labels_in_use
from mainstay.kernel.offers import panel_of
from mainstay.kernel.text import name_sort_key
from mainstay.overview.queries.clients import client_page, clients_page
from mainstay.overview.queries.invoices import invoices_page
from mainstay.overview.queries.payments import payments_page
from mainstay.overview.rules.client_filter import ClientFilter

NAMES = (
    "Zoe", "Işık İnşaat", "Ilkley Tools", "Oakley", "O'Brien & Sons", "Özge Çağlar", "Ivy", "Irwell", "Çelik", "Cem",
    "Ash Tree", "Ashby", "Şule", "Sude", "3M",
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "tr"])
def test_every_list_has_the_order_of_the_readers_alphabet(book, language) -> None:
    for name in NAMES:
        client = a_client(name)
        an_issued_invoice(client, "10.00", on=day(0))
        a_payment(client, "1.00", on=day(0))
    with translation.override(language):
        expected = sorted(NAMES, key=lambda name: name_sort_key(name, language))
        listed: dict[str, list[str]] = {"clients": [], "invoices": [], "payments": [], "receivables": []}
        for number in (1, 2, 3):
            wanted = ClientFilter(length=5, number=number)
            listed["clients"] += [row.name for row in clients_page(as_of=day(1), wanted=wanted, by=OWNER).clients]
            invoices = invoices_page(
                wanted=InvoiceFilter(sort="client"), as_of=day(1), number=number, by=OWNER, length=5
            )
            listed["invoices"] += [row.client_name for row in invoices.invoices]
            payments = payments_page(
                today=day(1), wanted=PaymentFilter(sort="client"), number=number, by=OWNER, length=5
            )
            listed["payments"] += [row.client_name for row in payments.payments]
            owing = receivables(as_of=day(1), by=OWNER, length=5, number=number, wanted=ReceivableFilter(sort="client"))
            listed["receivables"] += [row.name for row in owing.currencies[0].clients]
    assert listed == dict.fromkeys(listed, expected)
    assert (expected.index("Işık İnşaat") > expected.index("Ilkley Tools")) == (language == "en")


@pytest.mark.parametrize("language", ["en", "tr"])
def test_those_to_call_alike_stand_by_the_readers_alphabet_and_so_do_tags(book, language) -> None:
    for name in NAMES:
        an_issued_invoice(a_client(name, tags=", ".join(NAMES)), "10.00", on=day(0), due=day(1))
    with translation.override(language):
        expected = sorted(NAMES, key=lambda name: name_sort_key(name, language))
        called = panel_of(morning(today=day(40), by=OWNER).panels, CallListPanel)
        page = client_page(wanted="Zoe", as_of=day(1), by=OWNER)
        used = labels_in_use(by=OWNER).tags
    assert called is not None
    names = [row.word.debtor.name for row in called.call_list]
    assert names == expected[: len(names)]
    assert len(names) > len(NAMES) // 3
    assert list(page.tags) == list(used) == expected
