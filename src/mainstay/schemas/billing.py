"""What billing knows as JSON: amounts by currency, ageing, payments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.kernel.money import decimal_text

if TYPE_CHECKING:
    from mainstay.billing.queries.panels import PaymentsPanel
    from mainstay.billing.queries.receivables import Ageing


def amounts_document(by_currency: dict[str, int]) -> dict[str, str]:
    """Amounts by currency."""
    return {currency: decimal_text(minor, currency) for currency, minor in sorted(by_currency.items())}


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
