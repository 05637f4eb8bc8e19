"""Keep the Turkish catalogue: `extract` brings the .po up to date with the source, `compile` writes the .mo beside it.

Needs no gettext binaries. The .po has no dates, no names and no line numbers, so that it changes only when words do.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract as extract_from
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).resolve().parent.parent
SOURCE: Final = ROOT / "src" / "mainstay"
PO: Final = SOURCE / "locale" / "tr" / "LC_MESSAGES" / "django.po"
HEADERS: Final = [
    ("Language", "tr"),
    ("MIME-Version", "1.0"),
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Transfer-Encoding", "8bit"),
    ("Plural-Forms", "nplurals=2; plural=(n > 1);"),
]
KEYWORDS: Final = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "lazy": None,  # gettext_lazy beside gettext, where a module needs both
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "Act": (2,),  # rules know no Django: the label of an act is translated when it is shown
}

TEMPLATES: Final = {"extensions": "jinja2.ext.i18n", "newstyle_gettext": "true", "silent": "false"}
"""How the templates are read: as web/environment.py has it."""


class PlainCatalog(Catalog):
    """A catalogue whose header says nothing that changes by itself."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The fixed header."""
        return [*HEADERS[:-1], (HEADERS[-1][0], HEADERS[-1][1] + "\n")]

    @property
    def num_plurals(self) -> int:
        """Two, as Django's own Turkish catalogue has it; babel's table says one."""
        return 2


def empty() -> PlainCatalog:
    """Make a catalogue without messages."""
    return PlainCatalog(locale="tr", charset="utf-8", fuzzy=False)


def extracted(source: Path = SOURCE, root: Path = ROOT) -> PlainCatalog:
    """Collect every text marked for translation, in the order of the files and of the lines in them."""
    catalog = empty()
    for path in sorted(source.rglob("*.py")):
        place = path.relative_to(root).as_posix()
        for _line, text, comments, context in extract_from_file(
            "python", path, keywords=KEYWORDS, comment_tags=("Translators:",)
        ):
            catalog.add(text, context=context, locations=[(place, 0)], auto_comments=comments)
    for path in sorted(path for kind in ("*.html", "*.txt") for path in source.rglob(kind)):
        place = path.relative_to(root).as_posix()
        with path.open("rb") as file:
            for _line, text, comments, context in extract_from("jinja2", file, KEYWORDS, options=TEMPLATES):
                catalog.add(text, context=context, locations=[(place, 0)], auto_comments=comments)
    return catalog


def stored(po: Path = PO) -> Catalog:
    """Read the .po; no messages when there is none yet."""
    if not po.exists():
        return empty()
    with po.open("rb") as file:
        return read_po(file, locale="tr", abort_invalid=True)


def updated(source: Catalog, known: Catalog) -> PlainCatalog:
    """Give each text of the source the translation that is known; what the source no longer says is dropped."""
    catalog = empty()
    for message in source:
        if not message.id:
            continue
        before = known.get(message.id, message.context)
        keeps = before is not None and isinstance(before.id, tuple) == isinstance(message.id, tuple)
        catalog.add(
            message.id,
            before.string if before is not None and keeps else None,
            context=message.context,
            locations=sorted(set(message.locations)),
            auto_comments=message.auto_comments,
            user_comments=before.user_comments if before is not None else (),
            flags={flag for flag in (before.flags if before is not None else ()) if flag == "fuzzy"} | message.flags,
        )
    return catalog


def po_bytes(catalog: Catalog) -> bytes:
    """Write the catalogue as text, without dates, names and line numbers."""
    head = 'msgid ""\nmsgstr ""\n' + "".join(f'"{name}: {value}\\n"\n' for name, value in HEADERS) + "\n"
    body = io.BytesIO()
    write_po(body, catalog, width=116, omit_header=True, ignore_obsolete=True, include_lineno=False)
    return head.encode() + body.getvalue().rstrip(b"\n") + b"\n"


def mo_bytes(catalog: Catalog) -> bytes:
    """Compile the catalogue; the same messages give the same bytes."""
    plain = empty()
    for message in catalog:
        if message.id:
            plain.add(message.id, message.string, context=message.context, flags=message.flags)
    body = io.BytesIO()
    write_mo(body, plain)
    return body.getvalue()


def extract() -> None:
    """Bring the .po up to date and say what is left to translate."""
    PO.parent.mkdir(parents=True, exist_ok=True)
    catalog = updated(extracted(), stored())
    PO.write_bytes(po_bytes(catalog))
    blank = [m for m in catalog if m.id and not all(m.string if isinstance(m.string, tuple) else (m.string,))]
    print(f"{PO.relative_to(ROOT)}: {len(catalog)} texts, {len(blank)} to translate")
    for message in blank:
        print(f"  {message.id if isinstance(message.id, str) else message.id[0]}")


def compile_catalogue() -> None:
    """Write the .mo beside the .po."""
    PO.with_suffix(".mo").write_bytes(mo_bytes(stored()))


if __name__ == "__main__":
    commands = {"extract": extract, "compile": compile_catalogue}
    if not sys.argv[1:] or any(word not in commands for word in sys.argv[1:]):
        sys.exit("usage: tools/catalogue.py extract | compile")
    for word in sys.argv[1:]:
        commands[word]()
