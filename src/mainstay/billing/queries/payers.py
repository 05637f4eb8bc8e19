"""Who may have paid an amount, read from what is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mainstay.billing.queries.fragments import NEXT_DUE
from mainstay.billing.rules import payers
from mainstay.billing.rules.payers import ClientDebt, OwedInvoice
from mainstay.clients.queries.naming import of_client
from mainstay.clients.queries.visible import visible_clients
from mainstay.store.sql import rows

if TYPE_CHECKING:
    from mainstay.billing.rules.payers import LikelyPayer
    from mainstay.kernel.actor import Actor
    from mainstay.kernel.money import Money

_READ: Final = 5_000
"""So many open invoices are compared at most: those of exactly this amount, then the earliest due."""
_DEBTORS: Final = 8
_FITTING: Final = f"""
    SELECT c.ref AS client_ref, c.name AS client_name, i.number, i.open_minor
    FROM (
        SELECT i.id FROM billing_invoice i
        WHERE i.open_minor > 0 AND i.currency = %(currency)s AND i.open_minor <= %(minor)s {{visible}}
        ORDER BY CASE WHEN i.open_minor = %(minor)s THEN 0 ELSE 1 END, i.due_on, i.id LIMIT {_READ}
    ) f JOIN billing_invoice i ON i.id = f.id {of_client("i")} ORDER BY {NEXT_DUE.format(i="i")}, i.id
"""
"""The open invoices that fit into an amount; `{visible}` limits them to clients that the actor may see."""
_DEBTS: Final = f"""
    SELECT c.ref AS client_ref, c.name AS client_name, o.open_minor
    FROM (
        SELECT i.client_id, CAST(SUM(i.open_minor) AS bigint) AS open_minor, MIN(i.due_on) AS due_on
        FROM billing_invoice i WHERE i.open_minor > 0 AND i.currency = %(currency)s {{visible}}
        GROUP BY i.client_id ORDER BY due_on, i.client_id LIMIT {_DEBTORS}
    ) o {of_client("o")} ORDER BY o.due_on, o.client_id
"""
"""The clients who owe in a currency, the longest due first; `{visible}` as above."""


def likely_payers(*, amount: Money, note: str = "", by: Actor) -> tuple[LikelyPayer, ...]:
    """The clients who may have paid this amount, the likeliest first, each with the reason."""
    visible, params = visible_clients(by, "i.client_id")
    asked = {"currency": amount.currency, "minor": amount.minor, **params}
    owed = rows(OwedInvoice, _FITTING.format(visible=visible), asked)
    debtors = rows(ClientDebt, _DEBTS.format(visible=visible), asked)
    return payers.likely_payers(amount.minor, owed=owed, debtors=debtors, note=note, most=_DEBTORS)
