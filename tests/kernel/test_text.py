"""İ/i and I/ı are right, a hurried person finds what is meant, and lists sort as both languages read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.kernel.text import clean_lines, fold, lower, match_key, name_sort_key, one_line, sort_key, upper


@pytest.mark.parametrize(
    ("small", "capital", "language"),
    [("ışık iğne", "IŞIK İĞNE", "tr"), ("istanbul", "İSTANBUL", "tr"), ("istanbul", "ISTANBUL", "en")],
)
def test_casing_goes_both_ways(small, capital, language) -> None:
    assert upper(small, language) == capital
    assert lower(capital, language) == small


def test_a_dotted_capital_is_small_in_english_too() -> None:
    assert lower("İSTANBUL", "en") == "istanbul"


def test_text_is_tidied() -> None:
    assert one_line(" Işık\x00  İnşaat\n ") == "Işık İnşaat"
    assert clean_lines("\n first \r\n\n  second\x00\t\n") == "first\n\n  second"


@pytest.mark.parametrize("typed", ["isik insaat", "IŞIK İNŞAAT", "Isik  Insaat", "ışık inşaat", " IŞIK insaat "])
def test_a_name_is_found_however_it_is_typed(typed) -> None:
    assert fold(typed) == fold("Işık İnşaat") == "isik insaat"


@pytest.mark.parametrize(
    ("text", "folded"), [("Straße", "strasse"), ("Ærø", "aero"), ("Łódź", "lodz"), ("ﬁne", "fine"), ("Ⅷ", "viii")]
)
def test_marks_and_ligatures_are_folded(text, folded) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_a_match_key_is_its_own_match_key(text) -> None:
    assert match_key(match_key(text)) == match_key(text)


def test_spellings_of_one_client_match() -> None:
    assert match_key("IŞIK LTD.") == match_key("Işık Ltd") == match_key("isik, ltd") == "isik ltd"
    assert match_key("O'Brien & Sons") == "o brien sons"
    assert (
        match_key("O’Brien & Sons")
        == match_key("O\u2018Brien – Sons")
        == match_key("O\u02bc Brien «Sons»")
        == "o brien sons"
    )
    assert match_key("***") == "***"
    assert match_key("“ ”") == "“ ”"


def test_names_sort_by_the_turkish_alphabet_which_holds_the_english_one() -> None:
    names = ["Özge", "Oya", "Çağlar", "Cem", "Işık", "İnci", "Ivy", "Zoe", "3M", "Şule", "Sude", "Ali Can", "Alican"]
    assert sorted(names, key=sort_key) == [
        "3M", "Ali Can", "Alican", "Cem", "Çağlar", "Işık", "İnci", "Ivy", "Oya", "Özge", "Sude", "Şule", "Zoe",
    ]  # fmt: skip


def test_names_sort_in_english_as_if_they_had_no_marks() -> None:
    names = [
        "Zoe",
        "Işık İnşaat",
        "Ilkley Tools",
        "Oakley",
        "O'Brien & Sons",
        "Özge",
        "Ivy",
        "Irwell",
        "Ash Tree",
        "Ashby",
    ]
    assert sorted(names, key=lambda name: name_sort_key(name, "en")) == [
        "Ash Tree", "Ashby", "Ilkley Tools", "Irwell", "Işık İnşaat", "Ivy", "Oakley", "O'Brien & Sons", "Özge", "Zoe",
    ]  # fmt: skip
    assert sorted(names, key=lambda name: name_sort_key(name, "tr")) == [
        "Ash Tree", "Ashby", "Işık İnşaat", "Ilkley Tools", "Irwell", "Ivy", "Oakley", "O'Brien & Sons", "Özge", "Zoe",
    ]  # fmt: skip


@given(st.text(max_size=40))
def test_sort_keys_ignore_spaces_at_the_ends(text) -> None:
    assert sort_key(f"  {text} ") == sort_key(text)
