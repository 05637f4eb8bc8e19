"""The worker behind the screen: alone as `mainstay worker`, or beside the server as its child."""

from __future__ import annotations

import os
import secrets
import signal
import sys
import time
from datetime import UTC, datetime
from multiprocessing import connection, get_context, get_start_method, parent_process
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Final

import click

from mainstay.cli.opening import Asked, faults, start
from mainstay.cli.words import _, ngettext, spoken

if TYPE_CHECKING:
    from multiprocessing.context import ForkContext, ForkProcess, SpawnContext, SpawnProcess
    from types import FrameType

_LOOK_SECONDS: Final = 0.3
_AGAIN_SECONDS: Final = 1.0
_PATIENCE_SECONDS: Final = 10.0
_GROWTH_MB: Final = 48.0
"""What a large import or a scored book leaves behind; Python gives little of it back."""


@click.command(
    help=_("Run the background work: imports started in the browser and the nightly maintenance; Ctrl-C stops it.")
)
@click.option("--once", "is_once", is_flag=True, help=_("Do what is due now, then end."))
@click.pass_obj
def work(asked: Asked, *, is_once: bool) -> None:
    """Go through the firms until stopped, or once."""
    with faults():
        start(asked)
        if not is_once:
            click.echo(_("Background work is running. Stop it with Ctrl-C."))
        count = _work(is_once=is_once)
        if is_once:
            click.echo(ngettext("%(count)d job was due.", "%(count)d jobs were due.", count) % {"count": count})


def _work(*, is_once: bool = False, may_leave: bool = False) -> int:
    """Work until a signal says stop; a job begun is handed back at its next step.

    `may_leave`: after work that took much memory it ends, for a fresh worker to take its place.
    """
    from mainstay.config.schedule import DAILY, ENTRIES
    from mainstay.jobs.liveness import living
    from mainstay.jobs.worker import Rounds
    from mainstay.kernel.actor import Actor

    stopping = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    name = f"{os.getpid()}-{secrets.token_hex(4)}"
    grown_to = _most_memory_mb() + _GROWTH_MB
    rounds = Rounds(Actor("schedule", name, name, ""), ENTRIES, DAILY, lambda: datetime.now(UTC), lambda: stopping)
    with living(name):
        count = rounds.go()
        while not stopping and not is_once and not (may_leave and _most_memory_mb() > grown_to):
            time.sleep(_LOOK_SECONDS)
            rounds.go()
    return count


def _most_memory_mb() -> float:
    """The most memory this process ever had; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20) if sys.platform == "darwin" else most / (1 << 10)


# -- beside the server ---------------------------------------------------------------------------------------------


def be_a_child() -> None:
    """End this process when the one that started it is gone, even killed; and let Ctrl-C reach it by that one alone."""
    if hasattr(os, "setpgid"):
        os.setpgid(0, 0)
    parent = parent_process()
    if parent is not None:
        Thread(target=_leave, args=[parent.sentinel], daemon=True, name="parent").start()


def _leave(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


def context() -> ForkContext | SpawnContext:
    """How children are started: as granian starts its own, so that on Linux they share what is loaded already."""
    return get_context("fork") if get_start_method() == "fork" else get_context("spawn")


def _work_beside(language: str) -> None:
    with faults():
        be_a_child()
        start(Asked(language=language))
        if not _has_prepared_first_book():  # else a fresh worker begins, without what migrations leave in memory
            _work(may_leave=True)


def _has_prepared_first_book() -> bool:
    """Build the template of books while whoever has just started the first time types the firm's name."""
    from mainstay.firm.queries.firms import firm_slugs
    from mainstay.store.book_templates import make_template_ready

    return not firm_slugs() and make_template_ready()


class WorkerBeside:
    """Keeps one worker running beside the server: started again when it dies, stopped with the server."""

    def __init__(self) -> None:
        self._stopping = Event()
        self._lock = Lock()
        self._process = self._begun()
        self._watcher = Thread(target=self._watch, daemon=True, name="worker-watch")
        self._watcher.start()

    @staticmethod
    def _begun() -> ForkProcess | SpawnProcess:
        process = context().Process(target=_work_beside, args=[spoken()], name="mainstay-worker", daemon=True)
        process.start()
        return process

    def _watch(self) -> None:
        while True:
            self._process.join()
            self._stopping.wait(_AGAIN_SECONDS)
            with self._lock:
                if self._stopping.is_set():
                    return
                self._process = self._begun()

    def stop(self) -> None:
        """Let it hand back what it works on, and wait for its end."""
        with self._lock:
            self._stopping.set()
        self._process.terminate()
        self._watcher.join(_PATIENCE_SECONDS)
        if self._watcher.is_alive():
            self._process.kill()
            self._watcher.join()
