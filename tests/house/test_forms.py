"""Every draft has one form and every form makes one draft: shown and sent back, by people and by programs, the same."""

from __future__ import annotations

import inspect
import re
import string
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest
from django import forms
from django.urls import URLPattern
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

import mainstay
from mainstay.firm.forms.business import WebAddressField
from mainstay.firm.forms.drafts import DraftForm
from mainstay.firm.forms.fields import (
    AmountField,
    CurrencyField,
    DayField,
    LineField,
    LinesField,
    PasswordField,
    TicksField,
    TimeZoneField,
    WholeField,
)
from mainstay.firm.forms.rows import RowsField
from mainstay.kernel.currencies import EXPONENTS
from mainstay.kernel.money import decimal_text
from mainstay.rates.forms import RateField
from mainstay.web.opening import ACTS_OF, OPEN_TO_STRANGERS
from mainstay.web.page_forms import page_forms
from mainstay.web.urls import urlpatterns

ROOT = Path(mainstay.__file__).parent


def modules(paths):
    return ["mainstay." + ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in sorted(paths)]


FORM_FILES = [path for path in ROOT.rglob("*.py") if "(DraftForm[" in path.read_text(encoding="utf-8")]
FORM_MODULES = modules(FORM_FILES)
DRAFT_FILES = [
    path
    for path in ROOT.glob("*/rules/*.py")
    if re.search(r"^class \w+Draft\b", path.read_text(encoding="utf-8"), re.MULTILINE)
]
DRAFT_MODULES = [*modules(DRAFT_FILES), "mainstay.clients.rules.contacting"]
# Form -> why no command fills it from a document.
NOT_FROM_DOCUMENTS = {
    "ContactOutcomeForm": "--done and --drop are the whole of it",
    "FoundingForm": "`firms add` has an option for each detail, and the owner chooses a password in the app",
    "InvitationForm": "people are invited in the app",
    "JoiningForm": "people join and choose a password in the app",
    "OwnNameForm": "people choose their name in the app",
    "PasswordForm": "people choose a password in the app",
    "RoleActsForm": "`people allow` and `people deny` move one act",
    "RoleForm": "people are given a role in the app",
    "ViewNameForm": "a view is an address of the app",
}


# What is recorded in the terminal until it has a page.
TERMINAL_ALONE = {"UnallocationForm"}
# Page that is sent something -> why it has no declared form.
_BUTTON = "a button: what it is sent stands in the page itself"
WITHOUT_FORM = {
    **dict.fromkeys(
        (
            "client_archive", "clients_act", "payments_act", "receivables_act",
            "client_merge", "client_unmerge", "client_erase", "client_country",
            "imports", "invoice_expect_no_more",
            "invoice_take_back", "invoice_use_credit", "unsaved",
            "undo", "update_scores", "look",
            "payment_take_back", "task_done", "call_withdraw",
            "profile_language", "profile_theme", "list_look", "settings_backup", "settings_deactivate",
            "settings_copy_check", "settings_copy_close", "settings_copy_make", "settings_copy_open",
            "settings_copy_remove", "settings_returning",
            "settings_demonstration", "settings_export", "settings_reset", "settings_withdraw", "view_remove",
            "you_seen", "you_sessions",
        ),
        _BUTTON,
    ),
    "import": "a file, and what it holds",
    "settings_bring_back": "a file",
    **dict.fromkeys(("client_attach", "attachment_remove"), "files that are chosen, and a button"),
    "import_files": "the files stand in the page; how numbers run is asked only where it is in doubt",
    "import_file": "the choices differ with the columns of the file",
}  # fmt: skip


def defined_in(module: str) -> list[type]:
    loaded = import_module(module)
    classes = [one for one in vars(loaded).values() if inspect.isclass(one) and one.__module__ == module]
    return [one for one in classes if not one.__name__.startswith("_")]


FORMS = [form for module in FORM_MODULES for form in defined_in(module) if issubclass(form, DraftForm)]


def draft_of(form: type) -> type:
    """The draft that a form says it makes."""
    (found,) = [argument for base in form.__orig_bases__ for argument in get_args(base)]
    return found


def test_forms_stand_among_the_forms_of_their_package():
    assert {"firm", "clients", "billing", "schemas"} <= {path.relative_to(ROOT).parts[0] for path in FORM_FILES}
    assert [path for path in FORM_FILES if Path(path.relative_to(ROOT).parts[1]).stem != "forms"] == []


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


def test_every_form_stands_on_a_page_but_those_of_the_terminal_alone():
    used = {form.__name__ for listed in page_forms().values() for form in listed}
    assert {form.__name__ for form in FORMS} - used == TERMINAL_ALONE
    assert page_forms().keys() <= ACTS_OF.keys() | OPEN_TO_STRANGERS | {"start"}


def posted_pages() -> set[str]:
    """The pages of ours that take a POST, read from the decorators of their views."""
    found = set()
    for pattern in (one for one in urlpatterns if isinstance(one, URLPattern)):
        source = inspect.getsource(inspect.unwrap(pattern.callback))
        if re.search(r"^@require_(POST|http_methods)", source, re.MULTILINE):  # else @require_safe
            found.add(str(pattern.name))
    return found


def test_every_page_that_is_sent_something_takes_it_by_a_declared_form_or_says_why_not():
    assert posted_pages() - page_forms().keys() == set(WITHOUT_FORM)


def test_no_form_is_declared_another_way():
    """A Django form of our own is a DraftForm; allauth's are worded by us (web/account_forms.py)."""
    found = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*.py")
        if re.search(r"^class \w+\(.*\bforms\.(?:Model)?Form\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert found == {"firm/forms/drafts.py", "web/views/design.py"}  # the design page shows each kind of field
    templates = (ROOT / "web" / "templates").rglob("*.html")
    passwords = [path.name for path in templates if 'type="password"' in path.read_text(encoding="utf-8")]
    assert passwords == []


_WORDS = st.text(max_size=20).map(lambda text: " ".join(text.replace("\x00", "").split()))
_FIRST = date(2001, 1, 1)


def codes_of(field: forms.ChoiceField) -> st.SearchStrategy[str]:
    plain = [(code, label) for code, label in field.choices if not isinstance(label, list | tuple)]
    grouped = [one for _name, inside in field.choices if isinstance(inside, list | tuple) for one in inside]
    return st.sampled_from([code for code, _label in [*plain, *grouped]])


TEXTS = (
    # What rows hold depends on the rest of the draft: tests of the form show them there and back.
    (RowsField, lambda _field: st.just([])),
    (WebAddressField, lambda _field: st.sampled_from(["", "https://isik.example/tr"])),
    (RateField, lambda _field: st.sampled_from(["0.8712", "48.9", "1"])),
    (PasswordField, lambda _field: st.just("uzun ve kolay parola")),
    (TimeZoneField, lambda _field: st.sampled_from(["Europe/Istanbul", "UTC"])),
    (TicksField, lambda field: st.lists(codes_of(field), unique=True)),
    (CurrencyField, lambda _field: st.sampled_from(sorted(EXPONENTS))),
    (forms.ChoiceField, codes_of),
    (WholeField | forms.IntegerField, lambda _field: st.integers(1, 99).map(str)),
    (LinesField, lambda _field: st.lists(_WORDS.filter(bool), max_size=3).map("\n".join)),
    (LineField, lambda _field: _WORDS.map(lambda words: words or "x")),
)
"""Kind of field -> what may stand in it; the first that fits."""


def text_for(field: forms.Field) -> st.SearchStrategy[str]:
    """What may stand in a field of text or choice."""
    if isinstance(field.widget, forms.EmailInput):
        return st.just("a@b.example")
    for kind, texts in TEXTS:
        if isinstance(field, kind):
            return texts(field)
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


def as_sent(value: object) -> object:
    """What a browser sends of a field that was shown with this value."""
    return value if isinstance(value, list) else "" if value is None else str(value)


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
        sent = {name: as_sent(shown[name].value()) for name in shown.fields}
        assert form(sent, seen=draft, money_in="TRY").draft == draft


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_what_is_typed_into_a_form_stays_in_it(form):
    typed = {name: f" {name} 1.2.3 " for name in form.base_fields}
    typed |= {name: ["a", "b"] for name, field in form.base_fields.items() if isinstance(field, TicksField)}
    refused = form(typed)
    refused.is_valid()
    assert {name: refused[name].value() for name in typed} == typed
