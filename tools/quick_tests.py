"""Run the tests that a change is most likely to break, nearest first, for less than a minute: `./test --quick`.

What changed is what differs from the branch `main`, and what is not committed yet. A test is as near as its imports
lead to what changed; the tests of a changed package stand beside those that import it. Journeys are left out, and so is
what has not begun when the time is over: pytest says how many.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from references import imported_names, module_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROOT: Final = Path(__file__).resolve().parent.parent
SECONDS: Final = 30
"""A test that has begun by then is brought to its end."""
_HOUSE: Final = "tests/house/"
"""What holds for every change is slow, and stands behind the other tests that are as near."""
LEFT_OUT: Final = "tests/journeys/"
_ENDS: Final = "MAINSTAY_TESTS_END_AT"
"""Read by tests/patience.py, which pytest is told to load."""
_NEAR, _FAR = 1, 99


def changed_paths() -> list[str]:
    """What differs from where this branch left main, the working tree and new files included."""
    bases = (_git("merge-base", "HEAD", name) for name in ("main", "origin/main"))
    base = next((found for found in bases if found), ["HEAD"])
    return sorted({*_git("diff", "--name-only", *base), *_git("ls-files", "--others", "--exclude-standard")})


def _git(*words: str) -> list[str]:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603, S607 -- our own words
    return done.stdout.split()


def read_sources() -> dict[str, str]:
    """Every Python file of the product, its tools and its tests, by path."""
    paths = [path for top in ("src", "tools", "tests") for path in (ROOT / top).rglob("*.py")]
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def nearest_tests(changed: Iterable[str], sources: Mapping[str, str]) -> list[str]:
    """The files of tests that what changed may break, nearest first."""
    importers = _importers(sources)
    changed = list(changed)
    distance = {module: 0 for path in changed if (module := _module(path)) in importers}
    waiting = list(distance)
    for module in waiting:  # grows as it goes: breadth first
        for other in sorted(importers[module] - distance.keys()):
            distance[other] = distance[module] + 1
            waiting.append(other)
    packages = {path.split("/")[2] for path in changed if path.startswith("src/mainstay/")}
    packages |= {"house"} if changed else set()

    def far(path: str) -> int:
        return min(distance.get(_module(path), _FAR), _NEAR if path.split("/")[1] in packages else _FAR)

    def place(path: str) -> tuple[int, bool, str]:
        return far(path), path.startswith(_HOUSE), path

    tests = [path for path in sources if path.rpartition("/")[2].startswith("test_") and path.startswith("tests/")]
    return sorted((path for path in tests if far(path) < _FAR and LEFT_OUT not in path), key=place)


def _module(path: str) -> str:
    return module_name(path).removeprefix("tools.")  # a tool is imported by its bare name


def _importers(sources: Mapping[str, str]) -> dict[str, set[str]]:
    """Which modules import each module."""
    importers: dict[str, set[str]] = {_module(path): set() for path in sources if path.endswith(".py")}
    for path, text in sources.items():
        for name in imported_names(ast.parse(text, path)).values():
            known = name
            while known and known not in importers:
                known = known.rpartition(".")[0]
            if known:
                importers[known].add(_module(path))
    return importers


def main() -> int:
    """Run them; 0 when nothing changed."""
    tests = nearest_tests(changed_paths(), read_sources())
    if not tests:
        print("Nothing has changed since main.")
        return 0
    print(f"{len(tests)} files of tests, nearest first: {' '.join(tests[:6])}{' …' if len(tests) > 6 else ''}")  # noqa: PLR2004 -- a line's worth
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "tests.patience", *tests]
    environment = {**os.environ, _ENDS: str(time.time() + SECONDS)}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode  # noqa: S603 -- pytest, on our files


if __name__ == "__main__":
    sys.exit(main())
