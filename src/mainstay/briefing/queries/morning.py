"""The morning in one page: what is owed, whom to speak to first, what changed since yesterday."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from mainstay.billing.models import Invoice
from mainstay.billing.queries.fetching import has_invoices
from mainstay.billing.queries.fragments import OPEN_ON_A_PAST_DAY
from mainstay.billing.queries.imports import SOME_UNBOOKED, unbooked_sums
from mainstay.billing.queries.on_account import on_account
from mainstay.billing.queries.receivables import (
    AgeingRow,
    CurrencyAgeing,
    ageing_rows,
    receivables_of,
)
from mainstay.briefing.phrases import why_now
from mainstay.briefing.rules.call_list import CallListEntry, Debtor, call_list
from mainstay.briefing.rules.changes import Change
from mainstay.clients.queries.next_contacts import contacts_due
from mainstay.clients.queries.proposals import WAITING
from mainstay.clients.queries.visible import require_all
from mainstay.clients.rules.acts import SEE_RISK
from mainstay.firm.permissions import may
from mainstay.firm.queries.firms import this_firm
from mainstay.overview.gathered import CHANGES, call_advice
from mainstay.scoring.queries.outlooks import AT_RISK
from mainstay.scoring.queries.payment_habits import cached_habits
from mainstay.scoring.queries.result_cache import cache_result, cached_result
from mainstay.scoring.rules.payment_habits import NO_HABITS, middle_of
from mainstay.store.book_version import MARK
from mainstay.store.sql import as_day

if TYPE_CHECKING:
    from mainstay.billing.rules.unbooked import UnbookedSum
    from mainstay.clients.queries.next_contacts import PlannedContact
    from mainstay.firm.queries.firms import FirmRow
    from mainstay.kernel.actor import Actor

_STATE: Final = f"""
    SELECT (SELECT 1 FROM billing_latestbusinessdate WHERE last_on > %(today)s), s.as_of, s.figures, ({WAITING}),
           s.inputs, {{version}}, ({SOME_UNBOOKED})
    FROM (SELECT 1) one LEFT JOIN (
        SELECT as_of, figures, inputs FROM scoring_scoring WHERE as_of <= %(today)s ORDER BY as_of DESC LIMIT 1
    ) s ON 1 = 1
"""
"""Whether anything is dated later, as `is_current` asks; the last scores of the book; how many proposals wait; on what
the scores rested; whether anything was written; whether something imported waits to be dealt with."""
_LOOKED_AT: Final = 8
"""Clients looked at for each that is shown: seldom more than every eighth is due."""
_OVERDUE: Final = """
    SELECT o.client_id, o.currency, COUNT(*), SUM(CASE WHEN d.id IS NULL THEN 0 ELSE o.open_minor END), MIN(c.ref),
           MIN(c.name), SUM({risk})
    FROM {source} o JOIN clients_client c ON c.id = o.client_id LEFT JOIN billing_dispute d ON d.invoice_id = o.id
         AND (d.opened_on IS NULL OR d.opened_on <= %(today)s) AND (d.closed_on IS NULL OR d.closed_on > %(today)s)
         LEFT JOIN billing_invoiceoutlook f ON f.invoice_id = o.id AND f.as_of <= %(today)s
    WHERE o.open_minor > 0 AND o.due_on < %(today)s GROUP BY o.client_id, o.currency
"""
"""The clients who are overdue, and what of it is expected never to come (NULL: not scored)."""
_TYPICAL: Final = """
    UNION ALL
    SELECT NULL, currency, COUNT(*), 0, {totals}, '', NULL FROM billing_invoice
    WHERE issued_on <= %(today)s AND issued_on > %(year_ago)s GROUP BY currency
"""
"""All amounts of a year, of no client, where nobody remembers which is the middle one."""
_TOTALS: Final = {"sqlite": "GROUP_CONCAT(total_minor)", "postgresql": "STRING_AGG(CAST(total_minor AS text), ',')"}
"""As one text: window functions take five times as long to find the middle one."""


@dataclass(frozen=True, slots=True)
class CallListRow:
    """A client to speak to (`is_due`) or to leave in peace, and why, in the language active when it was read."""

    word: CallListEntry
    sentence: str


@dataclass(frozen=True, slots=True)
class MorningPage:
    """What the owner should know this morning. Currencies are never added together.

    `at_risk_minor` is what of all that is open is expected never to be paid, as scored on `scored_on` (None: never).
    `inactive_since` is the last day with an invoice, where that was longer ago than is usual in this book. `unbooked`
    sums up what of imported files is not in the book.
    """

    today: date
    firm: str
    owed: tuple[CurrencyAgeing, ...]
    on_account_minor: dict[str, int]
    call_list: tuple[CallListRow, ...]
    wait_for: tuple[CallListRow, ...]
    changes: tuple[Change, ...]
    overdue_clients: int
    contacts: tuple[PlannedContact, ...] = ()
    is_book_empty: bool = False
    at_risk_minor: dict[str, int] = field(default_factory=dict)
    scored_on: date | None = None
    proposals_waiting: int = 0
    inactive_since: date | None = None
    unbooked: tuple[UnbookedSum, ...] = ()


def morning(*, today: date, by: Actor, firm: FirmRow | None = None, most: int | None = None) -> MorningPage:
    """Read the morning of a day, from what was known by then.

    With `most`, at most so many clients to speak to and to leave in peace, and currencies without their clients.
    """
    require_all(by)
    is_risk_seen = may(by, SEE_RISK)
    with connection.cursor() as cursor:
        cursor.execute(_STATE.format(version=MARK[connection.vendor]), {"today": today})
        beyond, scored_on, figures, waiting, inputs, version, unbooked = cursor.fetchone()
    now = beyond is None
    rows = ageing_rows(today, now=now)
    with_then = "" if now else f"WITH {OPEN_ON_A_PAST_DAY}"
    source = "billing_invoice" if now else "owed"
    parameters = {"today": today, "yesterday": today - timedelta(days=1), "year_ago": today - timedelta(days=365)}
    typical: dict[str, int] | None = cached_result("typical", today, version)
    totals = _TYPICAL.format(totals=_TOTALS[connection.vendor]) if typical is None else ""
    with connection.cursor() as cursor:
        risk = AT_RISK.format(i="o", o="f")
        cursor.execute(with_then + _OVERDUE.format(source=source, risk=risk) + totals, parameters)
        found = cursor.fetchall()
        cursor.execute(_changes(with_then, source), parameters)
        changes = tuple(
            Change(kind, ref, name, number, currency, int(minor), as_day(on))
            for kind, ref, name, number, currency, minor, on in cursor.fetchall()
        )
    overdue = {
        (row[0], row[1]): (int(row[2]), int(row[3]), *row[4:-1], row[-1] if is_risk_seen else None)
        for row in found
        if row[0] is not None
    }
    if typical is None:
        typical = {row[1]: middle_of(row[4]) for row in found if row[0] is None}
        cache_result("typical", today, version, typical)
    late = [row for row in rows if row[3]]
    is_book_empty = not rows and not typical and not has_invoices(as_of=today)
    words = _entries(late, overdue, typical, today=today, version=version, most=most, by=by)
    credit: dict[str, int] = {}
    for amounts in on_account(as_of=today, now=now).values():
        for currency, minor in amounts.items():
            credit[currency] = credit.get(currency, 0) + minor
    return MorningPage(
        today=today,
        firm=(firm or this_firm()).name,
        owed=receivables_of(rows, as_of=today, length=None if most is None else 0).currencies,
        on_account_minor=credit,
        call_list=_said(words, most, is_due=True),
        wait_for=_said(words, most, is_due=False),
        changes=changes,
        overdue_clients=len({row[0] for row in late}),
        contacts=contacts_due(today=today, by=by),
        is_book_empty=is_book_empty,
        at_risk_minor=_at_risk(figures) if is_risk_seen else {},
        scored_on=None if scored_on is None else as_day(scored_on),
        proposals_waiting=int(waiting) if is_risk_seen else 0,
        inactive_since=_inactive_since(inputs, today),
        unbooked=unbooked_sums() if unbooked else (),
    )


def _at_risk(figures: Any) -> dict[str, int]:  # noqa: ANN401 -- JSON as the engine gives it
    return {currency: row["at_risk_minor"] for currency, row in _document(figures).items()}


def _inactive_since(inputs: Any, today: date) -> date | None:  # noqa: ANN401 -- as above
    """As scored; an invoice brought in since has woken the book already."""
    since = _document(inputs).get("inactive_since")
    if since is None or Invoice.objects.filter(issued_on__gt=since, issued_on__lte=today).exists():
        return None
    return date.fromisoformat(since)


def _document(stored: Any) -> dict[str, Any]:  # noqa: ANN401 -- as above
    return json.loads(stored) if isinstance(stored, str) else stored or {}


def _entries(
    late: list[AgeingRow],
    overdue: dict[tuple[int, str], tuple[int, int, str, str, int | None]],
    typical: dict[str, int],
    *,
    today: date,
    version: str,
    most: int | None,
    by: Actor,
) -> list[CallListEntry]:
    """Say of clients, those with most at stake first, whether to speak to them.

    With `most`, habits are read of enough of them for so many to be due; of all only where that was not enough.
    """
    is_scored = any(row[4] is not None for row in overdue.values())

    def at_risk(row: AgeingRow) -> int | None:
        return int(overdue[row[0], row[1]][4] or 0) if is_scored else None

    def stake(row: AgeingRow) -> float:
        risk = at_risk(row)
        return (row[3] if risk is None else risk) / max(typical.get(row[1], 1), 1)

    late = sorted(late, key=stake, reverse=True)
    looked_at = len(late) if most is None else most * _LOOKED_AT
    advice = call_advice(today=today, by=by)
    words: list[CallListEntry] = []
    for part in (late[:looked_at], late[looked_at:]):
        if not part or (words and sum(word.is_due for word in words) >= (most or 0)):
            continue
        paying = cached_habits(as_of=today, clients={row[0] for row in part}, version=version)
        debtors = [word.debtor for word in words]
        for row in part:
            client, currency = row[:2]
            invoices, disputed, ref, name, _ = overdue[client, currency]
            debtors.append(
                Debtor(
                    ref=ref,
                    name=name,
                    currency=currency,
                    open_minor=int(row[2]),
                    overdue_minor=int(row[3]),
                    invoices=int(row[9]),
                    overdue_invoices=invoices,
                    days_late=(today - as_day(row[10])).days,
                    disputed_minor=disputed,
                    typical_minor=typical.get(currency, 1),
                    habits=paying.get(client, NO_HABITS),
                    at_risk_minor=at_risk(row),
                )
            )
        words = call_list(debtors, advice)
    return words


def _said(words: list[CallListEntry], most: int | None, *, is_due: bool) -> tuple[CallListRow, ...]:
    return tuple(CallListRow(word, why_now(word)) for word in [w for w in words if w.is_due is is_due][:most])


def _changes(with_then: str, source: str) -> str:
    shown = (
        source
        if source == "billing_invoice"
        else "(SELECT owed.*, i.number FROM owed JOIN billing_invoice i ON i.id = owed.id)"
    )
    parts = [change.statement.format(open_invoices=shown) for change in CHANGES.values()]
    return f"{with_then} {' UNION ALL '.join(parts)} ORDER BY 1, 6 DESC, 2 LIMIT 200"
