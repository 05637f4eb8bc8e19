"""What other packages ask of clients in SQL of their own: pieces of a statement, each with what it needs."""

from __future__ import annotations

from typing import Final

from mainstay.clients.rules.ratings import PAYMENTS as PAYMENT_WORDS

CLIENT: Final = "JOIN clients_client c ON c.id = {of}"
"""Beside a row whose column `{of}` is a client's id: the client `c`, of which ref, name and sort_key are read."""
RESPONSIBLE: Final = "c.responsible"
"""The e-mail address of the person of the firm who looks after a client `c`, "" for nobody."""
PAYMENTS: Final = ", ".join(f"'{word}'" for word in PAYMENT_WORDS)
"""The words of the payment rating, for a list in a statement; all other words of a standing are relationships."""
LISTED: Final = "c.archived_on IS NULL"
"""A condition: the client `c` is not archived, and stands in lists."""
CLIENT_TRAITS: Final = "SELECT id, client_group, country FROM clients_client WHERE client_group <> '' OR country <> ''"
"""The id, the group and the country of each client of whom either is known."""
