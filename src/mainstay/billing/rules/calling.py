"""Whether a dispute is a reason to call. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.kernel.offers import CallAdvice
from mainstay.kernel.problem import Reason

if TYPE_CHECKING:
    from mainstay.kernel.offers import DebtorFacts


def call_about_dispute(debtor: DebtorFacts, own: object) -> CallAdvice | None:
    """A client who disputes all that is overdue is due: the dispute is settled before anybody asks for money."""
    del own  # billing reads nothing more
    if debtor.disputed_minor < debtor.overdue_minor:
        return None
    figures = {"days_late": debtor.days_late, "invoices": debtor.overdue_invoices}
    return CallAdvice(is_due=True, reason=Reason("disputed", figures))
