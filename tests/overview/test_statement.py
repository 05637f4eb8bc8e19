"""The statement of a client: it opens with what was owed before, adds up, and closes with what is owed."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from django.conf import settings
from tests.builders import (
    ACT,
    ISIK,
    OBRIEN,
    OWNER,
    START,
    a_client,
    a_credit_note,
    a_payment,
    an_issued_invoice,
    day,
)
from tests.web.test_money import a_browser

from mainstay.billing.actions.invoices import write_off_invoice
from mainstay.billing.actions.payments import recover, refund, reverse_payment
from mainstay.billing.queries.receivables import receivables
from mainstay.billing.queries.statements import client_statement
from mainstay.firm.queries.firms import firm_details
from mainstay.firm.rules.bank_accounts import BankAccount
from mainstay.overview.queries.statement_file import write_statement
from mainstay.schemas.billing import statement_document


@pytest.fixture
def client(book):
    """Everything that changes what one client owes, in two currencies; another client beside."""
    client = a_client(ISIK, language="tr")
    first = an_issued_invoice(client, "100.00", number="A-1")
    an_issued_invoice(client, "50.00", number="A-2", on=day(10))
    an_issued_invoice(client, "7.00", "EUR", number="E-1", on=day(10))
    an_issued_invoice(a_client(OBRIEN), "999.00")
    a_payment(client, "60.00", on=day(12), settles=(first,))
    bounced = a_payment(client, "5.00", on=day(13))
    reverse_payment(ref=bounced.ref, on=day(14), reason="bounced", **ACT)
    a_credit_note(client, "10.00", on=day(15), settles=(first,), number="C-1")
    lost = write_off_invoice(ref=first.ref, on=day(16), reason="lost", **ACT)  # the 30.00 left
    extra = a_payment(client, "40.00", on=day(17))
    recover(write_off_ref=lost.ref, payment_ref=extra.ref, minor=1_500, on=day(17), **ACT)
    refund(origin_ref=extra.ref, minor=500, on=day(18), note="", **ACT)
    return client


def test_it_opens_runs_and_closes_with_what_is_owed(client) -> None:
    page = client_statement(ref=client.ref, since=day(10), until=day(45), by=OWNER)
    euro, pound = page.currencies
    assert (euro.currency, euro.opening_minor, euro.closing_minor, euro.overdue_minor) == ("EUR", 0, 700, 700)
    assert pound.opening_minor == 10_000
    assert [(line.entry.kind, line.entry.minor, line.balance_minor) for line in pound.lines] == [
        ("invoice", 5_000, 15_000), ("payment", -6_000, 9_000), ("payment", -500, 8_500), ("reversal", 500, 9_000),
        ("credit_note", -1_000, 8_000), ("write_off", -3_000, 5_000), ("payment", -4_000, 1_000),
        ("recovery", 1_500, 2_500), ("refund", 500, 3_000),
    ]  # fmt: skip
    # 50.00 open of A-2, less the 20.00 left on account.
    assert (pound.closing_minor, pound.overdue_minor) == (3_000, 3_000)
    (owed,) = [one for one in receivables(as_of=day(45), by=OWNER).currencies if one.currency == "EUR"]
    assert owed.ageing.open_minor == euro.closing_minor


def test_a_past_day_knows_nothing_later(client) -> None:
    (pound,) = client_statement(ref=client.ref, since=START, until=day(5), by=OWNER).currencies
    assert (pound.opening_minor, pound.closing_minor, pound.overdue_minor) == (0, 10_000, 0)


def test_on_screen_and_as_a_file_it_speaks_the_clients_language(book, client, monkeypatch) -> None:
    monkeypatch.setitem(settings.__dict__, "SECRET_KEY", "signs the sessions of these tests")
    owner = a_browser(book)
    path = f"/{book}/clients/{client.ref}/statement/"
    assert f'href="{path}"' in owner.get(f"/{book}/clients/{client.ref}/").content.decode()
    page = owner.get(f"{path}?since={day(10)}&until={day(45)}").content.decode()
    assert 'lang="tr"' in page.split("<article")[1][:80]
    assert "Devreden bakiye" in page
    assert "£30,00" in page
    file = owner.get(f"{path}csv/?since={day(10)}&until={day(45)}")
    assert f'filename="statement-{client.ref}-2024-03-10-2024-04-14.csv"' in file["Content-Disposition"]
    lines = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].endswith(",Ekstreyi gönderen,Adres,Vergi numaraları,Banka hesabı")
    assert ",Devreden bakiye,,,0.00," in lines[1]
    assert ",5.00,30.00," in lines[-1]
    assert owner.get(f"/{book}/clients/c-nothing/statement/").status_code == 404
    assert owner.get(f"/{book}/clients/c-nothing/statement/csv/").status_code == 404
    odd = owner.get(f"{path}?since=x&until=29 Feb 2024")
    assert odd.status_code == 422
    assert ('value="x"' in odd.content.decode(), 'value="29 Feb 2024"' in odd.content.decode()) == (True, True)
    assert "01.01.2024" in odd.content.decode() or "1 Oca 2024" in odd.content.decode()
    typed = owner.get(f"{path}?since=3 Mar 2024&until=2024-04-14").content.decode()
    assert ('value="3 Mar 2024"' in typed, 'value="14 Apr 2024"' in typed) == (True, True)


def test_the_file_and_the_document_say_who_sends_it_and_where_to_pay(client) -> None:
    account = BankAccount("GBP", "Harbour Bank", "20-00-00 1234567")
    firm = replace(
        firm_details(), legal_name="Harbour IT Ltd", street="1 Quay", city="Leeds", vat_number="GB980780684",
        bank_accounts=(account,),
    )  # fmt: skip
    page = client_statement(ref=client.ref, since=day(10), until=day(45), by=OWNER)
    file = BytesIO()
    write_statement(file, page, firm)
    lines = file.getvalue().decode("utf-8-sig").splitlines()
    assert lines[1].endswith('Harbour IT Ltd,"1 Quay, Leeds",GB980780684,')  # EUR: no account
    assert lines[-1].endswith('Harbour IT Ltd,"1 Quay, Leeds",GB980780684,Harbour Bank 20-00-00 1234567')
    document = statement_document(page, firm)
    sender = {"name": "Harbour IT Ltd", "address": ["1 Quay", "Leeds"], "tax_numbers": "GB980780684"}
    assert document["from"] == sender
    assert [one["bank_accounts"] for one in document["currencies"]] == [
        [], [{"bank": "Harbour Bank", "number": "20-00-00 1234567"}],
    ]  # fmt: skip
