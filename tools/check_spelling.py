"""Spell-check what people read: both languages of the catalogue and the documents for users and owners.

Hunspell with the dictionaries in tools/spelling; the words of our trade stand in words.en.txt and words.tr.txt there
(their README says how). Prints `path:line: word` and ends with 1 when it found something.
"""

from __future__ import annotations

import gzip
import re
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, NamedTuple

import hunspell

import catalogue
from mainstay.kernel import text as words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT: Final = Path(__file__).resolve().parent.parent
SPELLING: Final = ROOT / "tools" / "spelling"
DICTIONARIES: Final = {"en": "en_GB", "tr": "tr"}
DOCUMENTS: Final = {
    "en": ("README.md", "CHANGELOG.md", "docs/user/en/*.md", "docs/admin/*.md"),
    "tr": ("docs/user/tr/*.md", "docs/admin/*.tr.md"),
}
NOT_WORDS: Final = re.compile(
    r"""%\(\w+\)[-#0 +]*\d*(?:\.\d+)?[a-z] | %[sdif] | \{[^}]*\}         # placeholders
    | <[^>]*> | &\w+; | `[^`]*` | \bmainstay(?:\ +-{0,2}[a-z][\w-]*)+     # HTML, code, commands
    | \]\([^)]*\) | https?://\S+ | \S+@\S+ | ~?/?[\w.-]+/[\w./-]*         # addresses, paths
    | --?[a-z][\w-]* | \b\w+(?:\.\w+)+\b | \b\w*[\d_]\w*\b(?:['’]\w+)?  # options, files and hosts, digits
    """,
    re.VERBOSE,
)
WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
DOUBLED: Final = re.compile(r"\b([^\W\d_]+)\s+(?![A-ZÇĞİÖŞÜ]{2})(?i:\1)\b")

ENDINGS: Final = {
    "en": "s|es|d|ed|ing|er|ers",
    "tr": "(?:l[ae]r)?(?:[ıiuü]?[mn](?:[ıiuü]z)?|s?[ıiuü])?"  # plural; whose it is
    "(?:[yn]?[ıiuü]n?|n?[dt][ae]n?|[yn]?[ae]|y?l[ae]|c[ae])?"  # case
    "(?:ki(?:l[ae]r)?(?:n?[dt][ae]n?|n?[ıiuü]n?|n?[ae])?)?(?:y?s[ae]|[dt][ıiuü]r)?",  # the one of it; if it is, it is
}
"""What may follow a stem of ours; Turkish nouns take their endings in this order."""


class Finding(NamedTuple):
    """A word that no dictionary knows, or one that stands twice."""

    path: str
    line: int
    word: str


class OurWords(NamedTuple):
    """The words of our trade in one language: whole words, stems that take endings, words that may stand twice."""

    whole: frozenset[str]
    ending: re.Pattern[str]
    doubled: frozenset[str]


def our_words(language: str) -> OurWords:
    """Read the word lists: `word`, `stem-` with its endings, `word word` where it may stand twice."""
    lists = (SPELLING / name for name in ("names.txt", f"words.{language}.txt"))
    lines = [line for path in lists for line in path.read_text(encoding="utf-8").splitlines()]
    entries = [words_of.lower(entry, language) for line in lines if (entry := line.partition("#")[0].strip())]
    return OurWords(
        frozenset(entry for entry in entries if " " not in entry and not entry.endswith("-")),
        re.compile(
            f"(?:{'|'.join(re.escape(entry[:-1]) for entry in entries if entry.endswith('-'))})(?:{ENDINGS[language]})?"
        ),
        frozenset(entry.partition(" ")[0] for entry in entries if " " in entry),
    )


@cache
def speller(language: str) -> Callable[[str], bool]:
    """Open a dictionary: the answer says whether a word is spelled right."""
    name, ours = DICTIONARIES[language], our_words(language)
    with TemporaryDirectory() as folder:
        for kind in ("aff", "dic"):
            packed = SPELLING / f"{name}.{kind}.gz"
            Path(folder, f"{name}.{kind}").write_bytes(gzip.decompress(packed.read_bytes()))
        dictionary = hunspell.Hunspell(name, hunspell_data_dir=folder)

    @cache
    def is_right(word: str) -> bool:
        plain = word.replace("’", "'")
        if plain.isupper() or dictionary.spell(plain):
            return True
        small = words_of.lower(plain, language)
        if small in ours.whole or ours.ending.fullmatch(small) or dictionary.spell(small):
            return True
        # What stands before an apostrophe is a name: its ending follows how it is said.
        name, mark, _ = plain.partition("'")
        return bool(mark) and is_right(name)

    return is_right


def misspelled(text: str, language: str) -> Iterator[str]:
    """Name the words of a text that are not spelled right, and those that stand twice."""
    plain = NOT_WORDS.sub(" ; ", text)
    is_right = speller(language)
    yield from (word for word in WORD.findall(plain) if not is_right(word))
    for twice in DOUBLED.finditer(plain):
        if words_of.lower(twice[1], language) not in our_words(language).doubled:
            yield twice[0]


def in_catalogue(po: Path = catalogue.PO, root: Path = ROOT) -> Iterator[Finding]:
    """Check the texts of the source and their translations, at their lines of the catalogue."""
    path = po.relative_to(root).as_posix()
    for message in catalogue.stored(po):
        sides = (("en", message.id), ("tr", message.string))
        for language, side in sides if message.id else ():
            for text in (side,) if isinstance(side, str) else side or ():
                yield from (Finding(path, message.lineno or 0, word) for word in misspelled(text, language))


def in_documents(root: Path = ROOT) -> Iterator[Finding]:
    """Check the documents, but for the blocks of code in them."""
    turkish = {path for pattern in DOCUMENTS["tr"] for path in root.glob(pattern)}
    for language, patterns in DOCUMENTS.items():
        paths = {path for pattern in patterns for path in root.glob(pattern)}
        for path in sorted(paths if language == "tr" else paths - turkish):
            is_code = False
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                is_code ^= line.lstrip().startswith("```")
                if not is_code:
                    place = path.relative_to(root).as_posix()
                    yield from (Finding(place, number, word) for word in misspelled(line, language))


if __name__ == "__main__":
    found = sorted({*in_catalogue(), *in_documents()})
    for finding in found:
        print(f"{finding.path}:{finding.line}: {finding.word}")
    if found:
        print("Mend these, or add words of our trade to tools/spelling.")
    sys.exit(1 if found else 0)
