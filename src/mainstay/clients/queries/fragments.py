"""What other packages ask of clients in SQL of their own: pieces of a statement, each with what it needs."""

from __future__ import annotations

from typing import Final

CLIENT: Final = "JOIN clients_client c ON c.id = {of}"
"""Beside a row whose column `{of}` is a client's id: the client `c`, of which ref, name and sort_key are read."""
CLIENT_TRAITS: Final = "SELECT id, client_group, country FROM clients_client WHERE client_group <> '' OR country <> ''"
"""The id, the group and the country of each client of whom either is known."""
