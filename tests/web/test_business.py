"""The owner fills in what the firm prints on its letters; what is wrong comes back beside what was typed."""

from __future__ import annotations

import re

import pytest
from tests.builders import ACT, a_client, an_issued_invoice

from mainstay.firm.forms.firm import FirmForm
from mainstay.firm.queries.firms import firm_details
from mainstay.firm.rules.bank_accounts import BankAccount
from mainstay.timeline.actions.describing import describe_firm

IBAN = "GB29NWBK60161331926819"


@pytest.fixture
def owner(book, browser):
    return browser(book, "owner")


def sent(**more):
    known = FirmForm.document_of(firm_details())
    del known["bank_accounts"]
    return {**known, "key": "k", **more}


def test_the_details_are_saved_and_shown(book, owner):
    here = f"/{book}/settings/firm/"
    row = {"bank_accounts-1-currency": "gbp", "bank_accounts-1-bank": "Wharf", "bank_accounts-1-number": IBAN.lower()}
    answer = owner.post(here, sent(legal_name="Işık A.Ş.", city="İstanbul", **row))
    assert answer.status_code == 302
    assert firm_details().bank_accounts == (BankAccount("GBP", "Wharf", IBAN),)
    shown = owner.get(f"/{book}/settings/").content.decode()
    assert "Işık A.Ş." in shown
    assert "GB29 NWBK 6016 1331 9268 19" in shown
    assert re.search(r"<dd class=\"col-7\">Türkiye ·", shown)
    page = owner.get(here).content.decode()
    assert re.search(f'name="bank_accounts-0-number"\\s+value="{IBAN}"', page)
    assert '<option value="TR" selected>Türkiye</option>' in page


def test_a_mistyped_iban_comes_back_as_it_was_typed(book, owner):
    wrong = f"{IBAN[:-1]}8"
    row = {"bank_accounts-0-currency": "GBP", "bank_accounts-0-bank": "Wharf", "bank_accounts-0-number": wrong}
    answer = owner.post(f"/{book}/settings/firm/", sent(**row, **{"bank_accounts-2-bank": ""}))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f"“{wrong}” is not a valid IBAN or account number" in page
    assert f'value="{wrong}"' in page
    assert 'name="bank_accounts-3-bank"' not in page  # two empty rows are enough
    assert firm_details().bank_accounts == ()


def test_more_rows_are_offered_and_nothing_is_saved(book, owner):
    page = owner.post(f"/{book}/settings/firm/", sent(city="Leeds", more="1", **{"bank_accounts-4-bank": "Wharf"}))
    assert page.status_code == 200
    text = page.content.decode()
    assert 'name="bank_accounts-6-number"' in text
    assert text.index('name="save"') < text.index('name="more"')  # Enter in a field presses the first button
    assert firm_details().city == ""


def test_a_statement_says_who_sends_it_and_where_to_pay(book, owner):
    accounts = f"TRY; Liman; TR330006100519786457841326\nGBP; Wharf; {IBAN}"
    details = {"legal_name": "Işık A.Ş.", "street": "Rıhtım 12", "city": "İstanbul", "bank_accounts": accounts}
    describe_firm(changes=details, **ACT)
    invoice = an_issued_invoice(a_client())
    day = invoice.issued_on
    page = owner.get(f"/{book}/clients/{invoice.client.ref}/statement/?since={day}&until={day}").content.decode()
    assert "Işık A.Ş." in page
    assert "Rıhtım 12<br>İstanbul" in page
    assert invoice.currency == "GBP"
    assert "GB29 NWBK 6016 1331 9268 19" in page
    assert "TR33" not in page
