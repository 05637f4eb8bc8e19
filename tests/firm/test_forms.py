"""What is typed becomes a draft, and a draft becomes what is typed: one declaration for every surface."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django import forms
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from mainstay.clients.forms import ClientForm
from mainstay.clients.rules.drafts import ClientDraft
from mainstay.firm.forms.drafts import DraftForm
from mainstay.firm.forms.fields import AmountField, CurrencyField, DayField, LineField, WholeField
from mainstay.firm.forms.places import CountryField
from mainstay.firm.rules.holidays import is_country
from mainstay.kernel.currencies import EXPONENTS
from mainstay.kernel.problem import Problem


@dataclass(frozen=True)
class Promise:
    """A promise to pay, as the tests know it."""

    on: date
    amount_minor: int | None
    currency: str
    about: str
    days: int | None

    def problems(self) -> list[Problem]:
        """An odd number of minor units is refused."""
        odd = [Problem("amount_minor", "odd")] if self.amount_minor and self.amount_minor % 2 else []
        return odd + ([Problem("client", "gone")] if self.about == "nobody" else [])


class PromiseForm(DraftForm[Promise]):
    sentence_of = staticmethod(lambda problem: f"told: {problem.code}")
    on = DayField()
    amount = AmountField(required=False, currency_from="currency")
    currency = CurrencyField()
    about = LineField(required=False, max_length=20)
    days = WholeField(required=False, unread="“%(value)s” are no days.")

    def make(self, values: dict[str, Any]) -> Promise:
        return Promise(amount_minor=values.pop("amount"), **values)


TYPED = {"on": "2024-02-29", "amount": "1,234.56", "currency": "GBP", "about": "  two \x00 words ", "days": "30 %"}


def test_what_is_typed_becomes_a_draft() -> None:
    assert PromiseForm(TYPED).draft == Promise(date(2024, 2, 29), 123_456, "GBP", "two words", 30)


def test_amounts_are_read_in_the_language_of_the_person_and_plainly_from_a_program() -> None:
    with override("tr"):
        assert PromiseForm({**TYPED, "amount": "1.234,56"}).draft.amount_minor == 123_456
        assert PromiseForm.from_document({**TYPED, "amount": "1234.56", "days": 30}).draft.amount_minor == 123_456
        turkish = PromiseForm(seen=PromiseForm.from_document({**TYPED, "amount": "1234.56"}).draft)
    assert turkish.initial["amount"] == "1.234,56"


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("on", "29.02.2023", "“29.02.2023” isn’t a date: write it like 3 Nov 2026, 3.11 or tomorrow."),
        ("on", "2023-02-29", "“2023-02-29” isn’t a date: write it like 3 Nov 2026, 3.11 or tomorrow."),
        ("on", "", "Enter the date."),
        ("amount", "ten", "“ten” is not an amount: write it as 1,234.56."),
        ("amount", "1.234", "“1.234” has more decimals than GBP: write it as 1,234.56."),
        ("amount", "€ 5", "“€ 5” names another currency than GBP: correct one of the two."),
        ("amount", "9" * 30, f"“{'9' * 30}” is more than the largest amount allowed: correct it."),
        ("days", "soon", "“soon” are no days."),
        ("days", "²", "“²” are no days."),
        ("amount", "0.03", "told: odd"),
    ],
)
def test_what_cannot_be_read_is_told_beside_its_field(field, text, sentence) -> None:
    form = PromiseForm({**TYPED, field: text})
    assert {name: [str(e) for e in errors] for name, errors in form.errors.items()} == {field: [sentence]}
    assert form.sentences == [sentence]
    assert form[field].value() == text  # what was typed stays
    with pytest.raises(ValueError, match=field):
        _ = form.draft


def test_a_problem_about_no_field_stands_above_the_form() -> None:
    assert list(PromiseForm({**TYPED, "about": "nobody"}).errors) == [forms.forms.NON_FIELD_ERRORS]


def test_a_name_the_form_does_not_have_is_no_slip_that_is_passed_over() -> None:
    form = PromiseForm.from_document({**TYPED, "amount": "1234.56", "abuot": "x"})
    assert form.sentences == ["There is no field “abuot”; these are: on, amount, currency, about, days."]


def test_an_empty_amount_is_none_and_a_currency_that_is_none_is_told_once() -> None:
    assert PromiseForm({**TYPED, "amount": ""}).draft.amount_minor is None
    assert list(PromiseForm({**TYPED, "currency": "XXY"}).errors) == ["currency"]


_PROMISES = st.builds(
    Promise,
    on=st.dates(date(1970, 1, 1), date(2199, 12, 31)),
    amount_minor=st.none() | st.integers(0, 10**15).map(lambda n: n * 2),
    currency=st.sampled_from(sorted(EXPONENTS)),
    about=st.text(max_size=15).map(lambda text: " ".join(text.replace("\x00", "").split())),
    days=st.none() | st.integers(-99_999, 99_999),
)


@given(draft=_PROMISES, language=st.sampled_from(["en", "tr"]))
def test_a_draft_shown_and_sent_back_is_the_same_draft(draft, language) -> None:
    with override(language):
        shown = PromiseForm(seen=draft)
        sent = {name: str(shown[name].value() if shown[name].value() is not None else "") for name in shown.fields}
        assert PromiseForm(sent).draft == draft
        assert PromiseForm.from_document(PromiseForm.document_of(draft)).draft == draft


def test_a_client_is_read_as_the_draft_it_was() -> None:
    draft = ClientDraft(
        "Işık İnşaat", external_id="K-1", email="a@b.example", street="Bir\nİki", terms_days=0, currency="TRY",
        credit_limit_minor=500_000, deposit_percent=30, language="tr", notes="Üç",
    )  # fmt: skip
    with override("tr"):
        shown = ClientForm(seen=draft)
        sent = {name: str(shown[name].value() if shown[name].value() is not None else "") for name in shown.fields}
        assert ClientForm(sent, seen=draft).draft == draft


def test_what_is_wrong_with_a_client_stands_beside_its_field() -> None:
    wrong = {"name": " ", "email": "nobody", "terms_days": "-1", "credit_limit": "5", "deposit_percent": "soon"}
    assert _first_errors(ClientForm(wrong)) == {"deposit_percent": "“soon” is not a whole percentage: write it as 30."}
    assert {
        name: str(errors[0]) for name, errors in ClientForm({**wrong, "deposit_percent": "101"}).errors.items()
    } == {
        "name": "The client has no name: enter one.",
        "email": "“nobody” has no @: enter a valid e-mail address.",
        "terms_days": "The terms are -1 days: enter 0 or more.",
        "currency": "A credit limit needs a currency: choose the currency, or leave the limit empty.",
        "deposit_percent": "The deposit is 101 percent: enter 1 to 100, or leave it empty.",
    }


def _first_errors(form: ClientForm) -> dict[str, str]:
    return {name: str(errors[0]) for name, errors in form.errors.items()}


def test_every_country_that_can_be_chosen_is_one_whose_days_off_are_known():
    *likely, (_others, rest) = CountryField().choices
    codes = [code for code, _name in [*likely, *rest]]
    assert len(codes) > 240
    assert [code for code in codes if not is_country(code)] == []
