"""Pages and commands tell every query who asks, but for those listed here, each with the reason."""

from __future__ import annotations

import ast
from typing import Final

import check_house_rules as lint
import sources
from references import full_name

# Query that pages and commands ask and that is not told by whom -> why that is right.
_WAY_IN: Final = "asked before anybody is known: which firms there are, who comes in, by which link"
_ANY: Final = "says only whether the book has any yet, so that an empty page says what to do"
_STATE: Final = "how the background work of the firm stands"
_MACHINE: Final = "the command line alone: whoever runs it owns the machine and its files"
_NAMES: Final = "the names by which colleagues call each other; who may act with them is asked of the act"
NOT_TOLD: Final = {
    "attachments.files.file_row": "reads a file that was fetched for somebody",
    "billing.fetching.has_invoices": _ANY,
    "billing.imports.unbooked_sums": "summed up beside the documents, of which who asks was asked",
    "billing.returning.losses_of_client": "of a client that was fetched for somebody",
    "billing.payments.suggestion": "works out a proposal from what the page was given",
    "clients.column_takers.more_columns": "the names of custom fields, for the columns of a file",
    "clients.fetching.draft_of": "reads a client that was fetched for somebody",
    "clients.fetching.has_clients": _ANY,
    "clients.labels.tags_shown": "puts the tags of a client that was fetched for somebody in the reader's order",
    "clients.name_order.by_name": "the order of names in the reader's language",
    "clients.mappings.saved_mapping": "the names of columns in a file",
    "fields.definitions.row_of": "reads a custom field that was fetched for somebody",
    "firm.own_currency.own_currency": "the currency of the firm, which every page is shown in",
    "firm.list_looks.list_looks_of": "the terminal, which acts for the team, asks; the app reads the person’s own",
    "firm.people.actor_for": _WAY_IN,
    "firm.people.colleague_called": _NAMES,
    "firm.people.colleagues": _NAMES,
    "firm.people.firms_waiting": _WAY_IN,
    "firm.people.invitation_for": _WAY_IN,
    "firm.people.is_waiting_for_its_owner": _WAY_IN,
    "firm.people.person_for": _WAY_IN,
    "firm.security.person_of_link": _WAY_IN,
    **dict.fromkeys(("firm.firms.firm_exists", "firm.firms.firm_names", "firm.firms.firm_slugs"), _WAY_IN),
    "firm.firms.firm_details": "what the firm prints on its letters; the pages that show it ask who opens them",
    "firm.firms.firms": _MACHINE,
    "firm.firms.own_firms": _MACHINE,
    "firm.firms.this_firm": "the name, language, currency and time zone that every page is shown in",
    "jobs.jobs.job_for": "the key of the job is known to whoever asked for it",
    "jobs.jobs.last_asked": _STATE,
    "jobs.jobs.last_upkeep": _STATE,
    "overview.checks.prove_book": _MACHINE,
    "overview.checks.prove_copy": _MACHINE,
    "overview.statement_file.write_statement": "writes a statement that was fetched for somebody",
    "rates.rates.row_of": "reads an exchange rate that was fetched for somebody",
    "scoring.days_off.next_days_off": "holidays of the firm's country, and the days everybody knows it is closed",
    "scoring.insights.has_scores": _ANY,
    "scoring.outlooks.needs_scoring": "compares an outlook that a page was given with the day",
    "store.backups.restore_from": _MACHINE,
    "store.book_templates.make_template_ready": "prepares what firms are copied from, while there is none",
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


def _untold(house: lint.House, *delivery: str) -> set[str]:
    """The queries, and functions of the store, that these packages of delivery name and that take no `by`."""
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
        if source.package in delivery
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Name | ast.Attribute)
    }
    return {name.removeprefix("mainstay.").replace(".queries.", ".") for name in plain & named}


def test_pages_and_commands_tell_every_query_who_asks_or_say_why_not() -> None:
    assert _untold(lint.read_house(), "web", "cli", "schemas") == set(NOT_TOLD)


def test_no_page_asks_what_is_for_the_command_line_alone() -> None:
    machine = {name for name, reason in NOT_TOLD.items() if reason == _MACHINE}
    assert machine
    assert _untold(lint.read_house(), "web", "schemas") & machine == set()


def test_a_view_that_does_not_tell_who_asks_is_noticed() -> None:
    house = sources.house_of({
        "src/mainstay/work/queries/requests.py": "def open_requests(*, by): ...\ndef all_requests(*, today): ...",
        "src/mainstay/web/views/work.py": """
from mainstay.work.queries import requests
def page(request): return requests.open_requests(by=1), requests.all_requests(today=2)
""",
    })  # fmt: skip
    assert _untold(house, "web") == {"work.requests.all_requests"}
