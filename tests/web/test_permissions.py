"""One table: every page times every role. A page that is not here fails the test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from mainstay.firm.rules.permissions import ROLES
from mainstay.web.opening import ACTS_OF, OPEN_TO_STRANGERS, is_own_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client

EVERYBODY, WORKERS, OWNER_ALONE = set(ROLES), {"owner", "colleague", "bookkeeper"}, {"owner"}
MAY_OPEN: dict[str, set[str]] = {
    "front": EVERYBODY, "today": EVERYBODY, "clients": EVERYBODY, "client": EVERYBODY, "receivables": EVERYBODY,
    "figures": EVERYBODY, "figures_progress": EVERYBODY,
    "search": EVERYBODY, "keys": EVERYBODY, "view_save": EVERYBODY, "view_rename": EVERYBODY, "view_remove": EVERYBODY,
    "invoice": EVERYBODY, "invoices": EVERYBODY, "payments": EVERYBODY, "payment": EVERYBODY,
    **dict.fromkeys(("invoice_credit", "invoice_write_off", "invoice_dispute", "invoice_close_dispute"), WORKERS),
    **dict.fromkeys(("invoice_void", "invoice_take_back", "invoice_use_credit"), WORKERS),
    "profile_language": EVERYBODY, "profile_theme": EVERYBODY,
    "kept": EVERYBODY, "you": EVERYBODY, "you_name": EVERYBODY, "you_seen": EVERYBODY, "you_sessions": EVERYBODY,
    "client_new": WORKERS, "client_change": WORKERS, "client_contacts": WORKERS, "client_next": WORKERS,
    "client_standing": WORKERS, "standing_words": EVERYBODY,
    "proposals": EVERYBODY, "proposal": WORKERS,
    "client_note_correct": WORKERS, "client_erase": OWNER_ALONE,
    "client_note_add": WORKERS, "payment_record": WORKERS, "payment_reverse": WORKERS, "payment_allocate": WORKERS,
    "payment_take_back": WORKERS, "judge": WORKERS,
    "import": WORKERS, "import_file": WORKERS, "import_progress": WORKERS, "import_rejects": WORKERS,
    "welcome": OWNER_ALONE, "settings_data": OWNER_ALONE, "settings_export": OWNER_ALONE,
    "settings_backup": OWNER_ALONE, "settings_demonstration": OWNER_ALONE,
    "settings": OWNER_ALONE, "settings_firm": OWNER_ALONE, "settings_people": OWNER_ALONE,
    "settings_invite": OWNER_ALONE, "settings_withdraw": OWNER_ALONE, "settings_role": OWNER_ALONE,
    "settings_deactivate": OWNER_ALONE, "settings_role_acts": OWNER_ALONE,
    "account_reauthenticate": EVERYBODY, "account_change_password": EVERYBODY,
    "mfa_index": EVERYBODY, "mfa_reauthenticate": EVERYBODY, "mfa_activate_totp": EVERYBODY,
    "mfa_deactivate_totp": EVERYBODY, "mfa_view_recovery_codes": EVERYBODY, "mfa_generate_recovery_codes": EVERYBODY,
    "mfa_download_recovery_codes": EVERYBODY, "mfa_list_webauthn": EVERYBODY, "mfa_add_webauthn": EVERYBODY,
    "mfa_reauthenticate_webauthn": EVERYBODY, "mfa_remove_webauthn": EVERYBODY, "mfa_edit_webauthn": EVERYBODY,
}  # fmt: skip
TO_STRANGERS = {
    "account_login", "account_logout", "account_inactive", "enter", "join", "reset", "mfa_authenticate",
    "mfa_login_webauthn",
}  # fmt: skip
WITHOUT_FIRM = {"start", "look", "design"}


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
    assert names == set(MAY_OPEN) | TO_STRANGERS | WITHOUT_FIRM
    assert OPEN_TO_STRANGERS == TO_STRANGERS
    assert all(is_own_page(name) or name in ACTS_OF for name in MAY_OPEN)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_what_the_table_says(role: str, book: str, browser: Callable[..., Client]) -> None:
    client = browser(book, role)
    for name, route in PAGES:
        if name in TO_STRANGERS:
            continue
        may = name not in WITHOUT_FIRM and role in MAY_OPEN[name]
        for method in (client.get, client.post):
            response = method(address(book, route))
            response.close()
            status = response.status_code
            if may:
                assert status in {200, 302, 303, 404, 405, 422, 400}, (name, method.__name__, status)
            else:
                assert status == 403, (name, method.__name__, status)


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
