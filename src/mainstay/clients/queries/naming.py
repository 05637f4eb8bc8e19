"""How the statements of other packages name a client: fragments of SQL."""

from __future__ import annotations

from typing import Final

WHO: Final = """
    CASE WHEN c.external_id = '' THEN c.ref ELSE c.external_id END AS "Client ID:t", c.name AS "Client name:t"
"""
"""Two columns of a sheet: a client's number in the other product, or else the ref, and the name; of the client that
`of_client` joins."""


def of_client(row: str) -> str:
    """The join, in SQL, of the client whose row `row` is by its `client_id`."""
    return f"JOIN clients_client c ON c.id = {row}.client_id"


def maybe_client(row: str) -> str:
    """The join, in SQL, of the client of a row that may be about none: all NULL then."""
    return f"LEFT JOIN clients_client c ON c.id = {row}.client_id"
