"""The fragments of SQL that billing exports, asked as another package asks them."""

from __future__ import annotations

import pytest
from tests.builders import ACT, a_client, a_credit_note, a_payment, an_issued_invoice, day

from mainstay.billing.actions.payments import reverse_payment
from mainstay.billing.queries.fragments import ALLOCATED, INVOICE
from mainstay.store.bulk import select_rows

STATEMENT = f"""
    SELECT i.number, {ALLOCATED.format(invoice="asked.id", since="%s", until="%s")}
    FROM (SELECT %s AS id) asked {INVOICE.format(of="asked.id")}
"""


@pytest.mark.parametrize(("since", "until", "minor"), [
    (0, 4, 0), (0, 5, 4000), (5, 5, 4000), (6, 9, 0), (6, 10, 2500), (0, 10, 6500), (11, 20, -4000), (0, 20, 2500),
])  # fmt: skip
def test_what_was_allocated_to_an_invoice_in_a_period(since: int, until: int, minor: int, book: str) -> None:
    """40.00 paid on day 5 and reversed on day 20, 25.00 credited on day 10; another invoice has its own."""
    invoice, other = an_issued_invoice(on=day(0)), an_issued_invoice(on=day(0))
    paid = a_payment(a_client(), "40.00", on=day(5), settles=((invoice, 4000),))
    a_payment(a_client(), "70.00", on=day(5), settles=((other, 7000),))
    a_credit_note(a_client(), "25.00", on=day(10), settles=((invoice, 2500),))
    reverse_payment(ref=paid.ref, on=day(20), reason="bounced", **ACT)
    ((number, allocated),) = select_rows(STATEMENT, [day(since), day(until), invoice.pk])
    assert (number, int(allocated)) == (invoice.number, minor)
