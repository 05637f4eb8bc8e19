"""Credit notes and refunds of a file, and what could be read of the rows that do not come in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.billing.formats.statuses import CREDIT_NOTE, INVOICE, PAYMENT, REFUND
from mainstay.intake.cells import clean_text
from mainstay.intake.records import Bad, DocumentOutline

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_SIGNS: Final = {INVOICE: 1, CREDIT_NOTE: -1, PAYMENT: 1, REFUND: -1}
"""The sign with which a kind of document counts in the sum of its file."""
_LONGEST: Final = 200


class CreditRow(NamedTuple):
    """One credit note or refund of the file, always over a positive amount.

    `minor` is what of it counts; `applied_minor` is what the open amounts of the file's invoices allow for already.
    `references` is the text that may name invoices. `is_named` says that the file calls it what it is, and not its sign
    alone.
    """

    line: int
    kind: str
    number: str
    external_id: str
    client_name: str
    client_external_id: str
    client_fields: tuple[tuple[str, str], ...]
    currency: str
    issued_on: str
    minor: int
    applied_minor: int
    references: str
    client_group: str
    raw: list[list[str]]
    is_named: bool = True


def outline_of(
    kind: str,
    amount: str,
    of: Mapping[str, str],
    currency_of: Callable[[str], str],
    reader_of: Callable[[str], Callable[[str], int | str]],
) -> DocumentOutline:
    """What can be read of a row that does not come in, field by field, as far as it can."""
    outline = DocumentOutline(kind, clean_text(of["number"])[:_LONGEST], clean_text(of["client_name"])[:_LONGEST])
    try:
        code = currency_of(of["currency"])
    except Bad:
        return outline
    minor = reader_of(code)(amount)
    if not isinstance(minor, int):
        return outline
    if minor < 0 and kind in {INVOICE, PAYMENT}:
        kind = CREDIT_NOTE if kind == INVOICE else REFUND
    sign = _SIGNS.get(kind)
    return outline._replace(kind=kind, currency=code, minor=minor if sign is None else abs(minor) * sign)
