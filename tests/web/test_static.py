"""Static files: an address that changes with the content, packed once, kept by the browser; pages are packed, too."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.templatetags.static import static

from mainstay.config.static_files import mark, packed_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest
    from django.test import Client

STYLE = "web/mainstay.css"
PARTS = re.compile(r'<(?:link|script|img)\b[^>]*?(?:href|src)="/static/\w+/([^"]+)"')
FONTS = re.compile(r'url\("(vendor/[^"]+)"\)')


def test_files_are_packed_once_and_those_of_another_version_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "STATIC_ROOT", str(tmp_path / "static"))
    (tmp_path / "static" / "older").mkdir(parents=True)
    folder = packed_folder()
    assert folder == tmp_path / "static" / mark()
    assert [each.name for each in (tmp_path / "static").iterdir()] == [mark()]
    assert gzip.decompress((folder / f"{STYLE}.gz").read_bytes()) == (folder / STYLE).read_bytes()
    (folder / STYLE).write_text("kept")
    assert packed_folder() == folder
    assert (folder / STYLE).read_text() == "kept"


def test_a_home_that_cannot_be_written_is_no_obstacle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "static").write_text("in the way")
    monkeypatch.setattr(settings, "STATIC_ROOT", str(tmp_path / "static"))
    assert packed_folder() is None


def test_an_address_names_the_content_and_pages_are_packed(book: str, browser: Callable[..., Client]) -> None:
    assert static(STYLE) == f"/static/{mark()}/{STYLE}"
    response = browser(book, "owner").get(f"/{book}/today/", headers={"accept-encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert static(STYLE) in gzip.decompress(response.content).decode()


def test_what_a_first_visit_brings_beside_the_page_leaves_the_page_its_20_kb_of_200(
    book: str, browser: Callable[..., Client], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = browser(book, "owner").get(f"/{book}/today/").content.decode()
    monkeypatch.setattr(settings, "STATIC_ROOT", str(tmp_path / "static"))
    folder = packed_folder()
    assert folder is not None
    fonts = FONTS.findall((folder / STYLE).read_text())
    assert fonts == [f"vendor/inter-{alphabet}-wght-normal.woff2" for alphabet in ("latin-ext", "latin")]
    weights = {
        part: min(path.stat().st_size for path in (folder / part, folder / f"{part}.gz") if path.exists())
        for part in (*PARTS.findall(page), *(f"web/{font}" for font in fonts))
    }
    assert {STYLE, "web/mainstay.js", "web/vendor/tabler.min.css", "django_htmx/htmx-2.min.js"} < weights.keys()
    assert sum(weights.values()) < 180_000, weights
