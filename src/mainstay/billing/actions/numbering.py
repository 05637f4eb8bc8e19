"""The next document number: gapless, because it is taken in the transaction that issues."""

from __future__ import annotations

from typing import Final

from mainstay.billing.models import CreditNote, Invoice, NumberSeries
from mainstay.billing.rules.numbers import number_key

_PREFIXES: Final = {"invoice": "INV-", "credit_note": "CN-"}


def take_number(*, series: str) -> str:
    """Take the next free number of the series "invoice" or "credit_note", inside the transaction that issues.

    Numbers that came in with an import are passed over. KeyError for another series.
    """
    row, _ = NumberSeries.objects.select_for_update().get_or_create(
        name=series, defaults={"prefix": _PREFIXES[series], "next_number": 1}
    )
    issued = Invoice.objects.all() if series == "invoice" else CreditNote.objects.all()
    count = row.next_number
    while issued.filter(number_key=number_key(f"{row.prefix}{count:05d}")).exists():
        count += 1
    NumberSeries.objects.filter(pk=row.pk).update(next_number=count + 1)
    return f"{row.prefix}{count:05d}"
