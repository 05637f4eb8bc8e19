"""The list of invoices: what those wanted sum up to, and one page of them, each with its outlook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from mainstay.billing.queries.by_worth import ByWorth
from mainstay.billing.queries.fragments import (
    AT_RISK,
    NEXT_DUE,
    OPEN_ON_A_PAST_DAY,
    OUTLOOK_COLUMNS,
    OUTLOOK_JOIN,
    OVERDUE,
    OWN_DATE_JOIN,
    PARTS_NOW,
    PARTS_THEN,
    OutlookRow,
)
from mainstay.billing.queries.receivables import days_of
from mainstay.billing.rules.due import BUCKETS
from mainstay.billing.rules.numbers import number_key
from mainstay.clients.queries.fetching import matching
from mainstay.clients.queries.fragments import CLIENT
from mainstay.clients.queries.name_order import name_key
from mainstay.clients.queries.visible import clients_for, visible_clients
from mainstay.firm.queries.own_currency import in_own_order, own_currency
from mainstay.store.sql import among, joined_rows, rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from mainstay.billing.rules.invoice_filter import InvoiceFilter
    from mainstay.kernel.actor import Actor

_STATE: Final = {
    "open": "i.open_minor > 0",
    "overdue": "i.open_minor > 0",
    "risk": "i.open_minor > 0",
    "settled": "i.open_minor = 0",
    "all": "1 = 1",
}
_OVERDUE: Final = "{due} < %(today)s"
"""What of an invoice is wanted where only a part may be: the condition on the day `{due}` on which it falls due."""
_AGE: Final = dict(
    zip(
        BUCKETS,
        (
            "{due} >= %(today)s",
            "{due} < %(today)s AND {due} >= %(d30)s",
            "{due} < %(d30)s AND {due} >= %(d60)s",
            "{due} < %(d60)s AND {due} >= %(d90)s",
            "{due} < %(d90)s",
        ),
        strict=True,
    )
)
_HAS_PART: Final = """
    ({of_whole} OR EXISTS (SELECT 1 FROM billing_instalment k
                           WHERE k.invoice_id = i.id AND k.later_minor < i.open_minor AND {of_part}))
"""
"""Whether an open invoice `i` has an open part of the wanted age: `{of_whole}` says it of its last due date,
`{of_part}` of that of an instalment `k`."""
_THEN: Final = f"""
    WITH {OPEN_ON_A_PAST_DAY}, known AS MATERIALIZED (
        SELECT w.id, w.ref, w.number, w.number_key, w.client_id, w.currency, w.issued_on, w.due_on, w.total_minor,
               w.settled_on, w.is_settled_day_known, COALESCE(owed.open_minor, 0) AS open_minor
        FROM billing_invoice w LEFT JOIN owed ON owed.id = w.id WHERE w.issued_on <= %(today)s
    )
"""
"""Before a statement: `known` holds the invoices issued by the day as they stood at the end of it."""
_SUMS: Final = """
    {known} SELECT i.currency, {count} AS invoices, SUM(i.open_minor) AS open_minor, {risk} AS at_risk_minor
    FROM {of} i {join} WHERE {where} GROUP BY i.currency
"""
"""An InvoiceSums each, of the invoices `{of}` that `{known}` gives, or parts of them, that the condition `{where}`
leaves: `{count}` of invoices; `{risk}` sums the money at risk, from the outlook that `{join}` joins."""
_ROWS: Final = f"""
    {{known}} page AS MATERIALIZED (
        SELECT i.id FROM {{of}} i {{join}} WHERE {{where}} ORDER BY {{order}} LIMIT %(length)s OFFSET %(skip)s
    )
    SELECT i.ref, i.number, c.ref AS client_ref, c.name AS client_name, i.currency, i.issued_on,
           {NEXT_DUE.format(i="i")} AS due_on, i.total_minor, i.open_minor, {OVERDUE.format(i="i")} AS overdue_minor,
           CASE WHEN i.is_settled_day_known AND i.settled_on <= %(today)s THEN i.settled_on END AS settled_on,
           {OUTLOOK_COLUMNS}
    FROM page JOIN {{of}} i ON i.id = page.id {CLIENT.format(of="i.client_id")} {OUTLOOK_JOIN}
    {OWN_DATE_JOIN}
    ORDER BY {{order}}
"""
"""A ListedInvoice and its OutlookRow each, of the invoices `{of}` that `{known}` gives, `%(length)s` after the first
`%(skip)s` in `{order}`; `{where}` and `{join}`
as above. Which are on the page is found first, from an index where one has this order: clients and outlooks are joined
to those alone."""
_RISK: Final = AT_RISK.format(i="i", o="o")
_BY_DUE: Final = f"{NEXT_DUE.format(i='i')}, i.id"
_BY_RISK: Final = "{by_risk}, i.due_on, i.id"


_FOUND: Final = """
    i.id IN (SELECT f.id FROM billing_invoice f
             WHERE f.number_key LIKE %(number)s ESCAPE '!' OR f.client_id IN ({clients}))
"""
"""The invoice bears a number like `%(number)s`, or belongs to one of the clients whose ids are `{clients}`."""
_SORTED: Final = {
    "number": "i.number_key, i.id",
    "client": "{by_name}, i.issued_on DESC, i.id DESC",
    "issued": "i.issued_on DESC, i.id DESC",
    "due": _BY_DUE,
    "total": "{by_total}, i.id",
    "open": "{by_open}, i.id",
}
"""What a list is sorted by; `{by_risk}`, `{by_total}` and `{by_open}` compare amounts at the firm's rates."""


class InvoiceSums(NamedTuple):
    """How many of the wanted invoices are in one currency, and their sums; `at_risk_minor` None: none was scored.

    Of an invoice in instalments only what is of the wanted age is in the sums.
    """

    currency: str
    invoices: int
    open_minor: int
    at_risk_minor: int | None


class ListedInvoice(NamedTuple):
    """An invoice as it is recorded now, or stood at the end of a past day, and whose it is.

    Days are as the engine returns them.

    `due_on` is the day of its earliest open part; `settled_on` None where it is open, or nobody knows the day.
    """

    ref: str
    number: str
    client_ref: str
    client_name: str
    currency: str
    issued_on: object
    due_on: object
    total_minor: int
    open_minor: int
    overdue_minor: int
    settled_on: object


def invoice_sums(
    *, wanted: InvoiceFilter, as_of: date, is_by_risk: bool, is_past: bool = False, by: Actor
) -> list[InvoiceSums]:
    """Sum up the wanted invoices by currency; the money at risk only where the list is by it, otherwise 0.

    With `is_past` as they stood at the end of the day, otherwise as recorded now.
    """
    where, parameters = _wanted(wanted, as_of, by)
    risk, join = (f"SUM({_RISK})", OUTLOOK_JOIN) if is_by_risk else ("0", "")
    of, count = "known" if is_past else "billing_invoice", "COUNT(*)"
    if age := _age(wanted):
        of, count = PARTS_THEN if is_past else PARTS_NOW, "COUNT(DISTINCT i.id)"
        where += f" AND {age.format(due='i.due_on')}"
    known = _THEN if is_past else ""
    statement = _SUMS.format(known=known, count=count, risk=risk, of=of, join=join, where=where)
    found = rows(InvoiceSums, statement, parameters)
    sums = {row.currency: row for row in found}
    return [sums[currency] for currency in in_own_order(sums)]


def listed_invoices(
    *,
    wanted: InvoiceFilter,
    as_of: date,
    is_by_risk: bool,
    is_past: bool = False,
    worths: Mapping[str, Decimal],
    by: Actor,
    length: int,
    skip: int,
) -> list[tuple[ListedInvoice, OutlookRow]]:
    """A page of the wanted invoices, each with its outlook by the day.

    With `is_past` as they stood at the end of the day. `worths` says what a minor unit of each currency is worth.
    By money at risk the most first; otherwise what is open by the due day, and other lists newest first.
    """
    where, parameters = _wanted(wanted, as_of, by)
    compared = ByWorth("i.currency", own_currency(), worths)
    is_newest_first = wanted.state in {"risk", "settled", "all"} and not wanted.age
    order = _BY_RISK if is_by_risk else "i.issued_on DESC, i.id DESC" if is_newest_first else _BY_DUE
    joined = OUTLOOK_JOIN if is_by_risk else ""
    if wanted.sort in _SORTED:
        order = _SORTED[wanted.sort]
        joined += CLIENT.format(of="i.client_id") if wanted.sort == "client" else ""
    order = order.format(
        by_name=name_key("c"),
        by_risk=compared.order(f"COALESCE({_RISK}, 0)"),
        by_total=compared.order("i.total_minor"),
        by_open=compared.order("i.open_minor"),
    )
    if age := _age(wanted):
        of_whole, of_part = age.format(due="i.due_on"), age.format(due="k.due_on")
        where += f" AND {_HAS_PART.format(of_whole=f'({of_whole})', of_part=of_part)}"
    known, of = (f"{_THEN},", "known") if is_past else ("WITH", "billing_invoice")
    statement = _ROWS.format(known=known, of=of, where=where, order=order, join=joined)
    return joined_rows(
        ListedInvoice, OutlookRow, statement, {**parameters, **compared.parameters, "length": length, "skip": skip}
    )


def _wanted(wanted: InvoiceFilter, as_of: date, by: Actor) -> tuple[str, dict[str, Any]]:
    """The condition that leaves the wanted invoices which the actor may see, of whatever age, and its parameters."""
    parts = [_STATE.get(wanted.state, _STATE["open"])]
    if wanted.age:
        parts.append(_STATE["open"])
    if wanted.currency:
        parts.append("i.currency = %(currency)s")
    asked: dict[str, Any] = {**days_of(as_of), "currency": wanted.currency}
    if wanted.client:
        theirs = clients_for(by).filter(ref=wanted.client).values_list("id", flat=True)
        parts.append(f"i.client_id IN ({among(list(theirs))})")
    if wanted.search.strip():
        clients = matching(wanted.search, by=by).values_list("id", flat=True)
        parts.append(_FOUND.format(clients=among(list(clients))))
        key = number_key(wanted.search).replace("!", "!!").replace("%", "!%").replace("_", "!_")
        asked["number"] = f"%{key}%"
    visible, known = visible_clients(by, "i.client_id")
    return " AND ".join(parts) + visible, {**asked, **known}


def _age(wanted: InvoiceFilter) -> str:
    """The condition on the day `{due}` of what is wanted of an invoice; "" where it is wanted whole."""
    ages = [_OVERDUE] if wanted.state == "overdue" else []
    if wanted.age in _AGE:
        ages.append(_AGE[wanted.age])
    return " AND ".join(ages)
