"""What clients have paid or were credited beyond what it was allocated to, and the latest payments of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db import connection

from mainstay.billing.queries.fragments import LATER
from mainstay.billing.queries.receivables import is_current
from mainstay.store.book_version import MARK
from mainstay.store.sql import rows

if TYPE_CHECKING:
    from datetime import date

    from mainstay.kernel.offers import Shown

LEFT_OF_PAYMENT: Final = """
    p.minor
    - COALESCE((SELECT SUM(a.minor) FROM billing_allocation a
                WHERE a.payment_id = p.id AND a.allocated_on <= %(today)s), 0)
    - COALESCE((SELECT SUM(r.minor) FROM billing_refund r
                WHERE r.payment_id = p.id AND r.refunded_on <= %(today)s), 0)
    - COALESCE((SELECT SUM(v.minor) FROM billing_recovery v
                WHERE v.payment_id = p.id AND v.recovered_on <= %(today)s), 0)
    + COALESCE((SELECT SUM(b.minor) FROM billing_payment b
                WHERE b.reverses_id = p.id AND b.paid_on <= %(today)s), 0)
"""
LEFT_OF_NOTE: Final = """
    n.total_minor
    - COALESCE((SELECT SUM(a.minor) FROM billing_allocation a
                WHERE a.credit_note_id = n.id AND a.allocated_on <= %(today)s), 0)
    - COALESCE((SELECT SUM(r.minor) FROM billing_refund r
                WHERE r.credit_note_id = n.id AND r.refunded_on <= %(today)s), 0)
"""
"""What was left at the end of the day of a payment `p` and of a credit note `n`."""
ON_ACCOUNT: Final = f"""
    SELECT client_id, currency, SUM(minor) AS minor FROM (
        SELECT p.client_id, p.currency, {LEFT_OF_PAYMENT} AS minor
        FROM billing_payment p WHERE p.reverses_id IS NULL AND p.paid_on <= %(today)s {{of_payment}}
        UNION ALL
        SELECT n.client_id, n.currency, {LEFT_OF_NOTE}
        FROM billing_creditnote n WHERE n.issued_on <= %(today)s {{of_note}}
    ) AS parts WHERE minor > 0 GROUP BY client_id, currency
"""
"""What lay on the accounts of clients at the end of the day: client_id, currency, minor. `{of_payment}` and `{of_note}`
are conditions with AND before them, of a payment `p` and a credit note `n`."""
ON_ACCOUNT_NOW: Final = """
    SELECT client_id, currency, SUM(unallocated_minor) AS minor FROM (
        SELECT client_id, currency, unallocated_minor FROM billing_payment p WHERE unallocated_minor > 0 {of_payment}
        UNION ALL
        SELECT client_id, currency, unallocated_minor FROM billing_creditnote n WHERE unallocated_minor > 0 {of_note}
    ) AS parts GROUP BY client_id, currency
"""
"""The same, for a day after which nothing in billing is dated; `{of_payment}` and `{of_note}` as above."""
_MONEY_IN: Final = """
    SELECT * FROM (
        SELECT 1 AS is_payment, id, ref, paid_on, is_day_known, minor, currency, note
        FROM billing_payment WHERE client_id = %(client)s AND paid_on <= %(today)s
        ORDER BY paid_on DESC, id DESC LIMIT 12
    ) AS latest
    UNION ALL
    SELECT 0, 0, NULL, NULL, NULL, minor, currency, NULL FROM ({on_account}) AS waiting
"""
"""The latest payments, and what waits on the client's account in each currency: `{on_account}` asks for that."""


class _OnAccount(NamedTuple):
    client_id: int
    currency: str
    minor: int


class MoneyIn(NamedTuple):
    """A row of `_MONEY_IN`: a payment, or (`is_payment` 0) an amount on account; days as the engine returns them."""

    is_payment: int
    id: int
    ref: str
    paid_on: object
    is_day_known: object
    minor: int
    currency: str
    note: str


def on_account(*, as_of: date, now: bool | None = None) -> dict[int, dict[str, int]]:
    """What clients have paid or were credited beyond what it was allocated to: client id -> currency -> minor units.

    `now` is what `is_current` said of the day, where it was asked already.
    """
    statement = _on_account(now=is_current(as_of) if now is None else now)
    found: dict[int, dict[str, int]] = {}
    for row in rows(_OnAccount, statement, {"today": as_of}):
        found.setdefault(row.client_id, {})[row.currency] = int(row.minor)
    return found


class BookState(NamedTuple):
    """What a page about one thing asks first: what of billing is dated after its day, and the mark of the book."""

    later: int | None
    version: str


def book_state(shown: Shown[Any]) -> BookState:
    """Read it for a page."""
    statement = f"SELECT ({LATER}) AS later, {MARK[connection.vendor]} AS version"
    return rows(BookState, statement, {"today": shown.as_of})[0]


def is_shown_now(shown: Shown[Any]) -> bool:
    """Say whether the stored columns hold for the day of the page."""
    return shown.once(book_state).later is None


def money_in(shown: Shown[Any]) -> list[MoneyIn]:
    """What waits on the account of the client of a page, and the latest payments, the latest first."""
    statement = _MONEY_IN.format(on_account=_on_account(now=shown.once(is_shown_now), of_one=True))
    found = rows(MoneyIn, statement, {"client": shown.id, "today": shown.as_of})
    return sorted(found, key=lambda row: (str(row.paid_on or ""), row.id), reverse=True)


def on_account_of(shown: Shown[Any]) -> dict[str, int]:
    """What waits on the account of the client of a page: currency -> minor units."""
    return {row.currency: int(row.minor) for row in shown.once(money_in) if not row.is_payment}


def _on_account(*, now: bool, of_one: bool = False) -> str:
    """The question what is on account: of all clients, or of the one in the parameters."""
    of_payment, of_note = (f"AND {t}.client_id = %(client)s" if of_one else "" for t in "pn")
    return (ON_ACCOUNT_NOW if now else ON_ACCOUNT).format(of_payment=of_payment, of_note=of_note)
