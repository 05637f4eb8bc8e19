"""The documents keep their form and name nothing that is not there."""

from __future__ import annotations

import re
from importlib import import_module
from itertools import count
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
SECTIONS = ["Decided", "Why", "Also considered", "Costs"]
HEADINGS = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]


def faults_of_a_decision(number: int, text: str) -> Iterator[str]:
    """Say what is not as every decision is: `# 1. Title`, then the four sections in their order and nothing else."""
    title, _, body = text.partition("\n\n")
    if not re.fullmatch(rf"# {number}\. \S.*[^.]", title):
        yield f"the first line is `# {number}. The decision in a few words`"
    found = re.findall(r"^\*\*([^*\n]+)\.\*\*(?= |\n)", body, re.MULTILINE)
    if found != SECTIONS:
        yield f"the sections are {', '.join(SECTIONS)}, not {', '.join(found)}"
    if not body.startswith("**Decided.** "):
        yield "the decision stands directly under the title"
    if re.search(r"^#", body, re.MULTILINE):
        yield "a decision has no headings but its title"
    if re.search(r"\*\*\s*(?=\*\*|\Z)", body):
        yield "a section is empty"


def file_name_of(title: str) -> str:
    """The name of the file of a decision: the words of its title."""
    number, _, words = title.removeprefix("# ").partition(". ")
    plain = re.sub(r"[^a-z0-9 ]", "", words.casefold())
    return f"{int(number):04}-{plain.replace(' ', '-')}.md"


def faults_of_a_changelog(text: str) -> Iterator[str]:
    """Say what is not one line of at most 160 characters under a heading of Keep a Changelog."""
    lines = text.splitlines()
    for line in lines[lines.index("## Unreleased") :]:
        if line.startswith("### ") and line.removeprefix("### ") not in HEADINGS:
            yield f"no heading of Keep a Changelog: {line}"
        elif line and not line.startswith(("- ", "## ", "### ")):
            yield f"a bullet is one line: {line}"
        elif len(line) > 160:
            yield f"more than 160 characters: {line}"
        elif line.startswith("- ") and not line.endswith("."):
            yield f"a sentence ends with a full stop: {line}"
    bullets = [line for line in lines if line.startswith("- ")]
    yield from (f"stands twice: {line}" for line in sorted({line for line in bullets if bullets.count(line) > 1}))


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [path.name.partition("-")[0] for path in DECISIONS] == [
        f"{number:04}" for number, _ in zip(count(1), DECISIONS, strict=False)
    ]


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_the_form_of_all(path) -> None:
    assert list(faults_of_a_decision(int(path.name[:4]), path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_the_file_of_a_decision_is_named_by_its_title(path) -> None:
    assert path.name == file_name_of(path.read_text(encoding="utf-8").partition("\n")[0])


def test_the_name_of_a_file_has_the_words_of_the_title() -> None:
    assert file_name_of("# 7. It’s stored; each day's only") == "0007-its-stored-each-days-only.md"


GOOD = """\
# 7. A title

**Decided.** So.

**Why.** Because.

**Also considered.**
- *Something else.* No.

**Costs.** Little.
"""


@pytest.mark.parametrize(
    ("said", "instead", "fault"),
    [
        ("# 7. A", "# 0007: A", "the first line is `# 7. The decision in a few words`"),
        ("**Why.** Because.\n\n", "", "the sections are Decided, Why, Also considered, Costs, not Decided, Also"),
        ("**Decided.**", "It began so.\n\n**Decided.**", "the decision stands directly under the title"),
        ("**Why.**", "## More\n\n**Why.**", "a decision has no headings but its title"),
        ("**Why.** Because.", "**Why.**", "a section is empty"),
        (" Little.", "", "a section is empty"),
    ],
)
def test_another_form_of_a_decision_is_found(said, instead, fault) -> None:
    assert list(faults_of_a_decision(7, GOOD)) == []
    assert [found for found in faults_of_a_decision(7, GOOD.replace(said, instead)) if found.startswith(fault)]


def test_the_changelog_has_a_line_for_each_thing() -> None:
    assert list(faults_of_a_changelog((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))) == []


def test_another_form_of_a_changelog_is_found() -> None:
    text = f"""\
        # Changelog

        ## Unreleased

        ### Added

        - Do this.
        - Do that
          on two lines.
        - {"Do much. " * 20}
        - Do this.

        ### Improved
        """
    long = f"- {'Do much. ' * 20}"
    assert list(faults_of_a_changelog(dedent(text))) == [
        "a sentence ends with a full stop: - Do that",
        "a bullet is one line:   on two lines.",
        f"more than 160 characters: {long}",
        "no heading of Keep a Changelog: ### Improved",
        "stands twice: - Do this.",
    ]


# ------------------------------------------------------------------------------------------------ what documents name
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
ROOTS = [ROOT, ROOT / "src" / "mainstay", ROOT / "src" / "mainstay" / "web" / "templates"]
ROOTS.append(ROOTS[-1] / "web")
FILES = (".css", ".log")
ON_PAPER = {"adding-a-noun.md"}
"""What these pages name is not written yet."""
OF_THE_INSIDE = {"MAINSTAY_SERVING"}
"""Set by a command of ours for its own process."""


def is_there(name: str) -> bool:
    """Say whether `mainstay.package.module.Name` can be imported."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found = import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for attribute in parts[end:]:
            found = getattr(found, attribute, None)
        return found is not None
    return False


def missing_from(text: str, folder: Path) -> Iterator[str]:
    """Name the relative links, the paths and the modules in a document that lead nowhere."""
    for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text):
        if not (folder / target).exists():
            yield target
    for path in re.findall(r"`((?:tests|tools|benchmarks|docs|src)/[\w./-]+|[\w/]+/\w+\.(?:py|html))`", text):
        if not any((root / path).exists() for root in ROOTS):
            yield path
    for name in re.findall(r"`(mainstay(?:\.\w+)+)(?:\([^`]*\))?`", text):
        if not name.endswith(FILES) and not is_there(name):
            yield name


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if path.name not in ON_PAPER], ids=lambda path: path.stem)
def test_what_a_document_names_is_there(path) -> None:
    assert list(missing_from(path.read_text(encoding="utf-8"), path.parent)) == []


def test_what_is_not_there_is_found() -> None:
    text = """\
        [here](README.md), [there](NOWHERE.md), [web](https://example.com), [below](#below)
        `tests/house`, `tests/nowhere.py`, `firm/nowhere.py`,
        `mainstay.kernel.money.Money.split`, `mainstay.kernel.money.Coin`, `mainstay.attic`
        """
    assert list(missing_from(text, ROOT)) == [
        "NOWHERE.md",
        "tests/nowhere.py",
        "firm/nowhere.py",
        "mainstay.kernel.money.Coin",
        "mainstay.attic",
    ]


def test_every_setting_is_described() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    asked = set(re.findall(r"""environ(?:\.get\(|\[)"(MAINSTAY_[A-Z_]+)\"""", source))
    page = (ROOT / "docs" / "admin" / "configuring.md").read_text(encoding="utf-8")
    assert {name for name in asked if f"`{name}`" not in page} == OF_THE_INSIDE


def modules_in_tables(text: str) -> list[str]:
    """The names in the first column of the tables headed "file"."""
    tables = re.findall(r"^\| file \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", text, re.MULTILINE)
    return [name for table in tables for name in re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)]


@pytest.mark.parametrize("page", ["outlook.md", "standing.md"])
def test_the_table_of_files_names_modules_of_insight(page) -> None:
    named = modules_in_tables((ROOT / "docs/developer" / page).read_text(encoding="utf-8"))
    assert len(named) > 5
    assert [name for name in named if not is_there(f"mainstay.insight.{name}")] == []
