"""Opening the user's browser, where there is one to open: on a desktop, never on a server and never in CI."""

from __future__ import annotations

import os
import socket
import sys
import webbrowser
from contextlib import suppress
from threading import Thread
from time import sleep
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_TRIES = 100
_PAUSE_SECONDS = 0.1


def is_desktop(environment: Mapping[str, str], platform: str) -> bool:
    """Say whether somebody sits before a screen here."""
    if environment.get("CI") or environment.get("SSH_CONNECTION"):
        return False
    return platform in {"darwin", "win32"} or bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def open_when_ready(address: str, host: str, port: int) -> None:
    """Open the browser at the address once the server answers there; do nothing where there is no desktop."""
    if is_desktop(os.environ, sys.platform):
        Thread(target=_open, args=(address, host, port), daemon=True, name="open-browser").start()


def _open(address: str, host: str, port: int) -> None:
    for _ in range(_TRIES):
        with suppress(OSError), socket.create_connection((host, port), timeout=1):
            webbrowser.open(address)
            return
        sleep(_PAUSE_SECONDS)
