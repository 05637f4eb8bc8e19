"""Every screen, in both languages and themes, on a desk and on a phone: nothing that axe finds, nothing cut off.

Each rule is asked where it can find something else: all of them on a desk, in English and light; on a phone those that
look at places and sizes; of the dark theme its colours; of the Turkish words, which are longer, what they push aside.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from tests.journeys.conftest import FITS
from tests.journeys.running import PHONE, Watch
from tests.journeys.screens import NO_SCREEN, SCREENS, screens_by_person, shows, signed_in, stage
from tests.tables import of_packages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from playwright.sync_api import Browser, Page
    from tests.journeys.running import App

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
CUT = """
    [...document.querySelectorAll(".table-responsive")].filter(e => e.scrollWidth > e.clientWidth).map(e => e.ariaLabel)
"""
ONE_OF_EACH = r"""
    () => {
      const said = />[^<]*[^\s<][^<]*</g;
      const own = / (href|id|for|value|name|title|datetime|d|points|[xy][12]?|width|height|[a-z]+-[a-z-]+)="[^"]+"/g;
      const shape = (element) => element.outerHTML.replace(said, ">words<").replace(own, " $1");
      for (const parent of document.querySelectorAll("tbody, ul, ol, select, datalist, svg, g")) {
        const seen = new Set();
        for (const child of [...parent.children]) {
          if (seen.has(shape(child))) child.remove();
          seen.add(shape(child));
        }
      }
    }
"""
"""Of rows that differ in their words and places alone one stays: there axe finds what it would find in all of them."""
ALL = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]}
COLOURS = {"type": "rule", "values": ["color-contrast"]}
SCROLLED = {"type": "rule", "values": ["scrollable-region-focusable"]}
PLACED = {"type": "rule", "values": ["color-contrast", "scrollable-region-focusable", "target-size"]}


def pages(resolver: URLResolver | None = None) -> Iterator[str]:
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLPattern):
            yield one.name or str(one.pattern)
        else:
            yield from pages(one)


def test_every_page_is_a_screen_or_says_why_not():
    shown = {screen.page for screen in SCREENS}
    without = {**NO_SCREEN, **of_packages("NO_SCREEN")}
    assert shown & without.keys() == set()
    assert shown | without.keys() == set(pages())
    assert len({screen.name for screen in SCREENS}) == len(SCREENS)


@pytest.fixture(scope="module")
def staged(new_app: Callable[[], App], browser: Browser, _demonstration: Path) -> tuple[App, dict[str, str]]:
    app = new_app()
    shutil.copytree(_demonstration, app.home, dirs_exist_ok=True)
    return app, stage(app, browser)


def findings(page: Page, rules: Mapping[str, Any] = ALL) -> list[str]:
    """What axe finds by these rules, each as the rule and where."""
    found: list[dict[str, Any]] = page.evaluate(
        "async rules => (await axe.run({runOnly: rules, resultTypes: ['violations']})).violations", rules
    )
    return [f"{rule['id']}: {' '.join(map(str, node['target']))}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize(
    "look",
    [
        pytest.param(("en", "light", ALL, PLACED), id="en-light"),
        pytest.param(("tr", "dark", COLOURS, SCROLLED), id="tr-dark"),
    ],
)
def test_a_screen_keeps_to_wcag_and_fits_a_phone(look, staged, browser):
    language, theme, on_a_desk, on_a_phone = look
    app, holes = staged
    holes = {**holes, "language": language}
    faults: list[str] = []
    for (firm, role), screens in screens_by_person():
        context = signed_in(browser, app, firm, role, language=language, theme=theme)
        watch = Watch(context)
        # There on every page from its beginning: sent to each anew it takes ten times as long.
        context.add_init_script(AXE)
        page = context.new_page()
        desk = page.viewport_size
        for screen in screens:
            # A form that is refused answers 422, a screen of its own.
            watch.expected = [(screen.status, ""), (422, ""), (400, "")]
            status = shows(page, screen, holes)
            said = [f"answered {status}"] if status != screen.status else []
            if page.locator("html").get_attribute("lang") != language:
                said.append("speaks another language")
            if page.locator("html").get_attribute("data-bs-theme") != theme:
                said.append("shows another theme")
            # The rows of somebody's file are as wide as they are.
            is_of_a_file = screen.page == "import_file"
            said += [] if is_of_a_file else [f"cut: {one} (desk)" for one in page.evaluate(CUT)]
            page.set_viewport_size({"width": PHONE, "height": 844})
            if not page.evaluate(FITS):
                said.append("scrolls sideways on a phone")
            said += [] if is_of_a_file else [f"cut: {one} (phone)" for one in page.evaluate(CUT)]
            page.evaluate(ONE_OF_EACH)
            said += [f"{one} (phone)" for one in findings(page, on_a_phone)]
            page.set_viewport_size(desk)
            said += [f"{one} (desk)" for one in findings(page, on_a_desk)]
            faults += [f"{screen.name}: {one}" for one in said]
        faults += watch.faults
        context.close()
    assert not faults, "\n".join(faults)


def test_of_rows_that_are_alike_one_stays_and_of_others_each(browser):
    page = browser.new_page()
    rows = ("a><a href='/1'>One</a>", "a><a href='/2'>Two</a>", "b><a href='/3'>Three</a>", "a><a href='/4'></a>")
    page.set_content(f"<ul>{''.join(f'<li class={row}</li>' for row in (*rows, 'a><a>Five</a>'))}</ul>")
    page.evaluate(ONE_OF_EACH)
    assert page.locator("li").all_inner_texts() == ["One", "Three", "", "Five"]
    page.close()


def test_axe_finds_what_is_wrong(browser):
    """Were the script not to run, every screen would pass."""
    page = browser.new_page()
    page.add_init_script(AXE)
    page.goto("about:blank")
    page.set_content("<html lang=en><title>x</title><main><h1>x</h1><img src='data:,'><input></main>")
    assert {one.partition(":")[0] for one in findings(page)} == {"image-alt", "label"}
    tiny = "<button style='all:unset;width:5px;height:5px'></button>"
    page.set_content(
        f"<body style='background:#000'><p style='color:#111'>unseen</p>{tiny}{tiny}"
        "<div style='height:2em;overflow:auto;color:#fff'><p style='height:9em'>scrolled</p></div>"
    )
    assert {one.partition(":")[0] for one in findings(page, COLOURS)} == {"color-contrast"}
    assert {one.partition(":")[0] for one in findings(page, SCROLLED)} == {"scrollable-region-focusable"}
    assert {one.partition(":")[0] for one in findings(page, PLACED)} == {
        "color-contrast", "scrollable-region-focusable", "target-size",
    }  # fmt: skip
    page.close()
