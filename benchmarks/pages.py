"""The pages of a large book from the real server: how long, how heavy, how many a second, in how much memory.

The clock on the wall counts: a person waits for it. Client and server share the machine. The book ends today, as a
book in use does, so it is made anew each day; on PostgreSQL the same with DATABASE_URL.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urljoin

from benchmarks.books import BY, HOME, NOW, large_book
from benchmarks.figures import Figure, at_most, plain
from benchmarks.files import RESULTS

from mainstay.firm.actions.firms import remove_firm
from mainstay.firm.actions.people import PersonIsKnown, add_person
from mainstay.firm.queries.firms import firm_slugs
from mainstay.store import bulk
from mainstay.store.context import use_firm

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "pages"
SUMMARY = "the pages of 100,000 invoices of 2,574 clients in a browser: time, weight, memory"
INVOICES, CLIENTS = 100_000, 2_574
USERS: Final = 8
_RUNS = 40
_ROUNDS = 4
_WRITES = 10
_REMEMBERED = ("today", "clients", "clients, slowest", "client, largest", "receivables", "invoices")
"""Pages that are remembered until something is written: what each takes when something was."""
_WAIT_S = 30.0
_MEMORY_MB, _FIRST_KB, _AFTER_KB, _START_S = 150.0, 200.0, 30.0, 3.0
_PAGE_MS: Final = (
    (15.0, ("client, ", "invoice of")), (20.0, ("search",)),
    (25.0, ("today", "clients", "receivables", "invoices")), (60.0, ("",)),
)  # fmt: skip
"""What 95 of 100 answers to one user may take, by how the name of the page begins."""
_WHO = {"email": "benchmark@example.com", "password": "uzun ve kolay parola"}
_PARTS = re.compile(r'<(?:link|script|img)\b[^>]*?(?:href|src)="([^"]+)"')
_IN_STYLE = re.compile(r'url\("?([^")]+)"?\)')


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, as it was transferred; `weight` counts its headers, too."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def weight(self) -> int:
        """Bytes on the wire."""
        return len(self.body) + sum(len(name) + len(value) + 4 for name, value in self.headers.items())

    @property
    def is_remembered(self) -> bool:
        """Whether a browser shows it again without asking."""
        return "immutable" in self.headers.get("cache-control", "")


class Browser:
    """One person's browser: a connection kept open, and cookies."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=_WAIT_S)
        self._cookies: dict[str, str] = {}

    def get(self, address: str, *, packed: bool = True) -> Answer:
        """Ask for a page."""
        return self._ask("GET", address, {"Accept-Encoding": "gzip"} if packed else {})

    def post(self, address: str, fields: dict[str, str]) -> Answer:
        """Send a form."""
        fields = {**fields, "csrfmiddlewaretoken": self._cookies["mainstay_csrf"]}
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", address, kind, urlencode(fields))

    def sign_in(self, slug: str) -> Browser:
        """Sign in as the benchmark's person."""
        address = f"/{slug}/accounts/login/"
        self.get(address)
        answer = self.post(address, {"login": _WHO["email"], "password": _WHO["password"]})
        if answer.status != 302:  # noqa: PLR2004 -- POST, then redirect
            msg = f"signing in was answered with {answer.status}"
            raise RuntimeError(msg)
        return self

    def _ask(self, method: str, address: str, headers: dict[str, str], body: str | None = None) -> Answer:
        told = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        self._connection.request(method, address, body, {**headers, "Cookie": told})
        response = self._connection.getresponse()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, rest = value.partition("=")
                self._cookies[cookie] = rest.partition(";")[0]
        return Answer(response.status, {n.lower(): v for n, v in response.getheaders()}, response.read())


def measure(size: float) -> list[Figure]:
    """Start the server, walk through the pages alone and with others, and weigh what came and what it took."""
    invoices, clients = int(INVOICES * size), max(int(CLIENTS * size), 1)
    pages = _pages(_book_of_today(invoices, clients))
    with _server() as (process, port, started_s):
        browser = Browser(port).sign_in(pages["today"].split("/")[1])
        alone: dict[str, list[float]] = {}
        busy: dict[str, float] = {}
        for name, address in pages.items():
            for _ in range(3):
                _timed(browser, address)
            before = _processor_ms(process.pid)
            alone[name] = [_timed(browser, address) for _ in range(_RUNS)]
            busy[name] = (_processor_ms(process.pid) - before) / _RUNS
        anew = {name: [_written_and_timed(browser, pages[name]) for _ in range(_WRITES)] for name in _REMEMBERED}
        at_rest = _memory_mb(process.pid)
        first, after = _weights(port, pages)
        together, per_second = _together(port, pages)
        memory = _memory_mb(process.pid)
    figures = [at_most(f"{name}, p95", _p95(took), _limit_ms(name), "limit", "ms") for name, took in alone.items()]
    figures += [plain(f"{name}, p50", quantiles(took, n=100)[49], "ms") for name, took in alone.items()]
    figures += [plain(f"{name}, processor of the server", took, "ms cpu") for name, took in busy.items()]
    figures += [plain(f"{name} after something was written, p50", median(took), "ms") for name, took in anew.items()]
    everything = [took for found in together.values() for took in found]
    return [
        *figures,
        plain(f"{USERS} users, all pages, p50", quantiles(everything, n=100)[49], "ms"),
        plain(f"{USERS} users, all pages, p95", _p95(everything), "ms"),
        *(plain(f"{USERS} users, {name}, p95", _p95(took), "ms") for name, took in together.items()),
        plain(f"{USERS} users", per_second, "requests/s"),
        at_most("memory after one user", at_rest, _MEMORY_MB, "limit", "MB"),
        at_most(f"memory after {USERS} users", memory, _MEMORY_MB, "limit", "MB"),
        *(at_most(f"first visit: {name}", weight, _FIRST_KB, "limit", "KB") for name, weight in first.items()),
        *(at_most(f"after: {name}", weight, _AFTER_KB, "limit", "KB") for name, weight in after.items()),
        at_most("start to first page", started_s, _START_S, "limit", "s wall"),
    ]


def _book_of_today(invoices: int, clients: int) -> str:
    today = datetime.now(UTC).date()
    slug = large_book(invoices, clients, today)
    for old in firm_slugs():
        if old != slug and old.startswith(f"large-{invoices}-{clients}-"):
            remove_firm(slug=old, by=BY, now=NOW)
    with use_firm(slug), suppress(PersonIsKnown):
        add_person(**_WHO, name="Özge Çağlar", role="owner", language="en", by=BY, now=NOW)
    return slug


def _pages(slug: str) -> dict[str, str]:
    """The address of each page; what is of one client is of the one with most invoices."""
    with use_firm(slug):
        by_size = bulk.select_rows(
            "SELECT c.ref, c.id FROM clients_client c JOIN billing_invoice i ON i.client_id = c.id "
            "GROUP BY c.id, c.ref ORDER BY COUNT(*) DESC, c.id", []
        )  # fmt: skip
        (largest, largest_id), (middle, _) = by_size[0], by_size[len(by_size) // 2]
        ((invoice,),) = bulk.select_rows(
            "SELECT ref FROM billing_invoice WHERE client_id = %s ORDER BY id LIMIT 1", [largest_id]
        )
        ((payment,),) = bulk.select_rows(
            "SELECT ref FROM billing_payment WHERE client_id = %s ORDER BY id LIMIT 1", [largest_id]
        )
    paths = {
        "today": "today/", "clients": "clients/", "clients, searched": "clients/?q=client+0123",
        "clients, last page": "clients/?page=9999", "clients, most overdue": "clients/?sort=overdue&show=overdue",
        "clients, slowest": "clients/?sort=slowest", "client, middling": f"clients/{middle}/",
        "client, largest": f"clients/{largest}/", "receivables": "receivables/",
        "invoice of the largest": f"invoices/{invoice}/", "payments": "payments/",
        "payments, page 1000": "payments/?page=1000", "payment of the largest": f"payments/{payment}/",
        "record a payment of the largest": f"payments/record/?client={largest}",
        "import": "import/", "settings": "settings/", "people": "settings/people/", "you": "you/",
        "book": "figures/", "proposals": "proposals/", "invoices": "invoices/?state=all",
        "search": "search/?q=client+0123",
    }  # fmt: skip
    return {name: f"/{slug}/{path}" for name, path in paths.items()}


@contextmanager
def _server() -> Iterator[tuple[subprocess.Popen[bytes], int, float]]:
    """The server as a person starts it, and the seconds until it showed its first page."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ, "MAINSTAY_HOME": str(HOME), "MAINSTAY_LANGUAGE": "en", "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(RESULTS / "compiled"),
    }  # fmt: skip
    command = [str(Path(sys.executable).with_name("mainstay")), "serve", "--port", str(port)]
    subprocess.run([*command[:1], "work", "--once"], env=environment, stdout=subprocess.DEVNULL, check=True)
    for _ in range(2):  # the first start compiles, as an installation does
        start = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        try:
            _until_it_answers(port, process)
            took = time.perf_counter() - start
            if _ == 1:
                yield process, port, took
        finally:
            process.terminate()
            process.wait(_WAIT_S)


def _until_it_answers(port: int, process: subprocess.Popen[bytes]) -> None:
    start = time.perf_counter()
    while time.perf_counter() - start < _WAIT_S and process.poll() is None:
        with suppress(OSError):
            if Browser(port).get("/").status < 500:  # noqa: PLR2004 -- any page of ours
                return
        time.sleep(0.01)
    msg = "the server did not start"
    raise RuntimeError(msg)


def _timed(browser: Browser, address: str) -> float:
    start = time.perf_counter()
    answer = browser.get(address)
    took = (time.perf_counter() - start) * 1000
    if answer.status != 200:  # noqa: PLR2004
        msg = f"{address} was answered with {answer.status}"
        raise RuntimeError(msg)
    return took


def _written_and_timed(browser: Browser, address: str) -> float:
    """The same after a small thing was written into the book: how the screens look, as it was chosen before."""
    answer = browser.post(f"/{address.split('/')[1]}/profile/theme/", {"theme": "light"})
    if answer.status != 302:  # noqa: PLR2004 -- POST, then redirect
        msg = f"the look was answered with {answer.status}"
        raise RuntimeError(msg)
    return _timed(browser, address)


def _together(port: int, pages: dict[str, str]) -> tuple[dict[str, list[float]], float]:
    """Each user walks through all pages, each from another one on, as fast as they are answered."""
    slug = pages["today"].split("/")[1]
    browsers = [Browser(port).sign_in(slug) for _ in range(USERS)]

    def walk(place: int) -> list[tuple[str, float]]:
        names = islice(cycle(pages), place * 2, place * 2 + _ROUNDS * len(pages))
        return [(name, _timed(browsers[place], pages[name])) for name in names]

    start = time.perf_counter()
    with ThreadPoolExecutor(USERS) as pool:
        walks = list(pool.map(walk, range(USERS)))
    took = time.perf_counter() - start
    found: dict[str, list[float]] = {name: [] for name in pages}
    for name, each in (answer for walked in walks for answer in walked):
        found[name].append(each)
    return found, sum(map(len, walks)) / took


def _limit_ms(page: str) -> float:
    return next(limit for limit, beginnings in _PAGE_MS if page.startswith(beginnings))


def _p95(took: list[float]) -> float:
    return quantiles(took, n=100)[94]


def _weights(port: int, pages: dict[str, str]) -> tuple[dict[str, float], dict[str, float]]:
    """KB of a page with all it needs (both alphabets of the font), and of the same page once its parts are kept."""
    browser = Browser(port).sign_in(pages["today"].split("/")[1])
    parts: dict[str, Answer] = {}
    first, after = {}, {}
    for name, address in pages.items():
        text = browser.get(address, packed=False).body.decode()
        wanted = {urljoin(address, part) for part in _PARTS.findall(text) if "/static/" in part}
        for part in [part for part in wanted if part.endswith(".css")]:
            style = browser.get(part, packed=False).body.decode()
            wanted |= {urljoin(part, found) for found in _IN_STYLE.findall(style) if "data:" not in found}
        parts |= {part: browser.get(part) for part in wanted - parts.keys()}
        page = browser.get(address).weight
        first[name] = (page + sum(parts[part].weight for part in wanted)) / 1000
        after[name] = (page + sum(parts[part].weight for part in wanted if not parts[part].is_remembered)) / 1000
    return first, after


def _family(pid: int) -> set[int]:
    family = {pid}
    folders = [folder for folder in Path("/proc").iterdir() if folder.name.isdigit()]
    for folder in sorted(folders, key=lambda each: int(each.name)):
        with suppress(OSError):
            parent = int((folder / "stat").read_text(encoding="ascii").rpartition(")")[2].split()[1])
            if parent in family:
                family.add(int(folder.name))
    return family


def _processor_ms(pid: int) -> float:
    """What the processes have worked so far, whatever else the machine does."""
    ticks = 0
    for member in _family(pid):
        fields = (Path("/proc") / str(member) / "stat").read_text(encoding="ascii").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks * 1000 / os.sysconf("SC_CLK_TCK")


def _memory_mb(pid: int) -> float:
    """What the processes hold between them: a page they share counts once (PSS)."""
    size = 0
    for member in _family(pid):
        lines = (Path("/proc") / str(member) / "smaps_rollup").read_text(encoding="ascii").splitlines()
        size += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return size / 1024
