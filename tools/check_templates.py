"""The house's rules for the templates of our pages: short lines, one block a line, no decision, no unknown name.

Each rule is one small function; its docstring is the reason. Run it without arguments; it prints `path:line: sentence`
and ends with 1 when it found something. tests/house shows for each rule a snippet that it catches.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from jinja2 import Environment, TemplateSyntaxError, nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT: Final = Path(__file__).resolve().parent.parent
TEMPLATES: Final = ROOT / "src" / "mainstay" / "web" / "templates"
COLUMNS: Final = 120
OWN_FILTERS: Final = {"linebreaksbr": str, "truncatechars": str}
"""What web/environment.py adds to the filters of Jinja."""
_BLOCKS: Final = (
    "article|aside|blockquote|body|dd|details|div|dl|dt|fieldset|figure|footer|form|h[1-6]|head|header|html|li|main|nav|"
    "ol|p|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
_OPENS: Final = re.compile(rf"<(?:{_BLOCKS})\b")
_DECIDES: Final = (nodes.Compare, nodes.BinExpr, nodes.Slice)
"""What a condition may not hold; `and`, `or` and `not` join booleans."""
_JOINS: Final = (nodes.And, nodes.Or)


class Template(NamedTuple):
    """One template: its text, and what Jinja reads in it."""

    text: str
    tree: nodes.Template


class Fault(NamedTuple):
    """What is wrong, and where."""

    line: int
    sentence: str


def plain_filters() -> list[str]:
    """The names of the filters that Jinja brings."""
    return list(Environment(autoescape=True).filters)


def read(text: str) -> Template:
    """The template, as the environment of our pages reads it."""
    environment = Environment(extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True, autoescape=True)
    environment.filters |= OWN_FILTERS
    tree = environment.parse(text)
    environment.compile(tree)  # an unknown filter is found here alone
    return Template(text, environment.parse(text))


def long_lines(template: Template) -> Iterator[Fault]:
    """A line that does not fit beside another is not read."""
    for number, line in enumerate(template.text.splitlines(), 1):
        if len(line) > COLUMNS:
            yield Fault(number, f"has {len(line)} columns: {COLUMNS} at most")


def crowded_lines(template: Template) -> Iterator[Fault]:
    """Where two blocks open on one line, nobody sees what stands in what."""
    for number, line in enumerate(template.text.splitlines(), 1):
        if len(_OPENS.findall(line)) > 1:
            yield Fault(number, "opens two blocks: each stands on a line of its own")


def decisions(template: Template) -> Iterator[Fault]:
    """What is to be shown is decided in Python, where it is tested; a template asks for the answer by its name."""
    tests = [(node.lineno, node.test) for node in template.tree.find_all(nodes.If)]
    tests += [(node.lineno, node.test) for node in template.tree.find_all(nodes.CondExpr)]
    for line, test in tests:
        for part in _parts_of(test):
            if isinstance(part, _DECIDES) or any(True for _ in part.find_all(_DECIDES)):
                yield Fault(line, "decides: ask for a boolean of the page")


def _parts_of(test: nodes.Node) -> Iterator[nodes.Node]:
    if isinstance(test, _JOINS):
        yield from _parts_of(test.left)
        yield from _parts_of(test.right)
    elif isinstance(test, nodes.Not):
        yield from _parts_of(test.node)
    else:
        yield test


def inline_parts(template: Template) -> Iterator[Fault]:
    """The content security policy forbids style and script within a page; they would do nothing."""
    for number, line in enumerate(template.text.splitlines(), 1):
        if re.search(r"<style\b|\sstyle=|\son[a-z]+=|javascript:", line):
            yield Fault(number, "has style or script within the page: the browser refuses it")


RULES: Final[tuple[Callable[[Template], Iterator[Fault]], ...]] = (
    long_lines,
    crowded_lines,
    decisions,
    inline_parts,
)


def faults_in(text: str) -> list[Fault]:
    """What is wrong with a template, in the order of its lines."""
    try:
        template = read(text)
    except TemplateSyntaxError as error:
        return [Fault(error.lineno, f"cannot be read: {error.message}")]
    return sorted({fault for rule in RULES for fault in rule(template)})


def main() -> int:
    """Print each fault; 1 when there is one."""
    found = [
        f"{path.relative_to(ROOT)}:{fault.line}: {fault.sentence}"
        for path in sorted(TEMPLATES.rglob("*.html"))
        for fault in faults_in(path.read_text(encoding="utf-8"))
    ]
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
