"""A small noun of a package that the product does not have is gathered without an edit of any file of the product.

The package lies in `noun/mainstay`, laid out as it would lie in `src/mainstay`. A process of its own starts with it,
and what the house then shows of it is asked there.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.patience import PATIENCE

import mainstay
import sources
from check_house_rules import RULES, exceptions_are_alive

ROOT = Path(mainstay.__file__).parents[2]
NOUN = Path(__file__).parent / "noun"


def test_a_noun_is_gathered_from_its_package_alone(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    done = subprocess.run(
        [*command, "-p", "tests.house.noun.starting", str(NOUN / "promises_shown.py")],
        cwd=ROOT,
        env={
            **{name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "PYTEST_ADDOPTS"}},
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
            "MAINSTAY_HOME": str(tmp_path),
        },
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_house_rules_find_nothing_in_it() -> None:
    """As if it lay in `src`; of the product only the models are beside it, which say what table is whose."""
    noun = {f"src/{path.relative_to(NOUN).as_posix()}": path for path in (NOUN / "mainstay").rglob("*.py")}
    models = {path.relative_to(ROOT).as_posix(): path for path in ROOT.glob("src/mainstay/*/models.py")}
    house = sources.house_of({name: path.read_text(encoding="utf-8") for name, path in {**models, **noun}.items()})
    rules = [rule for rule in RULES if rule is not exceptions_are_alive]
    assert [found for rule in rules for found in rule(house) if found.path in noun] == []
    assert len(noun) > 15
