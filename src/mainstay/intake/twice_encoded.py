"""UTF-8 that was taken for Windows-1252 and written as UTF-8 again ("ÅŸ" for "ş"): seen, and read as it was meant.

Registered as the codec `utf-8-twice`. What is no such pair stays as it is, so a file of both kinds is read rightly.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

NAME: Final = "utf-8-twice"
_BYTES: Final = {chr(byte): byte for byte in range(0x80, 0x100)} | {
    char: byte for byte in range(0x80, 0xA0) if (char := bytes([byte]).decode("cp1252", "ignore"))
}
"""Letter -> the byte it was taken for: bytes that Windows-1252 does not know stay what they are in Latin-1."""
_FIRST_LEADING: Final = 0xC0
_FOLLOWING: Final = "".join(re.escape(char) for char, byte in _BYTES.items() if byte < _FIRST_LEADING)
_PAIR: Final = re.compile(f"[ÂÃÄÅ][{_FOLLOWING}]|â[{_FOLLOWING}]{{2}}")
"""Letters of Western Europe and Turkey; punctuation and signs of currencies begin with "â"."""
_BEGUN: Final = re.compile(f"(?:[ÂÃÄÅâ]|â[{_FOLLOWING}])$")
_WORD: Final = re.compile(rf'[^\r\n,;\t|"]{{0,40}}(?:{_PAIR.pattern})[^\r\n,;\t|"]{{0,40}}')


def words_with_pairs(text: str) -> list[str]:
    """Give the cells of a text in which letters look encoded twice, as far as they stand in one line."""
    return [match.group().strip() for match in _WORD.finditer(text)] if _PAIR.search(text) else []


def repaired(text: str) -> str:
    """Read each pair as the letter it was."""
    return _PAIR.sub(lambda pair: bytes(_BYTES[char] for char in pair.group()).decode("utf-8"), text)


class _Decoder(codecs.IncrementalDecoder):
    def __init__(self, errors: str = "strict") -> None:
        super().__init__(errors)
        self._inner = codecs.getincrementaldecoder("utf-8-sig")(errors)
        self._held = ""

    def decode(self, data: ReadableBuffer, /, final: bool = False) -> str:  # noqa: FBT002 -- as Python calls it
        text = self._held + self._inner.decode(data, final)
        begun = None if final else _BEGUN.search(text)
        self._held = begun.group() if begun else ""
        return repaired(text[: len(text) - len(self._held)])

    def reset(self) -> None:
        self._inner.reset()
        self._held = ""


def _decode(data: ReadableBuffer, errors: str = "strict", /) -> tuple[str, int]:
    text, length = codecs.utf_8_decode(data, errors, True)  # noqa: FBT003 -- it takes no keywords
    return repaired(text), length


def _search(name: str) -> codecs.CodecInfo | None:
    if name.replace("_", "-") != NAME:
        return None
    return codecs.CodecInfo(codecs.utf_8_encode, _decode, incrementaldecoder=_Decoder, name=NAME)


codecs.register(_search)
