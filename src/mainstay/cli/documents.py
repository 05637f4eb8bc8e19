"""The pages of the book as JSON documents: amounts as decimal strings, days as ISO 8601."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.kernel.money import decimal_text

if TYPE_CHECKING:
    from mainstay.book.queries.clients import ClientPage, ClientRow
    from mainstay.book.queries.documents import InvoicesPage
    from mainstay.book.queries.receivables import Ageing, ReceivablesPage
    from mainstay.book.rules.habits import Habits
    from mainstay.briefing.queries.morning import MorningPage, ToSpeakTo
    from mainstay.clients.queries.next_contacts import PlannedContact


def _ageing_document(ageing: Ageing, currency: str) -> dict[str, object]:
    return {
        "open": decimal_text(ageing.open_minor, currency),
        "overdue": decimal_text(ageing.overdue_minor, currency),
        "ageing": {name: decimal_text(minor, currency) for name, minor in ageing.by_bucket.items()},
    }


def receivables_document(page: ReceivablesPage) -> dict[str, object]:
    """Receivables per currency and client."""
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
            }
            for group in page.currencies
        ],
    }


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
        "next_contact": None if page.next_contact is None else contact_document(page.next_contact),
        "habits": _habits_document(page.habits),
        "trend": _trend_document(page.habits),
        "balances": [
            {"currency": currency, **_ageing_document(ageing, currency)} for currency, ageing in page.ageing.items()
        ],
        "on_account": _amounts_document(page.on_account_minor),
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
            {"on": str(event.happened_on), "kind": event.kind, "by": event.actor, **event.facts}
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
        "overdue_invoices": owing.overdue_invoices,
        "days_late": owing.days_late,
        "stake": round(said.word.stake, 3),
        "reason": said.word.reason.code,
        "why": said.sentence,
    }


def morning_document(page: MorningPage) -> dict[str, object]:
    """The morning."""
    return {
        "today": str(page.today),
        "firm": page.firm,
        "owed": [{"currency": g.currency, **_ageing_document(g.ageing, g.currency)} for g in page.owed],
        "on_account": _amounts_document(page.on_account_minor),
        "speak_to": [_speak_document(said) for said in page.speak_to],
        "wait_for": [_speak_document(said) for said in page.wait_for],
        "changes": [
            {
                "kind": change.kind,
                "ref": change.ref,
                "name": change.name,
                "number": change.number,
                "currency": change.currency,
                "amount": decimal_text(change.minor, change.currency),
                "on": str(change.on),
            }
            for change in page.changes
        ],
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
            }
            for row in page.invoices
        ],
    }
