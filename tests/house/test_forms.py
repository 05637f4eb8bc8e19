"""Every draft has one form and every form makes one draft: shown and sent back, by people and by programs, the same."""

from __future__ import annotations

import inspect
import string
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest
from django import forms
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

import mainstay
from mainstay.firm.forms.drafts import DraftForm
from mainstay.firm.forms.fields import AmountField, CurrencyField, DayField, LineField, LinesField, WholeField
from mainstay.kernel.currencies import EXPONENTS
from mainstay.kernel.money import decimal_text
from mainstay.web.opening import ACTS_OF
from mainstay.web.page_forms import FORMS_OF

ROOT = Path(mainstay.__file__).parent
FORM_MODULES = ("mainstay.firm.forms.firm", "mainstay.clients.forms", "mainstay.billing.forms")
DRAFT_MODULES = (
    "mainstay.firm.rules.drafts",
    "mainstay.clients.rules.drafts",
    "mainstay.clients.rules.contacting",
    "mainstay.billing.rules.drafts",
)
# Form -> why no command fills it from a document.
NOT_FROM_DOCUMENTS = {
    "ContactOutcomeForm": "--done and --drop are the whole of it",
    "FirmForm": "`firms describe` has an option for each detail",
    "InvitationForm": "people are invited in the app",
    "OwnNameForm": "people choose their name in the app",
    "ViewNameForm": "a view is an address of the app",
}


def defined_in(module: str) -> list[type]:
    loaded = import_module(module)
    classes = [one for one in vars(loaded).values() if inspect.isclass(one) and one.__module__ == module]
    return [one for one in classes if not one.__name__.startswith("_")]


FORMS = [form for module in FORM_MODULES for form in defined_in(module) if issubclass(form, DraftForm)]


def draft_of(form: type) -> type:
    """The draft that a form says it makes."""
    (found,) = [argument for base in form.__orig_bases__ for argument in get_args(base)]
    return found


def test_every_module_of_forms_is_looked_at():
    found = {path for path in ROOT.rglob("*.py") if "(DraftForm[" in path.read_text(encoding="utf-8")}
    assert {path.relative_to(ROOT).as_posix() for path in found} == {
        "firm/forms/firm.py", "clients/forms.py", "billing/forms.py",
    }  # fmt: skip


def test_every_draft_has_one_form_and_every_form_one_draft():
    drafts = [one for module in DRAFT_MODULES for one in defined_in(module)]
    assert sorted(draft_of(form).__name__ for form in FORMS) == sorted(one.__name__ for one in drafts)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_every_field_has_a_label_in_both_languages(form):
    def labels(language: str) -> dict[str, str]:
        with override(language):
            return {name: str(field.label or "") for name, field in form.base_fields.items()}

    english, turkish = labels("en"), labels("tr")
    assert all(english.values())
    assert {name for name in english if english[name] == turkish[name]} <= set()


def test_every_form_of_a_page_is_filled_from_documents_by_a_command():
    commands = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "cli").glob("*.py"))
    missing = {form.__name__ for form in FORMS if f"import {form.__name__}" not in commands and
               f", {form.__name__}" not in commands}  # fmt: skip
    assert missing == set(NOT_FROM_DOCUMENTS)


def test_every_form_but_that_of_an_invoice_stands_on_a_page():
    used = {form.__name__ for listed in FORMS_OF.values() for form in listed}
    assert {form.__name__ for form in FORMS} - used == {"InvoiceForm"}
    assert FORMS_OF.keys() <= ACTS_OF.keys()


_WORDS = st.text(max_size=20).map(lambda text: " ".join(text.replace("\x00", "").split()))
_FIRST = date(2001, 1, 1)


def text_for(field: forms.Field) -> st.SearchStrategy[str]:
    """What may stand in a field of text or choice."""
    if isinstance(field, CurrencyField):
        return st.sampled_from(sorted(EXPONENTS))
    if isinstance(field, forms.ChoiceField):
        return st.sampled_from([code for code, _label in field.choices])
    if isinstance(field, WholeField):
        return st.integers(1, 99).map(str)
    if isinstance(field, forms.EmailField) or isinstance(field.widget, forms.EmailInput):
        return st.just("a@b.example")
    if isinstance(field, LinesField):
        return st.lists(_WORDS.filter(bool), max_size=3).map("\n".join)
    if isinstance(field, LineField):
        return _WORDS.map(lambda words: words or "x")
    letters = getattr(field, "max_length", None) or 10
    return st.text(string.ascii_uppercase, min_size=getattr(field, "min_length", None) or 1, max_size=letters)


@st.composite
def documents(draw: st.DrawFn, form: type) -> dict[str, str]:
    """A document that the form takes: later days come later, later amounts are smaller."""
    document, day, most = {}, _FIRST, 10**12
    fields = form.base_fields
    for name, field in fields.items():
        if not isinstance(field, DayField | AmountField):
            document[name] = draw(text_for(field))
    for name, field in fields.items():
        if isinstance(field, DayField):
            day += timedelta(days=draw(st.integers(0, 9_000)))
            document[name] = day.isoformat()
        if isinstance(field, AmountField):
            minor, most = draw(st.integers(most // 10, most)), most // 10
            document[name] = decimal_text(minor, document.get(field.currency_from) or "TRY")
    return document


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
@given(data=st.data(), language=st.sampled_from(["en", "tr"]))
def test_a_draft_shown_and_sent_back_is_the_same_draft(form, data, language):
    document = data.draw(documents(form))
    with override(language):
        filled = form.from_document(document, money_in="TRY")
        assert filled.is_valid(), filled.errors
        draft = filled.draft
        assert isinstance(draft, draft_of(form))
        again = form.from_document(form.document_of(draft, money_in="TRY"), money_in="TRY")
        assert again.draft == draft
        shown = form(seen=draft, money_in="TRY")
        sent = {name: "" if (value := shown[name].value()) is None else str(value) for name in shown.fields}
        assert form(sent, seen=draft, money_in="TRY").draft == draft


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_what_is_typed_into_a_form_stays_in_it(form):
    typed = {name: f" {name} 1.2.3 " for name in form.base_fields}
    refused = form(typed)
    refused.is_valid()
    assert {name: refused[name].value() for name in typed} == typed
