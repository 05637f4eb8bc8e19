"""However much is open with a client, the page lists so much and leads to the rest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from tests.builders import OBRIEN, a_client, an_issued_invoice

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

ROW = re.compile(r'<td class="[^"]*">\s*<a href="[^"]*/invoices/i-')


@pytest.mark.parametrize(("listed", "rows", "has_more"), [(2, 2, True), (3, 3, False), (4, 3, False)])
def test_a_client_shows_the_first_open_invoices_and_leads_to_all(
    book: str, browser: Callable[..., Client], listed: int, rows: int, has_more: bool
) -> None:
    client, others = a_client(OBRIEN), a_client("Başka")
    numbers = [an_issued_invoice(client).number for _ in range(3)]
    an_issued_invoice(others)
    viewer = browser(book, "owner")
    with patch("mainstay.web.panels.scoring._LISTED", listed):
        page = viewer.get(f"/{book}/clients/{client.ref}/money/").content.decode()
    assert len(ROW.findall(page)) == rows
    ways = re.findall(r'href="([^"]*/invoices/\?client=[^"]*)"', page)
    assert bool(ways) is has_more
    if has_more:
        assert "All 3 open invoices" in page
        whole = viewer.get(ways[0].replace("&amp;", "&")).content.decode()
        assert [number in whole for number in numbers] == [True] * 3
        assert "Başka" not in whole
