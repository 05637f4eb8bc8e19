"""A browser that complains of nothing, people who use it, and the app before them."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Locator, Page, expect
from tests.journeys.running import CHROMIUM, DESK, PASSWORD, PHONE, App, Watch, another_page, chromium, new_context
from tests.journeys.small_book import founded, owners_of
from tests.patience import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

expect.set_options(timeout=PATIENCE * 1000)
FITS = "document.scrollingElement.scrollWidth <= innerWidth"


class Person:
    """Somebody before a browser, who finds things by the words of their language."""

    def __init__(self, page: Page, watch: Watch, language: str, width: int) -> None:
        self.page = page
        self.watch = watch
        self.language = language
        self.width = width

    def say(self, words: str, **values: object) -> str:
        with translation.override(self.language):
            return gettext(words) % values if values else gettext(words)

    def _called(self, words: str, **values: object) -> Any:
        return re.compile(rf"^\s*{re.escape(self.say(words, **values))}(\s|$)")

    def button(self, words: str, **values: object) -> Locator:
        return self.page.get_by_role("button", name=self._called(words, **values)).first

    def link(self, words: str, **values: object) -> Locator:
        return self.page.get_by_role("link", name=self._called(words, **values)).first

    def field(self, words: str) -> Locator:
        return self.page.get_by_label(self._called(words)).first

    def menu(self, words: str) -> None:
        """Goes to a place of the menu; what a phone has no room for lies behind the person's face."""
        header = self.page.get_by_role("banner")
        link = header.get_by_role("link", name=self.say(words), exact=True)
        if not link.count():
            header.locator("summary").click()
        self.opens(link)

    def goes_to(self, address: str) -> None:
        self.page.goto(address)
        self._looks()

    def press(self, words: str, **values: object) -> None:
        self.opens(self.button(words, **values))

    def follow(self, words: str, **values: object) -> None:
        self.opens(self.link(words, **values))

    def opens(self, what: Locator) -> None:
        """Clicks what leads to another page, and waits until that has come whole."""
        with another_page(self.page):
            what.click()
        self._looks()

    def _looks(self) -> None:
        if self.width == PHONE:
            assert self.page.evaluate(FITS), f"{self.page.url} scrolls sideways on a phone"

    def fill(self, **fields: str) -> None:
        """Fills fields by the label they have in English."""
        for label, value in fields.items():
            self.field(label).fill(value)

    def stands_on(self, title: str) -> None:
        """The page has this heading."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)

    def sees(self, words: str, **values: object) -> None:
        expect(self.page.get_by_text(self.say(words, **values)).first).to_be_visible()

    def sees_not(self, words: str, **values: object) -> None:
        expect(self.page.get_by_text(self.say(words, **values))).to_have_count(0)

    def reads(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()

    def signs_in(self, firm: str, email: str) -> None:
        self.goes_to(f"/{firm}/accounts/login/")
        self.field("E-mail address").fill(email)
        self.field("Password").fill(PASSWORD)
        self.press("Sign in")

    def brings(self, path: Path | list[Path]) -> None:
        """From the page of imports to what the file seems to hold."""
        if self.reads_at_once:
            with another_page(self.page):
                self.field("File").set_input_files(path)
            self._looks()
        else:
            self.field("File").set_input_files(path)
            self.press("Check the file")

    @property
    def reads_at_once(self) -> bool:
        """Whether a script sends a file as soon as it is chosen."""
        return self.button("Check the file").count() == 0


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups afterwards
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the journeys of a module on one worker: it sets its app up once."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        why = f"there is no {CHROMIUM}: install Debian's chromium-headless-shell or set CHROMIUM"
        if os.environ.get("CI") == "true":
            pytest.fail(why)
        pytest.skip(why)
    # Not for the whole session: its event loop would stand before Django's database in the tests after these.
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def new_app(tmp_path_factory: pytest.TempPathFactory, book_template: Path) -> Iterator[Callable[[], App]]:
    """Makes an app that is not started yet, in an empty place, on SQLite: what a page asks, tests/web asks on both."""
    made: list[App] = []

    def make() -> App:
        home = tmp_path_factory.mktemp("home")
        shutil.copytree(book_template, home / "templates")
        made.append(App(home))
        return made[-1]

    yield make
    for app in made:
        app.stop()


@pytest.fixture(scope="session")
def _demonstration(tmp_path_factory: pytest.TempPathFactory, book_template: Path) -> Path:
    """A home with the demonstration firm, made once by a worker."""
    app = App(tmp_path_factory.mktemp("demonstration"))
    shutil.copytree(book_template, app.home / "templates")
    app.command("demo")
    return app.home


@pytest.fixture(scope="module")
def demonstration(new_app: Callable[[], App], _demonstration: Path) -> App:
    """The app with a demonstration firm of its own, and an owner for each language: en@example.com, tr@example.com."""
    app = new_app()
    shutil.copytree(_demonstration, app.home, dirs_exist_ok=True)
    people = [
        {"email": f"{language}@example.com", "name": "Özge Çağlar", "role": "owner", "language": language,
         "theme": "light"}
        for language in ("en", "tr")
    ]  # fmt: skip
    app.add_people("demo", *people)
    app.start("--no-worker")
    return app


@pytest.fixture
def somebody(browser: Browser) -> Iterator[Callable[..., Person]]:
    """Seats somebody before a browser of their own; whatever it complained of fails the journey."""
    seated: list[Person] = []

    def seat(app: App, language: str = "en", width: int = DESK, **more: Any) -> Person:
        context = new_context(browser, app, language=language, width=width, **more)
        person = Person(context.new_page(), Watch(context), language, width)
        seated.append(person)
        return person

    yield seat
    for person in seated:
        person.page.context.close()
    assert [fault for person in seated for fault in person.watch.faults] == []


@pytest.fixture(scope="module")
def app(new_app: Callable[[], App], tmp_path_factory: pytest.TempPathFactory) -> App:
    """The app with the small book, for journeys that name no other."""
    return founded(new_app(), tmp_path_factory.mktemp("files"))


@pytest.fixture
def owner(app: App, somebody: Callable[..., Person]) -> Callable[..., Person]:
    """Seats an owner of the small book who is signed in."""
    return owners_of(app, somebody)
