"""The statement of a client as a CSV file, in the client's language."""

from __future__ import annotations

from decimal import Decimal
from typing import IO, TYPE_CHECKING

from django.utils.translation import get_language, gettext, override

from mainstay.firm.rules.bank_accounts import accounts_in
from mainstay.kernel.currencies import EXPONENTS
from mainstay.overview.formats.workbooks import Sheet, write_csv
from mainstay.overview.phrases import STATEMENT_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mainstay.billing.queries.statements import ClientStatement
    from mainstay.firm.rules.drafts import FirmDraft
    from mainstay.overview.formats.workbooks import Cell


def write_statement(target: IO[bytes], page: ClientStatement, firm: FirmDraft) -> None:
    """Write the statement as CSV: in each currency the opening balance, every entry, and what was owed after it.

    Beside each row stands whose statement it is, and where to pay.
    """
    with override(page.language or get_language() or "en"):
        headings = ("Client", "Currency", "Day", "Entry", "Number", "Amount", "Balance")
        of_firm = (gettext("Statement from"), gettext("Address"), gettext("Tax numbers"), gettext("Bank account"))
        write_csv(Sheet("Statement", (*map(gettext, headings), *of_firm), _rows(page, firm)), target)


def _rows(page: ClientStatement, firm: FirmDraft) -> Iterator[tuple[Cell, ...]]:
    for group in page.currencies:
        accounts = accounts_in(firm.bank_accounts, group.currency)
        pay_to = "; ".join(" ".join(filter(None, (one.bank, one.shown_number))) for one in accounts)
        sender = (firm.legal, ", ".join(firm.address.splitlines()), firm.tax_line, pay_to)
        places = EXPONENTS.get(group.currency, 2)
        head = (page.name, group.currency)
        opening = Decimal(group.opening_minor).scaleb(-places)
        yield (*head, page.since, gettext("Opening balance"), None, None, opening, *sender)
        for entry, balance in group.lines:
            amounts = (Decimal(minor).scaleb(-places) for minor in (entry.minor, balance))
            yield (*head, entry.on, str(STATEMENT_KINDS[entry.kind]), entry.number or None, *amounts, *sender)
