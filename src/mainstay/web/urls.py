"""Every page's address and what one must be allowed to open it. The firm's short name stands before each."""

from __future__ import annotations

from typing import Final

from django.urls import include, path

from mainstay.web.views import (
    book,
    clients,
    design,
    erasing,
    figures,
    importing,
    invoices,
    judging,
    keeping,
    kept,
    looking,
    money,
    next_contacts,
    notes,
    people,
    proposals,
    saved,
    searching,
    settings,
    standings,
    starting,
    you,
)  # fmt: skip

OPEN_TO_STRANGERS: Final = frozenset({
    "account_login", "account_logout", "account_inactive", "enter", "join", "reset",
    "mfa_authenticate", "mfa_login_webauthn",
})  # fmt: skip

_ACTS: Final = {
    "today": "read",
    "search": "read",
    "keys": "read",
    "clients": "read",
    "view_save": "read",
    "view_rename": "read",
    "view_remove": "read",
    "client": "read",
    "client_note_add": "record",
    "client_note_correct": "record",
    "client_erase": "settings",
    "client_new": "record",
    "client_change": "record",
    "client_contacts": "record",
    "client_next": "record",
    "client_standing": "record",
    "standing_words": "read",
    "proposals": "read",
    "proposal": "record",
    "receivables": "read",
    "figures": "read",
    "figures_progress": "read",
    "invoices": "read",
    "invoice": "read",
    "invoice_credit": "record",
    "invoice_write_off": "record",
    "invoice_dispute": "record",
    "invoice_close_dispute": "record",
    "invoice_void": "record",
    "invoice_take_back": "record",
    "invoice_use_credit": "record",
    "judge": "record",
    "payments": "read",
    "payment": "read",
    "payment_record": "record",
    "payment_reverse": "record",
    "payment_allocate": "record",
    "payment_take_back": "record",
    "kept": "read",
    "you": "read",
    "you_name": "read",
    "you_seen": "read",
    "you_sessions": "read",
    "profile_language": "read",
    "profile_theme": "read",
    "import": "bring",
    "import_file": "bring",
    "import_progress": "bring",
    "import_rejects": "bring",
    "settings": "settings",
    "settings_firm": "settings",
    "settings_data": "settings",
    "settings_export": "settings",
    "settings_backup": "settings",
    "settings_demonstration": "settings",
    "welcome": "settings",
    "settings_people": "people",
    "settings_invite": "people",
    "settings_withdraw": "people",
    "settings_role": "people",
    "settings_deactivate": "people",
}
"""Page -> what a role must allow; a test walks the whole table for every role."""


def act_of(name: str) -> str:
    """What one must be allowed for this page; "" for a page that is not in the table, which nobody may open."""
    return _ACTS.get(name, "")


def is_own_page(name: str) -> bool:
    """Say whether a page is about oneself: each role has its own password, second steps and sessions."""
    return name == "front" or name.split("_", maxsplit=1)[0] in {"account", "mfa"}


def may_be_kept(name: str) -> bool:
    """Say whether what was typed on this page is kept when it cannot be saved; what is secret is typed anew."""
    return name in _ACTS and name not in {"kept", "profile_language", "profile_theme", "import"}


urlpatterns = [
    path("", starting.front, name="front"),
    path("start/", starting.first_start, name="start"),
    path("look/", looking.look, name="look"),
    path("enter/", starting.enter, name="enter"),
    path("welcome/", starting.welcome, name="welcome"),
    path("design/", design.design, name="design"),
    path("today/", book.today, name="today"),
    path("search/", searching.search, name="search"),
    path("keys/", searching.keys, name="keys"),
    path("clients/", book.clients, name="clients"),
    path("views/save/", saved.save, name="view_save"),
    path("views/rename/", saved.rename, name="view_rename"),
    path("views/remove/", saved.remove, name="view_remove"),
    path("clients/new/", clients.new, name="client_new"),
    path("clients/<str:ref>/", book.client, name="client"),
    path("clients/<str:ref>/change/", clients.change, name="client_change"),
    path("clients/<str:ref>/contacts/", clients.contacts, name="client_contacts"),
    path("clients/<str:ref>/next/", next_contacts.plan, name="client_next"),
    path("clients/<str:ref>/standing/", standings.standing, name="client_standing"),
    path("standings/", standings.words, name="standing_words"),
    path("clients/<str:ref>/notes/", notes.add, name="client_note_add"),
    path("clients/<str:ref>/notes/correct/", notes.correct, name="client_note_correct"),
    path("clients/<str:ref>/erase/", erasing.erase, name="client_erase"),
    path("proposals/", proposals.overview, name="proposals"),
    path("proposals/<str:ref>/", proposals.answer, name="proposal"),
    path("receivables/", book.receivables, name="receivables"),
    path("figures/", figures.figures, name="figures"),
    path("figures/progress/", figures.progress, name="figures_progress"),
    path("invoices/", book.invoices, name="invoices"),
    path("invoices/<str:ref>/", invoices.invoice, name="invoice"),
    path("invoices/<str:ref>/credit/", invoices.act_on, {"name": "credit"}, name="invoice_credit"),
    path("invoices/<str:ref>/write-off/", invoices.act_on, {"name": "write_off"}, name="invoice_write_off"),
    path("invoices/<str:ref>/dispute/", invoices.act_on, {"name": "dispute"}, name="invoice_dispute"),
    path("invoices/<str:ref>/dispute/close/", invoices.act_on, {"name": "close_dispute"}, name="invoice_close_dispute"),
    path("invoices/<str:ref>/void/", invoices.act_on, {"name": "void"}, name="invoice_void"),
    path("invoices/<str:ref>/take-back/", invoices.take_back, name="invoice_take_back"),
    path("invoices/<str:ref>/use-credit/", invoices.use_credit, name="invoice_use_credit"),
    path("judge/", judging.judge, name="judge"),
    path("payments/", money.payments, name="payments"),
    path("payments/record/", money.record, name="payment_record"),
    path("payments/<str:ref>/", money.payment, name="payment"),
    path("payments/<str:ref>/reverse/", money.reverse_one, name="payment_reverse"),
    path("payments/<str:ref>/allocate/", money.allocate, name="payment_allocate"),
    path("payments/<str:ref>/take-back/", money.take_back, name="payment_take_back"),
    path("join/<str:token>/", people.join, name="join"),
    path("reset/<str:token>/", people.reset, name="reset"),
    path("kept/", kept.overview, name="kept"),
    path("you/", you.overview, name="you"),
    path("you/name/", you.name, name="you_name"),
    path("you/seen/", you.seen, name="you_seen"),
    path("you/sessions/", you.sessions, name="you_sessions"),
    path("import/", importing.choose, name="import"),
    path("import/<str:token>/", importing.file, name="import_file"),
    path("import/<str:token>/progress/", importing.progress, name="import_progress"),
    path("import/<str:token>/rejects/", importing.rejects, name="import_rejects"),
    path("settings/", settings.overview, name="settings"),
    path("settings/firm/", settings.firm, name="settings_firm"),
    path("settings/data/", keeping.overview, name="settings_data"),
    path("settings/data/export/", keeping.export, name="settings_export"),
    path("settings/data/backup/", keeping.backup, name="settings_backup"),
    path("settings/data/demonstration/", looking.demonstration, name="settings_demonstration"),
    path("settings/people/", people.overview, name="settings_people"),
    path("settings/people/invite/", people.invite, name="settings_invite"),
    path("settings/people/withdraw/", people.withdraw, name="settings_withdraw"),
    path("settings/people/role/", people.role, name="settings_role"),
    path("settings/people/deactivate/", people.deactivate, name="settings_deactivate"),
    path("profile/language/", settings.language, name="profile_language"),
    path("profile/theme/", settings.theme, name="profile_theme"),
    path("accounts/", include("mainstay.web.account_urls")),
]
handler404 = "mainstay.web.views.errors.not_found"
handler400 = "mainstay.web.views.errors.bad_request"
handler403 = "mainstay.web.views.errors.forbidden"
handler500 = "mainstay.web.views.errors.server_error"
handler429 = "mainstay.web.views.errors.too_many"
