"""One table: every query times a stranger and another client; and the proof that none of its limits goes unseen."""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from django.db import transaction
from tests.builders import ACT, NOW, OWNER, a_client, a_credit_note, a_payment, an_issued_invoice, day
from tests.tables import of_packages

import check_house_rules as lint
import sources
from mainstay.billing.queries import fetching as billing
from mainstay.billing.queries import invoice_list, payments, receivables
from mainstay.billing.rules.invoice_filter import InvoiceFilter
from mainstay.briefing.queries import morning
from mainstay.clients.actions.clients import change_client
from mainstay.clients.actions.next_contacts import finish_next_contact, set_next_contact
from mainstay.clients.models import Client, NextContact, Proposal
from mainstay.clients.queries import editing, fetching, next_contacts, notes, proposals, visible
from mainstay.clients.rules.contacting import ContactPlan
from mainstay.clients.rules.drafts import ClientDraft
from mainstay.firm.permissions import NotAllowed
from mainstay.kernel.actor import Actor
from mainstay.kernel.refusal import NotFound
from mainstay.overview.queries import clients, export, search
from mainstay.overview.queries import invoice as invoices
from mainstay.overview.queries import invoices as documents
from mainstay.overview.rules.client_filter import ClientFilter
from mainstay.scoring.actions.scoring import score_book
from mainstay.timeline.models import Words
from references import full_name, reached

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import CodeType, FunctionType

TODAY: Final = day(200)
NOBODY: Final = {
    "stranger": Actor("stranger", "", "", "owner"),
    "other client": Actor("client", "9", "O'Brien & Sons", "owner", "c-other"),
    "client without a name": Actor("client", "9", "", "owner", ""),
    "deactivated": Actor("person", "1", "Özge Çağlar", ""),
}


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
        wanted=InvoiceFilter("all"), as_of=TODAY, is_by_risk=False, by=by, length=5, skip=0
    ),
    "overview.clients.client_page": lambda b, by: clients.client_page(wanted=b.client, as_of=TODAY, by=by),
    "overview.clients.client_page_of": lambda b, by: clients.client_page_of(ref=b.client, as_of=TODAY, by=by),
    "overview.clients.clients_page": lambda _b, by: clients.clients_page(as_of=TODAY, by=by).clients,
    "overview.invoices.invoices_page": lambda _b, by: (
        documents.invoices_page(wanted=InvoiceFilter("all"), as_of=TODAY, number=1, by=by).invoices
    ),
    "overview.export.export_to": lambda b, by: export.export_to(Path(sys.prefix) / b.client / "x.csv", by=by),
    "overview.export.write_export": lambda _b, by: _export(by),
    "overview.invoice.invoice_page": lambda b, by: invoices.invoice_page(ref=b.invoice, as_of=TODAY, by=by),
    "billing.payments.payer": lambda b, by: payments.payer(ref=b.client, by=by),
    "billing.payments.payers_named": lambda _b, by: payments.payers_named(search="isik", by=by),
    "billing.payments.payment_page": lambda b, by: payments.payment_page(ref=b.payment, by=by),
    "billing.payments.payments_page": lambda _b, by: payments.payments_page(by=by).payments,
    "billing.receivables.receivables": lambda _b, by: receivables.receivables(as_of=TODAY, by=by).currencies,
    "overview.search.search": lambda _b, by: search.search(text="isik", by=by).count,
    "briefing.morning.morning": lambda _b, by: morning.morning(today=TODAY, by=by),
    "clients.editing.client_details": lambda b, by: editing.client_details(ref=b.client, by=by),
    "clients.editing.last_changes": lambda b, by: editing.last_changes(ref=b.client, fields=["city"], by=by),
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
    "clients.notes.written_event": lambda b, by: notes.written_event(
        client_ref=b.client, ref=Words.objects.get(entry__kind="next_contact.done").ref, by=by
    ),
    "clients.proposals.client_with_proposals": lambda b, by: proposals.client_with_proposals(ref=b.client, by=by),
    "clients.proposals.open_proposals": lambda _b, by: proposals.open_proposals(by=by),
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
    ("billing.payments.payments_page", lambda _b, by: payments.payments_page(search="isik", by=by).payments),
    ("billing.fetching.currency_of", lambda b, by: billing.currency_of(origin_ref=b.invoice, by=by)),
    ("billing.fetching.currency_of", lambda b, by: billing.currency_of(origin_ref=b.note, by=by)),
    ("billing.fetching.invoice_for", lambda b, by: billing.invoice_for(ref=b.invoice_number, by=by)),
    ("billing.fetching.credit_note_for", lambda b, by: billing.credit_note_for(ref=b.note_number, by=by)),
)
"""A second way through some of them."""
WAYS: Final = [*ASKED.items(), *MORE]
LIMITS: Final = {"clients_for", "rows_for", "visible_clients", "require_all", "sees_all", "require", "matching"}


def _export(by: Actor) -> int:
    file = BytesIO()
    export.write_export(file, "csv", by=by)
    return file.tell()


@pytest.fixture
def small(book: str) -> Book:
    client = a_client(city="İzmir")
    change_client(client_ref=client.ref, draft=ClientDraft(name=client.name, city="Bursa"), saw=None, **ACT)
    settled = an_issued_invoice(client, on=day(0))
    payment = a_payment(client, "40.00", settles=(settled,))
    an_issued_invoice(client, on=day(100))
    note = a_credit_note(client, "10.00")
    plan = ContactPlan(day(200), "call", "the invoice")
    ended = set_next_contact(client_ref=client.ref, plan=plan, today=day(190), **ACT)
    finish_next_contact(client_ref=client.ref, outcome="ok", ref=ended.ref, today=day(190), **ACT)
    set_next_contact(client_ref=client.ref, plan=plan, today=day(190), **ACT)
    score_book(as_of=TODAY, by=OWNER, now=NOW)
    reason = {"code": "x", "stake": 1.0, "at_risk": {}}
    Proposal.objects.create(
        ref="r-1", client=client, kind="terms", days=14, agreed=None, reason=reason, version=1, proposed_on=TODAY
    )
    assert NextContact.objects.count() == 2
    found = Book(client.ref, settled.ref, payment.ref, note.ref, settled.number, note.number, ended.ref, "r-1")
    for record in of_packages("RECORDED").values():
        record(found)
    return found


def is_found(ask: Callable[[Book, Actor], object], small: Book, by: Actor) -> bool:
    """Ask; say whether anything came back, or that it was there after all for whoever was let through."""
    try:
        with transaction.atomic():  # some hold the row they fetch
            return bool(ask(small, by))
    except (NotFound, NotAllowed):
        return False
    except OSError:
        return True


def test_every_query_that_is_told_who_asks_is_in_the_table() -> None:
    found = set()
    for source in lint.read_house().sources:
        if source.drawer != "queries" or source.package == "firm" or source.path.rpartition("/")[2].startswith("_"):
            continue
        for node in source.tree.body:
            if not isinstance(node, lint.Function) or node.name.startswith("_"):
                continue
            if "by" in {arg.arg for arg in (*node.args.args, *node.args.kwonlyargs)}:
                found.add(f"{source.module}.{node.name}".removeprefix("mainstay.").replace(".queries.", "."))
    assert found == set(ASKED)


# Query that pages and commands ask and that is not told by whom -> why that is right.
_WAY_IN: Final = "asked before anybody is known: which firms there are, who comes in, by which link"
_ANY: Final = "says only whether the book has any yet, so that an empty page says what to do"
_STATE: Final = "how the background work of the firm stands"
_MACHINE: Final = "the command line alone: whoever runs it owns the machine and its files"
NOT_TOLD: Final = {
    "billing.fetching.has_invoices": _ANY,
    "billing.payments.suggestion": "works out a proposal from what the page was given",
    "clients.fetching.draft_of": "reads a client that was fetched for somebody",
    "clients.fetching.has_clients": _ANY,
    "clients.mappings.saved_mapping": "the names of columns in a file",
    "firm.people.actor_for": _WAY_IN,
    "firm.people.firms_waiting": _WAY_IN,
    "firm.people.invitation_for": _WAY_IN,
    "firm.people.is_waiting_for_its_owner": _WAY_IN,
    "firm.people.person_for": _WAY_IN,
    "firm.security.person_of_link": _WAY_IN,
    **dict.fromkeys(("firm.firms.firm_exists", "firm.firms.firm_names", "firm.firms.firm_slugs"), _WAY_IN),
    "firm.firms.firms": _MACHINE,
    "firm.firms.this_firm": "the name, language, currency and time zone that every page is shown in",
    "jobs.jobs.job_for": "the key of the job is known to whoever asked for it",
    "jobs.jobs.last_asked": _STATE,
    "jobs.jobs.last_done": _STATE,
    "jobs.jobs.last_failed": _STATE,
    "overview.checks.prove_book": _MACHINE,
    "overview.checks.prove_copy": _MACHINE,
    "scoring.insights.has_scores": _ANY,
    "scoring.outlooks.needs_scoring": "compares an outlook that a page was given with the day",
    "store.backups.restore_from": _MACHINE,
    "store.upgrade.upgrade_firm": _MACHINE,
    "store.context.active_firm": "the short name in the address",
    "store.context.use_firm": "opens the book that the address or the command names",
    "store.errors.sentence_for": "words for a fault of the place",
    **dict.fromkeys(
        ("store.paths.firms_folder", "store.paths.home", "store.paths.is_slug", "store.paths.uploads_folder"),
        "where files lie, for the settings and the command line",
    ),
    "store.schema.require_current": "refuses a book of another version",
    "store.written.begin_act": "notes that an act begins, which has written nothing yet",
}


def _untold(house: lint.House) -> set[str]:
    """The queries, and functions of the store, that delivery names and that take no `by`."""
    plain = {
        f"{source.module}.{node.name}"
        for source in house.sources
        if source.drawer == "queries" or source.package == "store"
        for node in source.tree.body
        if isinstance(node, lint.Function) and "by" not in {one.arg for one in (*node.args.args, *node.args.kwonlyargs)}
    }
    named = {
        full_name(node, source.names)
        for source in house.sources
        if source.package in {"web", "cli", "schemas"}
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Name | ast.Attribute)
    }
    return {name.removeprefix("mainstay.").replace(".queries.", ".") for name in plain & named}


def test_pages_and_commands_tell_every_query_who_asks_or_say_why_not() -> None:
    assert _untold(lint.read_house()) == set(NOT_TOLD)


def test_a_view_that_does_not_tell_who_asks_is_noticed() -> None:
    house = sources.house_of({
        "src/mainstay/work/queries/requests.py": "def open_requests(*, by): ...\ndef all_requests(*, today): ...",
        "src/mainstay/web/views/work.py": """
from mainstay.work.queries import requests
def page(request): return requests.open_requests(by=1), requests.all_requests(today=2)
""",
    })  # fmt: skip
    assert _untold(house) == {"work.requests.all_requests"}


@pytest.mark.parametrize("who", NOBODY)
def test_whoever_may_see_nothing_finds_nothing(who: str, small: Book) -> None:
    assert {name for name, ask in WAYS if is_found(ask, small, NOBODY[who])} == set()


def test_the_owner_finds_all_of_it(small: Book) -> None:
    assert {name for name, ask in WAYS if not is_found(ask, small, OWNER)} == set()


def test_a_client_finds_what_is_theirs_and_no_figures_of_the_firm(small: Book) -> None:
    theirs = Actor("client", "9", "Işık İnşaat", "", small.client)
    an_issued_invoice(a_client("O'Brien & Sons"))
    assert [row.client_ref for row in documents.invoices_page(
        wanted=InvoiceFilter("all"), as_of=TODAY, number=1, by=theirs
    ).invoices] == [small.client, small.client]  # fmt: skip
    assert [row.ref for row in clients.clients_page(as_of=TODAY, by=theirs).clients] == [small.client]
    hidden = {name for name, ask in WAYS if not is_found(ask, small, theirs)}
    assert hidden == {
        "overview.export.export_to", "overview.export.write_export", "scoring.forecasts.live_book_outlook",
        "scoring.forecasts.stored_book_outlook", "scoring.forecasts.standing_changes_of",
        "scoring.forecasts.what_would_change",
        "scoring.insights.currencies_on", "scoring.standings.standing_of", "overview.search.search",
        "scoring.insights.insights", "briefing.morning.morning", "clients.visible.require_all",
        "clients.visible.sees_all", "clients.visible.visible_clients", "clients.proposals.open_proposals",
        "clients.proposals.proposals_page", "clients.proposals.proposal_for", *of_packages("OF_THE_FIRM"),
    }  # fmt: skip


# -- taking each limit out ---------------------------------------------------------------------------------------------


def _sites() -> Iterator[tuple[str, str, int]]:
    """Module, function and number of each call there that limits what somebody may see."""
    for source in lint.read_house().sources:
        if source.drawer != "queries" or source.package == "firm":
            continue
        for node in source.tree.body:
            if isinstance(node, lint.Function):
                for number, _call in enumerate(_limits(node)):
                    yield source.module, node.name, number


def _limits(function: ast.AST) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in LIMITS
        and "by" in {ast.unparse(arg) for arg in (*node.args, *(keyword.value for keyword in node.keywords))}
    ]


class _AsOwner(ast.NodeTransformer):
    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name("_AS_OWNER", ast.Load()) if node.id == "by" else node


@pytest.fixture
def as_owner() -> Iterator[Callable[[str, str, int], None]]:
    """Asks one limit of one function as the owner, whoever asked: the same as taking it out."""
    undo: list[tuple[FunctionType, CodeType]] = []

    def take_out(module: str, name: str, number: int) -> None:
        found: Any = importlib.import_module(module)
        found._AS_OWNER = OWNER
        tree = ast.parse(inspect.getsource(found))
        (function,) = (node for node in tree.body if isinstance(node, lint.Function) and node.name == name)
        call = _limits(function)[number]
        call.args = [_AsOwner().visit(arg) for arg in call.args]
        for keyword in call.keywords:
            keyword.value = _AsOwner().visit(keyword.value)
        plain: FunctionType = inspect.unwrap(getattr(found, name))
        code = compile(ast.fix_missing_locations(tree), found.__file__, "exec", dont_inherit=True)
        (mutant,) = (c for c in code.co_consts if inspect.iscode(c) and c.co_name == name)
        undo.append((plain, plain.__code__))
        plain.__code__ = mutant

    yield take_out
    for plain, code in undo:
        plain.__code__ = code


def test_a_limit_that_is_taken_out_is_missed(small: Book, as_owner: Callable[[str, str, int], None]) -> None:
    """All in one book: each limit is taken out, asked for by every query that comes by it, and put back."""
    graph = lint.read_house().graph
    unseen = []
    for module, name, number in _sites():
        plain = inspect.unwrap(getattr(importlib.import_module(module), name))
        before = plain.__code__
        as_owner(module, name, number)
        ways = [
            ask
            for query, ask in WAYS
            if f"{module}.{name}" in reached(graph, ["mainstay." + query.replace(".", ".queries.", 1)])
        ]
        if not any(is_found(ask, small, by) for ask in ways for by in NOBODY.values()):
            unseen.append((module, name, number))
        plain.__code__ = before
    assert unseen == [], "\n".join(map(str, unseen))


@pytest.mark.parametrize("who", NOBODY)
def test_sums_remembered_for_an_owner_are_nobody_elses(book: str, who: str) -> None:
    an_issued_invoice(a_client())

    def asked(by: Actor) -> tuple[int, tuple[tuple[str, int], ...]]:
        page = documents.invoices_page(wanted=InvoiceFilter("all"), as_of=TODAY, number=1, by=by)
        return page.count, tuple(page.open_minor.items())

    assert asked(OWNER)[0] == 1
    found = None
    with suppress(NotAllowed):
        found = asked(NOBODY[who])
    assert found in {None, (0, ())}
