"""What a page or a command calls without a key is refused when it is sent twice, or leaves one result."""

from __future__ import annotations

import ast
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import pytest
from django.conf import settings
from django.db import connection
from tests.builders import ACT, NOW, OWNER, START, a_paid_invoice, day, refused, whole_book

import check_house_rules as lint
import sources
from mainstay.billing.actions.importing_several import FileToImport
from mainstay.billing.actions.taking_back import ImportTakenBackAlready
from mainstay.billing.formats.layouts import SUBJECT as INVOICES
from mainstay.billing.models import Import, UnbookedDocument
from mainstay.clients.formats.client_layouts import SUBJECT as CLIENTS
from mainstay.demonstration.actions import demonstrating
from mainstay.firm.actions import firms, people, security
from mainstay.firm.models import Firm, Invitation
from mainstay.firm.queries.backups import CopyIsGone
from mainstay.firm.queries.firms import copies_opened, firm_exists
from mainstay.firm.rules.drafts import FirmDraft, FoundingDraft
from mainstay.intake.import_reading import Wishes, read_import
from mainstay.intake.profiling import Choices
from mainstay.overview.actions import copies
from mainstay.overview.actions.copies import NotOpenedFromHere
from mainstay.overview.queries.export import export_to
from mainstay.store.context import UnknownFirm
from mainstay.store.paths import DEMONSTRATION
from references import full_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from mainstay.kernel.refusal import Refusal

ADA: Final = {"email": "ada@example.com", "name": "Ada", "role": "reader"}
LOGIN: Final = {"language": "tr", "password": "uzun ve kolay parola"}
FIRM: Final = {
    "name": "Işık", "country": "TR", "language": "tr", "currency": "TRY", "time_zone": "Europe/Istanbul",
}  # fmt: skip
SLUG: Final = "twice"
ASKED: Final = {"key": "k", "language": "en"}
FURTHER: Final = FoundingDraft(FirmDraft(**{**FIRM, "name": SLUG}), "Ada", "ada@example.com", "uzun ve kolay parola")
JOB: Final = {"kind": "score", "key": "k", "params": {}, "language": "en"}
ACCOUNT: Final = frozenset({"firm_securityevent"})


def a_user() -> int:
    return people.add_person(**ADA, **LOGIN, **ACT).pk


def invited() -> dict[str, Any]:
    return {"token": people.invite(**ADA, **ACT), "name": "Ada", **LOGIN}


def linked() -> dict[str, Any]:
    a_user()
    token = security.make_reset_link(email=ADA["email"], is_without_second_step=False, **ACT)
    return {"token": token, "password": "another long word", "browser": ""}


def founded(slug: str, **more: bool) -> str:
    firms.found_firm(slug=slug, **FIRM, **more, **ACT)
    return slug


def on_files() -> None:
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL keeps its own copies")


def copied() -> str:
    on_files()
    people.add_person(**{**ADA, "role": "owner"}, **LOGIN, **ACT)
    return copies.make_copy(**ACT)


def opened() -> str:
    return copies.open_copy(name=copied(), **ACT).slug


def demonstrated() -> dict[str, Any]:
    founded(DEMONSTRATION, is_demonstration=True)
    return {}


def open_to_visitors() -> dict[str, Any]:
    Firm.objects.update(is_demonstration=True)
    return {"name": "Guest", "language": "en"}


def invoices(folder: Path) -> dict[str, Any]:
    (folder / "i.csv").write_text(
        "Invoice Number,Client,Invoice Date,Due Date,Total,Amount Paid,Payment Date\n"
        "A-1,Işık,2024-03-01,2024-03-31,100.00,60.00,2024-03-20\n",
        encoding="utf-8",
    )
    reading = read_import(folder / "i.csv", INVOICES, Wishes(choices=Choices(currency="GBP")))
    return {"import_reading": reading, "rejects_file": folder / "r.csv", "today": day(90)}


def clients(folder: Path) -> dict[str, Any]:
    (folder / "c.csv").write_text("Client,Email\nIşık,isik@example.com\n", encoding="utf-8")
    reading = read_import(folder / "c.csv", CLIENTS, Wishes())
    return {"import_reading": reading, "rejects_file": folder / "r.csv"}


def several(folder: Path) -> dict[str, Any]:
    one = invoices(folder)
    return {"files": [FileToImport("invoices", one["import_reading"], one["rejects_file"])], "today": one["today"]}


def an_export(folder: Path) -> dict[str, Any]:
    a_paid_invoice(on=START, paid_on=day(30))
    return {"archive": export_to(folder / "e.zip", by=OWNER), "today": day(90)}


def imported() -> str:
    return Import.objects.create(ref="m-1", file_name="i.csv", imported_on=START, recorded_at=NOW, figures={}).ref


def waiting() -> str:
    made = Import.objects.get(ref=imported())
    return UnbookedDocument.objects.create(
        ref="u-1", imported=made, kind="refund", currency="GBP", minor=100, line=2, code="refund_alone", recorded_at=NOW
    ).ref


def a_book() -> dict[str, Any]:
    a_paid_invoice(on=START, paid_on=day(30))
    return {"today": day(90)}


CASES: Final[Mapping[str, tuple[Callable[[Path], dict[str, Any]], frozenset[str] | type[Refusal]]]] = {
    "billing.importing_files.import_invoice_file": (invoices, frozenset({"billing_import"})),
    "billing.importing_several.import_files": (several, frozenset({"billing_import"})),
    "billing.imports.deal_with_unbooked": (lambda _: {"refs": (waiting(),), "note": ""}, frozenset()),
    "billing.taking_back.take_import_back": (lambda _: {"ref": imported()}, ImportTakenBackAlready),
    "clients.importing.import_client_file": (clients, frozenset()),
    "demonstration.demonstrating.make_demonstration": (lambda _: {"language": "en", "today": START}, firms.FirmExists),
    "demonstration.demonstrating.remove_demonstration": (lambda _: demonstrated(), UnknownFirm),
    "firm.firms.found_firm": (lambda _: {"slug": SLUG, **FIRM}, firms.FirmExists),
    "firm.further_firms.found_further_firm": (lambda _: {"draft": FURTHER, "key": "k"}, frozenset()),
    "firm.firms.remove_firm": (lambda _: {"slug": founded(SLUG)}, UnknownFirm),
    "firm.people.accept_invitation": (lambda _: invited(), people.InvitationIsOver),
    "firm.people.add_person": (lambda _: {**ADA, **LOGIN}, people.PersonIsKnown),
    "firm.people.admit_visitor": (lambda _: open_to_visitors(), frozenset()),
    "firm.people.invite": (lambda _: ADA, frozenset({"firm_invitation"})),
    "firm.security.end_sessions": (lambda _: {"user_id": a_user(), "but": ""}, frozenset()),
    "firm.security.make_reset_link": (
        lambda _: {"email": ADA["email"], "is_without_second_step": not a_user()}, ACCOUNT,
    ),
    "firm.security.notice_security_events": (lambda _: {"user_id": a_user()}, frozenset()),
    "firm.security.record_failed_sign_in": (
        lambda _: {"email": a_user() and ADA["email"], "address": "192.0.2.7", "browser": ""}, ACCOUNT,
    ),
    "firm.security.record_security_event": (
        lambda _: {"user_id": a_user(), "kind": "signed_in", "browser": ""}, ACCOUNT,
    ),
    "firm.security.reset_password": (lambda _: linked(), security.LinkIsOver),
    "jobs.jobs.ask_for_job": (lambda _: JOB, frozenset()),
    "jobs.jobs.begin_job": (lambda _: {**JOB, "worker": "w"}, frozenset()),
    "firm.copies.remove_copy": (lambda _: {"name": copied()}, CopyIsGone),
    "overview.copies.ask_for_check": (lambda _: {"name": copied(), **ASKED}, frozenset()),
    "overview.copies.ask_for_copy": (lambda _: on_files() or ASKED, frozenset()),
    "overview.copies.ask_to_open_copy": (lambda _: {"name": copied(), **ASKED}, frozenset()),
    "overview.copies.make_copy": (lambda _: on_files() or {}, frozenset()),
    "overview.copies.open_copy": (lambda _: {"name": copied(), "key": "k"}, frozenset()),
    "overview.copies.remove_opened_copy": (lambda _: {"slug": opened()}, NotOpenedFromHere),
    "overview.founding.withdraw_empty_firm": (lambda _: {"slug": founded(SLUG)}, UnknownFirm),
    "overview.bringing_back.bring_export": (an_export, frozenset({"billing_import"})),
    "scoring.scoring.ask_for_update": (lambda _: {"key": "k", "language": "en"}, frozenset()),
    "scoring.scoring.update_scores": (lambda _: a_book(), frozenset()),
}  # fmt: skip
"""Action -> what it is asked; and what comes of it a second time: a refusal, or the tables that then differ."""


def unkeyed() -> dict[str, str]:
    """Each action without a key that delivery, or a job, calls -> its module."""
    house = sources.read_house()
    called = {
        full_name(node, source.names)
        for source in house.sources
        if source.package in lint.DELIVERY or source.drawer == "jobs"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Name | ast.Attribute)
    }
    return {
        sources.short_name(source, function): source.module
        for source, function in sources.public_actions(house)
        if sources.short_name(source, function) in lint.WITHOUT_KEY and f"{source.module}.{function.name}" in called
    }


def test_the_table_holds_every_action_that_is_called_without_a_key() -> None:
    assert unkeyed().keys() == CASES.keys()


@pytest.fixture
def without_other_firms() -> Iterator[None]:
    """Removes the firms that are founded."""
    yield
    for slug in (SLUG, DEMONSTRATION):
        if firm_exists(slug):
            firms.remove_firm(slug=slug, **ACT)


@pytest.fixture
def without_copies(book: str) -> Iterator[None]:
    """Removes the firms that are opened from copies of the book."""
    assert firm_exists(book)
    yield
    for firm in copies_opened(by=OWNER):
        firms.remove_firm(slug=firm.slug, **ACT)


@pytest.mark.usefixtures("without_other_firms", "without_copies")
@pytest.mark.parametrize("name", CASES)
def test_sent_twice_it_leaves_one_result(name: str, book: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demonstrating, "_record", lambda *_: None)
    monkeypatch.setattr(settings._wrapped, "SECRET_KEY", "only for tests")
    package, module, action = name.split(".")
    act = getattr(import_module(f"mainstay.{package}.actions.{module}"), action)
    arrange, then = CASES[name]
    said = arrange(tmp_path)
    act(**said, **ACT)
    after = whole_book()
    if isinstance(then, type):
        with refused(then):
            act(**said, **ACT)
        return
    act(**said, **ACT)
    now = whole_book()
    assert {table for table, rows in now.items() if rows != after[table]} == then
    assert Invitation.objects.filter(used_at=None, withdrawn_at=None).count() <= 1
