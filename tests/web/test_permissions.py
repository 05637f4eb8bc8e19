"""One table: every page times every role. A page that is not here fails the test."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver
from tests.builders import a_client, a_payment, an_issued_invoice
from tests.tables import of_packages

from mainstay.firm.rules.permissions import ROLES
from mainstay.web.opening import ACTS_OF, OPEN_TO_STRANGERS, is_own_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http.response import HttpResponseBase
    from django.test import Client

EVERYBODY, WORKERS, OWNER_ALONE = set(ROLES), {"owner", "colleague", "bookkeeper"}, {"owner"}
MAY_OPEN: dict[str, set[str]] = {
    "front": EVERYBODY, "today": EVERYBODY, "clients": EVERYBODY, "client": EVERYBODY,
    "client_money": EVERYBODY, "client_activity": EVERYBODY, "receivables": EVERYBODY,
    "provision": EVERYBODY, "provision_file": EVERYBODY,
    "figures": EVERYBODY, "figures_progress": EVERYBODY,
    "search": EVERYBODY, "keys": EVERYBODY, "view_save": EVERYBODY, "view_rename": EVERYBODY, "view_remove": EVERYBODY,
    "invoice": EVERYBODY, "invoices": EVERYBODY, "payments": EVERYBODY, "payment": EVERYBODY,
    **dict.fromkeys(("invoice_credit", "invoice_write_off", "invoice_dispute", "invoice_close_dispute"), WORKERS),
    **dict.fromkeys(("invoice_void", "invoice_take_back", "invoice_use_credit"), WORKERS),
    **dict.fromkeys(("invoice_expect", "invoice_expect_no_more"), WORKERS), "invoice_new": WORKERS,
    "profile_language": EVERYBODY, "profile_theme": EVERYBODY, "list_look": EVERYBODY,
    "unsaved": EVERYBODY, "you": EVERYBODY, "you_name": EVERYBODY, "you_seen": EVERYBODY, "you_sessions": EVERYBODY,
    "client_new": WORKERS, "client_change": WORKERS, "client_contacts": WORKERS, "client_next": WORKERS,
    "client_standing": WORKERS, "client_payment_rating": WORKERS, "client_country": WORKERS, "days_off": EVERYBODY,
    "standing_words": EVERYBODY, "help": EVERYBODY, "help_page": EVERYBODY,
    "proposals": EVERYBODY, "proposal": WORKERS,
    "client_note_correct": WORKERS, "client_erase": OWNER_ALONE,
    "client_note_add": WORKERS, "payment_record": WORKERS, "payment_reverse": WORKERS, "payment_allocate": WORKERS,
    "payment_take_back": WORKERS, "update_scores": WORKERS,
    "import": WORKERS, "import_file": WORKERS, "import_progress": WORKERS, "import_rejects": WORKERS,
    "import_files": WORKERS, "import_files_progress": WORKERS,
    "imports": WORKERS,
    "welcome": OWNER_ALONE, "settings_data": OWNER_ALONE, "settings_export": OWNER_ALONE,
    "settings_backup": OWNER_ALONE, "settings_backup_copy": OWNER_ALONE, "settings_demonstration": OWNER_ALONE,
    "settings": OWNER_ALONE, "settings_firm": OWNER_ALONE, "settings_new_firm": OWNER_ALONE,
    "settings_people": OWNER_ALONE,
    "settings_invite": OWNER_ALONE, "settings_withdraw": OWNER_ALONE, "settings_role": OWNER_ALONE,
    "settings_deactivate": OWNER_ALONE, "settings_reset": OWNER_ALONE, "settings_role_acts": OWNER_ALONE,
    "account_reauthenticate": EVERYBODY, "account_change_password": EVERYBODY,
    "mfa_index": EVERYBODY, "mfa_reauthenticate": EVERYBODY, "mfa_activate_totp": EVERYBODY,
    "mfa_deactivate_totp": EVERYBODY, "mfa_view_recovery_codes": EVERYBODY, "mfa_generate_recovery_codes": EVERYBODY,
    "mfa_download_recovery_codes": EVERYBODY, "mfa_list_webauthn": EVERYBODY, "mfa_add_webauthn": EVERYBODY,
    "mfa_reauthenticate_webauthn": EVERYBODY, "mfa_remove_webauthn": EVERYBODY, "mfa_edit_webauthn": EVERYBODY,
    **of_packages("MAY_OPEN"),
}  # fmt: skip
# Page -> what GET and an empty POST answer to whoever may: a status, or where they lead.
_AGAIN = "accounts/reauthenticate/"
_INVOICE, _PAYMENT, _CLIENT = "invoices/i-…/", "payments/p-…/", "clients/c-…/"
ANSWERS: dict[str, tuple[int | str, int | str]] = {
    **dict.fromkeys(
        ("today", "clients", "client", "client_money", "client_activity", "receivables", "provision", "provision_file",
         "figures", "search", "keys", "invoice", "invoices", "payment",
         "payments", "you", "standing_words", "days_off", "help",
         "proposals", "settings", "settings_people", "settings_data", "welcome"),
        (200, 405),
    ),
    **dict.fromkeys(
        ("client_new", "client_change", "client_contacts", "client_next", "client_standing", "client_payment_rating",
         "invoice_credit", "invoice_write_off", "invoice_dispute", "invoice_expect", "invoice_void", "settings_firm",
         "settings_new_firm"),
        (200, 422),
    ),
    **dict.fromkeys(("view_save", "view_rename", "view_remove", "settings_invite", "settings_role"), (405, 422)),
    "settings_reset": (405, 422),
    "settings_backup_copy": (404, 405),
    **dict.fromkeys(("settings_withdraw", "settings_deactivate"), (405, "settings/people/")),
    **dict.fromkeys(("settings_demonstration", "settings_export"), (405, "settings/data/")),
    **dict.fromkeys(("profile_language", "profile_theme", "list_look", "you_seen"), (405, "today/")),
    **dict.fromkeys(("import_progress", "import_files_progress", "import_rejects"), (404, 405)),  # no import runs
    **dict.fromkeys(("import_file", "import_files", "proposal", "client_note_correct"), (404, 404)),  # nor is there one
    **dict.fromkeys(("invoice_take_back", "invoice_use_credit"), (_INVOICE, 404)),
    "front": ("today/", 405),
    "help_page": (404, 405),
    "figures_progress": ("figures/", 405),
    "update_scores": (405, "figures/"),
    "invoice_close_dispute": (_INVOICE, 422),
    "invoice_expect_no_more": (_INVOICE, 422),
    "client_note_add": (_CLIENT, 422),
    "client_country": (_CLIENT, 404),
    "client_erase": (200, _CLIENT + "#happened"),
    "payment_record": (200, 422),
    "invoice_new": (200, 200),
    "payment_reverse": (_PAYMENT, 422),
    "payment_allocate": (_PAYMENT, 422),
    "payment_take_back": (_PAYMENT, 404),
    "import": (200, 400),
    "imports": (200, "imports/"),
    "unsaved": ("today/", "unsaved/"),
    "you_name": ("you/", 422),
    "you_sessions": (405, "you/"),
    "settings_backup": (405, 200),
    "settings_role_acts": (200, "settings/people/acts/"),
    "account_reauthenticate": (200, 200),
    "account_change_password": (200, 200),
    **dict.fromkeys(("mfa_index", "mfa_list_webauthn"), ("you/", "you/")),
    **dict.fromkeys(("mfa_reauthenticate", "mfa_reauthenticate_webauthn"), (_AGAIN, _AGAIN)),
    **{
        name: (f"{_AGAIN}?next={address}", f"{_AGAIN}?next={address}")
        for name, address in {
            "mfa_activate_totp": "accounts/2fa/totp/activate/",
            "mfa_add_webauthn": "accounts/2fa/webauthn/add/",
            "mfa_edit_webauthn": "accounts/2fa/webauthn/keys/1/edit/",
            "mfa_remove_webauthn": "accounts/2fa/webauthn/keys/1/remove/",
            "mfa_generate_recovery_codes": "accounts/2fa/recovery-codes/generate/",
        }.items()
    },
    **dict.fromkeys(("mfa_deactivate_totp", "mfa_download_recovery_codes"), (404, 404)),
    "mfa_view_recovery_codes": (404, 405),
    **of_packages("ANSWERS"),
}  # fmt: skip
TO_STRANGERS = {
    "account_login", "account_logout", "account_inactive", "enter", "join", "join_link", "reset", "reset_link",
    "mfa_authenticate", "mfa_login_webauthn",
}  # fmt: skip
WITHOUT_FIRM = {"start", "look", "look_progress", "design"}


def patterns(resolver: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, str]]:
    for one in (resolver or get_resolver()).url_patterns:
        address = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield one.name or address, address
        else:
            yield from patterns(one, address)


PAGES = sorted(patterns())


def address(slug: str, route: str) -> str:
    for hole, value in (("<int:pk>", "1"), ("<str:ref>", "nobody"), ("<str:token>", "nothing")):
        route = route.replace(hole, value)
    assert "<" not in route
    return f"/{slug}/{route}"


def test_every_page_is_in_the_table() -> None:
    names = {name for name, _ in PAGES}
    assert ANSWERS.keys() == MAY_OPEN.keys()
    assert names == set(MAY_OPEN) | TO_STRANGERS | WITHOUT_FIRM
    assert OPEN_TO_STRANGERS == TO_STRANGERS
    assert all(is_own_page(name) or name in ACTS_OF for name in MAY_OPEN)


def outcome(response: HttpResponseBase, slug: str) -> int | str:
    """The status, or where it leads: without the firm's name, random references cut."""
    if "Location" not in response.headers:
        return response.status_code
    assert response.status_code == 302
    there = unquote(response.headers["Location"]).replace(f"/{slug}/", "")
    return re.sub(r"\b([cip])-[a-z0-9]+", r"\1-…", there)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_what_the_table_says(role: str, book: str, browser: Callable[..., Client]) -> None:
    there = a_client()
    refs = {"clients": there.ref, "invoices": an_issued_invoice(there).ref, "payments": a_payment(there).ref}
    client = browser(book, role)
    for name, route in PAGES:
        if name in TO_STRANGERS:
            continue
        may = name not in WITHOUT_FIRM and role in MAY_OPEN[name]
        known = route.replace("<str:ref>", refs.get(route.partition("/")[0], "nobody"))
        for place, method in enumerate((client.get, client.post)):
            response = method(address(book, known))
            response.close()
            expected = ANSWERS[name][place] if may else 403
            if name == "settings_backup" and expected == 200 and connection.vendor == "postgresql":
                expected = "settings/data/"  # where the page says that pg_dump does it
            assert outcome(response, book) == expected, (name, method.__name__)


def test_a_stranger_is_sent_to_sign_in_and_comes_back(book: str, browser: Callable[..., Client]) -> None:
    client = browser()
    for name, route in PAGES:
        if name in TO_STRANGERS:
            continue
        for method in (client.get, client.post):
            response = method(address(book, route))
            assert response.status_code == 302, name
            assert response["Location"].startswith(f"/{book}/accounts/login/?next=/{book}/"), name


@pytest.mark.parametrize("name", sorted(TO_STRANGERS))
def test_what_is_open_to_strangers_shows_nothing_of_the_book(
    name: str, book: str, browser: Callable[..., Client]
) -> None:
    response = browser().get(address(book, dict(PAGES)[name]))
    assert response.status_code in {200, 302, 404, 405}
    assert "Işık İnşaat".encode() not in response.content


def test_a_session_of_one_firm_opens_no_other(book: str, other_book: str, browser: Callable[..., Client]) -> None:
    client = browser(book, "owner")
    assert client.get(f"/{book}/today/").status_code == 200
    client.cookies["mainstay_session"]["path"] = "/"
    assert client.get(f"/{other_book}/today/").status_code == 302
    assert client.get("/nobody/today/").status_code == 404
