"""Every client, invoice and payment of the demonstration firm has a page, in both languages, with all its panels."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from tests.builders import OWNER

from mainstay.billing.models import Invoice, Payment
from mainstay.clients.models import Client, Proposal
from mainstay.demonstration.actions.demonstrating import make_demonstration, remove_demonstration
from mainstay.firm.queries.firms import firm_exists
from mainstay.store.context import use_firm
from mainstay.store.paths import DEMONSTRATION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client as Browser

TODAY = date(2026, 3, 31)
NOW = datetime.fromisoformat("2026-03-31T09:00:00+00:00")

pytestmark = pytest.mark.xdist_group("demonstration")  # on one worker: the firm is made once


@pytest.fixture(scope="module")
def demonstration(engine: str) -> Iterator[None]:
    if firm_exists(DEMONSTRATION):
        remove_demonstration(by=OWNER, now=NOW)
    make_demonstration(language="en", today=TODAY, by=OWNER, now=NOW)
    yield
    remove_demonstration(by=OWNER, now=NOW)


@pytest.mark.parametrize("language", ["en", "tr"])
def test_every_page_of_the_demonstration_opens(
    demonstration: None, browser: Callable[..., Browser], language: str
) -> None:
    role = {"en": "owner", "tr": "colleague"}[language]
    person = browser(DEMONSTRATION, role)
    with use_firm(DEMONSTRATION):
        assert Proposal.objects.filter(state="open").exists()
        pages = [
            *(f"clients/{ref}/" for ref in Client.objects.values_list("ref", flat=True)),
            *(f"invoices/{ref}/" for ref in Invoice.objects.order_by("-id").values_list("ref", flat=True)[:60]),
            *(f"payments/{ref}/" for ref in Payment.objects.order_by("-id").values_list("ref", flat=True)[:20]),
        ]
    wrong = {page: person.get(f"/demo/{page}?language={language}").status_code for page in pages}
    assert {page: status for page, status in wrong.items() if status != 200} == {}
