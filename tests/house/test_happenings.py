"""Every kind of event has its sentence, and no kind keeps in its facts what a person wrote."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import mainstay
from mainstay.clients.rules.acts import SEE_RISK
from mainstay.kernel.offers import OfferedTwice, merged
from mainstay.overview.gathered import HAPPENINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mainstay.timeline.rules.kinds import Kind

SOURCE = Path(mainstay.__file__).parent
# The act without which a fact is not shown -> every name that stands among facts -> what it holds. Whoever adds one
# says here why nobody's words can be in it, and who may see it.
FACTS = {
    None: {
        "amount": "an amount with its currency",
        "client": "the reference of a client",
        "changes": "which fields changed; values only of figures and codes",
        "clients": "a count",
        "credit_note": "the number of a document",
        "currency": "a code",
        "details": "which details of the firm changed, by the names of their fields",
        "entries": "a count",
        "file": "where rows came from",
        "former_rate": "a figure",
        "invoices": "a count",
        "key": "a random key",
        "kind": "a code",
        "name": "what a way to read files or a custom field is called (mapping.saved, field.defined)",
        "number": "the number of a document",
        "on": "a day",
        "one": "a code",
        "other": "a code",
        "outcome": "a code",
        "payments": "a count",
        "rate": "a figure",
        "rows": "a count",
        "repeat": "a code",
        "tasks": "a count",
        "total": "an amount with its currency",
        "was_on": "a day",
        "was_way": "a code",
        "way": "a code",
    },
    SEE_RISK: {
        "currency_before": "a code",
        "from": "a code",
        "proposal": "a code",
        "reason": "codes and figures of the evidence (standing.changed)",
        "standing": "a code",
        "to": "a code",
        "until": "a day",
        "value": "a figure",
    },
}


def kinds_in(text: str) -> Iterator[str]:
    """The names of the constants that are a `Kind(...)`, as they stand in a module."""
    for node in ast.parse(text).body:
        value = getattr(node, "value", None)
        if isinstance(value, ast.Call) and ast.unparse(value.func) == "Kind":
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            yield ast.unparse(target)


def declared() -> dict[str, Kind]:
    """Every kind that a package declares, by its name."""
    found = {}
    for path in SOURCE.rglob("*.py"):
        names = list(kinds_in(path.read_text(encoding="utf-8")))
        if names:
            module = import_module(".".join(("mainstay", *path.relative_to(SOURCE).with_suffix("").parts)))
            found |= {getattr(module, name).name: getattr(module, name) for name in names}
    return found


def test_every_kind_has_its_sentence() -> None:
    assert declared().keys() == HAPPENINGS.keys()


def test_every_kind_is_told_by_the_package_that_declares_it() -> None:
    told = {path.parent.name: import_module(f"mainstay.{path.parent.name}.offers").OFFERS.happenings.keys()
            for path in SOURCE.glob("*/offers.py")
            if path.parent.name != "kernel"}  # fmt: skip
    kinds: dict[str, set[str]] = {package: set() for package in told}
    for path in SOURCE.glob("*/rules/*.py"):
        module = import_module(f"mainstay.{path.parts[-3]}.rules.{path.stem}")
        names = kinds_in(path.read_text(encoding="utf-8"))
        kinds[path.parts[-3]] = kinds.get(path.parts[-3], set()) | {getattr(module, name).name for name in names}
    assert {package: found for package, found in kinds.items() if found} == {
        package: set(found) for package, found in told.items() if found
    }


def test_two_packages_do_not_tell_one_kind() -> None:
    with pytest.raises(OfferedTwice, match=r"note\.added"):
        merged([{"note.added": 1, "client.added": 2}, {"note.added": 3}])


def test_every_fact_is_known_to_hold_no_words_of_people() -> None:
    facts = [fact for kind in declared().values() for fact in kind.facts]
    assert sorted(set(facts)) == sorted(name for names in FACTS.values() for name in names)
    fields = {f"field.{act}" for act in ("defined", "changed", "retired", "reinstated", "removed", "filled")}
    for fact, kinds in (("reason", {"standing.changed"}), ("name", {"mapping.saved", *fields})):
        assert {name for name, kind in declared().items() if fact in kind.facts} == kinds


def test_a_kind_is_shown_to_whoever_may_see_all_of_its_facts() -> None:
    needed = {
        name: {act for act, facts in FACTS.items() if act is not None and facts.keys() & set(kind.facts)}
        for name, kind in declared().items()
    }
    assert needed == {name: {told.act} - {None} for name, told in HAPPENINGS.items()}
    assert sum(map(bool, needed.values())) == 7


def test_kinds_are_declared_where_this_test_finds_them() -> None:
    """A kind made anywhere but as a constant of a module would escape the two tests above."""
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        made = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
        assert sum(ast.unparse(node.func) == "Kind" for node in made) == len(list(kinds_in(text))), path


def test_constants_are_found() -> None:
    assert list(kinds_in('A: Final = Kind("a.one")\nB = Kind("b.two", facts=("n",))\nC = 3')) == ["A", "B"]
