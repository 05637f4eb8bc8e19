"""The pages of the book as JSON documents: amounts as decimal strings, days as ISO 8601."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from mainstay.insight.outlook_phrases import outlook_sentence
from mainstay.kernel.money import decimal_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mainstay.billing.queries.receivables import Ageing, ReceivablesPage
    from mainstay.briefing.queries.morning import Change, MorningPage, ToSpeakTo
    from mainstay.clients.queries.next_contacts import PlannedContact
    from mainstay.insight.changing import Turns
    from mainstay.overview.queries.clients import ClientPage, ClientRow
    from mainstay.overview.queries.invoice import InvoicePage
    from mainstay.overview.queries.invoices import InvoicesPage
    from mainstay.scoring.queries.forecasts import BookOutlook, WhatWouldChange
    from mainstay.scoring.queries.outlooks import Foreseen
    from mainstay.scoring.queries.standings import ClientStanding
    from mainstay.scoring.rules.opinion import CurrencyOpinion
    from mainstay.scoring.rules.payment_habits import Habits


def _ageing_document(ageing: Ageing, currency: str) -> dict[str, object]:
    return {
        "open": decimal_text(ageing.open_minor, currency),
        "overdue": decimal_text(ageing.overdue_minor, currency),
        "ageing": {name: decimal_text(minor, currency) for name, minor in ageing.by_bucket.items()},
    }


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


def receivables_document(page: ReceivablesPage, judged: Mapping[str, CurrencyOpinion]) -> dict[str, object]:
    """Receivables per currency and client; and, as last judged, what is expected of them week by week."""
    return {
        "as_of": str(page.as_of),
        "currencies": [
            {
                "currency": group.currency,
                **_ageing_document(group.ageing, group.currency),
                "clients": [
                    {"ref": member.ref, "name": member.name, **_ageing_document(member.ageing, group.currency)}
                    for member in group.clients
                ],
                "ahead": _ahead_document(judged.get(group.currency)),
            }
            for group in page.currencies
        ],
    }


def _ahead_document(now: CurrencyOpinion | None) -> Any:
    return None if now is None or now.ahead is None else major(asdict(now.ahead), now.currency)


def _habits_document(habits: Habits) -> dict[str, object]:
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


def _trend_document(habits: Habits) -> dict[str, object]:
    days = None if habits.trend is None else round(habits.trend, 2)
    return {"direction": habits.direction, "days": days}


def _amounts_document(by_currency: dict[str, int]) -> dict[str, str]:
    return {currency: decimal_text(minor, currency) for currency, minor in sorted(by_currency.items())}


def client_row_document(row: ClientRow) -> dict[str, object]:
    """One line of the client list."""
    return {
        "ref": row.ref,
        "name": row.name,
        "open": _amounts_document(row.open_minor),
        "overdue": _amounts_document(row.overdue_minor),
        "on_account": _amounts_document(row.on_account_minor),
        "habits": _habits_document(row.habits),
        "trend": _trend_document(row.habits),
        "standing": {
            "holds": row.standing.holds or None,
            "by_hand": row.standing.is_by_hand,
            "evidence": row.standing.evidence or None,
        },
    }


def standing_document(standing: ClientStanding) -> dict[str, object]:
    """What one client is to the firm: what holds, what was set by hand, what the evidence says, and what was before."""
    evidence, hand = standing.evidence, standing.by_hand
    return {
        "holds": standing.holds or None,
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
            "inputs": [
                {"name": one.name, "points": one.points, "most": one.most, "missing": one.is_missing, "why": one.says}
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


def turns_document(turns: Turns | None) -> dict[str, object] | None:
    """What would change a standing; nothing of a client of whom nothing is known."""
    if turns is None:
        return None
    return {
        "standing": turns.standing,
        "score": turns.score,
        "changes": [
            {"what": one.code, "count": one.count, "standing": one.standing, "score": one.score} for one in turns.turned
        ],
    }


def client_document(page: ClientPage) -> dict[str, object]:
    """One client."""
    return {
        "as_of": str(page.as_of),
        "ref": page.ref,
        "external_id": page.external_id,
        "name": page.name,
        "email": page.email,
        "phone": page.phone,
        "address": page.address,
        "country": page.country,
        "terms_days": page.terms_days,
        "deposit_percent": page.deposit_percent,
        "credit_limit": None
        if page.credit_limit_minor is None
        else f"{decimal_text(page.credit_limit_minor, page.currency)} {page.currency}",
        "client_group": page.client_group,
        "contacts": [{"name": name, "email": email, "phone": phone} for name, email, phone in page.contacts],
        "standing": standing_document(page.standing),
        "next_contact": None if page.next_contact is None else contact_document(page.next_contact),
        "habits": _habits_document(page.habits),
        "trend": _trend_document(page.habits),
        "balances": [
            {"currency": currency, **_ageing_document(ageing, currency)} for currency, ageing in page.ageing.items()
        ],
        "on_account": _amounts_document(page.on_account_minor),
        "at_risk": _amounts_document(page.at_risk_minor),
        "open_invoices": [
            {
                "ref": invoice.ref,
                "number": invoice.number,
                "currency": invoice.currency,
                "issued_on": str(invoice.issued_on),
                "due_on": str(invoice.due_on),
                "total": decimal_text(invoice.total_minor, invoice.currency),
                "open": decimal_text(invoice.open_minor, invoice.currency),
                "days_late": invoice.days_late,
                "disputed": invoice.is_disputed,
                "outlook": foreseen_document(invoice.foreseen, invoice.currency),
            }
            for invoice in page.open_invoices
        ],
        "payments": [
            {
                "ref": payment.ref,
                "paid_on": str(payment.paid_on) if payment.is_day_known else None,
                "amount": decimal_text(payment.minor, payment.currency),
                "currency": payment.currency,
            }
            for payment in page.payments
        ],
        "timeline": [
            {
                "on": str(event.happened_on),
                "kind": event.kind,
                "by": event.actor,
                **event.facts,
                **({} if event.written is None else {"text_ref": event.written.ref}),
            }
            for event in page.events
        ],
    }


def contact_document(contact: PlannedContact) -> dict[str, object]:
    """A next contact that is open, with the last word there was."""
    last = contact.last_word
    return {
        "ref": contact.client_ref,
        "name": contact.client_name,
        "on": str(contact.on),
        "how": contact.way,
        "about": contact.about,
        "days": contact.days,
        "when": contact.when,
        "last_word": None
        if last is None
        else {"on": str(last.happened_on), "kind": last.kind, "by": last.actor, **last.facts},
    }


def _speak_document(said: ToSpeakTo) -> dict[str, object]:
    owing = said.word.owing
    return {
        "ref": owing.ref,
        "name": owing.name,
        "currency": owing.currency,
        "open": decimal_text(owing.open_minor, owing.currency),
        "overdue": decimal_text(owing.overdue_minor, owing.currency),
        "at_risk": None if owing.at_risk_minor is None else decimal_text(owing.at_risk_minor, owing.currency),
        "overdue_invoices": owing.overdue_invoices,
        "days_late": owing.days_late,
        "stake": round(said.word.stake, 3),
        "reason": said.word.reason.code,
        "why": said.sentence,
    }


def _change_document(change: Change) -> dict[str, object]:
    what: dict[str, object] = {"kind": change.kind, "ref": change.ref, "name": change.name, "on": str(change.on)}
    if change.kind == "standing":
        return {**what, "standing": change.number}
    amount = decimal_text(change.minor, change.currency)
    return {**what, "number": change.number, "currency": change.currency, "amount": amount}


def morning_document(page: MorningPage) -> dict[str, object]:
    """The morning."""
    return {
        "today": str(page.today),
        "firm": page.firm,
        "owed": [{"currency": g.currency, **_ageing_document(g.ageing, g.currency)} for g in page.owed],
        "on_account": _amounts_document(page.on_account_minor),
        "speak_to": [_speak_document(said) for said in page.speak_to],
        "wait_for": [_speak_document(said) for said in page.wait_for],
        "judged_on": None if page.judged_on is None else str(page.judged_on),
        "at_risk": _amounts_document(page.at_risk_minor),
        "asleep_since": None if page.asleep_since is None else str(page.asleep_since),
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
        "at_risk": _amounts_document(page.at_risk_minor),
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
                "outlook": foreseen_document(row.foreseen, row.currency),
            }
            for row in page.invoices
        ],
    }


def foreseen_document(seen: Foreseen | None, currency: str) -> dict[str, object] | None:
    """An outlook: days, chances from 0 to 1, money at risk, and why."""
    if seen is None:
        return None
    return {
        "as_of": str(seen.as_of),
        "version": seen.version,
        "early_on": str(seen.early_on),
        "expected_on": str(seen.expected_on),
        "late_on": str(seen.late_on),
        "p_late": seen.late_ppm / 1_000_000,
        "p_late30": seen.late30_ppm / 1_000_000,
        "p_never": seen.never_ppm / 1_000_000,
        "at_risk": decimal_text(seen.at_risk_minor, currency),
        "reason": {"code": seen.reason.code, **seen.reason.params},
        "why": outlook_sentence(seen.reason),
    }


def outlook_document(page: BookOutlook) -> dict[str, object]:
    """The outlook of all open invoices."""
    return {
        "as_of": None if page.as_of is None else str(page.as_of),
        "unjudged": page.unjudged,
        "open": _amounts_document(page.open_minor),
        "at_risk": _amounts_document(page.at_risk_minor),
        "invoices": [
            {
                "ref": one.ref,
                "number": one.number,
                "client": {"ref": one.client_ref, "name": one.client_name},
                "currency": one.currency,
                "issued_on": str(one.issued_on),
                "due_on": str(one.due_on),
                "open": decimal_text(one.foreseen.open_minor, one.currency),
                "outlook": foreseen_document(one.foreseen, one.currency),
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
        "outlook": foreseen_document(page.foreseen, page.currency),
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
