"""How long a test waits for what must come: the one place where a test reads a clock (tests/house refuses others).

No test asserts how long something took, and none fails because the machine is slow or busy.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE: Final = 300
"""Seconds for what must come: only a run that hangs meets this limit."""
NO_PATIENCE: Final = 0.05
"""Seconds for what cannot come, since the test itself holds it back: a limit that is always met."""
_BETWEEN_LOOKS: Final = 0.005


def wait_until(is_so: Callable[[], object], why_not: Callable[[], object] = lambda: "waited too long") -> None:
    """Return once something is so; AssertionError, with the reason, when patience has run out."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, why_not()
        time.sleep(_BETWEEN_LOOKS)


def let_the_other_come() -> None:
    """Wait inside a transaction for another thread to reach it; too short a wait shows no race, and breaks no test."""
    time.sleep(6 * NO_PATIENCE)


def half_minute() -> int:
    """The number of the half minute that it is, as a one-time password counts them."""
    return int(time.time()) // 30


def pytest_runtest_setup() -> None:
    """Begin no test when the time of `./test --quick` is over; pytest knows of this only when told with -p."""
    if time.time() > float(os.environ.get("MAINSTAY_TESTS_END_AT", "inf")):
        pytest.skip("left for the whole run: the time of --quick is over")


def processor_seconds() -> float:
    """The processor time that this process has had: to choose among tests by what they cost, never to judge one."""
    return time.process_time()
