"""Promises as pages and statements of other packages read them, each with its state as of a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

from mainstay.billing.queries.fragments import ALLOCATED, INVOICE
from mainstay.clients.queries.naming import WHO, of_client
from mainstay.clients.queries.visible import visible_clients
from mainstay.firm.queries.proofs import listed
from mainstay.kernel.offers import ChangeKind, Found, Panel, PanelPlace, SheetQuery
from mainstay.promises.phrases import BROKEN_SINCE_YESTERDAY
from mainstay.promises.rules.promises import BROKEN, state_of
from mainstay.store.sql import as_day, rows
from mainstay.store.text_search import BEST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from mainstay.kernel.actor import Actor
    from mainstay.kernel.offers import Shown, ShownToday
    from mainstay.kernel.problem import Fault
    from mainstay.store.text_search import TextSearch

_ALLOCATED: Final = ALLOCATED.format(invoice="p.invoice_id", since="p.made_on", until="p.promised_on")
_ALLOCATED_BY: Final = f"""
    CASE WHEN p.promised_on <= %(today)s THEN {_ALLOCATED}
    ELSE {ALLOCATED.format(invoice="p.invoice_id", since="p.made_on", until="%(today)s")} END
"""
_PROMISES: Final = f"""
    SELECT c.ref AS client_ref, i.number, p.currency, p.minor, p.promised_on, {_ALLOCATED_BY} AS allocated_minor
    FROM promises_promise p {INVOICE.format(of="p.invoice_id")} {of_client("p")}
    WHERE p.made_on <= %(today)s {{of}} ORDER BY p.promised_on DESC, p.id DESC
"""
"""The promises made by the day, those of one thing where `{of}` is a condition with AND before it."""
_HITS: Final = (
    f"""
    WITH hits AS MATERIALIZED (
        SELECT p.id, p.promised_on AS sorted, 4 AS place
        FROM promises_promise p {INVOICE.format(of="p.invoice_id")} WHERE {{fits}}
    ), """
    + BEST.format(order="sorted DESC, id DESC")
    + f""" p.ref, i.ref AS invoice_ref, i.number, p.currency, p.minor, p.promised_on
    FROM best JOIN promises_promise p ON p.id = best.id {INVOICE.format(of="p.invoice_id")}
    ORDER BY best.sorted DESC, best.id DESC
"""
)
_TOO_MUCH: Final = f"""
    SELECT i.number AS subject, p.currency AS currency, p.minor AS promised_minor, i.total_minor AS total_minor
    FROM promises_promise p {INVOICE.format(of="p.invoice_id")} WHERE p.minor > i.total_minor
"""
SHEETS: Final = (
    SheetQuery(
        75,
        "Promises",
        f"""
        SELECT p.ref AS "Mainstay ref:t", {WHO}, i.number AS "Invoice no:t", p.made_on AS "Made on:d",
               p.promised_on AS "Promised on:d", p.currency AS "Currency:c", p.minor AS "Amount:a"
        FROM promises_promise p {INVOICE.format(of="p.invoice_id")} {of_client("p")} ORDER BY p.id
        """,
    ),
)
CHANGES: Final = {
    "promise_broken": ChangeKind(
        f"""
        SELECT 'promise_broken', c.ref, c.name, i.number, p.currency, p.minor, p.promised_on, i.ref
        FROM promises_promise p {INVOICE.format(of="p.invoice_id")} {of_client("p")}
        WHERE p.promised_on >= %(yesterday)s AND p.promised_on < %(today)s AND p.minor > {_ALLOCATED}
        """,
        *BROKEN_SINCE_YESTERDAY,
    ),
}


class _Row(NamedTuple):
    """A row of _PROMISES; days as the engine returns them."""

    client_ref: str
    number: str
    currency: str
    minor: int
    promised_on: object
    allocated_minor: int


class _Hit(NamedTuple):
    """A row of _HITS."""

    hits: int
    ref: str
    invoice_ref: str
    number: str
    currency: str
    minor: int
    promised_on: object


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """A promise about an invoice and its state as of the day that is shown."""

    client_ref: str
    number: str
    currency: str
    minor: int
    promised_on: date
    state: str


@dataclass(frozen=True, slots=True)
class PromisesPanel(Panel):
    """What a client promised to pay, and of an invoice its promises: the latest day first."""

    name: ClassVar[str] = "promises"
    place: ClassVar[PanelPlace] = PanelPlace("side", 25, terminal=55)

    promises: tuple[PromiseRow, ...]


@dataclass(frozen=True, slots=True)
class PromisesDuePanel(PromisesPanel):
    """What clients promised to pay by this day, shown on Today as on the other pages."""

    place: ClassVar[PanelPlace] = PanelPlace("top", 55, terminal=55)


def _promises(of: str, today: date, **values: object) -> tuple[PromiseRow, ...]:
    return tuple(_promise(row, today) for row in rows(_Row, _PROMISES.format(of=of), {"today": today, **values}))


def _promise(row: _Row, today: date) -> PromiseRow:
    on = as_day(row.promised_on)
    state = state_of(minor=row.minor, allocated_minor=int(row.allocated_minor), promised_on=on, today=today)
    return PromiseRow(row.client_ref, row.number, row.currency, row.minor, on, state)


def client_panels(shown: Shown[Any]) -> Iterator[Panel]:
    """What this client promised."""
    yield PromisesPanel(_promises("AND p.client_id = %(client)s", client=shown.id, today=shown.as_of))


def invoice_panels(shown: Shown[Any]) -> Iterator[Panel]:
    """What was promised about this invoice."""
    yield PromisesPanel(_promises("AND p.invoice_id = %(invoice)s", invoice=shown.id, today=shown.as_of))


def today_panels(shown: ShownToday) -> Iterator[Panel]:
    """What was promised to be paid on this day, where anything was."""
    visible, theirs = visible_clients(shown.by, "p.client_id")
    if due := _promises(f"AND p.promised_on = %(today)s {visible}", today=shown.as_of, **theirs):
        yield PromisesDuePanel(due)


def broken_promises(today: date, by: Actor) -> Mapping[str, object]:
    """The day of the latest broken promise of each client who broke one, by the client's ref."""
    visible, theirs = visible_clients(by, "p.client_id")
    broken = (row for row in _promises(visible, today=today, **theirs) if row.state == BROKEN)
    return {row.client_ref: str(row.promised_on) for row in sorted(broken, key=lambda row: row.promised_on)}


def find_promises(search: TextSearch) -> Found[PromiseRow]:
    """Promises by the number of their invoice."""
    found = search.rows(_Hit, _HITS.format(fits=search.contains("i.number")))
    shown = (
        PromiseRow(row.invoice_ref, row.number, row.currency, row.minor, as_day(row.promised_on), "") for row in found
    )
    return Found(int(found[0].hits) if found else 0, tuple(shown))


def prove_promises() -> list[Fault]:
    """No promise is over more than its invoice."""
    return listed("promised_too_much", _TOO_MUCH)
