"""What is good to know of a client while an invoice to them is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from mainstay.billing.queries.lines import last_invoice
from mainstay.billing.queries.payments import payer
from mainstay.clients.queries.fetching import client_for
from mainstay.scoring.queries.payment_habits import habits_of_one
from mainstay.store.book_version import book_version

if TYPE_CHECKING:
    from datetime import date

    from mainstay.billing.queries.lines import LastInvoice
    from mainstay.kernel.actor import Actor

_ENOUGH: Final = 3
"""So many payments say when the next one may come."""


@dataclass(frozen=True, slots=True)
class BilledClient:
    """Who is billed: their terms and currency ("" where nobody said), what they owe, how late they usually pay.

    `days_late` is None where there are too few payments to go by.
    """

    ref: str
    name: str
    currency: str
    terms_days: int | None
    owed: dict[str, int]
    days_late: float | None
    last: LastInvoice | None

    def likely_on(self, due_on: date) -> date | None:
        """The day on which an invoice due then is likely paid; None where nobody can say."""
        return None if self.days_late is None else due_on + timedelta(days=round(self.days_late))


def billed_client(*, ref: str, as_of: date, by: Actor) -> BilledClient:
    """Read what is known of the client; ClientNotFound for an unknown reference."""
    client = client_for(ref=ref, by=by)
    owed: dict[str, int] = {}
    for one in payer(ref=ref, by=by).owes:
        owed[one.currency] = owed.get(one.currency, 0) + one.open_minor
    habits, _lately = habits_of_one(as_of=as_of, client_id=client.pk, most=1, version=book_version())
    return BilledClient(
        ref=client.ref,
        name=client.name,
        currency=client.currency,
        terms_days=client.terms_days,
        owed=owed,
        days_late=habits.median if habits.paid >= _ENOUGH else None,
        last=last_invoice(client.pk),
    )
