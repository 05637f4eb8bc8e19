"""Every screen there is, once: what axe reads, what is measured on a phone, and what tools/screenshots.py takes.

The screens show the demonstration firm, a firm in whose book nothing stands, and one whose book is inactive.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import tempfile
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.journeys.doings import (
    asks_of_a_file,
    asks_of_an_invoice,
    clicks,
    confirms_each,
    declines,
    edits_a_note,
    follows,
    makes_a_link,
    opens,
    sends,
    splits,
)
from tests.journeys.running import PASSWORD, App, another_page, new_context
from tests.journeys.staged_files import (
    FILES,
    INACTIVE,
    SEVERAL,
    bring,
    bring_several,
    chooses_no_export,
    looks_into_an_export,
)
from tests.patience import half_minute

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from playwright.sync_api import Browser, BrowserContext, Page, Response

OWNER: Final = "owner"
READER: Final = "reader"
CAREFUL: Final = "careful"
"""An owner with an authenticator app."""
KEYED: Final = "keyed"
"""An owner with a passkey, kept by an authenticator that the browser only plays."""
STRANGER: Final = ""
FIRMS: Final = ("demo", "empty", "inactive")
LOOKS: Final = (("en", "light"), ("en", "dark"), ("tr", "light"), ("tr", "dark"))
"""Language and theme."""
_SECRET: Final = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen: a page, and the state it is looked at in.

    The name begins with the page's name in web/urls.py; `does` leads from its address to the state.
    """

    name: str
    address: str
    role: str = OWNER
    status: int = 200
    does: Callable[[Page], None] | None = None

    @property
    def page(self) -> str:
        """The name of the page in web/urls.py."""
        return self.name.partition(".")[0]

    @property
    def firm(self) -> str:
        """The firm in whose path it lies."""
        first = self.address.lstrip("/").partition("/")[0]
        return first if first in FIRMS else ""


def _signs_in(role: str) -> Callable[[Page], None]:
    """Type the password of the person of this role whose language and theme the page has."""

    def does(page: Page) -> None:
        shown = page.locator("html")
        look = (shown.get_attribute("lang") or "", shown.get_attribute("data-bs-theme") or "")
        page.locator("[name=login]").fill(_person(role, *look)["email"])
        page.locator("[name=password]").fill(PASSWORD)
        with another_page(page):
            page.locator("main form button").first.click()

    return does


def _comes_back(page: Page) -> None:
    """Type a note, lose the session before it is sent, and sign in again."""
    page.locator("main [name=text]").fill("Aradık: cuma günü ödeyecek.")
    page.context.clear_cookies(name=re.compile("session"))
    with another_page(page):
        page.locator("main form:has([name=text]) button").click()
    _signs_in(OWNER)(page)


SCREENS: Final = (
    Screen("start", "/start/?firm=third&key={key}&language={language}", STRANGER),
    Screen("start.refused", "/start/?firm=third&key={key}&language={language}", STRANGER,
           does=sends(firm="", email="nobody")),
    Screen("start.locked", "/start/?firm=third&key=nobodys&language={language}", STRANGER, 403),
    Screen("front", "/?language={language}", STRANGER),
    Screen("account_login", "/demo/accounts/login/?language={language}", STRANGER),
    Screen("account_login.refused", "/demo/accounts/login/?language={language}", STRANGER,
           does=sends(login="nobody@example.com", password="wrong and long enough")),
    Screen("account_inactive", "/demo/accounts/inactive/?language={language}", STRANGER),
    Screen("join", "/demo/join/{invitation}/?language={language}", STRANGER),
    Screen("reset", "/demo/reset/nothing/?language={language}", STRANGER, 404),
    Screen("join.over", "/demo/join/nothing/?language={language}", STRANGER, 404),
    Screen("today", "/demo/today/"),
    Screen("today.empty", "/empty/today/"),
    Screen("today.inactive", "/inactive/today/"),
    Screen("clients", "/demo/clients/"),
    Screen("clients.searched", "/demo/clients/?q=a&show=overdue&sort=overdue"),
    Screen("clients.unfound", "/demo/clients/?q=nobody"),
    Screen("clients.empty", "/empty/clients/"),
    Screen("client", "/demo/clients/{client}/"),
    Screen("client.noted", "/demo/clients/{client}/", does=sends(text="Aradık: cuma günü ödeyecek.")),
    Screen("client.changing", "/demo/clients/{wavering}/?what-if"),
    Screen("client.changing_leaving", "/demo/clients/{leaving}/?what-if"),
    Screen("client.inactive", "/inactive/clients/{inactive_client}/?what-if"),
    Screen("client_new", "/demo/clients/new/"),
    Screen("client_new.refused", "/demo/clients/new/", does=sends(name="Çınar", email="nobody")),
    Screen("client_change", "/demo/clients/{client}/change/"),
    Screen("client_contacts", "/demo/clients/{client}/contacts/", does=opens),
    Screen("client_next", "/demo/clients/{client}/next/"),
    Screen("client_note_correct", "/demo/clients/{client}/", does=edits_a_note),
    Screen("client_merge", "/demo/clients/{client}/merge/"),
    Screen("client_unmerge", "/demo/clients/{client}/unmerge/"),
    Screen("client_archive", "/demo/clients/{client}/archive/"),
    Screen("client_erase", "/demo/clients/{client}/erase/"),
    Screen("client_call", "/demo/clients/{client}/call/"),
    Screen("client_call.refused", "/demo/clients/{client}/call/", does=sends(note="x" * 1_001)),
    Screen("client_call_later", "/demo/clients/{client}/call/later/"),
    Screen("client_message", "/demo/clients/{client}/message/"),
    Screen("tasks", "/demo/tasks/"),
    Screen("tasks.empty", "/empty/tasks/"),
    Screen("hand_over", "/demo/tasks/hand-over/"),
    Screen("task_new", "/demo/tasks/new/"),
    Screen("task_new.refused", "/demo/tasks/new/", does=sends(due_on="", what="")),
    Screen("task", "/demo/tasks/", does=clicks("main .task-row a.quiet-link")),
    Screen("client_standing", "/demo/clients/{client}/standing/"),
    Screen("client_money", "/demo/clients/{wavering}/money/", does=asks_of_an_invoice),
    Screen("client_activity", "/demo/clients/{client}/activity/"),
    Screen("client_fields", "/demo/clients/{client}/fields/"),
    Screen("client_files", "/demo/clients/{client}/files/"),
    Screen("attachment_remove", "/demo/clients/{client}/files/", does=clicks("main li a.small")),
    Screen("client_statement", "/demo/clients/{client}/statement/"),
    Screen("client_payment_rating", "/demo/clients/{client}/payment-rating/"),
    Screen("client_standing.refused", "/demo/clients/{client}/standing/", does=sends(reason=" ")),
    Screen("help", "/demo/help/?words=pay"),
    Screen("help_page", "/demo/help/importing/"),
    Screen("days_off", "/demo/help/days-off/"),
    Screen("standing_words", "/demo/standings/"),
    Screen("proposals", "/demo/proposals/"),
    Screen("proposals.empty", "/empty/proposals/"),
    Screen("proposal", "/demo/proposals/{proposal}/", does=opens),
    Screen("proposal.refused", "/demo/proposals/{proposal}/", does=declines),
    Screen("client.missing", "/demo/clients/nobody/", status=404),
    Screen("search", "/demo/search/?q=in"),
    Screen("search.unfound", "/demo/search/?q=nobody+at+all"),
    Screen("keys", "/demo/keys/"),
    Screen("receivables", "/demo/receivables/"),
    Screen("provision", "/demo/receivables/provision/"),
    Screen("provision.empty", "/empty/receivables/provision/"),
    Screen("receivables.empty", "/empty/receivables/"),
    Screen("figures", "/demo/figures/", does=opens),
    Screen("figures.unscored", "/empty/figures/"),
    Screen("figures.inactive", "/inactive/figures/"),
    Screen("invoices", "/demo/invoices/"),
    Screen("invoices.aged", "/demo/invoices/?age=90%2B&currency=TRY"),
    Screen("invoices.empty", "/empty/invoices/"),
    Screen("invoice_new", "/demo/invoices/new/?q=a"),
    Screen("invoice_new.form", "/demo/invoices/new/?client={client}"),
    Screen("invoice_new.instalments", "/demo/invoices/new/?client={client}", does=splits),
    Screen("invoice_new.refused", "/demo/invoices/new/?client={client}", does=sends(on="")),
    Screen("invoice", "/demo/invoices/{invoice}/"),
    Screen("invoices.at_risk", "/demo/invoices/?state=risk"),
    Screen("invoice.changing", "/demo/invoices/{invoice}/?what-if"),
    Screen("invoice.settled", "/demo/invoices/{settled_invoice}/"),
    Screen("invoice_credit", "/demo/invoices/{invoice}/credit/"),
    Screen("invoice_credit.refused", "/demo/invoices/{invoice}/credit/", does=sends(amount="a lot", on="")),
    Screen("invoice_credit.done", "/demo/invoices/{invoice}/credit/", does=sends(amount="1", reason="Geç teslim")),
    Screen("invoice.credit_left", "/demo/invoices/{invoice}/", does=clicks("main form[action$='/take-back/'] button")),
    Screen("invoice_write_off", "/demo/invoices/{invoice}/write-off/"),
    Screen("invoice_dispute", "/demo/invoices/{invoice}/dispute/"),
    Screen("invoice_close_dispute", "/demo/invoices/{disputed_invoice}/dispute/close/"),
    Screen("invoice_expect", "/demo/invoices/{invoice}/expected-date/"),
    Screen("invoice_expect.done", "/demo/invoices/{invoice}/expected-date/", does=sends(reason="Telefonda söz verdi")),
    Screen("invoice_void", "/demo/invoices/{invoice}/void/"),
    Screen("payments", "/demo/payments/"),
    Screen("payments.unfound", "/demo/payments/?q=nobody"),
    Screen("payments.empty", "/empty/payments/"),
    Screen("payment", "/demo/payments/{payment}/", does=opens),
    Screen("refund", "/demo/refunds/{payment}/"),
    Screen("payment_record", "/demo/payments/record/?amount=930"),
    Screen("payment_record.client", "/demo/payments/record/?q=a"),
    Screen("payment_record.form", "/demo/payments/record/?client={client}"),
    Screen("payment_record.refused", "/demo/payments/record/?client={client}", does=sends(amount="a lot", on="")),
    Screen("payment_record.suggested", "/demo/payments/record/?client={client}&invoice={invoice}"),
    Screen("import", "/demo/import/"),
    Screen("imports", "/demo/imports/"),
    Screen("imports.none", "/empty/imports/"),
    Screen("import.refused", "/demo/import/", does=lambda page: bring(page, "empty.csv", "")),
    Screen("import_files", "/demo/import/files/{files}/"),
    Screen("import_files.checked", "/demo/import/files/{checked_files}/", does=opens),
    Screen("import_files.done", "/demo/import/files/{done_files}/"),
    Screen("import_files_progress", "/demo/import/files/{running_files}/progress/"),
    Screen("import_file.together", "/demo/import/files/{files}/", does=asks_of_a_file),
    Screen("import_file.unreadable", "/demo/import/{unreadable}/"),
    Screen("import_file.asking", "/demo/import/{asking}/", does=opens),
    Screen("import_file.settled", "/demo/import/{tried}/", does=opens),
    Screen("import_file.done", "/demo/import/{done}/"),
    Screen("import_progress", "/demo/import/{running}/progress/"),
    Screen("settings", "/demo/settings/"),
    Screen("settings.forbidden", "/demo/settings/", READER, 403),
    Screen("settings_firm", "/demo/settings/firm/"),
    Screen("settings_firm.refused", "/demo/settings/firm/", does=sends(vat_number="GB246801311", city="Leeds")),
    Screen("settings_new_firm", "/empty/settings/new-firm/"),
    Screen("settings_new_firm.refused", "/empty/settings/new-firm/", does=sends(firm="Kuzey", password="kısa")),
    Screen("settings_new_firm.demonstration", "/demo/settings/new-firm/"),
    Screen("settings_fields", "/demo/settings/fields/"),
    Screen("settings_field", "/demo/settings/fields/", does=clicks("main li a.fw-medium")),
    Screen("settings_rates", "/demo/settings/rates/"),
    Screen("settings_rates.refused", "/demo/settings/rates/", does=sends(rate="x")),
    Screen("settings_rate", "/demo/settings/rates/", does=clicks("main li a.fw-medium")),
    Screen("settings_data", "/demo/settings/data/"),
    Screen("settings_returning", "/demo/settings/data/", does=looks_into_an_export),
    Screen("settings_data.refused", "/demo/settings/data/", does=chooses_no_export),
    Screen("settings_data.own", "/empty/settings/data/"),
    Screen("welcome", "/empty/welcome/"),
    Screen("settings_people", "/demo/settings/people/"),
    Screen("settings_role_acts", "/demo/settings/people/acts/"),
    Screen("settings_invite", "/demo/settings/people/",
           does=sends(name="Ümit İnce", email="umit@example.com", role="bookkeeper")),
    Screen("settings_reset", "/demo/settings/people/", does=makes_a_link),
    Screen("account_change_password", "/demo/accounts/password/change/"),
    Screen("account_reauthenticate", "/demo/accounts/reauthenticate/"),
    Screen("you", "/demo/you/"),
    Screen("you.careful", "/demo/you/", CAREFUL),
    Screen("mfa_activate_totp", "/demo/accounts/2fa/totp/activate/"),
    Screen("mfa_add_webauthn", "/demo/accounts/2fa/webauthn/add/"),
    Screen("mfa_deactivate_totp", "/demo/accounts/2fa/totp/deactivate/", CAREFUL),
    Screen("mfa_view_recovery_codes", "/demo/accounts/2fa/recovery-codes/", CAREFUL),
    Screen("mfa_generate_recovery_codes", "/demo/accounts/2fa/recovery-codes/generate/", CAREFUL),
    Screen("account_logout", "/demo/accounts/logout/"),
    Screen("mfa_authenticate", "/demo/accounts/login/?language={language}", STRANGER, does=_signs_in(CAREFUL)),
    Screen("mfa_reauthenticate", "/demo/accounts/2fa/reauthenticate/", CAREFUL),
    Screen("you.keyed", "/demo/you/", KEYED),
    Screen("mfa_edit_webauthn", "/demo/you/", KEYED, does=follows("/edit/")),
    Screen("mfa_remove_webauthn", "/demo/you/", KEYED, does=follows("/remove/")),
    Screen("mfa_reauthenticate_webauthn", "/demo/accounts/2fa/webauthn/reauthenticate/", KEYED),
    Screen("unsaved", "/demo/clients/{client}/", does=_comes_back),
)  # fmt: skip

_TAKES_A_POST: Final = "shows nothing of its own: it takes what a form sends and leads on"
NO_SCREEN: Final = {
    **dict.fromkeys(
        (
            "client_note_add", "client_country", "clients_act", "update_scores", "invoice_take_back", "profile_theme",
            "invoice_use_credit", "invoice_expect_no_more", "payment_reverse", "payment_allocate", "payment_take_back",
            "profile_language", "settings_export", "settings_backup", "settings_demonstration",
        ),
        _TAKES_A_POST,
    ),
    "design": "the parts of a screen, there in development alone",
    "mfa_index": "leads to the page about oneself",
    "mfa_list_webauthn": "leads to the page about oneself",
    "figures_progress": "a part of the page Book, there while the book is being judged",
    **dict.fromkeys(
        ("import_rejects", "provision_file", "clients_file", "invoices_file", "mfa_download_recovery_codes"), "a file"
    ),
    "mfa_login_webauthn": "JSON for the script of the login page",
}  # fmt: skip
"""Page of web/urls.py -> why it is not among the screens; the tests add `of_packages("NO_SCREEN")`."""


def screens_by_person() -> Iterator[tuple[tuple[str, str], list[Screen]]]:
    """The screens that one person sees in one firm, together: firm, role, screens; the order stays."""

    def who(screen: Screen) -> tuple[str, str]:
        # What a stranger sees of a firm lies beside what they see without one.
        return (screen.firm if screen.role else "", screen.role)

    for person, screens in groupby(sorted(SCREENS, key=who), key=who):
        yield person, list(screens)


def stage(app: App, browser: Browser) -> dict[str, str]:
    """Start the app on the demonstration and an empty book, with people; what the addresses of the screens need.

    The demonstration is made where the app's home has none.
    """
    if not (app.home / "firms" / "demo.sqlite3").exists():
        app.command("demo")
    place = ("--country", "TR", "--time-zone", "Europe/Istanbul")
    app.command("firms", "add", "third", "--name", "Üçüncü", *place)
    app.start("--no-worker")
    holes = {"key": app.start_link.partition("key=")[2]}
    app.command("firms", "add", "empty", "--name", "Çağlar & O'Brien", "--country", "GB", "--time-zone", "UTC")
    app.command("firms", "add", "inactive", "--name", "Eski Defter", *place)
    with tempfile.TemporaryDirectory() as folder:
        (file := Path(folder) / "inactive.csv").write_text(INACTIVE, encoding="utf-8")
        app.command("import", "invoices", file, "--yes", "--firm", "inactive")
        app.command("attach", "Gökçe Gıda", file, "--firm", "demo")
    app.command("score", "--firm", "inactive")
    for firm in FIRMS:
        roles = {screen.role for screen in SCREENS if screen.firm == firm} - {STRANGER}
        app.add_people(firm, *(_person(role, *look) for role in sorted(roles) for look in LOOKS))
    context = signed_in(browser, app, "demo", OWNER, language="en", theme="light")
    page = context.new_page()
    debtor = app.document("client", "Gökçe Gıda", "--firm", "demo")
    holes |= {"client": debtor["ref"], "invoice": debtor["open_invoices"][0]["ref"]}
    for name, client, firm in (
        ("wavering", "MacAllister Freight", "demo"), ("leaving", "Ferah Apart Otel", "demo"),
        ("inactive_client", "Şen Büfe", "inactive"),
    ):  # fmt: skip
        holes[name] = app.document("client", client, "--firm", firm)["ref"]
    disputing = app.document("client", "Fairweather Estates", "--firm", "demo")["open_invoices"]
    holes["disputed_invoice"] = next(one["ref"] for one in disputing if one["disputed"])
    holes["proposal"] = app.document("proposals", "--firm", "demo")["proposals"][0]["ref"]
    page.goto("/demo/payments/")
    settled = page.locator("main tbody tr:has(a[href*='/invoices/'])").first
    holes["payment"] = _last_part(settled.locator("a[href*='/payments/']").first)
    holes["settled_invoice"] = _last_part(settled.locator("a[href*='/invoices/']").first)
    for name, text in FILES.items():
        page.goto("/demo/import/")
        bring(page, f"{name}.csv", text)
        holes[name] = page.url.rstrip("/").rpartition("/")[2]
    for name in ("done", "running"):
        page.goto(f"/demo/import/{holes[name]}/")
        page.locator("button[value=bring]").click()
    for name, files in SEVERAL.items():
        page.goto("/demo/import/")
        bring_several(page, files)
        holes[name] = page.url.rstrip("/").rpartition("/")[2]
        if name != "files":
            confirms_each(page)
        if name in {"done_files", "running_files"}:
            page.locator("button[value=bring]").click()
    page.goto("/demo/settings/people/")
    sends(name="Defne Şen", email="defne@example.com")(page)
    holes["invitation"] = page.locator("#link").input_value().rstrip("/").rpartition("/")[2]
    context.close()
    return holes


def shows(page: Page, screen: Screen, holes: Mapping[str, str]) -> int:
    """Bring a screen before the browser; the status with which its page answered."""
    address = screen.address.format(**holes)
    response = _goes_to(page, address)
    if screen.does is not None:
        screen.does(page)
    return response.status if response is not None else 0


def _goes_to(page: Page, address: str) -> Response | None:
    """Open a page; whoever changes how they sign in is asked for the password once more."""
    response = page.goto(address)
    if "/reauthenticate/" in page.url and "/reauthenticate/" not in address:
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main form button").first.click()
        page.wait_for_url(f"**{address}")
    return response


def signed_in(browser: Browser, app: App, firm: str, role: str, *, language: str, theme: str) -> BrowserContext:
    """A browser in which this person is signed in; a stranger is in none."""
    # A passkey belongs to a host with a name.
    place: dict[str, Any] = {"base_url": app.address.replace("127.0.0.1", "localhost")} if role == KEYED else {}
    context = new_context(browser, app, language=language, theme=theme, **place)
    if role:
        page = context.new_page()
        page.goto(f"/{firm}/accounts/login/")
        page.locator("[name=login]").fill(_person(role, language, theme)["email"])
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main form button").first.click()
        if role == CAREFUL:
            page.locator("[name=code]").fill(_code_now())
            page.locator("main form button").first.click()
        page.wait_for_url("**/today/")
        if role == KEYED:
            _adds_a_passkey(page, firm)
        page.close()
    return context


def _adds_a_passkey(page: Page, firm: str) -> None:
    """Add one as a person does; the authenticator is played by the browser and goes with the page."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    plays = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    authenticator = {**plays, "isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": authenticator})
    _goes_to(page, f"/{firm}/accounts/2fa/webauthn/add/")
    page.locator("[name=name]").fill("Işıl’ın telefonu")
    with another_page(page):
        page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/recovery-codes/")


def _person(role: str, language: str, theme: str) -> dict[str, str]:
    person = {
        "email": f"{role}-{language}-{theme}@example.com",
        "name": {"owner": "Özge Çağlar", "reader": "Ian O'Brien", "careful": "Işıl Şahin", "keyed": "Gül Ağaç"}[role],
        "role": OWNER if role in {CAREFUL, KEYED} else role,
        "language": language,
        "theme": theme,
    }
    return {**person, "totp": _SECRET} if role == CAREFUL else person


def _code_now() -> str:
    """What the authenticator app shows (RFC 6238)."""
    count = struct.pack(">Q", half_minute())
    digest = hmac.new(base64.b32decode(_SECRET), count, hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFF_FFFF) % 10**6:06}"


def _last_part(link: Any) -> str:
    return str(link.get_attribute("href")).rstrip("/").rpartition("/")[2]
