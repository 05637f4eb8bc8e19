"""What billing knows as JSON: amounts by currency, ageing, payments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.billing.rules.payers import OWES
from mainstay.firm.rules.bank_accounts import accounts_in
from mainstay.kernel.money import decimal_text

if TYPE_CHECKING:
    from mainstay.billing.queries.found import InvoiceFound, PaymentFound
    from mainstay.billing.queries.panels import PaymentsPanel, UnbookedPanel
    from mainstay.billing.queries.receivables import Ageing
    from mainstay.billing.queries.statements import ClientStatement
    from mainstay.billing.rules.payers import LikelyPayer
    from mainstay.firm.rules.drafts import FirmDraft
    from mainstay.overview.queries.payments import PaymentsPage


def amounts_document(by_currency: dict[str, int]) -> dict[str, str]:
    """Amounts by currency."""
    return {currency: decimal_text(minor, currency) for currency, minor in sorted(by_currency.items())}


def payment_list_document(page: PaymentsPage) -> dict[str, object]:
    """A page of payments."""
    return {
        "page": page.number,
        "pages": page.pages,
        "count": page.count,
        "received": amounts_document(page.minor),
        "left": amounts_document(page.left_minor),
        "payments": [
            {
                "ref": one.ref,
                "client": {"ref": one.client_ref, "name": one.client_name},
                "paid_on": str(one.paid_on) if one.is_day_known else None,
                "currency": one.currency,
                "amount": decimal_text(one.minor, one.currency),
                "left": decimal_text(one.left_minor, one.currency),
                "is_reversed": one.is_taken_back,
                "reverses": one.reverses_ref or None,
                "applied_to": [
                    {"invoice": settled.number, "amount": decimal_text(settled.minor, one.currency)}
                    for settled in one.settled
                ],
            }
            for one in page.payments
        ],
    }


def ageing_document(ageing: Ageing, currency: str) -> dict[str, object]:
    """What is owed, in all and by age."""
    return {
        "open": decimal_text(ageing.open_minor, currency),
        "overdue": decimal_text(ageing.overdue_minor, currency),
        "ageing": {name: decimal_text(minor, currency) for name, minor in ageing.by_bucket.items()},
    }


def payments_document(panel: PaymentsPanel) -> dict[str, object]:
    """The latest payments of a client."""
    return {
        "payments": [
            {
                "ref": payment.ref,
                "paid_on": str(payment.paid_on) if payment.is_day_known else None,
                "amount": decimal_text(payment.minor, payment.currency),
                "currency": payment.currency,
            }
            for payment in panel.payments
        ]
    }


def unbooked_document(panel: UnbookedPanel) -> dict[str, object]:
    """What of imported files is not in the book."""
    return {
        "unbooked": [
            {
                "kind": one.kind,
                "currency": one.currency,
                "documents": one.documents,
                "amount": decimal_text(one.minor, one.currency),
            }
            for one in panel.sums
        ]
    }


def found_invoices(row: InvoiceFound) -> dict[str, object]:
    """An invoice that a search found."""
    return {
        "ref": row.ref,
        "number": row.number,
        "client": row.client_name,
        "currency": row.currency,
        "total": decimal_text(row.total_minor, row.currency),
        "open": decimal_text(row.open_minor, row.currency),
        "issued_on": str(row.issued_on),
        "due_on": str(row.due_on),
    }


def found_payments(row: PaymentFound) -> dict[str, object]:
    """A payment that a search found."""
    return {
        "ref": row.ref,
        "client": row.client_name,
        "currency": row.currency,
        "amount": decimal_text(row.minor, row.currency),
        "paid_on": str(row.paid_on) if row.is_day_known else None,
        "note": row.note,
    }


def payer_document(one: LikelyPayer, currency: str) -> dict[str, object]:
    """A client who may have paid an amount, and why: a code, and the invoices or what they owe."""
    figures = one.reason.params
    document: dict[str, object] = {"ref": one.client_ref, "name": one.client_name, "reason": one.reason.code}
    if one.reason.code == OWES:
        return document | {"open": decimal_text(int(str(figures["open_minor"])), currency)}
    return document | {"invoices": list(figures["numbers"])}  # type: ignore[call-overload]  # what the rule puts there


def statement_document(page: ClientStatement, firm: FirmDraft) -> dict[str, object]:
    """The statement of a client, currency by currency, and whose it is."""
    return {
        "from": {"name": firm.legal, "address": firm.address.splitlines(), "tax_numbers": firm.tax_line},
        "ref": page.ref,
        "name": page.name,
        "since": str(page.since),
        "until": str(page.until),
        "currencies": [
            {
                "currency": group.currency,
                "bank_accounts": [
                    {"bank": one.bank, "number": one.number} for one in accounts_in(firm.bank_accounts, group.currency)
                ],
                "opening": decimal_text(group.opening_minor, group.currency),
                "entries": [
                    {
                        "on": str(entry.on),
                        "kind": entry.kind,
                        "number": entry.number,
                        "amount": decimal_text(entry.minor, group.currency),
                        "balance": decimal_text(balance, group.currency),
                    }
                    for entry, balance in group.lines
                ],
                "closing": decimal_text(group.closing_minor, group.currency),
                "overdue": decimal_text(group.overdue_minor, group.currency),
            }
            for group in page.currencies
        ],
    }
