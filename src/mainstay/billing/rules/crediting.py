"""Which invoices a credit note of another program takes back. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


class OpenInvoice(NamedTuple):
    """An open invoice of the credited client in the same currency; days as ISO text."""

    ref: str
    number_key: str
    issued_on: str
    due_on: str
    open_minor: int


def credited_invoices(
    minor: int,
    issued_on: str,
    references: Collection[str],
    invoices: Sequence[OpenInvoice],
    *,
    is_named: bool = True,
) -> tuple[tuple[str, int], ...]:
    """The invoices to settle and by how much each: those it refers to, else the only one it can be for.

    Without a reference that is the only invoice issued by its day and large enough, or the only one open over just
    its amount. Nothing where several could be meant, or where its sign alone says that it is a credit note (not
    `is_named`): the credit stays on account. `references` are keys of numbers.
    """
    meant = sorted((one for one in invoices if one.number_key in references), key=_age)
    if not meant and is_named:
        possible = [one for one in invoices if one.issued_on <= issued_on and one.open_minor >= minor]
        exact = [one for one in possible if one.open_minor == minor]
        meant = exact if len(exact) == 1 else possible if len(possible) == 1 and len(invoices) == 1 else []
    found = []
    left = minor
    for one in meant:
        used = min(left, one.open_minor)
        if used:
            found.append((one.ref, used))
            left -= used
    return tuple(found)


def _age(invoice: OpenInvoice) -> tuple[str, str, str]:
    return (invoice.due_on, invoice.issued_on, invoice.ref)
