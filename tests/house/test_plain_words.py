"""What people read says things as a colleague would: phrases that were found wanting do not come back."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

import catalogue

ROOT: Final = Path(__file__).resolve().parents[2]
ENGLISH: Final = (
    "speak to first", "needs a word", "as usual for them", "settle the dispute before", "waits? for your answer",
    "expected never to be paid, as judged", "not yet allocated:", "whole book in figures", "being judged",
    "judge now", "has not been judged", "opinion", "you will not lose just this", "cash ahead", "of ten end within",
    "how few you rest", "a year is missing", "outstanding at any time", "what the clients are to you",
    "resembles your best", "foreseen", "middle day", "upright line", "rests on", "learnt from", "late already",
    "hardly any such", "such invoices are never", "as likely late as", "chance of never", "with a chance of",
    "would change this", "i know better", "until you lift", "let the evidence", "evidence says", "what settled it",
    "paid whole", "take back whole", "came in on", "keep the note", "none is planned", "^drop it$",
    "who owe something", "who are overdue", "no client fits", "nothing holds", "bring your invoices", "bring a file",
    "bring it in", "brought in, because", "did not come in", "may come again", "only you can answer", "please say",
    "sign between the columns", "in the calendar", "has not come yet", "take everything with you",
    "put back in the terminal", "looked after this book", "password alone signs", "not open to you", "no such page",
    "our mistake", "played through", "as the system has it", "what stands here", "throw it away", "is over$",
    "more than a book can hold", "language we speak", "is in the book already",
    "silent for", "days of silence", "comes back every", "brings in less", "comes as often", "which it stands",
    "behind the screen", "cannot be right", "nothing stands here", "speaks against", "find out by itself",
    "what happened$", "takes? a payment back", "taken back$", "^take back", "look at the file", "look again",
    "what happens then", "^what would happen$", "walk through what", "what is marked", "no invoice takes",
    "tell it who you are", "has a book now$", "^telephone", "^postal code", "^terms in days", "^your firm$",
    "where the book lies", "^reader$", "whoever reads it", "one knows? it again", "see how far it is",
)  # fmt: skip
TURKISH: Final = (
    "rakamlarla bütün defter", "şimdi değerlendir", "anlaşılmış bir", "öneri dinleniyor", "orta gün",
    "olağan olandan uzun", "kaybınız tam bu kadar", "bir deftere sığmayacak", "konuştuğumuz bir dil",
    "henüz gelmedi:", "her şeyi yanınıza", "baştan sona oynat", "hiçbirinde sona ermedi", "vadesi şimdiden",
    "gecikebilir de", "yeniden kayıtların", "kayıtlar başka", "faturalarınızı getirin", "yeniden gelebilir",
    "öngör", "öteki", "geçici müşteri", "konum", "olağan", "^olanlar", "ses çıkm", "ses yok$", "yeniden geliyor",
    "birlikte geçen süre", "müşterinin hesabında", "kendine özgü", "zaten defterde", "siz böyle diyorsunuz",
    "dosyaya bak$", "sonra ne olur", "^ne olacak$", "risk altında", "riskteki", "hiç gelmeyecek", "çalışma arkadaşı",
    "siz misiniz", "alınmayan satır", "^sokak", "telefonu? numarası yok",
)  # fmt: skip


def _texts() -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for message in catalogue.stored():
        if message.id:
            english = message.id if isinstance(message.id, tuple) else (message.id,)
            turkish = message.string if isinstance(message.string, tuple) else (message.string,)
            found += [("en", text) for text in english] + [("tr", text) for text in turkish]
    return found


@pytest.mark.parametrize(("language", "phrases"), [("en", ENGLISH), ("tr", TURKISH)])
def test_no_phrase_that_was_found_wanting_is_shown(language: str, phrases: tuple[str, ...]) -> None:
    wanting = re.compile("|".join(phrases), re.IGNORECASE)
    assert [text for spoken, text in _texts() if spoken == language and wanting.search(text)] == []


def test_the_lists_find_what_they_name() -> None:
    wanting = re.compile("|".join(ENGLISH), re.IGNORECASE)
    assert wanting.search("Nobody needs a word today.")
    assert not wanting.search("No one to chase today.")
