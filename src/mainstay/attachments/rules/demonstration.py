"""The files of the demonstration firm, as values; `client` is a key of its plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from mainstay.attachments.rules.chosen import ChosenFile
from mainstay.clients.rules.demonstration import ClientAdded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mainstay.kernel.offers import Dated

_CONTRACT_OF: Final = "isik-insaat"
_MINUTES_OF: Final = "cinar-lojistik"
_DAYS_AGO: Final = {_CONTRACT_OF: 55, _MINUTES_OF: 20}
_CONTRACT: Final = {
    "en": ("Service agreement SZ-2024-017.pdf", ("Service agreement", "No. SZ-2024-017", "Payment within 30 days.")),
    "tr": ("Hizmet sözleşmesi SZ-2024-017.pdf", ("Hizmet sözleşmesi", "No. SZ-2024-017", "Ödeme vadesi 30 gün.")),
}
_MINUTES: Final = {
    "en": (
        "Went through the open points with them; the minutes are attached.",
        "Minutes.txt",
        "Points agreed\n\n1. The new branch is set up in March.\n2. Backups are tested each quarter.\n",
    ),
    "tr": (
        "Açık konuların üzerinden birlikte geçtik; tutanak ekte.",
        "Toplantı tutanağı.txt",
        "Kararlar\n\n1. Yeni şube martta kurulacak.\n2. Yedekler üç ayda bir denenecek.\n",
    ),
}
_TURKISH: Final = (
    b"<</Type/Encoding/BaseEncoding/WinAnsiEncoding/Differences[208/Gbreve 221/Idotaccent/Scedilla "
    b"240/gbreve 253/dotlessi/scedilla]>>"
)


@dataclass(frozen=True, slots=True)
class FileAttached:
    """Somebody attaches a file to a client, with a note where there is one."""

    on: date
    client: str
    file: ChosenFile
    note: str = ""


def files_of_the_plan(events: Sequence[Dated], today: date, language: str) -> Iterator[FileAttached]:
    """A contract of one client, and a note with minutes about another."""
    added = {event.client: event.on for event in events if isinstance(event, ClientAdded)}
    days = {
        client: max(today - timedelta(days=days_ago), added[client])
        for client, days_ago in _DAYS_AGO.items()
        if client in added
    }
    if _CONTRACT_OF in days:
        name, lines = _CONTRACT[language]
        yield FileAttached(days[_CONTRACT_OF], _CONTRACT_OF, ChosenFile(name, small_pdf(lines)))
    if _MINUTES_OF in days:
        note, name, text = _MINUTES[language]
        yield FileAttached(days[_MINUTES_OF], _MINUTES_OF, ChosenFile(name, text.encode()), note)


def small_pdf(lines: Sequence[str]) -> bytes:
    """A PDF of one page with these lines, in letters of English and Turkish."""
    shown = b" T* ".join(b"(" + _escaped(line) + b") Tj" for line in lines)
    drawn = b"BT /F1 14 Tf 22 TL 72 760 Td " + shown + b" ET"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F1 4 0 R>>>>>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding " + _TURKISH + b">>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(drawn), drawn),
    )
    made, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(made))
    return made + head + table + end


def _escaped(line: str) -> bytes:
    return line.encode("cp1254").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
