"""Many free numbers of a series at once; whether a number that a person gave may be used again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.billing.actions.numbering import take_number
from mainstay.billing.actions.refusals import NumberIsTaken
from mainstay.billing.models import CreditNote, Invoice, NumberSeries
from mainstay.billing.rules.numbers import RELEASED, number_key, number_scope

if TYPE_CHECKING:
    from datetime import date


def runs_beyond_the_book() -> bool:
    """Whether some invoices share a number: the numbers of the book run for each client or year."""
    return Invoice.objects.exclude(number_scope="").exclude(number_scope__startswith=RELEASED).exists()


def free_numbers(*, series: str, count: int) -> list[str]:
    """Take so many free numbers of a series, inside the transaction that issues; see `take_number`."""
    first = take_number(series=series)
    row = NumberSeries.objects.select_for_update().get(name=series)
    issued = Invoice.objects.all() if series == "invoice" else CreditNote.objects.all()
    taken = set(issued.filter(number_key__startswith=number_key(row.prefix)).values_list("number_key", flat=True))
    numbers, after = [first], row.next_number
    while len(numbers) < count:
        number = f"{row.prefix}{after:05d}"
        if number_key(number) not in taken:
            numbers.append(number)
        after += 1
    NumberSeries.objects.filter(pk=row.pk).update(next_number=after)
    return numbers


def scope_for(*, series: str, number: str, client_id: int, issued_on: date) -> str:
    """What tells a document with this number apart from an earlier one; NumberIsTaken where it may not be used again.

    A number is used again where the book shows that its numbers run for each client or year: for another client, or
    in another year.
    """
    model = Invoice if series == "invoice" else CreditNote
    bearers = model.objects.filter(number_key=number_key(number)).exclude(number_scope__startswith=RELEASED)
    if not bearers.exists():
        return ""
    is_same = bearers.filter(client_id=client_id, issued_on__year=issued_on.year).exists()
    if is_same or not runs_beyond_the_book():
        raise NumberIsTaken(number=number)
    return number_scope(client_id, str(issued_on))
