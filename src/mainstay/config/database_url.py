"""Reads DATABASE_URL: one PostgreSQL address, by host or by Unix socket; anything else is refused in a sentence."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from mainstay.kernel.refusal import Refusal


class BadDatabaseURL(Refusal):
    """DATABASE_URL is not the address of a PostgreSQL database."""

    code = "bad_database_url"
    sentence = _(
        "DATABASE_URL must look like postgresql://user:password@host:5432/name "
        "or postgresql:///name?host=/var/run/postgresql. "
        "Correct it, or remove it to keep your books in files."
    )


class UnknownDatabaseOption(Refusal):
    """DATABASE_URL names an option that PostgreSQL's library does not know."""

    code = "unknown_database_option"
    sentence = _(
        "DATABASE_URL has the option “%(option)s”, which Mainstay doesn’t know. Correct or remove it. Mainstay knows: "
        "%(options)s."
    )


_OPTIONS: Final = frozenset({
    "application_name", "channel_binding", "connect_timeout", "gssencmode", "hostaddr", "keepalives",
    "keepalives_count", "keepalives_idle", "keepalives_interval", "load_balance_hosts", "options", "passfile",
    "require_auth", "service", "ssl_max_protocol_version", "ssl_min_protocol_version", "sslcert", "sslcertmode",
    "sslcompression", "sslcrl", "sslcrldir", "sslkey", "sslmode", "sslnegotiation", "sslpassword", "sslrootcert",
    "sslsni", "target_session_attrs", "tcp_user_timeout",
})  # fmt: skip
"""What libpq takes in an address (PostgreSQL manual, 34.1.2), but for what stands in the address itself."""


def database_from(url: str) -> dict[str, object]:
    """Turn a postgres:// or postgresql:// address into Django's settings for it; what follows `?` goes to libpq.

    `host`, `port`, `user` and `password` may stand after the `?` too, as libpq allows for Unix sockets.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
        options = dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {}
    except ValueError as error:
        raise BadDatabaseURL from error
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in {"postgres", "postgresql"} or not name or "/" in name or parts.fragment:
        raise BadDatabaseURL
    database: dict[str, object] = {
        "NAME": name,
        "USER": unquote(parts.username or "") or options.pop("user", ""),
        "PASSWORD": unquote(parts.password or "") or options.pop("password", ""),
        "HOST": unquote(parts.hostname or "") or options.pop("host", ""),
        "PORT": str(port or "") or options.pop("port", ""),
        "OPTIONS": options,
    }
    if unknown := sorted(options.keys() - _OPTIONS):
        raise UnknownDatabaseOption(option=unknown[0], options=", ".join(sorted(_OPTIONS)))
    return database
