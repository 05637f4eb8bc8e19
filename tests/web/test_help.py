"""Help: every page of docs/user is read and found inside the app, in the language of whoever reads."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mainstay.kernel.text import fold
from mainstay.web import context
from mainstay.web.help_texts import help_page, help_pages, search_help

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("language", ["en", "tr"])
def test_every_page_for_users_is_in_the_app_and_links_to_pages_that_are_there(language: str) -> None:
    pages = help_pages(language)
    assert {page.slug for page in pages} == {file.stem for file in (ROOT / "docs/user" / language).glob("*.md")}
    assert {page.slug for page in pages} == {page.slug for page in help_pages("en")}
    assert pages[0].slug == "getting-started"
    for page in pages:
        for there, anchor in re.findall(r'href="\.\./([^/"]+)/(?:#([^"]*))?"', page.html):
            leads_to = help_page(there, language)
            assert leads_to is not None, (page.slug, there)
            assert not anchor or any(section.anchor == anchor for section in leads_to.sections)
        assert ".md" not in page.html
        for section in page.sections[1:]:
            assert f'id="{section.anchor}"' in page.html


def test_each_screen_with_a_page_of_help_names_one_that_exists() -> None:
    assert {slug for slug in context._HELP.values() if help_page(slug, "en") is None} == set()


def test_all_words_must_be_in_a_section_and_headings_come_first() -> None:
    found = search_help("DAYS beyond terms", "en")
    assert found
    for one in found:
        said = fold(f"{one.page.title} {one.section.title} {one.section.text}")
        assert all(word in said for word in ("days", "beyond", "terms"))
    assert search_help("suggestions", "en")[0].page.slug == "proposals"
    assert search_help("", "en") == () == search_help("zzyzx", "en")


def test_turkish_is_found_as_people_type_it() -> None:
    assert search_help("ODEME", "tr") == search_help("ödeme", "tr") != ()


def test_a_snippet_shows_the_word_that_was_found() -> None:
    for one in search_help("demonstration", "en"):
        assert "demonstration" in fold(f"{one.page.title} {one.section.title} {one.snippet}")


def test_the_help_is_read_searched_and_offered_on_each_screen(book: str, browser: Callable[..., Client]) -> None:
    owner = browser(book, "owner")
    assert f'href="/{book}/help/clients/"' in owner.get(f"/{book}/clients/").content.decode()
    assert f'href="/{book}/help/"' in owner.get(f"/{book}/today/").content.decode()
    assert 'id="files-that-are-recognised"' in owner.get(f"/{book}/help/importing/").content.decode()
    found = owner.get(f"/{book}/help/", {"words": "drawing range"}).content.decode()
    assert f'href="/{book}/help/forecast/#' in found
    assert "Nothing in the help matches" in owner.get(f"/{book}/help/?words=zzyzx").content.decode()
    owner.post(f"/{book}/profile/language/", {"language": "tr"})
    assert 'id="taninan-dosyalar"' in owner.get(f"/{book}/help/importing/").content.decode()
    assert owner.get(f"/{book}/help/nothing/").status_code == 404
