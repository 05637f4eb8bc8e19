"""A child process that reads a stranger's file: with little memory, little time and no right to write.

Whatever the file makes of it, the process that asked goes on. Limits of memory and processor time hold on POSIX; the
clock holds everywhere.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Document: TypeAlias = dict[str, Any]

_AT_ONCE: Final = BoundedSemaphore(2)
"""Children of one process: the other threads of a server are left to those who bring no file."""
_WAIT_SECONDS: Final = 10
_MEGABYTE: Final = 1 << 20


class Busy(Exception):
    """As many files are being read as may be at once."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use: bytes of memory, seconds of the processor, seconds of the clock."""

    memory: int = 512 * _MEGABYTE
    processor: int = 15
    clock: int = 40

    @classmethod
    def for_size(cls, size: int, longest: int = 60) -> Limits:
        """What a file of this size may use: more time for a larger one, up to `longest`, never more memory."""
        processor = min(15 + size // _MEGABYTE, longest)
        return cls(processor=processor, clock=2 * processor + 10)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a child ended: with an answer, or without one; `trouble` is for the log."""

    answer: Document | None
    trouble: str = ""


def ask_child(module: str, question: Mapping[str, object], limits: Limits) -> Ending:
    """Put a question to `module`, run as a process of its own; Busy when others are being asked for too long."""
    if not _AT_ONCE.acquire(timeout=_WAIT_SECONDS):
        raise Busy
    try:
        return _asked(module, json.dumps({"limits": asdict(limits), "question": question}), limits)
    finally:
        _AT_ONCE.release()


def _asked(module: str, question: str, limits: Limits) -> Ending:
    with subprocess.Popen(  # noqa: S603 -- our own module, no shell
        [sys.executable, "-P", "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=tempfile.gettempdir(),
        env=_environment(),
        start_new_session=True,
        encoding="utf-8",
    ) as process:
        try:
            said, _ = process.communicate(question, timeout=limits.clock)
        except subprocess.TimeoutExpired:
            _kill(process)
            return Ending(None, f"took more than {limits.clock} seconds")
        except BaseException:
            _kill(process)
            raise
    document = None
    with suppress(ValueError):
        document = json.loads(said)
    if not isinstance(document, dict) or process.returncode:
        return Ending(None, f"ended with {process.returncode}")
    trouble = str(document.get("trouble", ""))
    return Ending(None if trouble else document, trouble)


def _environment() -> dict[str, str]:
    """Where our modules are, and nothing of what the process that asks was told."""
    places = os.pathsep.join(filter(None, sys.path))
    needed = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    return {**needed, "PYTHONPATH": places, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C"}


def _kill(process: subprocess.Popen[str]) -> None:
    if os.name == "posix":
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.communicate()


# -- in the child --------------------------------------------------------------------------------------------------


def answer_parent(answer: Callable[[Document], Document]) -> None:
    """In the child: read the question, give up all rights but to read, and write the answer."""
    asked = json.load(sys.stdin)
    _confine(Limits(**asked["limits"]))
    try:
        document = answer(asked["question"])
    except Exception as error:  # noqa: BLE001 -- the parent logs it
        document = {"trouble": f"{type(error).__name__}: {error}"[:1000]}
    json.dump(document, sys.stdout)
    sys.stdout.flush()


def _confine(limits: Limits) -> None:
    try:
        import resource  # noqa: PLC0415 -- POSIX only
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.processor),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        # A limit that the system does not know, or that was set lower already, stays as it is.
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))
    signal.alarm(limits.clock)  # also where the parent has died meanwhile
