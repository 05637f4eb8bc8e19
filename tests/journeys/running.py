"""The app as people run it, and a browser before it: for the journeys, and for tools/screenshots.py.

`mainstay serve` is a process of its own with a home of its own; the browser is Debian's Chromium without a window.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright
from tests.patience import PATIENCE, wait_until
from tests.warm import MAINSTAY, Started, start_warm

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

_HEADLESS: Final = Path("/usr/bin/chromium-headless-shell")
"""The same browser built without a window: less than half the processor time a page."""
CHROMIUM: Final = Path(os.environ.get("CHROMIUM") or (_HEADLESS if _HEADLESS.exists() else "/usr/bin/chromium"))
PASSWORD: Final = "uzun ve kolay parola"
PHONE: Final = 390
DESK: Final = 1280
_HEIGHTS: Final = {PHONE: 844, DESK: 900}
_ARGUMENTS: Final = (
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run",
)  # fmt: skip
_LOCALES: Final = {"en": "en-GB", "tr": "tr-TR"}
_ADD_PEOPLE: Final = """
import json, sys
from datetime import UTC, datetime
from mainstay.config.starting import start
start()
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from mainstay.firm.actions.people import add_person, choose_theme
from mainstay.firm.queries.people import actor_for
from mainstay.store.context import use_firm
from mainstay.kernel.actor import Actor
firm, people = sys.argv[1], json.loads(sys.argv[2])
act = {"by": Actor("person", "1", "Özge Çağlar", "owner"), "now": datetime.now(UTC)}
with use_firm(firm):
    for person in people:
        theme, secret = person.pop("theme"), person.pop("totp", "")
        user = add_person(**person, **act)
        choose_theme(user_id=user.pk, theme=theme, **act | {"by": actor_for(user)})
        if secret:
            TOTP.activate(user, secret)
            RecoveryCodes.activate(user)
"""


class NotRunning(RuntimeError):
    """A command of ours failed; its words and what it said."""


class App:
    """`mainstay serve` with a home of its own, and the commands beside it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.address = ""
        self.said = ""
        self._process: Started | None = None

    @property
    def environment(self) -> dict[str, str]:
        """Only what the app needs of ours: nothing of the person who runs it."""
        dropped = {"LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "DATABASE_URL", "PYTHONDONTWRITEBYTECODE"}
        ours = {"MAINSTAY_HOME": str(self.home), "MAINSTAY_LANGUAGE": "en"}
        return {**{name: value for name, value in os.environ.items() if name not in dropped}, **ours}

    def command(self, *arguments: object) -> str:
        """What a command says; one that is refused raises."""
        return self._run(*map(str, arguments))

    def document(self, *arguments: object) -> Any:
        """What a command says as JSON."""
        return json.loads(self.command(*arguments, "--json"))

    def add_people(self, firm: str, *people: dict[str, str]) -> None:
        """People who may sign in: email, name, role, language, theme; `totp` is the secret of an authenticator app."""
        self._run(firm, json.dumps([{**one, "password": PASSWORD} for one in people]), code=_ADD_PEOPLE)

    def _run(self, *words: str, code: str = MAINSTAY) -> str:
        process = start_warm(*words, environment=self.environment, code=code)
        out, err = process.communicate(timeout=PATIENCE)
        if process.returncode:
            raise NotRunning(words, out + err)
        return out

    def start(self, *options: str) -> None:
        """Serve on a free port; `said` is the line it printed, `address` where it is."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        words = ["serve", "--port", str(port), *options]
        self._process = start_warm(*words, environment=self.environment, stderr=subprocess.STDOUT)
        self.said = self._process.stdout.readline()
        self.address = f"http://127.0.0.1:{port}"
        wait_until(lambda: _answers(port) or self._is_ended, lambda: self.said)
        if self._is_ended:
            raise NotRunning(words, self.said)

    @property
    def _is_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    @property
    def start_link(self) -> str:
        """The address with a key that the terminal printed for the first start."""
        return next(word for word in self.said.split() if word.startswith("http"))

    @property
    def log(self) -> str:
        """What the app wrote down of its own troubles."""
        path = self.home / "mainstay.log"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        if self._process is not None:
            self._process.terminate()
            self._process.communicate(timeout=PATIENCE)
            self._process = None


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE):
            return True
    except OSError:
        return False


@contextmanager
def another_page(page: Page) -> Iterator[None]:
    """Wait until what is done inside has led to another page, and that has come whole.

    Playwright's own expect_navigation is content with a new address, too: what is typed in a search changes the address
    of the list a moment after the rows, and a click in that moment looked like one that had led on. A page still on its
    way when this begins is waited for first: its coming is not the one meant.
    """
    page.wait_for_load_state()
    with page.expect_event("load", timeout=PATIENCE * 1000):
        yield


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium without a screen."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_ARGUMENTS))
        yield browser
        browser.close()


def new_context(
    browser: Browser, app: App, *, language: str = "en", width: int = DESK, theme: str = "light", **more: Any
) -> BrowserContext:
    """A browser of its own, as somebody with this language and screen has it."""
    scheme: Any = theme
    usual: dict[str, Any] = {
        "base_url": app.address,
        "locale": _LOCALES[language],
        "viewport": {"width": width, "height": _HEIGHTS[width]},
        "color_scheme": scheme,
        "reduced_motion": "reduce",
    }
    context = browser.new_context(**{**usual, **more})
    context.set_default_timeout(PATIENCE * 1000)
    return context


class Watch:
    """Notes all a browser complains of: errors of scripts, what the CSP refused, answers that failed."""

    def __init__(self, context: BrowserContext, expected: Sequence[tuple[int, str]] = ()) -> None:
        self.faults: list[str] = []
        self.expected = list(expected)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        context.on("requestfailed", self._failed)
        context.on("response", self._answered)

    def expect(self, status: int, part: str) -> None:
        """Let one kind of answer pass: this status at an address that ends so."""
        self.expected.append((status, part))

    def _console(self, message: ConsoleMessage) -> None:
        # What did not load is noted with its status and address by `_answered`.
        if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        # A page that is left, and a download, abort what was still on its way.
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"failed: {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        path = urlsplit(response.url).path
        is_expected = any(response.status == status and path.endswith(part) for status, part in self.expected)
        if response.status >= 400 and not is_expected:
            self.faults.append(f"{response.status}: {response.request.method} {path}")
