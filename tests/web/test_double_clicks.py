"""A double click sends a form twice at once: it counts once, and both answers lead to the page."""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING

import pytest
from django.db import connections
from tests.builders import a_client, a_credit_note, a_payment, an_issued_invoice

from mainstay.billing.models import Allocation

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client


@pytest.mark.parametrize("origin", ["payment", "credit note"])
def test_allocate_clicked_twice_allocates_once_and_shows_the_page(
    book: str, browser: Callable[..., Client], origin: str
) -> None:
    client = a_client()
    invoice = an_issued_invoice(client, "100.00")
    owner = browser(book, "owner")
    if origin == "payment":
        paid = a_payment(client, "100.00")
        at = f"/{book}/payments/{paid.ref}/"
        address, said = f"{at}allocate/", {"invoice": invoice.ref, "amount": "", "left": "10000"}
    else:
        note = a_credit_note(client, "100.00")
        at = f"/{book}/invoices/{invoice.ref}/"
        address, said = f"{at}use-credit/", {"credit_note": note.ref, "left": "10000"}
    form = owner.get(at).content.decode().partition(f'action="{address}"')[2]
    found = re.search(r'name="key" value="([^"]+)"', form)
    assert found is not None
    together, answers = threading.Barrier(2), []

    def click() -> None:
        one = browser()
        one.cookies = owner.cookies
        together.wait()
        answer = one.post(address, {**said, "key": found[1]})
        answers.append((answer.status_code, answer["Location"], one.get(at).status_code))
        connections.close_all()

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()
    assert answers == [(302, at, 200)] * 2
    assert list(Allocation.objects.values_list("minor", flat=True)) == [10_000]
    # Clicked once more on the page as it was: the same answer.
    assert owner.post(address, {**said, "key": found[1]})["Location"] == at
