"""The pages for users, docs/user, as the app shows and searches them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mainstay.kernel.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

_HERE: Final = Path(__file__).resolve()
_FOLDERS: Final = (_HERE.parent / "help", _HERE.parents[3] / "docs" / "user")
"""Where the pages are: in an installed package beside this module, in a checkout among the documents."""
_ORDER: Final = (
    "getting-started", "today", "tasks", "importing", "clients", "fields", "files", "standing", "proposals", "forecast",
    "book", "lists", "words-and-figures", "rates", "business", "people",
)  # fmt: skip
_LETTERS: Final = re.compile(r"\w+")
_SNIPPET: Final = 160
"""Characters of a section that stand beside what was found in it."""


@dataclass(frozen=True, slots=True)
class HelpSection:
    """A heading of a page, its anchor and the plain words under it."""

    anchor: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class HelpPage:
    """A page in one language: its name in the address, its title, and its text as HTML and by sections."""

    slug: str
    title: str
    html: str
    sections: tuple[HelpSection, ...]


@dataclass(frozen=True, slots=True)
class FoundSection:
    """A section that holds all the words that were looked for."""

    page: HelpPage
    section: HelpSection
    snippet: str


@cache
def help_pages(language: str) -> tuple[HelpPage, ...]:
    """All pages in a language, what one needs first in front; read once a process."""
    folder = next(folder for folder in _FOLDERS if folder.is_dir()) / language
    pages = [_page(file) for file in folder.glob("*.md")]
    places = {slug: place for place, slug in enumerate(_ORDER)}
    return tuple(sorted(pages, key=lambda page: (places.get(page.slug, len(places)), fold(page.title))))


def help_page(slug: str, language: str) -> HelpPage | None:
    """The page of this name, or None."""
    return next((page for page in help_pages(language) if page.slug == slug), None)


def search_help(words: str, language: str) -> tuple[FoundSection, ...]:
    """The sections that hold every word typed, headings before text; matched without case, marks or ı and i apart."""
    wanted = fold(words).split()
    if not wanted:
        return ()
    ranked: list[tuple[int, int, FoundSection]] = []
    for page in help_pages(language):
        for section in page.sections:
            heading, text = fold(f"{page.title} {section.title}"), fold(section.text)
            if all(word in heading or word in text for word in wanted):
                rank = -sum((word in fold(section.title)) * 3 + (word in heading) for word in wanted)
                ranked.append((rank, len(ranked), FoundSection(page, section, _snippet(section.text, wanted))))
    return tuple(found for _, _, found in sorted(ranked, key=lambda one: one[:2]))


def _snippet(text: str, wanted: Sequence[str]) -> str:
    # Folding keeps the number of words, so the place of a word is found in the folded text and shown in the true one.
    shown, folded = text.split(), [fold(word) for word in text.split()]
    first = next((place for place, word in enumerate(folded) if any(sought in word for sought in wanted)), 0)
    begin = max(0, first - 6)
    cut = " ".join(shown[begin:])
    end = cut[:_SNIPPET].rsplit(" ", 1)[0] + " …" if len(cut) > _SNIPPET else cut
    return f"… {end}" if begin else end


def _page(file: Path) -> HelpPage:
    from markdown_it import MarkdownIt  # noqa: PLC0415 -- it takes a while to load

    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(file.read_text(encoding="utf-8"))
    title, sections = file.stem, [("", "", [""])]
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            words = _plain(tokens[place + 1])
            anchor = "-".join(_LETTERS.findall(fold(words)))
            token.attrSet("id", anchor)
            if token.tag == "h1":
                title = words
                sections[0] = ("", words, sections[0][2])
            else:
                sections.append((anchor, words, []))
        elif token.type == "inline":
            token.children = _within_the_app(token.children or [])
            if tokens[place - 1].type != "heading_open":
                sections[-1][2].append(_plain(token))
        elif token.type == "fence":
            sections[-1][2].append(token.content)
    html: str = reader.renderer.render(_dressed(tokens), reader.options, {})
    html = html.replace("<table", '<div class="table-responsive" tabindex="0"><table')
    html = html.replace("</table>", "</table></div>")
    read = (HelpSection(anchor, words, " ".join(" ".join(said).split())) for anchor, words, said in sections)
    return HelpPage(file.stem, title, html, tuple(read))


def _plain(inline: Token) -> str:
    parts = (
        one.content if one.type in {"text", "code_inline"} else " " for one in inline.children or [] if not one.nesting
    )
    return "".join(parts).strip()


def _within_the_app(children: list[Token]) -> list[Token]:
    """A link to another page leads to it in the app; one to what the app does not show is its words alone."""
    shown: list[Token] = []
    is_dropped = False
    for token in children:
        if token.type == "link_open":
            there, _, anchor = str(token.attrGet("href") or "").partition("#")
            is_ours = there.endswith(".md") and "/" not in there
            is_dropped = not is_ours and not there.startswith("https://")
            if is_ours:
                token.attrSet("href", f"../{there.removesuffix('.md')}/" + (f"#{anchor}" if anchor else ""))
        if not (is_dropped and token.type in {"link_open", "link_close"}):
            shown.append(token)
    return shown


def _dressed(tokens: Sequence[Token]) -> Sequence[Token]:
    """Our look for tables; what is wider than a phone scrolls by itself, by keyboard too."""
    for token in tokens:
        if token.type == "table_open":
            token.attrSet("class", "table table-sm")
        elif token.type == "fence":
            token.attrSet("tabindex", "0")
    return tokens
