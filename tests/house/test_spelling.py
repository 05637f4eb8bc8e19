"""A misspelling is found in either language, wherever people read it; what is no word is left alone."""

from __future__ import annotations

import pytest

import check_spelling as spelling


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "The invioce of %(client)s is overdue.", ["invioce"]),
        ("en", "Color it.", ["Color"]),
        ("en", "The the client’s invoices, that that are late", ["The the", "that that"]),
        ("tr", "Müşterinin fatrası %(number)s", ["fatrası"]),
        ("tr", "yalnış bir bir gün", ["yalnış", "bir bir"]),
        ("tr", "faturaalrın, tahsilatlarınızdann, müşterilerinizdekilerden", ["faturaalrın", "tahsilatlarınızdann"]),
        ("tr", "Sorun un adı “İstanbl”", ["İstanbl"]),
    ],
)
def test_a_misspelling_is_found(language, text, found) -> None:
    assert list(spelling.misspelled(text, language)) == found


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "<b>Qwrt</b> is <i class='xyzzy'> %(qwxz)s %d {qwxz!r} `qwxz` --qwxz qwxz.txt 12qwxz QWXZ &nbsp; a/b"),
        ("en", "Run “mainstay --firm qwxz today”, --payment PAYMENT"),
        ("tr", "Mainstay’in faturalarınızdan 3’ünü bölüm bölüm uçbirimden içe aktarması; PostgreSQL’de olmaz."),
        ("tr", "IŞIK işçiliği, İçe aktarma, Ödenmemiş tahsilatlarınızın mahsubu"),
    ],
)
def test_what_is_no_word_and_words_of_our_trade_pass(language, text) -> None:
    assert [word for word in spelling.misspelled(text, language) if word != "Qwrt"] == []


def test_the_line_of_the_catalogue_and_of_a_document_is_told(tmp_path) -> None:
    po = tmp_path / "django.po"
    po.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "One client"\nmsgstr "Bir müsteri"\n',
        encoding="utf-8",
    )
    assert list(spelling.in_catalogue(po, tmp_path)) == [spelling.Finding("django.po", 4, "müsteri")]
    for name, text in (("docs/user/tr/a.md", "bir\n```\nqwxz\n```\nyalnış"), ("README.md", "An invioce")):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert list(spelling.in_documents(tmp_path)) == [
        spelling.Finding("README.md", 1, "invioce"),
        spelling.Finding("docs/user/tr/a.md", 5, "yalnış"),
    ]
