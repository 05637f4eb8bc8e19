"""The pages of the book as JSON documents: amounts as decimal strings, days as ISO 8601."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from mainstay.kernel.money import decimal_text
from mainstay.kernel.offers import shown_by
from mainstay.overview.gathered import CHANGES
from mainstay.schemas.billing import ageing_document, amounts_document
from mainstay.schemas.clients import contact_document
from mainstay.schemas.scoring import paying_document, stored_outlook_document, trend_document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mainstay.billing.queries.receivables import ReceivablesPage
    from mainstay.briefing.queries.morning import CallListRow, MorningPage
    from mainstay.briefing.rules.changes import Change
    from mainstay.insight.what_if import StandingChanges
    from mainstay.overview.queries.clients import ClientListRow, ClientPage
    from mainstay.overview.queries.invoice import InvoicePage
    from mainstay.overview.queries.invoices import InvoicesPage
    from mainstay.scoring.queries.forecasts import BookOutlook, WhatWouldChange
    from mainstay.scoring.rules.scores import CurrencyScores


def major(document: Any, currency: str) -> Any:
    """The same document with amounts as decimal strings, their names without `_minor`."""
    if isinstance(document, dict):
        return {
            name.removesuffix("_minor"): decimal_text(value, currency)
            if name.endswith("_minor")
            else major(value, currency)
            for name, value in document.items()
        }
    if isinstance(document, (list, tuple)):
        return [major(one, currency) for one in document]
    return document


def receivables_document(page: ReceivablesPage, scored: Mapping[str, CurrencyScores]) -> dict[str, object]:
    """Receivables per currency and client; and, as last scored, what is expected of them week by week."""
    return {
        "as_of": str(page.as_of),
        "currencies": [
            {
                "currency": group.currency,
                **ageing_document(group.ageing, group.currency),
                "clients": [
                    {"ref": member.ref, "name": member.name, **ageing_document(member.ageing, group.currency)}
                    for member in group.clients
                ],
                "ahead": _ahead_document(scored.get(group.currency)),
            }
            for group in page.currencies
        ],
    }


def _ahead_document(now: CurrencyScores | None) -> Any:
    return None if now is None or now.ahead is None else major(asdict(now.ahead), now.currency)


def client_row_document(row: ClientListRow) -> dict[str, object]:
    """One line of the client list."""
    return {
        "ref": row.ref,
        "name": row.name,
        "open": amounts_document(row.open_minor),
        "overdue": amounts_document(row.overdue_minor),
        "on_account": amounts_document(row.on_account_minor),
        "habits": paying_document(row.habits),
        "trend": trend_document(row.habits),
        "standing": {
            "current": row.standing.current or None,
            "by_hand": row.standing.is_by_hand,
            "evidence": row.standing.evidence or None,
        },
    }


def what_if_document(what_if: StandingChanges | None) -> dict[str, object] | None:
    """What would change a standing; nothing of a client of whom nothing is known."""
    if what_if is None:
        return None
    return {
        "standing": what_if.standing,
        "score": what_if.score,
        "changes": [
            {"what": one.code, "count": one.count, "standing": one.standing, "score": one.score}
            for one in what_if.changed
        ],
    }


def client_document(page: ClientPage) -> dict[str, object]:
    """One client: who they are, and what the module of each package says of its panels."""
    document: dict[str, object] = {
        "as_of": str(page.as_of),
        "ref": page.ref,
        "external_id": page.external_id,
        "name": page.name,
        "email": page.email,
        "phone": page.phone,
        "address": page.address,
        "country": page.country,
        "client_group": page.client_group,
    }
    for panel in page.panels:
        says = shown_by("mainstay.schemas", panel.package, f"{panel.name}_document")
        document |= {} if says is None else says(panel)
    return document


def _call_document(said: CallListRow) -> dict[str, object]:
    debtor = said.word.debtor
    return {
        "ref": debtor.ref,
        "name": debtor.name,
        "currency": debtor.currency,
        "open": decimal_text(debtor.open_minor, debtor.currency),
        "overdue": decimal_text(debtor.overdue_minor, debtor.currency),
        "at_risk": None if debtor.at_risk_minor is None else decimal_text(debtor.at_risk_minor, debtor.currency),
        "overdue_invoices": debtor.overdue_invoices,
        "days_late": debtor.days_late,
        "stake": round(said.word.stake, 3),
        "reason": said.word.reason.code,
        "why": said.sentence,
    }


def _change_document(change: Change) -> dict[str, object]:
    what: dict[str, object] = {"kind": change.kind, "ref": change.ref, "name": change.name, "on": str(change.on)}
    about = {CHANGES[change.kind].about: change.number}
    if not change.currency:
        return {**what, **about}
    amount = decimal_text(change.minor, change.currency)
    return {**what, **about, "currency": change.currency, "amount": amount}


def morning_document(page: MorningPage) -> dict[str, object]:
    """The morning."""
    return {
        "today": str(page.today),
        "firm": page.firm,
        "owed": [{"currency": g.currency, **ageing_document(g.ageing, g.currency)} for g in page.owed],
        "on_account": amounts_document(page.on_account_minor),
        "call_list": [_call_document(said) for said in page.call_list],
        "wait_for": [_call_document(said) for said in page.wait_for],
        "scored_on": None if page.scored_on is None else str(page.scored_on),
        "at_risk": amounts_document(page.at_risk_minor),
        "unscored": page.unscored,
        "inactive_since": None if page.inactive_since is None else str(page.inactive_since),
        "upkeep_trouble": page.upkeep_trouble or None,
        "unbooked": [
            {
                "kind": one.kind,
                "currency": one.currency,
                "documents": one.documents,
                "amount": decimal_text(one.minor, one.currency),
            }
            for one in page.unbooked
        ],
        "changes": [_change_document(change) for change in page.changes],
        "contacts": [contact_document(contact) for contact in page.contacts],
    }


def invoices_document(page: InvoicesPage) -> dict[str, object]:
    """A page of invoices."""
    return {
        "as_of": str(page.as_of),
        "page": page.number,
        "pages": page.pages,
        "count": page.count,
        "open": {currency: decimal_text(minor, currency) for currency, minor in page.open_minor.items()},
        "at_risk": amounts_document(page.at_risk_minor),
        "invoices": [
            {
                "ref": row.ref,
                "number": row.number,
                "client": {"ref": row.client_ref, "name": row.client_name},
                "currency": row.currency,
                "issued_on": str(row.issued_on),
                "due_on": str(row.due_on),
                "total": decimal_text(row.total_minor, row.currency),
                "open": decimal_text(row.open_minor, row.currency),
                "days_late": row.days_late,
                "outlook": stored_outlook_document(row.outlook, row.currency),
            }
            for row in page.invoices
        ],
    }


def outlook_document(page: BookOutlook) -> dict[str, object]:
    """The outlook of all open invoices."""
    return {
        "as_of": None if page.as_of is None else str(page.as_of),
        "unscored": page.unscored,
        "open": amounts_document(page.open_minor),
        "at_risk": amounts_document(page.at_risk_minor),
        "invoices": [
            {
                "ref": one.ref,
                "number": one.number,
                "client": {"ref": one.client_ref, "name": one.client_name},
                "currency": one.currency,
                "issued_on": str(one.issued_on),
                "due_on": str(one.due_on),
                "open": decimal_text(one.outlook.open_minor, one.currency),
                "outlook": stored_outlook_document(one.outlook, one.currency),
            }
            for one in page.invoices
        ],
    }


def changing_document(page: InvoicePage, changing: WhatWouldChange | None) -> dict[str, object]:
    """One invoice, its outlook as kept, and what would change it as worked out now."""
    return {
        "ref": page.ref,
        "number": page.number,
        "client": {"ref": page.client_ref, "name": page.client_name},
        "currency": page.currency,
        "issued_on": str(page.issued_on),
        "due_on": str(page.due_on),
        "open": decimal_text(page.open_minor, page.currency),
        "days_late": page.days_late,
        "disputed": page.is_disputed,
        "outlook": stored_outlook_document(page.outlook, page.currency),
        "now": None
        if changing is None
        else {
            "as_of": str(changing.as_of),
            "expected_on": str(changing.expected_on),
            "p_never": round(changing.never_ratio, 6),
            "changes": [
                {
                    "what": one.code,
                    "count": one.count,
                    "expected_on": str(one.expected_on),
                    "p_never": round(one.never_ratio, 6),
                }
                for one in changing.changes
            ],
        },
    }
