"""What nobody asks for is removed: public functions and classes, fields of records, templates, icons and styles."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import sources
from mainstay.kernel.offers import Panel
from mainstay.overview.gathered import FOUND
from mainstay.web.views import role_acts as _declares_a_panel  # noqa: F401 -- a panel of web is declared there

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sources import House, Source

ROOT: Final = Path(__file__).resolve().parents[2]
APP: Final = ROOT / "src/mainstay"
WEB: Final = APP / "web"

CALLED_FROM_OUTSIDE: Final = {
    "mainstay.cli.click_words.words": "the search for words to translate reads it",
    "mainstay.cli.main.main": "the command `mainstay` (pyproject.toml)",
    "mainstay.firm.idempotency.keyed_actions": "tests of the house ask which actions take a key",
    "mainstay.firm.models.BookVersion": "triggers write it, and the SQL of mainstay.store.book_version reads it",
    "mainstay.store.backends.sqlite3.base.DatabaseWrapper": "Django asks the module of an engine for this name",
    "mainstay.fields.client_columns.labels": "clients asks each module of this name, where files are imported",
    "mainstay.fields.client_columns.taker": "clients asks each module of this name, where files are imported",
    "mainstay.web.session_store.SessionStore": "Django asks the module of a session engine for this name",
}
"""Full name -> who asks for it, when nothing in src does."""
STYLED_BY_LIBRARIES: Final = {"htmx-request"}
"""Classes that htmx sets."""


def unused_definitions(house: House) -> set[str]:
    """The public functions and classes at the top of a module of src that nothing else in src mentions."""
    app = [source for source in house.sources if source.path.startswith("src/")]
    mentions = {name: {one for one in said if one != name} for name, said in house.graph.items()}
    heads = {name.rsplit(".", end)[0] for said in mentions.values() for name in said for end in range(3)}
    written = {name for source in app for word in _named_in_texts(source) for name in (word, f"{source.module}.{word}")}
    return {
        name
        for source in app
        if source.drawer not in {"migrations", "apps"}
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        if not any(ast.unparse(one).partition("(")[0].endswith(".command") for one in node.decorator_list)
        if (name := f"{source.module}.{node.name}") not in heads | written
    }


def _named_in_texts(source: Source) -> Iterator[str]:
    """Texts that are a name and nothing else: of a class in the settings, of a field that is looked up."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[\w.]+", node.value):
            yield node.value


def shown_by_name() -> set[str]:
    """What delivery looks up by the name of a panel, and of a kind of row that a search finds."""
    panels = {(one.package, one.name) for one in Panel.__subclasses__() if one.__module__.startswith("mainstay.")}
    kinds = {(one.package, kind) for kind, one in FOUND.items()}
    return {
        *(f"mainstay.cli.panels.{package}.print_{name}" for package, name in panels),
        *(f"mainstay.schemas.{package}.{name}_document" for package, name in panels),
        *(f"mainstay.web.panels.{package}.draw_{name}" for package, name in panels),
        *(f"mainstay.{place}.{package}.found_{kind}" for place in ("cli.panels", "schemas") for package, kind in kinds),
        *(f"web/{package}/_panel_{name}.html" for package, name in panels),
        *(f"web/{package}/_found_{kind}.html" for package, kind in kinds),
    }


def unread_fields(house: House) -> set[str]:
    """The fields of dataclasses in src whose name stands nowhere else in src: no attribute, no text, no template."""
    app = [source for source in house.sources if source.path.startswith("src/") and source.drawer != "migrations"]
    read = set(re.findall(r"\w+", _texts(".html")))
    for source in app:
        read |= {node.attr for node in ast.walk(source.tree) if isinstance(node, ast.Attribute)}
        read |= {word.rpartition(".")[2] for word in _named_in_texts(source)}
    return {
        f"{source.module}.{node.name}.{field.target.id}"
        for source in app
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef) and any("dataclass" in ast.unparse(one) for one in node.decorator_list)
        for field in node.body
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and field.target.id not in read
    }


@cache
def _texts(*endings: str) -> str:
    """The texts of the app's files, but for libraries that are brought whole."""
    paths = (path for path in APP.rglob("*") if path.suffix in endings and "vendor" not in path.parts)
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(paths))


def _pattern(written: str) -> str:
    """A name as it is written, where `{…}` stands for a part that is put in."""
    return "".join("[^/]+" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{[^}]*\})", written))


def test_every_public_function_and_class_is_asked_for():
    assert unused_definitions(sources.read_house()) - shown_by_name() == set(CALLED_FROM_OUTSIDE)


def test_every_field_of_a_record_is_read():
    assert unread_fields(sources.read_house()) == set()


def test_every_template_of_a_page_is_shown():
    ways = {_pattern(one) for one in re.findall(r"[\"'](web/[\w./{}-]+\.html)[\"']", _texts(".html", ".py"))}
    paths = {path.relative_to(WEB / "templates").as_posix() for path in (WEB / "templates/web").rglob("*.html")}
    assert {path for path in paths - shown_by_name() if not any(re.fullmatch(way, path) for way in ways)} == set()


def test_every_icon_is_drawn():
    named = set(re.findall(r"[\"']([\w-]+)[\"']", _texts(".html", ".py")))
    assert {path.stem for path in (WEB / "templates/web/icons").glob("*.svg")} - named == set()


def test_every_class_of_our_styles_is_worn():
    styles = re.sub(r"/\*.*?\*/", "", (WEB / "static/web/mainstay.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    selectors = " ".join(one for one in re.findall(r"([^{}]+)\{", styles) if not one.lstrip().startswith("@"))
    texts = _texts(".html", ".py", ".js")
    worn = set(re.findall(r"[A-Za-z][\w-]*", texts))
    begun = set(re.findall(r"([A-Za-z][\w-]*-)\{\{", texts))
    unused = set(re.findall(r"\.([A-Za-z][\w-]*)", selectors)) - worn - STYLED_BY_LIBRARIES
    assert {one for one in unused if not one.startswith(tuple(begun))} == set()


def test_what_nobody_asks_for_is_found():
    house = sources.house_of(
        {
            "src/mainstay/billing/rules/due.py": """
from dataclasses import dataclass

def asked(): ...
def asks_itself(): return asks_itself()
def named_in_a_text(): ...
def forgotten(): ...

@dataclass
class Row:
    zzz_read: int
    zzz_unread: int
""",
            "src/mainstay/billing/queries/due.py": """
from mainstay.billing.rules import due

def shown(row: due.Row): return due.asked(), row.zzz_read, "mainstay.billing.rules.due.named_in_a_text"
""",
            "src/mainstay/cli/reading.py": """
from mainstay.billing.queries.due import shown
import click

@click.command(help="shows")
def show(): shown()
""",
        }
    )
    due = "mainstay.billing.rules.due"
    assert unused_definitions(house) == {f"{due}.asks_itself", f"{due}.forgotten"}
    assert unread_fields(house) == {f"{due}.Row.zzz_unread"}
