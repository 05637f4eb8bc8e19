"""Take a picture of every screen: both languages, both themes, a desk and a phone, with a sheet to look them over.

    .venv/bin/python tools/screenshots.py [--out FOLDER] [--only NAME]

The pictures show the demonstration firm and are made in a home of their own; your books are not touched.
"""

from __future__ import annotations

import argparse
import html
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.journeys.running import CHROMIUM, DESK, PHONE, App, chromium  # noqa: E402 -- the path first
from tests.journeys.screens import LOOKS, SCREENS, screens_by_person, shows, signed_in, stage  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Browser

_SHEET: Final = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Mainstay: every screen</title>
<style>body{{font:14px system-ui;margin:1rem}}section{{display:flex;gap:.5rem;align-items:start;overflow-x:auto}}
img{{border:1px solid #999;height:20rem}}h2{{font-size:1rem;margin:1.5rem 0 .5rem}}</style>
<h1>Mainstay: every screen</h1>
{rows}
</html>
"""


def main() -> None:
    """Take them all, or those whose name begins as `--only` says."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--out", type=Path, default=ROOT / "screenshots", help="the folder they go to")
    asked.add_argument("--only", default="", metavar="NAME", help="only screens whose name begins so")
    said = asked.parse_args()
    if not CHROMIUM.exists():
        sys.exit(f"There is no {CHROMIUM}: install Debian's chromium-headless-shell or set CHROMIUM.")
    said.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, chromium() as browser:
        app = App(Path(home))
        try:
            holes = stage(app, browser)
            for language, theme in LOOKS:
                _take(browser, app, {**holes, "language": language}, theme, said)
        finally:
            app.stop()
    (said.out / "index.html").write_text(_sheet(said.only), encoding="utf-8")
    print(said.out / "index.html")


def _take(browser: Browser, app: App, holes: Mapping[str, str], theme: str, asked: argparse.Namespace) -> None:
    language = holes["language"]
    for (firm, role), screens in screens_by_person():
        wanted = [screen for screen in screens if screen.name.startswith(asked.only)]
        if not wanted:
            continue
        context = signed_in(browser, app, firm, role, language=language, theme=theme)
        page = context.new_page()
        for screen in wanted:
            page.set_viewport_size({"width": DESK, "height": 900})
            shows(page, screen, holes)
            for width in (DESK, PHONE):
                page.set_viewport_size({"width": width, "height": 900})
                page.evaluate("scrollTo(0, 0)")
                if width == PHONE:  # all of the page at once: the bar at the bottom of the window covers nothing
                    whole = page.evaluate("document.documentElement.scrollHeight")
                    page.set_viewport_size({"width": width, "height": whole})
                page.screenshot(path=asked.out / _name(screen.name, language, theme, width), full_page=True)
        context.close()


def _name(screen: str, language: str, theme: str, width: int) -> str:
    return f"{screen}-{language}-{theme}-{width}.png"


def _sheet(only: str) -> str:
    rows = []
    for screen in SCREENS:
        if not screen.name.startswith(only):
            continue
        names = [_name(screen.name, *look, width) for width in (DESK, PHONE) for look in LOOKS]
        pictures = "".join(
            f'<a href="{name}"><img loading="lazy" src="{name}" alt="{name}"></a>' for name in map(html.escape, names)
        )
        rows.append(f"<h2>{html.escape(screen.name)}</h2><section>{pictures}</section>")
    return _SHEET.format(rows="\n".join(rows))


if __name__ == "__main__":
    main()
