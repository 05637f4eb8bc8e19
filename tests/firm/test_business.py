"""A firm says what it prints on its letters: legal name, address, tax numbers, and the bank accounts, IBANs checked."""

from __future__ import annotations

import pytest
from django.utils.translation import override
from tests.builders import ACT

from mainstay.firm.actions.firms import BadFirmDetails
from mainstay.firm.forms.firm import FirmForm
from mainstay.firm.models import Firm
from mainstay.firm.queries.firms import firm_details
from mainstay.firm.queries.proofs import prove_firm
from mainstay.firm.rules.bank_accounts import BankAccount, accounts_text, bank_accounts
from mainstay.kernel.ibans import grouped_iban, is_iban, plain_iban
from mainstay.kernel.problem import Fault
from mainstay.overview.gathered import HAPPENINGS
from mainstay.timeline.actions.describing import describe_firm
from mainstay.timeline.models import Entry

# The examples of the registry of IBANs.
IBANS = ["GB29NWBK60161331926819", "TR330006100519786457841326", "DE89370400440532013000", "NL91ABNA0417164300"]
DETAILS = {
    "legal_name": "Işık İnşaat A.Ş.", "street": "Rıhtım Caddesi 12", "postal_code": "34710", "city": "İstanbul",
    "tax_office": "Kadıköy", "opening_hours": "Pzt–Cum 09.00–18.00", "public_address": "https://isik.example",
    "bank_accounts": f"TRY; Liman Bankası; {IBANS[1]}\nGBP; ; 20-00-00 12345678",
}  # fmt: skip


@pytest.mark.parametrize("iban", IBANS)
def test_an_iban_is_right_and_wrong_with_any_other_digit(iban: str) -> None:
    assert is_iban(iban)
    assert plain_iban(grouped_iban(iban).lower()) == iban
    last = str((int(iban[-1]) + 1) % 10)
    assert not is_iban(iban[:-1] + last)
    assert not is_iban(iban + "0")


def test_the_details_are_kept_and_read(book: str) -> None:
    describe_firm(changes=DETAILS, **ACT)
    found = firm_details()
    assert found.bank_accounts == (
        BankAccount("TRY", "Liman Bankası", IBANS[1]),
        BankAccount("GBP", "", "20-00-00 12345678"),
    )
    assert {name: found.texts[name] for name in DETAILS} == DETAILS
    assert found.address == "Rıhtım Caddesi 12\n34710 İstanbul"
    assert prove_firm() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"tax_number": "4820001019"},
        {"country": "GB", "vat_number": "GB246801311"},
        {"bank_accounts": "TRY; Liman; TR330006100519786457841327"},
        {"bank_accounts": "XXX; Liman; 123"},
        {"bank_accounts": "TRY, Liman, 123"},
        {"public_address": "javascript:alert(1)"},
        {"city": "x" * 101},
    ],
)
def test_what_cannot_be_right_is_refused_and_nothing_changes(book: str, changes: dict[str, str]) -> None:
    before = firm_details()
    with pytest.raises(BadFirmDetails):
        describe_firm(changes=changes, **ACT)
    assert firm_details() == before


def test_accounts_that_cannot_be_read_are_a_fault(book: str) -> None:
    Firm.objects.update(bank_accounts="TRY; Liman; TR330006100519786457841327")
    assert prove_firm() == [Fault("firm_accounts_unreadable", Firm.objects.get().name)]


def test_a_text_of_accounts_is_read_again() -> None:
    accounts = (BankAccount("GBP", "Wharf; Sons", "1"),)
    assert bank_accounts(accounts_text(accounts)) == (BankAccount("GBP", "Wharf, Sons", "1"),)
    assert bank_accounts("") == ()


def test_the_form_takes_rows_and_says_what_is_wrong_beside_them(book: str) -> None:
    known = FirmForm.document_of(firm_details())
    rows = [{"currency": "gbp", "bank": "Wharf", "number": "gb29 nwbk 6016 1331 9268 19"}]
    form = FirmForm.from_document({**known, "bank_accounts": rows, "public_address": "isik.example"})
    assert form.draft.bank_accounts == (BankAccount("GBP", "Wharf", IBANS[0]),)
    assert form.draft.public_address == "https://isik.example"
    again = FirmForm.from_document(FirmForm.document_of(form.draft))
    assert again.draft == form.draft
    rows[0] |= {"currency": "pound", "number": f"{IBANS[0][:-1]}8"}
    wrong = FirmForm.from_document({**known, "bank_accounts": rows, "tax_number": "4820001019"})
    assert not wrong.is_valid()
    assert sorted(wrong.wrong_cells["bank_accounts"]) == [(0, "currency"), (0, "number")]
    mistyped = FirmForm.from_document({**known, "tax_number": "4820001019"})
    assert list(mistyped.errors) == ["tax_number"]


def test_a_time_zone_by_an_old_name_stays(book: str) -> None:
    known = FirmForm.document_of(firm_details())
    assert FirmForm.from_document({**known, "time_zone": "Turkey"}).draft.time_zone == "Turkey"
    assert not FirmForm.from_document({**known, "time_zone": "Mars/Base"}).is_valid()


@pytest.mark.usefixtures("book")
def test_the_timeline_says_which_details_changed_and_nothing_where_none_did() -> None:
    describe_firm(changes=DETAILS, **ACT)
    describe_firm(changes=DETAILS, **ACT)
    first = Entry.objects.get(kind="firm.described")
    assert (first.client_id, first.facts) == (None, {"details": sorted(DETAILS)})
    describe_firm(changes={**DETAILS, "legal_name": "Another Ltd", "city": "York"}, **ACT)
    kind, latest = HAPPENINGS["firm.described"], Entry.objects.order_by("id").last()
    said = {}
    for language in ("en", "tr"):
        with override(language):
            said[language] = str(kind.sentence) % kind.shown(latest.facts)
    assert said == {
        "en": "Details of the firm changed: City, Legal name",
        "tr": "Firmanın değişen bilgileri: Şehir, Ticaret unvanı",
    }
