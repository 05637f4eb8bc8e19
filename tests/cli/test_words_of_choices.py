"""Words that choose: listed in the language spoken, taken in English and in Turkish, however they are cased."""

from __future__ import annotations

import click
import pytest

from mainstay.cli import clients, reading, searching
from mainstay.cli.words import speak, spoken
from mainstay.kernel.text import fold

CHOICES = {
    "standing": (
        reading.STANDING,
        "steady stepping_stone new drifting too_early",
        "devamlı geçici yeni uzaklaşan belirsiz",
    ),
    "payment": (
        reading.PAYMENT,
        "on_time slow_but_sure at_risk not_paying",
        "zamanında gecikmeli riskli ödemeyen",
    ),
    "rating": (
        reading.RATING,
        "steady stepping_stone new drifting too_early on_time slow_but_sure at_risk not_paying",
        "devamlı geçici yeni uzaklaşan belirsiz zamanında gecikmeli riskli ödemeyen",
    ),
    "state": (reading._STATE, "open overdue risk settled all", "açık gecikmiş riskli kapanmış tümü"),
    "age": (reading._AGE, "current 1-30 31-60 61-90 90+", "vadesinde 1-30 31-60 61-90 90+"),
    "invoice_sort": (
        reading._INVOICE_SORT,
        "number client issued due total open",
        "numara müşteri tarih vade tutar açık",
    ),
    "receivable_sort": (
        reading._RECEIVABLE_SORT,
        "client owed overdue current 1-30 31-60 61-90 90+",
        "müşteri borç gecikmiş vadesinde 1-30 31-60 61-90 90+",
    ),
    "payment_sort": (reading.PAYMENT_SORT, "paid client amount left", "tarih müşteri tutar kalan"),
    "way": (clients._WAY, "call visit write meet", "arama ziyaret yazı toplantı"),
    "kind": (
        searching._KIND,
        "clients field_values invoices payments",
        "müşteriler özel_alanlar faturalar tahsilatlar",
    ),
}


@pytest.fixture(params=["en", "tr"])
def language(request):
    before = spoken()
    speak(request.param)
    yield request.param
    speak(before)


@pytest.mark.parametrize(("kind", "english", "turkish"), CHOICES.values(), ids=CHOICES)
def test_each_word_is_taken_in_both_languages(language, kind, english, turkish):
    names = english.split()
    typed = [*names, *turkish.split(), *(fold(word) for word in turkish.split())]
    assert [kind.convert(word, None, None) for word in typed] == names * 3
    with pytest.raises(click.BadParameter) as refused:
        kind.convert("bilinmeyen", None, None)
    shown = {"en": english, "tr": turkish}[language].split()
    listed = ", ".join(map(repr, shown))
    assert (
        refused.value.message
        == {
            "en": f"'bilinmeyen' is not one of {listed}.",
            "tr": f"'bilinmeyen' olmaz; şunlardan birini yazın: {listed}.",
        }[language]
    )
    parameter = click.Option(["--it"], type=kind)
    assert kind.get_metavar(parameter, click.Context(click.Command("x"))) == f"[{'|'.join(shown)}]"


def test_a_turkish_terminal_asks_in_turkish(new_firm):
    book = new_firm()
    book("record", "client", "Işık İnşaat")
    book("record", "invoice", "Işık İnşaat", "100.00", "--number", "A-1")
    book("client", "standing", "Işık İnşaat", "--set", "DEVAMLI", "--reason", "üç yıllık sözleşme")
    found = book("clients", "--standing", "devamlı", "--json").document
    assert [(one["name"], one["standing"]["current"]) for one in found["clients"]] == [("Işık İnşaat", "steady")]
    assert book("clients", "--standing", "uzaklasan", "--json").document["clients"] == []
    words = ("tümü", "Kapanmış")
    listed = {word: book("invoices", "--state", word, "--json").document["invoices"] for word in words}
    assert {word: [one["number"] for one in found] for word, found in listed.items()} == {
        "tümü": ["A-1"],
        "Kapanmış": [],
    }
    refused = book("--language", "tr", "clients", "--standing", "neyse", code=2).words
    assert "'devamlı', 'geçici', 'yeni', 'uzaklaşan', 'belirsiz'" in refused
