"""PostgreSQL databases that last as long as some tests."""

from __future__ import annotations

import re
import secrets

import psycopg


def make_database(server: str) -> str:
    """Make a database on the server of this address, and give its own address."""
    name = f"mainstay_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return re.sub(r"^(\w+://[^/]*/)[^?]*", rf"\g<1>{name}", server)


def drop_database(server: str, address: str) -> None:
    """Drop it, whoever of ours is still in it; the server itself waits for its own housekeeping there."""
    name = re.sub(r"^\w+://[^/]*/([^?]*).*", r"\1", address)
    with psycopg.connect(server, autocommit=True) as connection:
        # Not WITH (FORCE): it refuses while the server's autovacuum, which is nobody's, looks at the database.
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = current_user",
            [name],
        )
        connection.execute(f"DROP DATABASE {name}".encode())
