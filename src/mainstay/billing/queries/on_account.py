"""What clients have paid or were credited beyond what it was allocated to, and the latest payments of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from mainstay.billing.queries.receivables import is_current

if TYPE_CHECKING:
    from datetime import date

    from mainstay.kernel.offers import Shown

_MONEY_IN: Final = """
    SELECT * FROM (
        SELECT ROW_NUMBER() OVER (ORDER BY paid_on DESC, id DESC) AS place, ref, paid_on, is_day_known, minor, currency,
               note
        FROM billing_payment WHERE client_id = %(client)s AND paid_on <= %(today)s ORDER BY place LIMIT 12
    ) AS latest
    UNION ALL
    SELECT 0, NULL, NULL, NULL, minor, currency, NULL FROM ({on_account}) AS waiting
    ORDER BY place
"""
"""What waits on the client's account in each currency (place 0), then the latest payments."""
ON_ACCOUNT: Final = """
    SELECT client_id, currency, SUM(minor) AS minor FROM (
        SELECT p.client_id, p.currency,
               p.minor - COALESCE((SELECT SUM(a.minor) FROM billing_allocation a
                                   WHERE a.payment_id = p.id AND a.allocated_on <= %(today)s), 0)
                       - COALESCE((SELECT SUM(r.minor) FROM billing_refund r
                                   WHERE r.payment_id = p.id AND r.refunded_on <= %(today)s), 0)
                       - COALESCE((SELECT SUM(v.minor) FROM billing_recovery v
                                   WHERE v.payment_id = p.id AND v.recovered_on <= %(today)s), 0)
                       + COALESCE((SELECT SUM(b.minor) FROM billing_payment b
                                   WHERE b.reverses_id = p.id AND b.paid_on <= %(today)s), 0) AS minor
        FROM billing_payment p WHERE p.reverses_id IS NULL AND p.paid_on <= %(today)s {of_payment}
        UNION ALL
        SELECT n.client_id, n.currency,
               n.total_minor - COALESCE((SELECT SUM(a.minor) FROM billing_allocation a
                                         WHERE a.credit_note_id = n.id AND a.allocated_on <= %(today)s), 0)
                             - COALESCE((SELECT SUM(r.minor) FROM billing_refund r
                                         WHERE r.credit_note_id = n.id AND r.refunded_on <= %(today)s), 0)
        FROM billing_creditnote n WHERE n.issued_on <= %(today)s {of_note}
    ) AS parts WHERE minor > 0 GROUP BY client_id, currency
"""
_ON_ACCOUNT_NOW: Final = """
    SELECT client_id, currency, SUM(unallocated_minor) AS minor FROM (
        SELECT client_id, currency, unallocated_minor FROM billing_payment p WHERE unallocated_minor > 0 {of_payment}
        UNION ALL
        SELECT client_id, currency, unallocated_minor FROM billing_creditnote n WHERE unallocated_minor > 0 {of_note}
    ) AS parts GROUP BY client_id, currency
"""


def on_account(*, as_of: date, now: bool | None = None) -> dict[int, dict[str, int]]:
    """What clients have paid or were credited beyond what it was allocated to: client id -> currency -> minor units.

    `now` is what `is_current` said of the day, where it was asked already.
    """
    statement = _on_account(now=is_current(as_of) if now is None else now)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"today": as_of})
        found: dict[int, dict[str, int]] = {}
        for owner, currency, minor in cursor.fetchall():
            found.setdefault(owner, {})[currency] = int(minor)
    return found


def is_shown_now(shown: Shown[Any]) -> bool:
    """Say whether the kept columns hold for the day of the page."""
    return is_current(shown.as_of)


def money_in(shown: Shown[Any]) -> list[tuple[Any, ...]]:
    """What waits on the account of the client of a page, and the latest payments: the rows of `_MONEY_IN`."""
    statement = _MONEY_IN.format(on_account=_on_account(now=shown.once(is_shown_now), of_one=True))
    with connection.cursor() as cursor:
        cursor.execute(statement, {"client": shown.id, "today": shown.as_of})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def on_account_of(shown: Shown[Any]) -> dict[str, int]:
    """What waits on the account of the client of a page: currency -> minor units."""
    return {row[5]: int(row[4]) for row in shown.once(money_in) if not row[0]}


def _on_account(*, now: bool, of_one: bool = False) -> str:
    """The question what is on account: of all clients, or of the one in the parameters."""
    of_payment, of_note = (f"AND {t}.client_id = %(client)s" if of_one else "" for t in "pn")
    return (_ON_ACCOUNT_NOW if now else ON_ACCOUNT).format(of_payment=of_payment, of_note=of_note)
