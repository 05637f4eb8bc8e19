"""Processes of ours that begin at once: forked from one that has read every package but those that deliver.

What a start costs is mostly the reading of modules and the making of classes, which no test looks at. Each process
still takes its settings from its own environment, as `start` does, and reads how it delivers; what stands before that
is looked at in tests that begin one cold.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import random
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from functools import cache
from pathlib import Path
from select import select
from typing import IO, TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_AT_MOST: Final = 1 << 20
"""Bytes of one request."""
_STATUS: Final = struct.Struct("i")
_ASKS: Final = ("mainstay.config", "mainstay.cli", "mainstay.web")
"""Packages of ours that ask, when they are read, for the settings or the language of their process."""
_READ_LATE: Final = ("click", "holidays.countries", "jinja2.ext", "rich.console", "rich.progress", "rich.table")
"""Libraries that are read when a command first needs them."""
_SERVE: Final = "import sys; sys.path.insert(0, sys.argv[2]); from tests.warm import _serve; _serve(int(sys.argv[1]))"
MAINSTAY: Final = "from mainstay.cli.main import main; import sys; main(sys.argv[1:])"
"""`mainstay` as its users start it."""


class Started:
    """A process that was forked; the part of `subprocess.Popen` that tests use."""

    def __init__(self, status: int, out: int, err: int | None) -> None:
        self._status = status
        self.stdout: IO[str] = os.fdopen(out, encoding="utf-8")
        self.stderr: IO[str] | None = None if err is None else os.fdopen(err, encoding="utf-8")
        self.pid = _number(status)
        self.returncode: int | None = None

    def poll(self, patience: float = 0) -> int | None:
        """How it ended, as `Popen` tells it; None while it runs."""
        if self.returncode is None and select([self._status], [], [], patience)[0]:
            self.returncode = _number(self._status)
            os.close(self._status)
        return self.returncode

    def wait(self, timeout: float) -> int:
        """Wait for its end; one that does not come in time raises."""
        if self.poll(timeout) is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout)
        return self.returncode or 0

    def communicate(self, timeout: float) -> tuple[str, str]:
        """All it says until it ends, from here on."""
        said = ["", ""]

        def read(place: int, source: IO[str]) -> None:
            with source:
                said[place] = source.read()

        readers = [
            threading.Thread(target=read, args=(place, source))
            for place, source in enumerate((self.stdout, self.stderr))
            if source is not None and not source.closed
        ]
        for reader in readers:
            reader.start()
        self.wait(timeout)
        for reader in readers:
            reader.join(timeout)
        return said[0], said[1]

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it on the spot."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


def start_warm(
    *arguments: str,
    environment: Mapping[str, str],
    code: str = MAINSTAY,
    stdin: int = subprocess.DEVNULL,
    stderr: int = subprocess.PIPE,
) -> Started:
    """Start `mainstay` with these arguments, or this code of Python; `stdin` and `stderr` as `Popen` takes them."""
    status, its_status = os.pipe()
    out, its_out = os.pipe()
    err, its_err = (None, its_out) if stderr == subprocess.STDOUT else os.pipe()
    its_in = os.open(os.devnull, os.O_RDONLY) if stdin == subprocess.DEVNULL else os.dup(stdin)
    around = {"environment": dict(environment), "folder": str(Path.cwd()), "umask": _umask()}
    request = {"arguments": arguments, "code": code, **around}
    theirs = [its_in, its_out, its_err, its_status]
    try:
        socket.send_fds(_server(), [json.dumps(request).encode()], theirs)
    finally:
        for handle in {*theirs}:
            os.close(handle)
    return Started(status, out, err)


@cache
def _server() -> socket.socket:
    """The way to the process that forks; it ends with this one."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        server = subprocess.Popen(
            [sys.executable, "-c", _SERVE, str(theirs.fileno()), str(Path(__file__).parents[1])],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            env={**_without_settings(), "OPENBLAS_NUM_THREADS": "1"},
        )

    def end() -> None:
        ours.close()
        server.wait()

    atexit.register(end)
    return ours


def _without_settings() -> dict[str, str]:
    ours = ("MAINSTAY_", "DJANGO_", "DATABASE_URL", "PYTHONWARNINGS")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def _umask() -> int:
    os.umask(mask := os.umask(0))
    return mask


def _number(source: int) -> int:
    read = os.read(source, _STATUS.size)
    return int(_STATUS.unpack(read)[0])


# -- in the process that forks ---------------------------------------------------------------------------------------


def _serve(handle: int) -> None:
    """Fork for whoever asks, until nobody can ask any more."""
    warnings.simplefilter("ignore")
    _read_all()
    gc.collect()
    gc.freeze()  # what was read is left where it is, so that those who are forked share it
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who wait
    server = socket.socket(fileno=handle)
    while True:
        asked, handles, _flags, _from = socket.recv_fds(server, _AT_MOST, 4)
        if not asked:
            return
        if os.fork() == 0:
            server.close()
            _watch_over(json.loads(asked), *handles)
            return
        for one in handles:
            os.close(one)


def _read_all() -> None:
    """Set Django up in a home that is gone afterwards, and read what asks nothing of its process."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["MAINSTAY_HOME"] = home
        importlib.import_module("mainstay.config.starting").start()
        for name in _READ_LATE:
            importlib.import_module(name)
        mainstay = importlib.import_module("mainstay")
        for module in pkgutil.walk_packages(mainstay.__path__, "mainstay.", onerror=_leave_out):
            if not module.name.startswith(_ASKS) and ".migrations" not in module.name:
                importlib.import_module(module.name)


def _leave_out(name: str) -> None:
    msg = f"{name} cannot be read"
    raise ImportError(msg)


def _forget_settings() -> None:
    """Let the settings, and all that Django made of them, be read anew from the environment there is now."""
    conf, db, apps = (importlib.import_module(name) for name in ("django.conf", "django.db", "django.apps"))
    for name in [name for name in sys.modules if name.startswith("mainstay.config")]:
        del sys.modules[name]
    kept = {name: value for name, value in vars(conf.settings).items() if name == "_wrapped"}
    vars(conf.settings).clear()
    vars(conf.settings).update(kept, _wrapped=conf.empty)
    db.connections.__init__()
    vars(db.connections).pop("settings", None)
    registry = apps.apps
    registry.ready = False
    registry.populate = lambda _installed: setattr(registry, "ready", True)


def _watch_over(asked: dict[str, Any], stdin: int, out: int, err: int, status: int) -> None:
    """Fork once more, tell its number and, when it has ended, how."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    number = os.fork()
    if number == 0:
        os.close(status)
        for handle, place in ((stdin, 0), (out, 1), (err, 2)):
            os.dup2(handle, place)
            os.close(handle)
        _run(asked)
        return
    for handle in {stdin, out, err, 0, 1, 2}:
        os.close(handle)
    os.write(status, _STATUS.pack(number))
    os.write(status, _STATUS.pack(os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])))
    os._exit(0)


def _run(asked: dict[str, Any]) -> None:
    """Be the process that was asked for, as far as a fresh interpreter is another one than this."""
    os.environ.clear()
    os.environ.update(asked["environment"])
    time.tzset()
    os.chdir(asked["folder"])
    os.umask(asked["umask"])
    sys.argv = ["mainstay", *asked["arguments"]]
    sys.stdin, sys.stdout, sys.stderr = (
        open(place, mode, encoding="utf-8", errors=errors, closefd=False)  # noqa: SIM115 -- a handle, kept open
        for place, mode, errors in ((0, "r", "strict"), (1, "w", "strict"), (2, "w", "backslashreplace"))
    )
    warnings.resetwarnings()
    if asked["environment"].get("PYTHONWARNINGS") == "error":
        warnings.simplefilter("error")
    random.seed()
    _forget_settings()
    exec(compile(asked["code"], "<mainstay>", "exec"), {"__name__": "__main__"})  # noqa: S102 -- a test's own code
