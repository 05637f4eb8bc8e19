"""The provision for doubtful debts as a CSV file for the accountant: a row for each client, currency and age."""

from __future__ import annotations

from decimal import Decimal
from typing import IO, TYPE_CHECKING, Final

from mainstay.billing.rules.due import BUCKETS
from mainstay.kernel.currencies import EXPONENTS
from mainstay.overview.formats.workbooks import Sheet, write_csv
from mainstay.scoring.queries.provision import provision

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from mainstay.kernel.actor import Actor
    from mainstay.overview.formats.workbooks import Cell
    from mainstay.scoring.queries.provision import ProvisionPage

_HEADINGS: Final = (
    "As of", "Forecast of", "Client ref", "Client name", "Currency", "Days past due", "Open", "Provision",
)  # fmt: skip


def write_provision(target: IO[bytes], *, as_of: date, by: Actor) -> None:
    """Write the provision at the end of a day as CSV; ages in which a client owes nothing have no row."""
    page = provision(as_of=as_of, by=by)
    write_csv(Sheet("Provision", _HEADINGS, _rows(page)), target)


def _rows(page: ProvisionPage) -> Iterator[tuple[Cell, ...]]:
    for group in page.currencies:
        places = EXPONENTS.get(group.currency, 2)
        for client in group.clients:
            for age, one in zip(BUCKETS, client.ages, strict=True):
                if one.open_minor:
                    amounts = (Decimal(minor).scaleb(-places) for minor in (one.open_minor, one.provision_minor))
                    head = (page.as_of, page.scored_on, client.ref, client.name, group.currency)
                    yield (*head, "not due" if age == BUCKETS[0] else age, *amounts)
