"""What scoring knows as JSON: open invoices with their outlooks, habits, standings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.billing.rules.due import BUCKETS
from mainstay.insight.outlook_phrases import outlook_sentence
from mainstay.kernel.money import decimal_text
from mainstay.schemas.billing import ageing_document, amounts_document

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mainstay.scoring.queries.outlooks import StoredOutlook
    from mainstay.scoring.queries.panels import HabitsPanel, InactivePanel, OpenInvoicesPanel, StandingPanel
    from mainstay.scoring.queries.provision import Provision, ProvisionPage
    from mainstay.scoring.queries.standings import ClientStanding
    from mainstay.scoring.rules.payment_habits import Habits


def paying_document(habits: Habits) -> dict[str, object]:
    """How a client pays."""

    def rounded(value: float | None, places: int) -> float | None:
        return None if value is None else round(value, places)

    return {
        "invoices": habits.invoices,
        "paid": habits.paid,
        "on_time_share": rounded(habits.on_time_share, 4),
        "days_beyond_terms": {
            "median": rounded(habits.median, 2),
            "mean": rounded(habits.mean, 2),
            "spread": rounded(habits.spread, 2),
        },
        "longest": habits.longest,
        "last": habits.last,
        "open": habits.open,
        "overdue": habits.overdue,
    }


def trend_document(habits: Habits) -> dict[str, object]:
    """Which way it goes."""
    days = None if habits.trend is None else round(habits.trend, 2)
    return {"direction": habits.direction, "days": days}


def stored_outlook_document(
    seen: StoredOutlook | None, currency: str, *, terms_days: int, days_late: int
) -> dict[str, object] | None:
    """An outlook: days, chances from 0 to 1, money at risk, and why: the figures, and a sentence for a person."""
    if seen is None:
        return None
    return {
        "as_of": str(seen.as_of),
        "version": seen.version,
        "early_on": str(seen.early_on),
        "expected_on": str(seen.expected_on),
        "late_on": str(seen.late_on),
        "own_expected_on": None if seen.own_on is None else str(seen.own_on),
        "own_reason": seen.own_reason,
        "p_late": seen.late_ppm / 1_000_000,
        "p_late30": seen.late30_ppm / 1_000_000,
        "p_never": seen.never_ppm / 1_000_000,
        "at_risk": decimal_text(seen.at_risk_minor, currency),
        "reason": {"code": seen.reason.code, **seen.reason.params},
        "why": outlook_sentence(seen.reason, terms_days=terms_days, days_late=days_late),
    }


def provision_document(page: ProvisionPage) -> dict[str, object]:
    """A provision for doubtful debts, in each currency by age and by client."""

    def amounts(one: Provision, currency: str) -> dict[str, object]:
        opened, provided = (decimal_text(minor, currency) for minor in (one.open_minor, one.provision_minor))
        return {"open": opened, "provision": provided}

    def by_age(ages: Iterable[Provision], currency: str) -> dict[str, object]:
        return {age: amounts(one, currency) for age, one in zip(BUCKETS, ages, strict=True)}

    return {
        "as_of": str(page.as_of),
        "forecast_of": None if page.scored_on is None else str(page.scored_on),
        "currencies": [
            {
                "currency": group.currency,
                **amounts(group.total, group.currency),
                "ages": by_age(group.ages, group.currency),
                "without_forecast": group.unscored,
                "clients": [
                    {
                        "ref": client.ref,
                        "name": client.name,
                        **amounts(client.total, group.currency),
                        "ages": by_age(client.ages, group.currency),
                    }
                    for client in group.clients
                ],
            }
            for group in page.currencies
        ],
    }


def client_standing_document(standing: ClientStanding) -> dict[str, object]:
    """One rating of a client: what holds, what was set by hand, what the evidence says, and what was before."""
    evidence, hand = standing.evidence, standing.by_hand
    return {
        "current": standing.current or None,
        "by_hand": None
        if hand is None
        else {"standing": hand.standing, "reason": hand.reason, "since": str(hand.set_on), "by": hand.set_by},
        "evidence": None
        if evidence is None
        else {
            "standing": evidence.standing,
            "since": str(evidence.since_on),
            "as_of": None if evidence.as_of is None else str(evidence.as_of),
            "score": evidence.score,
            "needs": evidence.needs,
            "reason": evidence.reason,
            "why": evidence.sentence,
            "before": evidence.was or None,
            "inputs": [
                {
                    "name": one.name,
                    "points": one.points,
                    "most": one.most,
                    "missing": one.is_missing,
                    "why": one.says,
                    "before": one.before,
                }
                for one in evidence.inputs
            ],
        },
        "history": [
            {
                "standing": one.standing,
                "since": str(one.since_on),
                "until": None if one.until_on is None else str(one.until_on),
                "by_hand": one.is_by_hand,
                "reason": one.reason,
                "by": one.by,
            }
            for one in standing.history
        ],
    }


def standing_document(panel: StandingPanel) -> dict[str, object]:
    """Both ratings of a client."""
    ratings = panel.ratings
    return {
        "standing": client_standing_document(ratings.relationship),
        "payment_rating": client_standing_document(ratings.payment),
    }


def habits_document(panel: HabitsPanel) -> dict[str, object]:
    """How a client pays, and which way it goes."""
    return {"habits": paying_document(panel.habits), "trend": trend_document(panel.habits)}


def open_invoices_document(panel: OpenInvoicesPanel) -> dict[str, object]:
    """What a client owes, in each currency and invoice by invoice."""
    return {
        "balances": [
            {"currency": currency, **ageing_document(ageing, currency)} for currency, ageing in panel.ageing.items()
        ],
        "on_account": amounts_document(panel.on_account_minor),
        "at_risk": amounts_document(panel.at_risk_minor),
        "open_invoices": [
            {
                "ref": invoice.ref,
                "number": invoice.number,
                "currency": invoice.currency,
                "issued_on": str(invoice.issued_on),
                "due_on": str(invoice.due_on),
                "total": decimal_text(invoice.total_minor, invoice.currency),
                "open": decimal_text(invoice.open_minor, invoice.currency),
                "overdue": decimal_text(invoice.overdue_minor, invoice.currency),
                "days_late": invoice.days_late,
                "disputed": invoice.is_disputed,
                "outlook": stored_outlook_document(
                    invoice.outlook,
                    invoice.currency,
                    terms_days=(invoice.due_on - invoice.issued_on).days,
                    days_late=invoice.days_late,
                ),
            }
            for invoice in panel.invoices
        ],
    }


def inactive_document(panel: InactivePanel) -> dict[str, object]:
    """The last day with an invoice of an inactive book."""
    return {"inactive_since": None if panel.since is None else str(panel.since)}
