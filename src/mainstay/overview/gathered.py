"""What the installed packages offer, together: each app of the settings that has an `offers` module is gathered."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from mainstay.firm.permissions import may
from mainstay.kernel.offers import in_place, merged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date
    from types import ModuleType

    from mainstay.firm.rules.permissions import Act
    from mainstay.kernel.actor import Actor
    from mainstay.kernel.offers import (
        CallAdvice,
        CallReason,
        ChangeKind,
        Dated,
        DebtorFacts,
        ExportedFile,
        FoundKind,
        HappeningKind,
        ImportKind,
        Offers,
        Panel,
        Shown,
        ShownToday,
    )
    from mainstay.kernel.problem import Fault
    from mainstay.kernel.returning import ReturningSheet


def _installed(drawer: str) -> Iterator[ModuleType]:
    for app in apps.get_app_configs():
        if app.name.startswith("mainstay.") and app.module and module_has_submodule(app.module, drawer):
            yield import_module(f"{app.name}.{drawer}")


OFFERED: Final[tuple[Offers, ...]] = tuple(module.OFFERS for module in _installed("offers"))
"""What each package offers, in the order of INSTALLED_APPS."""
ACTS: Final[tuple[Act, ...]] = tuple(act for offers in OFFERED for act in offers.acts)
"""Everything that can be done, package by package."""
HAPPENINGS: Final[dict[str, HappeningKind]] = merged(offers.happenings for offers in OFFERED)
"""Kind of event -> how it is told."""
FAULTS: Final[dict[str, object]] = merged(offers.faults for offers in OFFERED)
"""Code of a fault -> its sentence."""
SHEETS: Final = tuple(sorted((sheet for offers in OFFERED for sheet in offers.sheets), key=lambda sheet: sheet.order))
"""Every sheet of an export, in order."""


def exported_files(by: Actor) -> Iterator[ExportedFile]:
    """The files beside the sheets of an export."""
    return (file for offers in OFFERED for file in offers.exported_files(by))


CHANGES: Final[dict[str, ChangeKind]] = merged(offers.changes for offers in OFFERED)
"""Kind of change since yesterday -> how it is found and told."""

FOUND: Final[dict[str, FoundKind]] = dict(
    sorted(merged(offers.found for offers in OFFERED).items(), key=lambda named: named[1].order)
)
"""Kind of row that a search finds -> what asks for it, in order."""

TODAY_FACTS: Final[dict[str, str]] = merged(offers.today_facts for offers in OFFERED)
"""Name -> the expression of what the panels of Today have to know first."""

MOVED: Final = tuple(sorted((rows for offers in OFFERED for rows in offers.moved), key=lambda rows: rows.order))
"""What goes along when two clients become one, in order."""

_BY_ORDER: Final = sorted((reason for offers in OFFERED for reason in offers.call_reasons), key=lambda one: one.order)
CALL_REASONS: Final[dict[str, CallReason]] = merged(dict.fromkeys(reason.codes, reason) for reason in _BY_ORDER)
"""Code of a reason to call -> who gives it."""


def call_advice(*, today: date, by: Actor) -> tuple[Callable[[DebtorFacts], CallAdvice | None], ...]:
    """What decides whether to call a client who owes, in order; the facts of each package are read here, once."""
    return tuple(_advising(reason, reason.facts(today, by) if reason.facts else {}) for reason in _BY_ORDER)


def _advising(reason: CallReason, facts: Mapping[str, object]) -> Callable[[DebtorFacts], CallAdvice | None]:
    return lambda debtor: reason.advise(debtor, facts.get(debtor.ref))


DEMONSTRATED: Final = {kind: recorded for offers in OFFERED for kind, recorded in offers.demonstrated.items()}
"""Kind of event of the demonstration firm -> what records one."""


def demonstrated(events: Iterable[Dated], today: date, language: str) -> tuple[Dated, ...]:
    """The events of the demonstration firm, the oldest first: those given, and what the packages add to each day."""
    found = tuple(events)
    for offers in OFFERED:
        found = tuple(sorted((*found, *offers.demonstration(found, today, language)), key=lambda event: event.on))
    return found


def proved(part: int | None = None) -> list[Fault]:
    """Everything that contradicts something else, package by package; with a number the proofs of one package alone.

    Numbers that follow each other go through the packages in turn.
    """
    proving = [offers.proofs for offers in OFFERED if offers.proofs]
    chosen = proving if part is None else [proving[part % len(proving)]]
    return [fault for proofs in chosen for proof in proofs for fault in proof()]


@cache
def import_kinds() -> dict[str, ImportKind]:
    """Kind of file -> how it is read and imported, in order; read when it is first asked, as few commands import."""
    found = merged(getattr(module, "IMPORTS", {}) for module in _installed("imports"))
    return dict(sorted(found.items(), key=lambda named: named[1].order))


@cache
def returning_sheets() -> tuple[ReturningSheet, ...]:
    """How each sheet of an export comes back, in the order of what needs what; read when it is first asked, too."""
    drawers = (*_installed("imports"), import_module("mainstay.overview.imports"))
    offered = (module.RETURNING for module in drawers)
    return tuple(sorted((sheet for sheets in offered for sheet in sheets), key=lambda sheet: sheet.order))


def hidden_kinds(by: Actor) -> frozenset[str]:
    """The kinds of event that somebody may not see."""
    return frozenset(kind for kind, one in HAPPENINGS.items() if one.act is not None and not may(by, one.act))


def client_panels(shown: Shown[Any]) -> tuple[Panel, ...]:
    """Every panel of a client's page, in place."""
    return in_place(panel for offers in OFFERED for panel in offers.client_panels(shown))


def invoice_panels(shown: Shown[Any]) -> tuple[Panel, ...]:
    """Every panel of an invoice's page, in place."""
    return in_place(panel for offers in OFFERED for panel in offers.invoice_panels(shown))


def today_panels(shown: ShownToday) -> tuple[Panel, ...]:
    """Every panel of Today that the packages offer, in place."""
    return in_place(panel for offers in OFFERED for panel in offers.today_panels(shown))
