"""Situations from public bug reports in the browser: asked where that is right, and with the right values."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from tests.web.test_import_questions import answer_field
from tests.web.test_importing import Browser, form_of
from tests.web.test_importing_several import bring, confirm_all

from mainstay.billing.models import Invoice
from mainstay.kernel import formatting
from mainstay.store.context import use_firm

if TYPE_CHECKING:
    from collections.abc import Mapping


class Case(NamedTuple):
    """The files of a case, what is said of each when it asks, and what is right after it.

    `opens` is what is open of each invoice of a client; `debtors` what all clients owe less what lies on their
    accounts, as it is typed for comparison. `asks` are words of the page that asks, `shows` of the page of the result.
    """

    files: Mapping[str, str]
    currency: str
    opens: Mapping[tuple[str, str], int]
    debtors: str
    answers: Mapping[str, str] = {}
    asks: str = ""
    shows: str = ""


CASES = {
    # Three invoices, 250.00: Rowan 150.00, Sorrel 100.00.
    "number-shared-by-clients": Case(
        {"invoices.csv": "Invoice No,Client,Invoice Date,Due Date,Total\n"
                         "1,Rowan Ltd,2026-01-10,2026-02-09,100.00\n"
                         "1,Sorrel Ltd,2026-01-10,2026-02-09,100.00\n"
                         "2,Rowan Ltd,2026-02-10,2026-03-12,50.00\n"},
        "GBP", {("Rowan Ltd", "1"): 10000, ("Rowan Ltd", "2"): 5000, ("Sorrel Ltd", "1"): 10000}, "250.00",
        asks="Your invoice numbers", shows="Several clients have the number 1:",
    ),
    # Owed: ST-6 32 and ST-8 128 (ST-12 asked). Paid: ST-5, and nothing is owed of the others.
    "statuses": Case(
        {"invoices.csv": "Invoice No,Client,Invoice Date,Due Date,Total,Status\n" + "".join(
            f"ST-{n},Kestrel Ltd,2026-01-10,2026-02-09,{2 ** (n - 1)}.00,{word}\n"
            for n, word in enumerate(
                ("Draft", "Voided", "Deleted", "Cancelled", "Paid", "Awaiting Payment", "uncollectible", "Overdue",
                 "Written off", "Credited", "Reversed", "Submitted"), 1,
            )
        )},
        "GBP", {("Kestrel Ltd", "ST-6"): 3200, ("Kestrel Ltd", "ST-8"): 12800}, "160.00",
        {"status:Submitted": "left_out"}, asks="Status “Submitted” (1 row)",
    ),
    # 550.00 open; totals recognised as such.
    "subtotal-rows": Case(
        {"invoices.csv": "Customer,Num,Date,Due Date,Amount,Open Balance\n"
                         "Kale Ltd,K-1,2026-03-01,2026-03-31,100.00,100.00\n"
                         "Kale Ltd,K-2,2026-03-02,2026-04-01,200.00,150.00\n"
                         "Total for Kale Ltd,,,,300.00,250.00\n"
                         "Lime Ltd,K-3,2026-03-03,2026-04-02,300.00,300.00\n"
                         "Total for Lime Ltd,,,,300.00,300.00\n"
                         "TOTAL,,,,600.00,550.00\n"},
        "GBP", {("Kale Ltd", "K-1"): 10000, ("Kale Ltd", "K-2"): 15000, ("Lime Ltd", "K-3"): 30000}, "550.00",
        shows="3 rows are totals, headings or page lines, and are left out.",
    ),
    # Vişne 10,000.00, Yasemin 700.00; Bakiye is a running balance. The 5,000.00 received name no invoice.
    "debit-credit-statement": Case(
        {"cari-hareket.csv": "LOGO Cari Hesap Ekstresi\n"
                             "Cari;Tarih;Vade Tarihi;Fiş No;Açıklama;Borç;Alacak;Bakiye\n"
                             "Vişne Ltd;13.01.2026;12.02.2026;F001;Satış faturası;12.000,00;;12.000,00\n"
                             "Vişne Ltd;14.01.2026;13.02.2026;F002;Satış faturası;3.000,00;;15.000,00\n"
                             "Vişne Ltd;20.01.2026;;T001;Havale;;5.000,00;10.000,00\n"
                             "Yasemin Ltd;15.01.2026;14.02.2026;F003;Satış faturası;700,00;;700,00\n"},
        "TRY", {("Vişne Ltd", "F001"): 1200000, ("Vişne Ltd", "F002"): 300000, ("Yasemin Ltd", "F003"): 70000},
        "10700.00", shows="a running balance: Bakiye",
    ),
    # All three settled by 14,040.00.
    "one-payment-many-invoices": Case(
        {"payments.csv": "Client,Invoice No,Amount Paid,Payment Date,Reference\n"
                         'Aspen Ltd,"OP-1, OP-2, OP-3",14040.00,2026-02-10,BANK-77\n',
         "invoices.csv": "Invoice No,Client,Invoice Date,Due Date,Total\n"
                         "OP-1,Aspen Ltd,2026-01-10,2026-02-09,2460.00\n"
                         "OP-2,Aspen Ltd,2026-01-11,2026-02-10,4680.00\n"
                         "OP-3,Aspen Ltd,2026-01-12,2026-02-11,6900.00\n"},
        "PHP", {}, "0.00",
    ),
    # Elm owes 1,000.00, Fir 0.00.
    "credit-note-rows": Case(
        {"invoices.csv": "Type,Number,Customer,Date,Due Date,Amount\n"
                         "Invoice,INV-10,Elm Partners,2026-03-01,2026-03-31,1200.00\n"
                         "Credit Note,CN-3,Elm Partners,2026-03-10,2026-03-10,-200.00\n"
                         "Invoice,INV-11,Fir Foods,2026-03-04,2026-04-03,500.00\n"
                         "Credit Note,CN-4,Fir Foods,2026-03-12,,-500.00\n"},
        "GBP", {("Elm Partners", "INV-10"): 100000}, "1000.00",
    ),
}  # fmt: skip


def folder_of(case: str) -> Path | None:
    """The folder of a case where the cases are beside this checkout."""
    places = [os.environ.get("MAINSTAY_SHARED_CASES"), Path(__file__).parents[2].parent / "shared" / "cases"]
    return next((Path(place) / case for place in places if place and (Path(place) / case).is_dir()), None)


def settle(owner: Browser, page, case: Case):
    """Say of a file what it asks; its page as it is afterwards."""
    form = form_of(page)
    said = {answer_field(form, question): answer for question, answer in case.answers.items()}
    asks_for_money = "" in {form.get("currency"), form.get("other-currency")}
    money = {"currency": case.currency} if asks_for_money else {}
    if said or money:
        owner.post(page.at, {**form, **said, **money, "act": "look"})
    return owner.get(page.at)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("source", ["copy", "folder"])
def test_the_right_values_come_in_by_the_browser(book: str, name: str, source: str) -> None:
    case = CASES[name]
    files = {file: text.encode() for file, text in case.files.items()}
    if source == "folder":
        folder = folder_of(name)
        if folder is None:
            pytest.skip("the cases are not beside this checkout (MAINSTAY_SHARED_CASES)")
        files = {file: (folder / file).read_bytes() for file in case.files}
    owner = Browser(book)
    seen = ""
    if len(files) > 1:
        page = bring(owner, files)
        for address in re.findall(r'<a class="fw-bold[^>]* href="([^"]+)"', page.html):
            seen += settle(owner, owner.get(address), case).text
        _names, page = confirm_all(owner, page)
    else:
        [(file, content)] = files.items()
        page = owner.bring(content, file)
        seen += page.text
        page = settle(owner, page, case)
    seen += page.text
    assert case.asks in seen
    control = {"control_total": case.debtors, "control_currency": case.currency, "control_on": "2026-12-31"}
    owner.post(page.at, {**form_of(page), **control, "act": "bring"})
    result = owner.get(page.at)
    assert case.shows in seen + result.text
    debtors = formatting.money(int(case.debtors.replace(".", "")), case.currency, "en")
    assert f"Debtors per your ledger at 31 Dec 2026: {debtors}. The book agrees." in result.text
    with use_firm(book):
        rows = Invoice.objects.filter(open_minor__gt=0).values_list("client__name", "number", "open_minor")
        assert {(client, number): minor for client, number, minor in rows} == dict(case.opens)
