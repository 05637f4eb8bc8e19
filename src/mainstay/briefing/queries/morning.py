"""The morning in one page: what is owed, whom to speak to first, what changed since yesterday."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.db import connection

from mainstay.book.queries.clients import as_day, on_account
from mainstay.book.queries.habits import habits
from mainstay.book.queries.receivables import OPEN_ON_A_PAST_DAY, CurrencyAgeing, is_current, receivables
from mainstay.book.rules.habits import NO_HABITS
from mainstay.briefing.phrases import why_now
from mainstay.briefing.rules.speaking import Owing, Word, whom_to_speak_to
from mainstay.clients.queries.next_contacts import contacts_due
from mainstay.firm.queries.firms import this_firm

if TYPE_CHECKING:
    from mainstay.clients.queries.next_contacts import PlannedContact
    from mainstay.kernel.actor import Actor

_OVERDUE_COLUMNS: Final = """
    SELECT o.client_id, o.currency, COUNT(*), SUM(CASE WHEN d.id IS NULL THEN 0 ELSE o.open_minor END)
    FROM {source} o LEFT JOIN billing_dispute d ON d.invoice_id = o.id
         AND (d.opened_on IS NULL OR d.opened_on <= %(today)s) AND (d.closed_on IS NULL OR d.closed_on > %(today)s)
    WHERE o.open_minor > 0 AND o.due_on < %(today)s GROUP BY o.client_id, o.currency
"""
_TYPICAL: Final = """
    SELECT currency, total_minor FROM (
        SELECT currency, total_minor, ROW_NUMBER() OVER (PARTITION BY currency ORDER BY total_minor) AS place,
               COUNT(*) OVER (PARTITION BY currency) AS size
        FROM billing_invoice WHERE issued_on <= %(today)s AND issued_on > %(year_ago)s
    ) AS ordered WHERE place = (size + 1) / 2
"""
_CHANGES: Final = """
    SELECT 'issued', c.ref, c.name, i.number, i.currency, i.total_minor, i.issued_on
    FROM billing_invoice i JOIN clients_client c ON c.id = i.client_id
    WHERE i.issued_on >= %(yesterday)s AND i.issued_on <= %(today)s
    UNION ALL
    SELECT 'paid', c.ref, c.name, '', p.currency, p.minor, p.paid_on
    FROM billing_payment p JOIN clients_client c ON c.id = p.client_id
    WHERE p.paid_on >= %(yesterday)s AND p.paid_on <= %(today)s AND p.is_day_known
    UNION ALL
    SELECT 'overdue', c.ref, c.name, o.number, o.currency, o.open_minor, o.due_on
    FROM {source} o JOIN clients_client c ON c.id = o.client_id
    WHERE o.open_minor > 0 AND o.due_on >= %(yesterday)s AND o.due_on < %(today)s
    UNION ALL
    SELECT 'written_off', c.ref, c.name, i.number, i.currency, w.minor, w.written_off_on
    FROM billing_writeoff w JOIN billing_invoice i ON i.id = w.invoice_id JOIN clients_client c ON c.id = i.client_id
    WHERE w.written_off_on >= %(yesterday)s AND w.written_off_on <= %(today)s
    UNION ALL
    SELECT 'disputed', c.ref, c.name, i.number, i.currency, i.total_minor, d.opened_on
    FROM billing_dispute d JOIN billing_invoice i ON i.id = d.invoice_id JOIN clients_client c ON c.id = i.client_id
    WHERE d.opened_on >= %(yesterday)s AND d.opened_on <= %(today)s
    ORDER BY 1, 6 DESC, 2 LIMIT 200
"""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that is new since yesterday: issued, paid, overdue, written_off or disputed."""

    kind: str
    ref: str
    name: str
    number: str
    currency: str
    minor: int
    on: date


@dataclass(frozen=True, slots=True)
class ToSpeakTo:
    """A client to speak to (`is_due`) or to leave in peace, and why, in the language active when it was read."""

    word: Word
    sentence: str


@dataclass(frozen=True, slots=True)
class MorningPage:
    """What the owner should know this morning. Currencies are never added together."""

    today: date
    firm: str
    owed: tuple[CurrencyAgeing, ...]
    on_account_minor: dict[str, int]
    speak_to: tuple[ToSpeakTo, ...]
    wait_for: tuple[ToSpeakTo, ...]
    changes: tuple[Change, ...]
    contacts: tuple[PlannedContact, ...] = ()


def morning(*, today: date, by: Actor) -> MorningPage:
    """Read the morning of a day, from what was known by then."""
    page = receivables(as_of=today)
    paying = habits(as_of=today)
    with_then = "" if is_current(today) else f"WITH {OPEN_ON_A_PAST_DAY}"
    source = "billing_invoice" if is_current(today) else "owed"
    parameters = {"today": today, "yesterday": today - timedelta(days=1), "year_ago": today - timedelta(days=365)}
    with connection.cursor() as cursor:
        cursor.execute(with_then + _OVERDUE_COLUMNS.format(source=source), parameters)
        overdue = {(row[0], row[1]): (int(row[2]), int(row[3])) for row in cursor.fetchall()}
        cursor.execute(_TYPICAL, parameters)
        typical = {currency: int(minor) for currency, minor in cursor.fetchall()}
        cursor.execute(_changes(with_then, source), parameters)
        changes = tuple(
            Change(kind, ref, name, number, currency, int(minor), as_day(on))
            for kind, ref, name, number, currency, minor, on in cursor.fetchall()
        )
    words = whom_to_speak_to(
        Owing(
            ref=client.ref,
            name=client.name,
            currency=group.currency,
            open_minor=client.ageing.open_minor,
            overdue_minor=client.ageing.overdue_minor,
            invoices=client.invoices,
            overdue_invoices=overdue.get((client.client_id, group.currency), (0, 0))[0],
            days_late=(today - as_day(client.oldest_due_on)).days,
            disputed_minor=overdue.get((client.client_id, group.currency), (0, 0))[1],
            typical_minor=typical.get(group.currency, 1),
            habits=paying.get(client.client_id, NO_HABITS),
        )
        for group in page.currencies
        for client in group.clients
    )
    credit: dict[str, int] = {}
    for amounts in on_account(as_of=today).values():
        for currency, minor in amounts.items():
            credit[currency] = credit.get(currency, 0) + minor
    said = [ToSpeakTo(word, why_now(word)) for word in words]
    return MorningPage(
        today=today,
        firm=this_firm().name,
        owed=page.currencies,
        on_account_minor=credit,
        speak_to=tuple(s for s in said if s.word.is_due),
        wait_for=tuple(s for s in said if not s.word.is_due),
        changes=changes,
        contacts=contacts_due(today=today, by=by),
    )


def _changes(with_then: str, source: str) -> str:
    shown = (
        source
        if source == "billing_invoice"
        else "(SELECT owed.*, i.number FROM owed JOIN billing_invoice i ON i.id = owed.id)"
    )
    return with_then + _CHANGES.format(source=shown)
