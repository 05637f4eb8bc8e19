"""Every code a reader can give has a sentence, whose placeholders that code fills."""

from __future__ import annotations

import ast
from pathlib import Path

import mainstay
from mainstay.billing.phrases.sentences import IMPORT_PROBLEMS
from mainstay.intake.phrases import SENTENCES

PACKAGES = ("intake", "billing/formats", "clients/formats")
MAKERS = {"Problem": 1, "_foreign": 0}


def _codes() -> set[str]:
    source = Path(mainstay.__file__).parent
    found = set()
    for package in PACKAGES:
        for path in (source / package).glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS:
                    place = MAKERS[node.func.id]
                    code = node.args[place] if len(node.args) > place else None
                    if isinstance(code, ast.Constant) and isinstance(code.value, str):
                        found.add(code.value)
    return found


def test_every_code_has_a_sentence() -> None:
    codes = _codes()
    assert len(codes) > 40
    assert codes - set(SENTENCES) - set(IMPORT_PROBLEMS) == set()
