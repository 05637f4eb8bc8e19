"""One table: every query times a stranger and another client; and the proof that none of its limits goes unseen."""

from __future__ import annotations

import ast
import importlib
import inspect
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from secrets import token_hex
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from zipfile import ZipFile

import pytest
from allauth.mfa.models import Authenticator
from django.db import transaction
from openpyxl import load_workbook
from tests.builders import ACT, NOW, OWNER, a_client, a_credit_note, a_payment, an_issued_invoice, day
from tests.permissions.alike import ALIKE
from tests.tables import of_packages

import check_house_rules as lint
from mainstay.billing.queries import fetching as billing
from mainstay.billing.queries import (
    imports,
    invoice_list,
    lines,
    payers,
    payment_list,
    payments,
    receivables,
    returning,
    statements,
)
from mainstay.billing.rules.invoice_filter import InvoiceFilter
from mainstay.billing.rules.payment_filter import EVERY_PAYMENT, PaymentFilter
from mainstay.briefing.queries import learnt, morning
from mainstay.clients.actions.clients import change_client
from mainstay.clients.actions.next_contacts import finish_next_contact, set_next_contact
from mainstay.clients.actions.standings import override_standing
from mainstay.clients.models import Client, NextContact, Proposal
from mainstay.clients.queries import editing, fetching, next_contacts, proposals, unknown_countries, visible
from mainstay.clients.rules.contacting import ContactPlan
from mainstay.clients.rules.drafts import ClientDraft
from mainstay.clients.rules.happenings import STANDING_CHANGED
from mainstay.firm.actions.people import add_person
from mainstay.firm.actions.permissions import change_role_acts
from mainstay.firm.actions.saved_views import save_view
from mainstay.firm.actions.security import record_security_event
from mainstay.firm.permissions import NotAllowed
from mainstay.firm.rules.permissions import is_movable
from mainstay.kernel.actor import Actor
from mainstay.kernel.money import Money
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.overview.queries import clients, export, search, written
from mainstay.overview.queries import invoice as invoices
from mainstay.overview.queries import invoices as documents
from mainstay.overview.queries.billed_client import billed_client
from mainstay.overview.queries.payments import payments_page
from mainstay.overview.queries.provision_file import write_provision
from mainstay.overview.rules.client_filter import ClientFilter
from mainstay.schemas.acts import ALL_ACTS
from mainstay.scoring.actions.scoring import score_book
from mainstay.timeline.actions.recording import Happening, record
from mainstay.timeline.models import Words
from references import dotted, reached

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import FunctionType

    from mainstay.firm.rules.permissions import Act

TODAY: Final = day(200)
NOBODY: Final = {
    "stranger": Actor("stranger", "", "", "owner"),
    "other client": Actor("client", "9", "O'Brien & Sons", "owner", "c-other"),
    "client without a name": Actor("client", "9", "", "owner", ""),
    "deactivated": Actor("person", "9", "Özge Çağlar", ""),
}
UNSEEING: Final = Actor("person", "9", "Ada", "reader")
"""Somebody whose role has every act that can be given, but for those by which one sees more (`of_seeing`)."""
OWN: Final = Actor("client", "9", "Işık İnşaat", "", "c-own")
"""The access of the client of the small book, whose ref is another in each."""


@dataclass(frozen=True)
class Book:
    """A small book in which everything that a query looks for is there once, of other packages by their RECORDED."""

    client: str
    invoice: str
    payment: str
    note: str
    invoice_number: str
    note_number: str
    ended: str
    proposal: str
    folder: Path


ASKED: Final[dict[str, Callable[[Book, Actor], object]]] = {
    "billing.fetching.allocation_between": lambda b, by: billing.allocation_between(
        origin_ref=b.payment, invoice_ref=b.invoice, by=by
    ),
    "billing.fetching.credit_note_for": lambda b, by: billing.credit_note_for(ref=b.note, by=by),
    "billing.fetching.currency_of": lambda b, by: billing.currency_of(origin_ref=b.payment, by=by),
    "billing.fetching.invoice_for": lambda b, by: billing.invoice_for(ref=b.invoice, by=by),
    "billing.fetching.invoice_ref": lambda b, by: billing.invoice_ref(wanted=b.invoice, by=by),
    "billing.fetching.invoice_to_show": lambda b, by: billing.invoice_to_show(ref=b.invoice, by=by),
    "billing.fetching.payment_for": lambda b, by: billing.payment_for(ref=b.payment, by=by),
    "billing.invoice_list.invoice_sums": lambda _b, by: invoice_list.invoice_sums(
        wanted=InvoiceFilter("all"), as_of=TODAY, is_by_risk=False, by=by
    ),
    "billing.invoice_list.listed_invoices": lambda _b, by: invoice_list.listed_invoices(
        wanted=InvoiceFilter("all"), as_of=TODAY, is_by_risk=False, worths={}, by=by, length=5, skip=0
    ),
    "overview.billed_client.billed_client": lambda b, by: billed_client(ref=b.client, as_of=TODAY, by=by),
    "overview.clients.client_page": lambda b, by: clients.client_page(wanted=b.client, as_of=TODAY, by=by),
    "overview.clients.client_page_of": lambda b, by: clients.client_page_of(ref=b.client, as_of=TODAY, by=by),
    "overview.clients.clients_page": lambda _b, by: clients.clients_page(as_of=TODAY, by=by).clients,
    "overview.invoices.invoices_page": lambda _b, by: (
        documents.invoices_page(wanted=InvoiceFilter("all"), as_of=TODAY, number=1, by=by).invoices
    ),
    "overview.export.export_to": lambda b, by: _read(export.export_to(b.folder / token_hex(4), by=by)),
    "overview.export.write_export": lambda _b, by: _written("csv", by),
    "overview.invoice.invoice_page": lambda b, by: invoices.invoice_page(ref=b.invoice, as_of=TODAY, by=by),
    "billing.imports.imports": lambda _b, by: imports.imports(by=by) or "none was made",
    "billing.imports.unbooked_documents": lambda _b, by: imports.unbooked_documents(by=by) or "nothing waits",
    "billing.lines.lines_to_copy": lambda b, by: lines.lines_to_copy(ref=b.invoice, by=by) or "it has none",
    "billing.payers.likely_payers": lambda _b, by: payers.likely_payers(amount=Money(1, "GBP"), by=by),
    "billing.payments.payer": lambda b, by: payments.payer(ref=b.client, by=by),
    "billing.payments.payers_named": lambda _b, by: payments.payers_named(search="isik", by=by),
    "billing.payments.payment_page": lambda b, by: payments.payment_page(ref=b.payment, by=by),
    "billing.payment_list.listed_payments": lambda _b, by: payment_list.listed_payments(
        wanted=EVERY_PAYMENT, own="GBP", worths={}, by=by, length=5, skip=0
    ),
    "billing.payment_list.payment_sums": lambda _b, by: payment_list.payment_sums(wanted=EVERY_PAYMENT, by=by),
    "overview.payments.payments_page": lambda _b, by: payments_page(today=TODAY, by=by).payments,
    "billing.returning.left_over": lambda b, by: returning.left_over(ref=b.payment, by=by),
    "billing.statements.client_statement": lambda b, by: (
        statements.client_statement(ref=b.client, since=day(0), until=TODAY, by=by).currencies
    ),
    "billing.receivables.receivables": lambda _b, by: receivables.receivables(as_of=TODAY, by=by).currencies,
    "overview.provision_file.write_provision": lambda _b, by: _provided(by),
    "overview.search.search": lambda _b, by: search.search(text="isik", by=by).count,
    "briefing.morning.morning": lambda _b, by: morning.morning(today=TODAY, by=by),
    "briefing.learnt.learnt": lambda _b, by: learnt.learnt(as_of=TODAY, by=by),
    "clients.editing.client_details": lambda b, by: editing.client_details(ref=b.client, by=by),
    "clients.editing.last_changes": lambda b, by: editing.last_changes(ref=b.client, fields=["city"], by=by),
    "clients.unknown_countries.unknown_countries": lambda _b, by: unknown_countries.unknown_countries(by=by),
    "clients.fetching.clients_called": lambda b, by: fetching.clients_called(wanted=(b.client,), by=by),
    "clients.fetching.client_called": lambda b, by: fetching.client_called(wanted=b.client, by=by),
    "clients.fetching.client_for": lambda b, by: fetching.client_for(ref=b.client, by=by),
    "clients.fetching.matching": lambda _b, by: list(fetching.matching("isik", by=by)),
    "clients.next_contacts.clients_with_contact_due": lambda _b, by: next_contacts.clients_with_contact_due(
        today=TODAY, by=by
    ),
    "clients.next_contacts.contacts_due": lambda _b, by: next_contacts.contacts_due(today=TODAY, by=by),
    "clients.next_contacts.next_contact_with": lambda b, by: next_contacts.next_contact_with(
        client_id=Client.objects.get(ref=b.client).pk, today=TODAY, by=by
    ),
    "overview.written.written_event": lambda b, by: written.written_event(
        client_ref=b.client, ref=Words.objects.get(entry__kind="next_contact.done").ref, by=by
    ),
    "clients.proposals.client_with_proposals": lambda b, by: proposals.client_with_proposals(ref=b.client, by=by),
    "clients.proposals.open_proposals": lambda _b, by: proposals.open_proposals(by=by),
    "clients.proposals.urgent_proposals": lambda _b, by: proposals.urgent_proposals(today=TODAY, by=by),
    "clients.proposals.proposal_for": lambda b, by: proposals.proposal_for(ref=b.proposal, by=by),
    "clients.proposals.proposals_page": lambda _b, by: proposals.proposals_page(by=by).proposals,
    "clients.visible.clients_for": lambda _b, by: list(visible.clients_for(by)),
    "clients.visible.require_all": lambda _b, by: visible.require_all(by) or "all",
    "clients.visible.rows_for": lambda _b, by: list(visible.rows_for(by, Client.objects.all(), "ref")),
    "clients.visible.sees_all": lambda _b, by: visible.sees_all(by),
    "clients.visible.visible_clients": lambda _b, by: visible.visible_clients(by, "c.id") == ("", {}),
    **of_packages("ASKED"),
}
"""Query -> what it finds in the small book; nothing of it may be found by somebody who may see nothing of it."""
MORE: Final[tuple[tuple[str, Callable[[Book, Actor], object]], ...]] = (
    ("clients.fetching.client_called", lambda _b, by: fetching.client_called(wanted="Işık İnşaat", by=by)),
    ("clients.fetching.client_called", lambda _b, by: fetching.client_called(wanted="isik", by=by)),
    (
        "overview.clients.clients_page",
        lambda _b, by: clients.clients_page(as_of=TODAY, wanted=ClientFilter(search="isik"), by=by).clients,
    ),
    (
        "overview.clients.clients_page",
        lambda _b, by: clients.clients_page(as_of=TODAY, wanted=ClientFilter(is_contact_due=True), by=by).clients,
    ),
    (
        "overview.clients.clients_page",
        lambda _b, by: clients.clients_page(as_of=TODAY, wanted=ClientFilter(standing="steady"), by=by).clients,
    ),
    ("overview.search.search", lambda _b, by: search.search(text="food", by=by).found("field_values").rows),
    ("overview.search.search", lambda _b, by: search.search(text="sozlesme", by=by).found("files").rows),
    ("overview.export.write_export", lambda _b, by: _written("xlsx", by)),
    ("overview.export.export_to", lambda b, by: _read(export.export_to(b.folder / f"{token_hex(4)}.zip", by=by))),
    (
        "overview.invoices.invoices_page",
        lambda _b, by: documents.invoices_page(wanted=InvoiceFilter("all"), as_of=TODAY, number=1, by=by).open_minor,
    ),
    (
        "overview.invoices.invoices_page",
        lambda _b, by: (
            documents.invoices_page(wanted=InvoiceFilter("risk"), as_of=TODAY, number=1, by=by).at_risk_minor
        ),
    ),
    ("overview.search.search", lambda _b, by: search.search(text="isik", by=by).found("clients").rows),
    (
        "overview.search.search",
        lambda _b, by: search.search(text="isik", kind="clients", number=9, by=by).found("clients").rows,
    ),
    (
        "overview.written.written_event",
        lambda b, by: written.written_event(
            client_ref=b.client, ref=Words.objects.get(entry__kind="standing.overridden").ref, by=by
        ),
    ),
    (
        "overview.payments.payments_page",
        lambda _b, by: payments_page(today=TODAY, wanted=PaymentFilter("isik"), by=by).payments,
    ),
    ("overview.payments.payments_page", lambda _b, by: payments_page(today=TODAY, by=by).minor),
    ("billing.fetching.currency_of", lambda b, by: billing.currency_of(origin_ref=b.invoice, by=by)),
    ("billing.fetching.currency_of", lambda b, by: billing.currency_of(origin_ref=b.note, by=by)),
    ("billing.fetching.invoice_for", lambda b, by: billing.invoice_for(ref=b.invoice_number, by=by)),
    ("billing.fetching.credit_note_for", lambda b, by: billing.credit_note_for(ref=b.note_number, by=by)),
)
"""A second way through some of them."""
TELLS_WHO_ASKS: Final = {"firm.people.present", "firm.people.person_of_name"}
"""Queries that show nothing of the book: with what rights somebody acts now."""
WAYS: Final = [*ASKED.items(), *MORE]


def _provided(by: Actor) -> object:
    file = BytesIO()
    write_provision(file, as_of=TODAY, by=by)
    return file.getvalue().count(b"\n") - 1


def _written(kind: str, by: Actor) -> object:
    file = BytesIO()
    export.write_export(file, kind, by=by)
    if kind == "xlsx":
        return load_workbook(file, read_only=True).sheetnames
    return _unpacked(file)


def _read(path: Path) -> object:
    return (
        _unpacked(path) if path.is_file() else {one.name: one.read_bytes() for one in path.iterdir() if one.is_file()}
    )


def _unpacked(file: Path | BytesIO) -> dict[str, bytes]:
    with ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def of_seeing(act: Act) -> bool:
    """Whether it is by this act that somebody sees more, and not by it that they do something."""
    return act.code.partition(".")[2].startswith("see_")


@pytest.fixture
def small(book: str, tmp_path: Path) -> Book:
    me = add_person(email="o@example.com", name=OWNER.name, role="owner", language="en", password="uzun parola", **ACT)
    assert str(me.pk) == OWNER.id
    record_security_event(user_id=me.pk, kind="password_changed", browser="Firefox", **ACT)
    Authenticator.objects.create(user=me, type=Authenticator.Type.TOTP, data={})
    save_view(user_id=me.pk, page="clients", name="one", query="show=owing", **ACT)
    changes = {("reader", act): not of_seeing(act) for act in ALL_ACTS.values() if is_movable("reader", act)}
    change_role_acts(changes=changes, **ACT)
    client = a_client(city="İzmir")
    change_client(client_ref=client.ref, draft=ClientDraft(client.name, city="Bursa", country="Oz"), saw=None, **ACT)
    settled = an_issued_invoice(client, on=day(0))
    payment = a_payment(client, "40.00", settles=(settled,))
    an_issued_invoice(client, on=day(100))
    note = a_credit_note(client, "10.00")
    plan = ContactPlan(day(200), "call", "the invoice")
    ended = set_next_contact(client_ref=client.ref, plan=plan, today=day(190), **ACT)
    finish_next_contact(client_ref=client.ref, outcome="ok", ref=ended.ref, today=day(190), **ACT)
    set_next_contact(client_ref=client.ref, plan=plan, today=day(190), **ACT)
    for on in (day(20), TODAY):
        score_book(as_of=on, by=OWNER, now=NOW)
    override_standing(client_ref=client.ref, standing="steady", reason="years", today=TODAY, saw=None, **ACT)
    with transaction.atomic():
        about_invoice = Happening(client.pk, STANDING_CHANGED, TODAY, settled.ref, {})
        record(happening=about_invoice, by=OWNER, now=NOW)
    reason = {"code": "x", "stake": 1.0, "at_risk": {}}
    Proposal.objects.create(
        ref="r-1", client=client, kind="terms", days=14, agreed=None, reason=reason, version=1, proposed_on=TODAY
    )
    assert NextContact.objects.count() == 2
    refs = (client.ref, settled.ref, payment.ref, note.ref)
    found = Book(*refs, settled.number, note.number, ended.ref, "r-1", tmp_path)
    for recorded in of_packages("RECORDED").values():
        recorded(found)
    return found


def answer(ask: Callable[[Book, Actor], object], small: Book, by: Actor) -> object:
    """What comes back, or how it is refused."""
    try:
        with transaction.atomic():  # some hold the row they fetch
            return ask(small, replace(by, client_ref=small.client) if by is OWN else by)
    except Refusal as refusal:
        return type(refusal)


def is_found(ask: Callable[[Book, Actor], object], small: Book, by: Actor) -> bool:
    """Ask; say whether anything came back, or that it was there after all for whoever was let through."""
    found = answer(ask, small, by)
    return not (isinstance(found, type) and issubclass(found, NotFound | NotAllowed)) and bool(found)


def test_every_query_that_is_told_who_asks_is_in_the_table() -> None:
    found = set()
    for source in lint.read_house().sources:
        if source.drawer != "queries" or source.path.rpartition("/")[2].startswith("_"):
            continue
        for node in source.tree.body:
            if not isinstance(node, lint.Function) or node.name.startswith("_"):
                continue
            if "by" in {arg.arg for arg in (*node.args.args, *node.args.kwonlyargs)}:
                found.add(f"{source.module}.{node.name}".removeprefix("mainstay.").replace(".queries.", "."))
    assert found - TELLS_WHO_ASKS == set(ASKED)
    assert found > TELLS_WHO_ASKS


@pytest.mark.parametrize("who", NOBODY)
def test_whoever_may_see_nothing_finds_nothing(who: str, small: Book) -> None:
    assert {name for name, ask in WAYS if is_found(ask, small, NOBODY[who])} == set()


def test_the_owner_finds_all_of_it(small: Book) -> None:
    assert {name for name, ask in WAYS if not is_found(ask, small, OWNER)} == set()


def test_a_client_finds_what_is_theirs_and_no_figures_of_the_firm(small: Book) -> None:
    theirs = replace(OWN, client_ref=small.client)
    an_issued_invoice(a_client("O'Brien & Sons"))
    assert [row.client_ref for row in documents.invoices_page(
        wanted=InvoiceFilter("all"), as_of=TODAY, number=1, by=theirs
    ).invoices] == [small.client, small.client]  # fmt: skip
    assert [row.ref for row in clients.clients_page(as_of=TODAY, by=theirs).clients] == [small.client]
    found = {name for name, ask in WAYS if is_found(ask, small, theirs)}
    assert set(ASKED) - found == {
        "overview.export.export_to", "overview.export.write_export", "scoring.forecasts.live_book_outlook",
        "scoring.forecasts.stored_book_outlook", "scoring.forecasts.standing_changes_of",
        "scoring.forecasts.what_would_change",
        "scoring.forecasts.expected_currencies", "scoring.standings.ratings_of", "overview.search.search",
        "scoring.insights.insights", "scoring.provision.provision",
        "overview.provision_file.write_provision", "briefing.morning.morning", "briefing.learnt.learnt",
        "clients.visible.require_all",
        "billing.imports.imports", "billing.imports.unbooked_documents",
        "clients.visible.sees_all", "clients.visible.visible_clients", "clients.proposals.open_proposals",
        "clients.proposals.urgent_proposals",
        "clients.proposals.proposals_page", "clients.proposals.proposal_for", "firm.backups.back_up",
        "firm.backups.copies_of_book",
        "firm.people.email_of", "firm.people.people_page", "firm.permissions.role_acts", "firm.saved_views.saved_views",
        "firm.security.unnoticed_events", "firm.security.you_page", *of_packages("OF_THE_FIRM"),
    }  # fmt: skip


# -- taking each limit out ---------------------------------------------------------------------------------------------


class Site(NamedTuple):
    """A call that hands on who asks: its function, what is called there, and which of its calls that is."""

    function: str
    called: str
    number: int


_ACTING: Final = {"actions", "demonstration", "imports", "migrations"}
"""Drawers whose calls act, or ask nobody."""


def _sites(house: lint.House) -> list[Site]:
    """Every call outside actions and delivery by which somebody may be limited to what they may see."""
    return [
        Site(f"{source.module}.{node.name}", ast.unparse(call.func), number)
        for source in house.sources
        if source.package and source.package not in lint.DELIVERY and source.drawer not in _ACTING
        for node in source.tree.body
        if isinstance(node, lint.Function)
        for number, call in enumerate(_limits(node))
    ]


def _limits(function: lint.Function) -> list[ast.Call]:
    """The calls in a function that are handed `by`, or the `by` of an argument (`shown.by`)."""
    return [
        node
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and any(_is_asker(one, function) for one in (*node.args, *(word.value for word in node.keywords)))
    ]


def _is_asker(node: ast.expr, function: lint.Function) -> bool:
    given = {one.arg for one in (*function.args.args, *function.args.kwonlyargs)}
    return dotted(node) in {"by"} & given | {f"{one}.by" for one in given}


@contextmanager
def as_owner(site: Site) -> Iterator[None]:
    """Hands on the owner in one call, whoever asked: the same as taking the limit out."""
    module, _, name = site.function.rpartition(".")
    found: Any = importlib.import_module(module)
    found._AS_OWNER = OWNER
    tree = ast.parse(inspect.getsource(found))
    (function,) = (node for node in tree.body if isinstance(node, lint.Function) and node.name == name)
    call, owner = _limits(function)[site.number], ast.Name("_AS_OWNER", ast.Load())
    call.args = [owner if _is_asker(arg, function) else arg for arg in call.args]
    for word in call.keywords:
        word.value = owner if _is_asker(word.value, function) else word.value
    plain: FunctionType = inspect.unwrap(getattr(found, name))
    whole = compile(ast.fix_missing_locations(tree), found.__file__, "exec", dont_inherit=True)
    (mutant,) = (code for code in whole.co_consts if inspect.iscode(code) and code.co_name == name)
    before, plain.__code__ = plain.__code__, mutant
    try:
        yield
    finally:
        plain.__code__ = before


def test_a_limit_that_is_taken_out_is_missed(small: Book) -> None:
    """All in one book: each limit is taken out, asked for by every query that comes by it, and put back."""
    house = lint.read_house()
    people = (*NOBODY.values(), OWN, UNSEEING)
    before = {(ask, by): answer(ask, small, by) for _, ask in WAYS for by in people}
    assert before == {(ask, by): answer(ask, small, by) for ask, by in before}, "each answers the same again"
    behind = {
        query: reached(house.graph, ["mainstay." + query.replace(".", ".queries.", 1)])
        for query in {query for query, _ in WAYS}
    }
    alike = []
    for site in _sites(house):
        ways = [ask for query, ask in WAYS if site.function in behind[query]]
        with as_owner(site):
            if all(answer(ask, small, by) == before[ask, by] for ask in ways for by in people):
                alike.append((site.function.removeprefix("mainstay."), site.called))
    assert sorted(alike) == sorted(ALIKE), sorted(set(alike) ^ set(ALIKE))
