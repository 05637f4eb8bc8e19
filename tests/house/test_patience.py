"""No test depends on how fast the machine is: patience stands in one place, and nothing else reads a clock or waits."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from references import full_name, imported_names

if TYPE_CHECKING:
    from collections.abc import Iterator

TESTS = Path(__file__).resolve().parent.parent
PLACE = TESTS / "patience.py"
CLOCKS = re.compile(r"time\.(sleep|time|monotonic|perf_counter|process_time)(_ns)?")
WAITS = frozenset({"wait", "join", "communicate", "result", "set_default_timeout", "set_default_navigation_timeout"})
"""Methods whose first argument is how long they wait."""
IN_TEXT = re.compile(r"\b(?:timeout|deadline)\s*=\s*[\d.]|\bsleep\(")


def impatient(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The lines that wait for a time of their own, or read a clock."""
    names = imported_names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute) and CLOCKS.fullmatch(full_name(node, names)):
            yield node.lineno, full_name(node, names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and IN_TEXT.search(node.value):
            yield node.lineno, "a limit in the text of a program"
        elif isinstance(node, ast.Call):
            yield from ((node.lineno, ast.unparse(limit)) for limit in limits(node) if is_own(limit))


def limits(call: ast.Call) -> Iterator[ast.expr]:
    """What the call gives as a limit of time."""
    yield from (word.value for word in call.keywords if word.arg in {"timeout", "deadline"})
    if isinstance(call.func, ast.Attribute) and call.func.attr in WAITS:
        yield from call.args[:1]
    for name, value in zip(call.args, call.args[1:], strict=False):
        if isinstance(name, ast.Constant) and name.value == "timeout":
            yield value


def is_own(limit: ast.expr) -> bool:
    """Whether a limit is made of numbers alone."""
    parts = [node for node in ast.walk(limit) if isinstance(node, ast.expr) and not isinstance(node, ast.BinOp)]
    return all(isinstance(part, ast.Constant) and isinstance(part.value, int | float) for part in parts)


def test_no_test_has_a_patience_of_its_own() -> None:
    ours = {PLACE, Path(__file__).resolve(), TESTS / "house" / "test_house_rules.py"}  # these two quote what is refused
    found = [
        f"{path.relative_to(TESTS)}:{line}: {what}: use tests.patience"
        for path in sorted(TESTS.rglob("*.py"))
        if path not in ours
        for line, what in impatient(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize(
    "snippet",
    [
        "import time\ntime.sleep(1)",
        "from time import monotonic\nend = monotonic()",
        "process.communicate(timeout=60)",
        "barrier.wait(10)",
        "patch.setitem(options, 'timeout', 0.05)",
        "context.set_default_timeout(30_000)",
        "settings(deadline=200)",
        "PROGRAM = 'connect(path, timeout=20)'",
        "PROGRAM = 'import time; time.sleep(3)'",
    ],
)
def test_what_is_impatient_is_found(snippet: str) -> None:
    assert list(impatient(ast.parse(snippet)))


@pytest.mark.parametrize(
    "snippet",
    ["process.communicate(timeout=PATIENCE)", "expect(timeout=PATIENCE * 1000)", "settings(deadline=None)", "t.join()"],
)
def test_patience_is_let_be(snippet: str) -> None:
    assert list(impatient(ast.parse(snippet))) == []


def test_hypothesis_minds_no_time() -> None:
    assert settings().deadline is None
    assert HealthCheck.too_slow in settings().suppress_health_check
