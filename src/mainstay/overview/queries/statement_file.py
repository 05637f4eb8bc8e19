"""The statement of a client as a CSV file, in the client's language."""

from __future__ import annotations

from decimal import Decimal
from typing import IO, TYPE_CHECKING

from django.utils.translation import get_language, gettext, override

from mainstay.kernel.currencies import EXPONENTS
from mainstay.overview.formats.workbooks import Sheet, write_csv
from mainstay.overview.phrases import STATEMENT_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mainstay.billing.queries.statements import ClientStatement
    from mainstay.overview.formats.workbooks import Cell


def write_statement(target: IO[bytes], page: ClientStatement) -> None:
    """Write the statement as CSV: in each currency the opening balance, every entry, and what was owed after it."""
    with override(page.language or get_language() or "en"):
        headings = tuple(map(gettext, ("Client", "Currency", "Day", "Entry", "Number", "Amount", "Balance")))
        write_csv(Sheet("Statement", headings, _rows(page)), target)


def _rows(page: ClientStatement) -> Iterator[tuple[Cell, ...]]:
    for group in page.currencies:
        places = EXPONENTS.get(group.currency, 2)
        head = (page.name, group.currency)
        opening = Decimal(group.opening_minor).scaleb(-places)
        yield (*head, page.since, gettext("Opening balance"), None, None, opening)
        for entry, balance in group.lines:
            amounts = (Decimal(minor).scaleb(-places) for minor in (entry.minor, balance))
            yield (*head, entry.on, str(STATEMENT_KINDS[entry.kind]), entry.number or None, *amounts)
