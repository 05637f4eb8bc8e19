"""Which shared files a new noun must be entered in: worked out from the code, printed, and held.

A shared file is one that stands outside the packages of the nouns and names nearly all of one kind of thing that a noun
brings: its package, its acts, actions, queries, addresses. A new noun edits no other domain package.
"""

from __future__ import annotations

import re
import sys
import tomllib
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest

import mainstay
from mainstay.config.schedule import ENTRIES
from mainstay.kernel.offers import Panel
from mainstay.overview import gathered
from sources import Function, public_actions, read_house

ROOT = Path(__file__).resolve().parents[2]
SOURCE = Path(mainstay.__file__).parent
TEMPLATES = SOURCE / "web" / "templates" / "web"
PAPER = ROOT / "docs" / "developer" / "adding-a-noun.md"
OFFERING = sorted(path.parent.name for path in SOURCE.glob("*/offers.py") if path.parent.name != "kernel")
NOUNS = [package for package in OFFERING if (SOURCE / package / "actions").exists() and package != "scoring"]
NOUN = Path(__file__).parent / "noun"
MOST_FILES = 33
# Entered by hand in files that hold no list of all: commands, compiled texts, documents, what a release says.
BY_HAND = {
    "CHANGELOG.md",
    "README.md",
    "docs/developer/structure.md",
    "src/mainstay/cli/recording.py",
    "src/mainstay/locale/tr/LC_MESSAGES/django.mo",
    "src/mainstay/locale/tr/LC_MESSAGES/django.po",
}
SHARED = {
    "pyproject.toml",
    "src/mainstay/config/settings.py",
    "src/mainstay/web/opening.py",
    "src/mainstay/web/urls.py",
}


class Register(NamedTuple):
    """What a file lists: the names of its entries, and which part of them it has to hold to be such a list."""

    entries: frozenset[str]
    share: float


def registers() -> dict[str, Register]:
    """Everything that is entered by name somewhere."""
    house = read_house()
    actions = {function.name for source, function in public_actions(house) if source.package in NOUNS}
    queries = {
        node.name
        for source in house.sources
        if source.drawer == "queries" and source.package in NOUNS and not Path(source.path).name.startswith("_")
        for node in source.tree.body
        if isinstance(node, Function) and not node.name.startswith("_")
        if "by" in {arg.arg for arg in (*node.args.args, *node.args.kwonlyargs)}
    }
    addresses = re.findall(r'name="(\w+)"', (SOURCE / "web" / "urls.py").read_text(encoding="utf-8"))
    return {
        "packages": Register(frozenset(f'"mainstay.{package}"' for package in NOUNS), 1),
        "acts": Register(frozenset(f"mainstay.{package}.rules.acts" for package in NOUNS), 1),
        "actions": Register(frozenset(actions), 0.6),
        "queries": Register(frozenset(queries), 0.8),
        "addresses": Register(frozenset(f'"{name}"' for name in addresses), 0.9),
    }


def names_in(text: str) -> set[str]:
    """The dotted names in a text, those in quotes with their quotes, too; what `from a import acts` imports as one."""
    text = re.sub(r"from (mainstay[\w.]+) import acts", r"\1.acts", text)
    return {*re.findall(r"[\w.]+", text), *re.findall(r'"[\w.]+"', text)}


@cache
def shared_files() -> dict[str, list[str]]:
    """The files in which a new noun is entered -> as what. What gathers `of_packages` is not touched."""
    texts = {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for folder in ("src", "tests", "tools", "docs")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in {".py", ".html", ".md"} and path != Path(__file__)
        if not any(path.is_relative_to(SOURCE / package) for package in OFFERING)
    }
    texts["pyproject.toml"] = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    listed = registers()
    for path, text in texts.items():
        names = names_in(text)
        lists = [name for name, one in listed.items() if len(one.entries & names) >= one.share * len(one.entries)]
        if lists and "of_packages(" not in text:
            found[path] = lists
    return found


def on_paper() -> dict[str, bool]:
    """The files that the walk through "promise to pay" lists -> whether they are new."""
    rows = re.findall(r"^\| (\d+) \| `([^`]+)` \| (new|touched) \|", PAPER.read_text(encoding="utf-8"), re.MULTILINE)
    files = {path: is_new == "new" for _number, path, is_new in rows}
    assert [int(number) for number, _path, _is_new in rows] == list(range(1, len(files) + 1)), "numbered, each once"
    return files


def test_the_shared_files_that_a_noun_must_touch_are_these() -> None:
    found = shared_files()
    for path in sorted(found.keys() | BY_HAND):
        sys.stdout.write(f"{path}: {', '.join(found.get(path, ['by hand']))}\n")
    sys.stdout.write(f"{len(found.keys() | BY_HAND)} shared files\n")
    assert set(found) == SHARED


def test_the_walk_on_paper_lists_them_and_no_other() -> None:
    files = on_paper()
    assert {path for path, is_new in files.items() if not is_new} == SHARED | BY_HAND
    assert len(files) <= MOST_FILES
    assert all((ROOT / path).exists() is not is_new for path, is_new in files.items())


def test_the_walk_on_paper_lists_the_new_files_of_a_real_package() -> None:
    """The walk calls the package `credit`; the small one that a test starts with has the name of its noun."""
    real = {
        f"src/{path.relative_to(NOUN).as_posix()}"
        for path in (NOUN / "mainstay").rglob("*")
        if path.suffix in {".py", ".html"}
    }
    paper = {path for path, is_new in on_paper().items() if is_new and path.startswith("src/")}
    assert {re.sub(r"\bcredit\b", "promises", path) for path in paper} == real


def test_a_noun_edits_no_other_domain_package() -> None:
    touched = [path for path, is_new in on_paper().items() if not is_new]
    assert not [path for path in touched if re.match(rf"src/mainstay/(?:{'|'.join(OFFERING)})/", path)]


def test_every_package_that_offers_is_gathered_and_lies_below() -> None:
    offered = [import_module(f"mainstay.{package}.offers").OFFERS for package in OFFERING]
    assert sorted(map(id, offered)) == sorted(map(id, gathered.OFFERED))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {contract["id"]: contract for contract in project["tool"]["importlinter"]["contracts"]}
    layers = contracts["packages"]["layers"]
    assert set(OFFERING) <= set(layers[layers.index("overview") + 1 :])


def test_every_kind_of_file_is_gathered_and_its_job_is_known_to_the_worker() -> None:
    importing = [package for package in OFFERING if (SOURCE / package / "imports.py").exists()]
    offered = [getattr(import_module(f"mainstay.{package}.imports"), "IMPORTS", {}) for package in importing]
    kinds = gathered.import_kinds()
    assert kinds == {name: kind for one in offered for name, kind in one.items()}
    assert [*kinds] == ["invoices", "clients"], "what a page proposes first"
    assert {kind.job: kind.entry for kind in kinds.values()}.items() <= ENTRIES.items()


def panels() -> list[type[Panel]]:
    """Every kind of panel, those of delivery included."""
    import_module("mainstay.web.views.invoices")
    import_module("mainstay.briefing.queries.panels")
    by_name = {(kind.package, kind.name): kind for kind in Panel.__subclasses__() if hasattr(kind, "name")}
    return [by_name[key] for key in sorted(by_name)]


@pytest.mark.parametrize("panel", panels(), ids=lambda panel: f"{panel.package}-{panel.name}")
def test_every_panel_has_its_template(panel: type[Panel]) -> None:
    """One that stands in the list of Today alone has its rows there, and none of its own."""
    assert (TEMPLATES / panel.package / f"_panel_{panel.name}.html").exists() is not panel.is_in_list


def test_every_template_of_a_panel_has_its_panel() -> None:
    known = {(panel.package, panel.name) for panel in panels() if not panel.is_in_list}
    found = {(path.parent.name, path.stem.removeprefix("_panel_")) for path in TEMPLATES.rglob("_panel_*.html")}
    assert found == known


def test_what_delivery_says_of_panels_has_its_panel() -> None:
    """A function whose name no panel has is never called."""
    known = {(panel.package, panel.name) for panel in panels()}
    for package in OFFERING:
        for path, before, after in (
            ("cli/panels", "print_", ""), ("web/panels", "draw_", ""), ("schemas", "", "_document"),
        ):  # fmt: skip
            source = SOURCE / path / f"{package}.py"
            text = source.read_text(encoding="utf-8") if source.exists() else ""
            named = re.findall(rf"^def {before}(\w+){after}\(panel: \w+Panel\b", text, re.MULTILINE)
            assert {(package, name) for name in named} <= known, source


def test_two_panels_of_a_column_do_not_share_a_place() -> None:
    """Those of a page are the classes that a package's function for it names; those that none names, an invoice's."""
    of_clients = {name for offers in gathered.OFFERED for name in offers.client_panels.__code__.co_names}
    of_today = {name for offers in gathered.OFFERED for name in offers.today_panels.__code__.co_names}
    known = {panel.__name__: panel for panel in panels()}
    of_today |= {name for name, panel in known.items() if panel.package == "briefing"}
    for names in (known.keys() & of_clients, known.keys() & of_today, known.keys() - of_clients - of_today):
        taken = [known[name].place[:2] for name in names]
        assert taken
        assert len(set(taken)) == len(taken), taken
