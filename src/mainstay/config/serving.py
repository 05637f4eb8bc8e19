"""What the app in the browser needs from its surroundings: a secret of its own and the names it answers to."""

from __future__ import annotations

import gc
import hmac
import os
import secrets
from importlib import import_module
from logging.config import dictConfig
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core import signing
from django.db import connections
from django.urls import get_resolver

from mainstay.config.private import write_for_owner_alone
from mainstay.store.context import active_firm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

_LOOPBACK: Final = ("localhost", "127.0.0.1", "[::1]")


def secret_of(home: Path) -> str:
    """The key that signs sessions: MAINSTAY_SECRET_KEY, else the one kept in the home; "" before the first start."""
    given = os.environ.get("MAINSTAY_SECRET_KEY", "").strip()
    if given:
        return given
    try:
        return (home / "secret").read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def former_secrets_of(home: Path) -> list[str]:
    """The keys that held before, one to a line in `secret.before`: what they signed and sealed stays good."""
    try:
        return (home / "secret.before").read_text(encoding="ascii").split()
    except (OSError, UnicodeDecodeError):
        return []


def make_secret(home: Path) -> None:
    """Make the home's secret on the first start, readable by its owner alone; one that is there stays.

    It gets its name when it is whole and on the disk; an empty file, which a power cut may leave, is none.
    """
    write_for_owner_alone()
    home.mkdir(parents=True, exist_ok=True)
    path = home / "secret"
    is_empty = path.exists() and not path.read_bytes().strip()
    if path.exists() and not is_empty:
        return
    part = home / f"secret.{secrets.token_hex(4)}.part"
    try:
        with part.open("x", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(50))
            file.flush()
            os.fsync(file.fileno())
        if is_empty:
            part.replace(path)
        else:
            _publish(part, path)
    finally:
        part.unlink(missing_ok=True)


def _publish(part: Path, path: Path) -> None:
    """Give the file its name unless somebody else has it by now."""
    try:
        os.link(part, path)
    except FileExistsError:
        return
    except OSError:  # a file system without hard links
        if not path.exists():
            part.replace(path)


def start_key(firm: str = "") -> str:
    """What the terminal prints at the first start, so that the first who finds the port is not the owner.

    For a firm made in the terminal it is a key of its own, which opens no other.
    """
    return _key_for(f"start:{firm}")


def look_key() -> str:
    """What the terminal prints to look around in the demonstration firm; it opens nothing else."""
    return _key_for("look")


def is_same(key: str, right: str) -> bool:
    """Compare a key somebody brought with the right one, in a time that tells nothing."""
    return hmac.compare_digest(key.encode(), right.encode())


def _key_for(what: str) -> str:
    if not settings.SECRET_KEY:
        return secrets.token_urlsafe(20)  # nobody's key: without a secret nothing can be proved
    return signing.Signer(salt="mainstay.start").signature(what)


def hosts_from(text: str) -> list[str]:
    """The host names answered to: MAINSTAY_HOSTS, separated by commas, and always this machine's own."""
    return [*_LOOPBACK, *(name.strip() for name in text.split(",") if name.strip())]


def key_of_firm(key: str, key_prefix: str, version: int) -> str:
    """Where the cache keeps something: under the active firm, so that none sees or counts what is another's."""
    return f"{active_firm()}:{key_prefix}:{version}:{key}"


def load_app() -> None:
    """Load the whole app before children are started, so that on Linux they share its memory; no connection goes along.

    What stands now is never collected: looking at it would make each child a copy of its own.
    """
    import_module("mainstay.config.wsgi")
    get_resolver().url_patterns  # noqa: B018 -- reads every view
    connections.close_all()
    gc.collect()
    gc.freeze()


def app_in_child() -> Callable[..., Iterable[bytes]]:
    """The app for the process that answers; the server has set up a log of its own there, so ours is set up again."""
    application: Callable[..., Iterable[bytes]] = import_module("mainstay.config.wsgi").application
    dictConfig(settings.LOGGING)
    return application
