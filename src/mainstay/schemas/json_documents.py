"""The pages of the book as JSON documents: amounts as decimal strings, days as ISO 8601."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from mainstay.kernel.money import decimal_text
from mainstay.kernel.offers import shown_by
from mainstay.schemas.billing import ageing_document, amounts_document
from mainstay.schemas.scoring import paying_document, stored_outlook_document, trend_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mainstay.billing.queries.receivables import ReceivablesPage
    from mainstay.briefing.queries.morning import MorningPage
    from mainstay.insight.what_if import StandingChanges
    from mainstay.kernel.offers import Panel
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
        "payment_rating": {
            "current": row.standing.payment or None,
            "by_hand": row.standing.is_payment_by_hand,
            "evidence": row.standing.payment_evidence or None,
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
    return {
        "as_of": str(page.as_of),
        "ref": page.ref,
        "external_id": page.external_id,
        "name": page.name,
        "email": page.email,
        "phone": page.phone,
        "address": page.address,
        "country": page.country,
        "client_group": page.client_group,
        "tags": list(page.tags),
        "merged_into": page.merged_into[0] if page.merged_into else None,
        "archived_on": None if page.archived_on is None else str(page.archived_on),
        **_panels_document(page.panels),
    }


def _panels_document(panels: Iterable[Panel]) -> dict[str, object]:
    """What the module of each package says of its panels, in the order in which a terminal prints them."""
    document: dict[str, object] = {}
    for panel in sorted(panels, key=lambda panel: panel.place.terminal):
        says = shown_by("mainstay.schemas", panel.package, f"{panel.name}_document")
        document |= {} if says is None else says(panel)
    return document


def morning_document(page: MorningPage) -> dict[str, object]:
    """The morning: the day, and what the module of each package says of its panels."""
    return {"today": str(page.today), "firm": page.firm, **_panels_document(page.panels)}


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
                "overdue": decimal_text(row.overdue_minor, row.currency),
                "days_late": row.days_late if row.open_minor else row.settled_late,
                "outlook": stored_outlook_document(
                    row.outlook,
                    row.currency,
                    terms_days=(row.due_on - row.issued_on).days,
                    days_late=row.days_late,
                ),
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
                "outlook": stored_outlook_document(
                    one.outlook,
                    one.currency,
                    terms_days=(one.due_on - one.issued_on).days,
                    days_late=(one.outlook.as_of - one.due_on).days,
                ),
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
        "days_late": page.days_late if page.open_minor else page.settled_late,
        "instalments": [
            {
                "due_on": str(part.due_on),
                "amount": decimal_text(part.minor, page.currency),
                "open": decimal_text(part.open_minor, page.currency),
            }
            for part in page.instalments
        ],
        "disputed": page.is_disputed,
        "outlook": stored_outlook_document(
            page.outlook,
            page.currency,
            terms_days=(page.due_on - page.issued_on).days,
            days_late=page.days_late,
        ),
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
