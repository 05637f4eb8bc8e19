"""The list of payments: what those wanted sum up to, and one page of them, each with what it settled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from mainstay.billing.queries.by_worth import ByWorth
from mainstay.billing.queries.on_account import LEFT_OF_PAYMENT
from mainstay.billing.queries.payments import PaymentFacts, Settled
from mainstay.billing.rules.numbers import number_key
from mainstay.billing.rules.payment_filter import TURNED
from mainstay.clients.queries.fetching import matching
from mainstay.clients.queries.fragments import CLIENT
from mainstay.clients.queries.name_order import name_key
from mainstay.clients.queries.responsible import looked_after
from mainstay.clients.queries.visible import visible_clients
from mainstay.store.sql import among, as_day, rows, rows_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from mainstay.billing.rules.payment_filter import PaymentFilter
    from mainstay.kernel.actor import Actor

_ON_A_LINE: Final = 3
"""So many invoices does a line of the list name."""
_LEFT_THEN: Final = f"(CASE WHEN p.reverses_id IS NULL THEN {LEFT_OF_PAYMENT} ELSE 0 END)"
"""What was left at the end of the day of a payment `p`."""
_LEFT_NOW: Final = "p.unallocated_minor"
_BACK_THEN: Final = "AND back.paid_on <= %(today)s"
_TAKEN_BACK: Final = "EXISTS (SELECT 1 FROM billing_payment back WHERE back.reverses_id = p.id {then})"
"""Whether the payment `p` was reversed; `{then}` says by when."""
_SUMS: Final = """
    SELECT p.currency, COUNT(*) AS payments, SUM(p.minor) AS minor, SUM({left}) AS left_minor
    FROM billing_payment p WHERE {where} GROUP BY p.currency
"""
"""A PaymentSums each; `{left}` as above, `{where}` the condition that leaves the wanted payments."""
_PAGE: Final = """
    SELECT p.id FROM billing_payment p {join} WHERE {where} ORDER BY {order} LIMIT %(length)s OFFSET %(skip)s
"""
"""The ids of a page of the wanted payments, in `{order}`; `{join}` joins what the order asks of the client, `{where}`
is as above."""
_ROWS: Final = f"""
    WITH page AS MATERIALIZED ({_PAGE})
    SELECT p.id, p.ref, c.ref AS client_ref, c.name AS client_name, p.paid_on, p.is_day_known, p.currency, p.minor,
      {{left}} AS left_minor, first.ref AS reverses_ref, {{taken_back}} AS is_taken_back
    FROM page JOIN billing_payment p ON p.id = page.id {CLIENT.format(of="p.client_id")}
    LEFT JOIN billing_payment first ON first.id = p.reverses_id ORDER BY {{order}}
"""
"""A _Listed each, in `{order}`: which are on the page is found first, and the rest is read of those alone. `{left}` and
`{taken_back}` say what is left and whether it was reversed, now or on the day."""
_SETTLED: Final = """
    SELECT a.payment_id, a.id AS allocation_id, i.ref AS invoice_ref, i.number, a.allocated_on AS settled_on, a.minor
    FROM billing_allocation a JOIN billing_invoice i ON i.id = a.invoice_id
    WHERE a.payment_id {{in_list}} AND a.minor > 0 {of_day}
    AND NOT EXISTS (SELECT 1 FROM billing_allocation back WHERE back.reverses_id = a.id {back_of_day})
    ORDER BY a.allocated_on, a.id
"""
"""What stood of these payments; `{of_day}` and `{back_of_day}` name the day, with AND before it, where there is one."""
_FOUND: Final = """
    (p.client_id IN ({clients}) OR p.id IN (
        SELECT a.payment_id FROM billing_allocation a JOIN billing_invoice i ON i.id = a.invoice_id
        WHERE i.number_key LIKE %(number)s ESCAPE '!'))
"""
"""The payment is one of the clients whose ids are `{clients}`, or settled an invoice with a number like this."""
_ORDERS: Final = {
    "paid": "p.paid_on {down}, p.id {down}",
    "client": "{by_name} {up}, p.paid_on DESC, p.id DESC",
    "amount": "{by_amount}, p.id",
    "left": "{by_left}, p.id",
}
"""What a list is sorted by: `{up}` and `{down}` change places when it is turned, `{by_amount}` and `{by_left}` compare
amounts at the firm's rates."""


class PaymentSums(NamedTuple):
    """How many of the wanted payments are in one currency, what they add up to less what was reversed, what is left."""

    currency: str
    payments: int
    minor: int
    left_minor: int


class _Listed(NamedTuple):
    """A line of the list, as it is in the book."""

    id: int
    ref: str
    client_ref: str
    client_name: str
    paid_on: date | str
    is_day_known: bool | int
    currency: str
    minor: int
    left_minor: int
    reverses_ref: str | None
    is_taken_back: bool | int


class _Standing(NamedTuple):
    """What a payment settled of an invoice, as it is in the book."""

    payment_id: int
    allocation_id: int
    invoice_ref: str
    number: str
    settled_on: date | str
    minor: int


@dataclass(frozen=True, slots=True)
class PaymentLine(PaymentFacts):
    """One line of the list. A negative payment takes `reverses_ref` back; `settled` holds what stands."""

    reverses_ref: str
    is_taken_back: bool
    settled: tuple[Settled, ...]

    @property
    def first_settled(self) -> tuple[Settled, ...]:
        """As many as a line has room for."""
        return self.settled[:_ON_A_LINE]

    @property
    def has_several_settled(self) -> bool:
        """Whether it settled more than one invoice."""
        return len(self.settled) > 1

    @property
    def has_more_settled(self) -> bool:
        """Whether it settled more than a line has room for."""
        return len(self.settled) > _ON_A_LINE


def payment_sums(*, wanted: PaymentFilter, by: Actor) -> list[PaymentSums]:
    """Sum up the wanted payments by currency."""
    where, parameters = _wanted(wanted, by)
    return rows(PaymentSums, _SUMS.format(left=_left(wanted), where=where), parameters)


def listed_payments(
    *, wanted: PaymentFilter, own: str, worths: Mapping[str, Decimal], by: Actor, length: int, skip: int
) -> tuple[PaymentLine, ...]:
    """A page of the wanted payments in the order that is wanted.

    `own` is the firm's currency, `worths` says what a minor unit of each is worth in it.
    """
    where, parameters = _wanted(wanted, by)
    name = wanted.sort.removesuffix(TURNED)
    up, down = ("DESC", "ASC") if wanted.sort.endswith(TURNED) else ("ASC", "DESC")
    compared = ByWorth("p.currency", own, worths)
    order = _ORDERS.get(name, _ORDERS["paid"]).format(
        up=up,
        down=down,
        by_name=name_key("c"),
        by_amount=compared.order("p.minor", down),
        by_left=compared.order(_left(wanted), down),
    )
    statement = _ROWS.format(
        join=CLIENT.format(of="p.client_id") if name == "client" else "",
        where=where,
        order=order,
        left=_left(wanted),
        taken_back=_taken_back(wanted),
    )
    listed = rows(_Listed, statement, {**parameters, **compared.parameters, "length": length, "skip": skip})
    settled = _settled([row.id for row in listed], wanted.until)
    return tuple(
        PaymentLine(
            ref=row.ref,
            client_ref=row.client_ref,
            client_name=row.client_name,
            paid_on=as_day(row.paid_on),
            is_day_known=bool(row.is_day_known),
            currency=row.currency,
            minor=row.minor,
            left_minor=int(row.left_minor),
            reverses_ref=row.reverses_ref or "",
            is_taken_back=bool(row.is_taken_back),
            settled=tuple(settled.get(row.id, ())),
        )
        for row in listed
    )


def _settled(ids: list[int], until: date | None) -> dict[int, list[Settled]]:
    """What stands of these payments, by their ids."""
    on = "" if until is None else f"'{until:%Y-%m-%d}'"
    statement = _SETTLED.format(
        of_day=f"AND a.allocated_on <= {on}" if on else "", back_of_day=f"AND back.allocated_on <= {on}" if on else ""
    )
    found: dict[int, list[Settled]] = {}
    for row in rows_in(_Standing, statement, ids):
        one = Settled(row.allocation_id, row.invoice_ref, row.number, as_day(row.settled_on), row.minor)
        found.setdefault(row.payment_id, []).append(one)
    return found


def _left(wanted: PaymentFilter) -> str:
    return _LEFT_NOW if wanted.until is None else _LEFT_THEN


def _taken_back(wanted: PaymentFilter) -> str:
    return _TAKEN_BACK.format(then="" if wanted.until is None else _BACK_THEN)


def _wanted(wanted: PaymentFilter, by: Actor) -> tuple[str, dict[str, Any]]:
    """The condition that leaves the wanted payments which the actor may see, and its parameters."""
    parts = ["1 = 1"]
    asked: dict[str, Any] = {"today": wanted.until, "since": wanted.since, "currency": wanted.currency}
    if wanted.until is not None:
        parts.append("p.paid_on <= %(today)s")
    if wanted.since is not None:
        parts.append("p.paid_on >= %(since)s")
    if wanted.currency:
        parts.append("p.currency = %(currency)s")
    if wanted.shown == "left":
        parts.append(f"{_left(wanted)} > 0")
    if wanted.shown == "undone":
        parts.append(f"(p.reverses_id IS NOT NULL OR {_taken_back(wanted)})")
    if wanted.people:
        theirs = looked_after(people=wanted.people, by=by).values_list("id", flat=True)
        parts.append(f"p.client_id IN ({among(list(theirs))})")
    if wanted.refs:
        named = {f"ref{place}": ref for place, ref in enumerate(wanted.refs)}
        parts.append(f"p.ref IN ({', '.join(f'%({name})s' for name in named)})")
        asked |= named
    if wanted.search.strip():
        clients = matching(wanted.search, by=by).values_list("id", flat=True)
        parts.append(_FOUND.format(clients=among(list(clients))))
        key = number_key(wanted.search).replace("!", "!!").replace("%", "!%").replace("_", "!_")
        asked["number"] = f"%{key}%"
    visible, their_parameters = visible_clients(by, "p.client_id")
    return " AND ".join(parts) + visible, {**asked, **their_parameters}
