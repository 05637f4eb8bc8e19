"""Which encoding a file is in: BOM, strict UTF-8, UTF-16, else Windows-1254 or 1252, over the whole file.

Guessers get Turkish wrong, so where both Windows code pages fit and read differently, both are handed back, unless what
is known of the firm tells which it writes (`CodePage`). A file that
is UTF-8 but for a few sequences stays UTF-8, and the lines of those are named. Where letters look encoded twice, the
file as it stands and as it was meant are handed back, too.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Final

from mainstay.intake.records import Unreadable
from mainstay.intake.twice_encoded import NAME, words_with_pairs
from mainstay.kernel.code_pages import CHOSEN, CODE_PAGES, CodePage
from mainstay.kernel.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CHUNK: Final = 1 << 20
_DIFFERING: Final = b"\xd0\xdd\xde\xf0\xfd\xfe"
_ONLY_1252: Final = b"\x8e\x9e"
_NEITHER: Final = b"\x81\x8d\x8f\x90\x9d"
_WORD: Final = re.compile(rb'[^\r\n,;\t|"]{0,40}[\xd0\xdd\xde\xf0\xfd\xfe][^\r\n,;\t|"]{0,40}')
_SAMPLES: Final = 2
_MOST_LINES: Final = 10
_UNREADABLE: Final = "\ufffd"
_ASCII: Final = "\x7f"
_ANY_LETTER: Final = frozenset({"utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"})
_NO_TEXT_FILES: Final = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"})
"""Codecs of Python that are for something else: some take minutes for a file, or make letters that are none."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """The encoding to read with, all that fit (more than one: they differ), and cells that show the difference.

    `code_page` says why it was taken where several code pages fit.
    """

    name: str
    candidates: tuple[str, ...]
    samples: tuple[bytes, ...] = ()
    damaged_lines: tuple[int, ...] = ()
    code_page: CodePage | None = None

    @property
    def errors(self) -> str:
        """How to decode: strictly, or with a mark for each letter that cannot be read."""
        return "replace" if self.damaged_lines else "strict"


def encoding_of(path: Path, *, chosen: str | None = None, code_page: CodePage | None = None) -> Encoding:
    """Find the encoding of a text file, or prove the chosen one; Unreadable when no text can be read.

    `code_page` is what is known of the firm, for a file that fits several.
    """
    with path.open("rb") as file:
        start = file.read(4096)
    if chosen:
        return _chosen_encoding(path, _chosen_name(chosen, start))
    for name, mark in (("utf-16", codecs.BOM_UTF16_LE), ("utf-16", codecs.BOM_UTF16_BE)):
        if start.startswith(mark):
            _prove(path, name)
            return Encoding(name, (name,))
    if (wide := _wide(start)) is not None:
        _prove(path, wide)
        return Encoding(wide, (wide,))
    name = "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8"
    if _fits(path, name):
        twice = _words_encoded_twice(path)
        return Encoding(name, (NAME, name), twice) if twice else Encoding(name, (name,))
    letters, damaged, lines = _damage(path)
    if letters and letters >= damaged:
        return Encoding(name, (name,), damaged_lines=lines)
    found = _code_page(path, code_page)
    if letters:
        # Read as a code page these letters show as pairs such as "A tilde, 1/4": somebody has to look.
        return replace(found, candidates=tuple(dict.fromkeys((*found.candidates, "utf-8"))))
    return found


def _chosen_encoding(path: Path, name: str) -> Encoding:
    is_utf8 = name in {"utf-8", "utf-8-sig", NAME}
    if is_utf8 and not _fits(path, "utf-8"):
        letters, _, lines = _damage(path)
        if letters:
            return Encoding(name, (name,), damaged_lines=lines)
    elif name not in _ANY_LETTER and not is_utf8 and _is_surely_utf8(path):
        raise Unreadable(Problem("encoding", "is_utf8", name))
    _prove(path, name)
    return Encoding(name, (name,), code_page=CodePage(name, CHOSEN) if name in CODE_PAGES else None)


def _is_surely_utf8(path: Path) -> bool:
    """Say whether a file holds letters beyond ASCII, all of them right in UTF-8: no other text of some length does."""
    return not all(chunk.isascii() for chunk in _chunks(path)) and _fits(path, "utf-8")


def _words_encoded_twice(path: Path) -> tuple[bytes, ...]:
    """Give the first words whose letters look encoded twice."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    samples: dict[str, None] = {}
    for chunk in _chunks(path):
        text = decoder.decode(chunk)
        if not text.isascii():
            samples.update(dict.fromkeys(words_with_pairs(text)))
        if len(samples) >= _SAMPLES:
            break
    return tuple(word.encode() for word in list(samples)[:_SAMPLES])


def _damage(path: Path) -> tuple[int, int, tuple[int, ...]]:
    """Count the letters beyond ASCII that are right in UTF-8, the sequences that are not, and the lines of these."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    letters, damaged, line = 0, 0, 1
    lines: dict[int, None] = {}
    ends_in_return = False
    for chunk in chain(_chunks(path), (b"",)):
        text = decoder.decode(chunk, final=not chunk)
        if ends_in_return and text.startswith("\n"):
            line -= 1
        ends_in_return = text.endswith("\r")
        if not text.isascii():
            bad = text.count(_UNREADABLE)
            damaged += bad
            letters += sum(char > _ASCII for char in text) - bad - text.count("\ufeff")
            at = text.find(_UNREADABLE) if bad else -1
            while at >= 0 and len(lines) < _MOST_LINES:
                lines[line + _line_ends(text[:at])] = None
                at = text.find(_UNREADABLE, at + 1)
        line += _line_ends(text)
    return letters, damaged, tuple(lines)


def _line_ends(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _chosen_name(chosen: str, start: bytes) -> str:
    try:
        name = codecs.lookup(chosen).name
        "".encode(name)
    except (LookupError, ValueError):
        name = ""
    if not name or name in _NO_TEXT_FILES:
        raise Unreadable(Problem("encoding", "unknown_encoding", chosen))
    if name == "utf-8" and start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    return name


def _wide(start: bytes) -> str | None:
    """Recognise UTF-16 without a BOM: Latin text then has a NUL in every second byte."""
    if b"\0" not in start:
        return None
    half = max(len(start) // 2, 1)
    for name, offset in (("utf-16-le", 1), ("utf-16-be", 0)):
        if start[offset::2].count(0) > 0.4 * half and start[1 - offset :: 2].count(0) == 0:
            return name
    return None


def _prove(path: Path, name: str) -> None:
    decoder = codecs.getincrementaldecoder(name)()
    line = 1
    try:
        for chunk in chain(_chunks(path), (b"",)):
            text = decoder.decode(chunk, final=not chunk)
            if "\0" in text:
                raise Unreadable(Problem("file", "not_a_table", "binary", {"looks_like": "binary"}))
            line += text.count("\n")
    except UnicodeError as error:
        if isinstance(error, UnicodeDecodeError):
            line += error.object[: error.start].count(b"\n")
        raise Unreadable(Problem("encoding", "wrong_encoding", name, {"line": line})) from None


def _fits(path: Path, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    ascii_so_far = name == "utf-8"
    fits = True
    for chunk in _chunks(path):
        if b"\0" in chunk:
            raise Unreadable(Problem("file", "not_a_table", "binary", {"looks_like": "binary"}))
        if not fits or (ascii_so_far and chunk.isascii()):
            continue
        ascii_so_far = False
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError:
            fits = False
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        fits = False
    return fits


def _code_page(path: Path, known: CodePage | None) -> Encoding:
    present: set[int] = set()
    samples: list[bytes] = []
    for chunk in _chunks(path):
        present.update(byte for byte in _DIFFERING + _ONLY_1252 + _NEITHER if byte in chunk)
        if len(samples) < _SAMPLES:
            found = (match.group().strip() for match in _WORD.finditer(chunk))
            samples.extend(word for word in dict.fromkeys(found) if word not in samples)
            del samples[_SAMPLES:]
    if present & set(_NEITHER):
        raise Unreadable(Problem("encoding", "no_encoding_fits", ""))
    if not present & set(_DIFFERING) or present & set(_ONLY_1252):
        return Encoding("cp1252", ("cp1252",))
    if known is not None:
        return Encoding(known.name, (known.name,), code_page=known)
    return Encoding("cp1252", ("cp1252", "cp1254"), tuple(samples))
