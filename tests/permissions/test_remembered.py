"""What is remembered for the owner until something is written is not shown to anybody who may not see it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from tests.builders import OWNER, a_client, a_payment, an_issued_invoice, day
from tests.permissions.test_queries import NOBODY, TODAY

from mainstay.billing.queries import receivables
from mainstay.billing.rules.invoice_filter import InvoiceFilter
from mainstay.briefing.queries import morning
from mainstay.firm.permissions import NotAllowed
from mainstay.kernel.refusal import Refusal
from mainstay.overview.queries import clients
from mainstay.overview.queries import invoices as documents
from mainstay.overview.queries.payments import payments_page

if TYPE_CHECKING:
    from mainstay.kernel.actor import Actor


@pytest.mark.parametrize("who", NOBODY)
def test_sums_remembered_for_an_owner_are_nobody_elses(book: str, who: str) -> None:
    an_issued_invoice(a_client())
    a_payment(a_client())

    def asked(by: Actor) -> tuple[int, tuple[tuple[str, int], ...]]:
        page = documents.invoices_page(wanted=InvoiceFilter("all"), as_of=TODAY, number=1, by=by)
        paid = payments_page(today=TODAY, by=by)
        return page.count + paid.count, (*page.open_minor.items(), *paid.minor.items())

    assert asked(OWNER)[0] == 2
    found = None
    with suppress(NotAllowed):
        found = asked(NOBODY[who])
    assert found in {None, (0, ())}


@pytest.mark.parametrize("who", NOBODY)
def test_pages_remembered_for_an_owner_are_nobody_elses(book: str, who: str) -> None:
    an_issued_invoice(a_client(), on=day(0))

    def asked(by: Actor) -> list[object]:
        found: list[object] = []
        for ask in (
            lambda: clients.clients_page(as_of=TODAY, by=by).clients,
            lambda: receivables.receivables(as_of=TODAY, by=by).currencies,
            lambda: [morning.morning(today=TODAY, by=by)],
        ):
            with suppress(Refusal):
                found += ask()
        return found

    assert len(asked(OWNER)) >= 3
    assert asked(NOBODY[who]) == []
