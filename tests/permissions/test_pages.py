"""The table of pages is what the source says: a page serves the acts of the actions that its view reaches."""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from django.urls import URLPattern, get_resolver

import references
import sources
from mainstay.web.opening import ACTS_OF

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mainstay.firm.rules.permissions import Act

# Page -> acts it serves though its view calls no action that asks for them, and why.
BESIDE = {
    "welcome": ("firm.change_settings",),  # what the owner sees first, with links to the settings
    "settings": (  # leads to the pages that do it
        "firm.change_settings", "overview.export_all", "overview.bring_back", "firm.back_up", "demonstration.make",
        "firm.invite_person", "firm.withdraw_invitation", "firm.change_role", "firm.deactivate_person",
        "fields.define_fields", "rates.set_rates",
    ),
    "settings_data": (  # leads to them
        "overview.export_all", "overview.bring_back", "firm.back_up", "demonstration.make",
    ),
    **dict.fromkeys(("settings_bring_back", "settings_returning_progress"), ("overview.bring_back",)),  # to the page
    "settings_people": ("firm.invite_person", "firm.withdraw_invitation", "firm.change_role", "firm.deactivate_person"),
    "settings_export": ("overview.export_all",),  # the query that writes the export asks
    "settings_backup": ("firm.back_up",),
    "settings_backup_copy": ("firm.back_up",),
    "settings_copy_progress": ("firm.back_up",),  # the query asks
    "you": ("firm.use_own_account",),  # leads to it
    "proposals": ("clients.see_risk",),  # their queries show nothing else
    "figures": ("clients.see_risk",),
    **dict.fromkeys(("provision", "provision_file"), ("clients.see_risk",)),
    "figures_progress": ("clients.see_risk",),
    **dict.fromkeys(  # an import is begun on one page and followed on the others
        ("import", "import_progress", "import_rejects", "import_file", "import_files", "import_files_progress"),
        ("clients.import_clients", "billing.import_invoices", "billing.import_payments"),
    ),
}  # fmt: skip
# What shows a page again with a form that was refused; it offers acts that have pages of their own.
SHOWS_A_PAGE = {"mainstay.web.views.invoices.show_invoice", "mainstay.web.views.book.show_client"}
# View -> acts that the functions it calls ask for beside those of its pages, and why.
BEYOND = {
    "act": ("clients.change_client",),  # of the receivables: everybody exports them; who may tag is asked of the act
    # A large file is imported as a job, which the server begins itself where it can.
    "file": ("firm.ask_for_job", "firm.run_job"),
    "files": ("firm.ask_for_job", "firm.run_job"),
    "returning": ("firm.ask_for_job", "firm.run_job"),
}


def nodes_of(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Each function, class and assigned name at the top of a module, with what defines it."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from ((target.id, node) for target in targets if isinstance(target, ast.Name))


@cache
def mentions() -> Mapping[str, frozenset[str]]:
    """What each function, class and name of ours mentions."""
    found = {}
    for source in sources.read_house().sources:
        if not source.path.startswith("src/"):
            continue
        own = {name for name, _ in nodes_of(source.tree)}
        for name, node in nodes_of(source.tree):
            bound = {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
            bound = bound - {name} | {one.arg for one in ast.walk(node) if isinstance(one, ast.arg)}
            full = (references.full_name(one, source.names) for one in ast.walk(node)
                    if isinstance(one, ast.Name | ast.Attribute)
                    and references.dotted(one).partition(".")[0] not in bound)  # fmt: skip
            found[f"{source.module}.{name}"] = frozenset(
                f"{source.module}.{one}" if one.partition(".")[0] in own else one for one in full if one
            )
    return found


@cache
def asked() -> Mapping[str, Act]:
    """Action -> the act it asks for first."""
    found = {}
    for source, function in sources.public_actions(sources.read_house()):
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and references.full_name(node.func, source.names).endswith(
                "firm.permissions.require"
            ):
                module, _, name = references.full_name(node.args[1], source.names).rpartition(".")
                found[f"{source.module}.{function.name}"] = getattr(import_module(module), name)
    return found


@cache
def to_actions() -> Mapping[str, frozenset[str]]:
    """What each function mentions, as far as the first action: what an action calls asks for itself."""
    ends = asked().keys() | SHOWS_A_PAGE
    return {name: (frozenset() if name in ends else found) for name, found in mentions().items()}


def acts_of(view: str) -> set[str]:
    """The codes of the acts of the actions that a view calls."""
    return {asked()[name].code for name in references.reached(to_actions(), [view]) if name in asked()}


def views() -> dict[str, set[str]]:
    """View -> the names of its pages."""
    found: dict[str, set[str]] = defaultdict(set)
    for pattern in get_resolver().url_patterns:
        if isinstance(pattern, URLPattern) and pattern.name in ACTS_OF:
            found[f"{pattern.callback.__module__}.{pattern.callback.__name__}"].add(pattern.name)
    return found


def test_the_source_is_read() -> None:
    assert mentions().keys() >= SHOWS_A_PAGE
    assert len(asked()) > 50
    assert len(views()) > 50
    assert acts_of("mainstay.web.views.notes.add") == {"clients.write_note"}


@pytest.mark.parametrize("view", sorted(views()))
def test_a_page_serves_the_acts_that_its_view_reaches(view) -> None:
    served = {act.code for name in views()[view] for act in ACTS_OF[name]}
    reached = acts_of(view)
    beside = {code for name in views()[view] for code in BESIDE.get(name, ())}
    beyond = set(BEYOND.get(view.rpartition(".")[2], ()))
    assert served - reached <= beside
    assert reached - served <= beyond
    assert beside <= served - reached or not beside - served, "an exception that is needed no more"
