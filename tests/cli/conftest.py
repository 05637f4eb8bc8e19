"""The product as its user meets it: `mainstay` in this process where that is enough, else a process of its own.

Every book that a test founds has a short name of its own and is removed after it.
"""

from __future__ import annotations

import csv
import json
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from django.utils import translation
from tests.databases import drop_database, make_database
from tests.patience import PATIENCE, wait_until
from tests.warm import MAINSTAY, Started, start_warm

from mainstay.cli.main import main
from mainstay.cli.words import speak
from mainstay.intake.confined import Ending
from mainstay.store.schema_copy import server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

COMMAND = Path(sys.executable).with_name("mainstay")
BATCH = 1_000
IN_SMALL_BATCHES = f"""
import sys
from mainstay.config.starting import start
start()
from mainstay.billing.actions import importing_files
importing_files.BATCH = {BATCH}
from mainstay.cli.main import main
main(sys.argv[1:])
"""
"""`mainstay` as it is, but with batches of a tenth: what holds between batches is then seen in files of a tenth."""

_RUN = secrets.token_hex(4)
_number = count(1)


class Said(NamedTuple):
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)

    @property
    def words(self) -> str:
        """All that was said as one line, wherever the terminal broke it."""
        return " ".join(f"{self.out} {self.err}".split())


class Book:
    """A firm's book, asked and filled through the commands alone."""

    def __init__(self, run: Callable[..., Said], firm: str) -> None:
        self._run = run
        self.firm = firm

    def __call__(self, *arguments: object, code: int = 0) -> Said:
        return self._run(*arguments, "--firm", self.firm, code=code)

    def said(self, *arguments: object) -> Said:
        """What a command says, however it ends."""
        return self._run(*arguments, "--firm", self.firm, code=None)

    def bring(self, file: Path, *arguments: object, kind: str = "invoices") -> dict[str, Any]:
        """Import a file that leaves nothing in doubt; what came of it."""
        return self("import", kind, file, "--yes", "--json", *arguments).document

    def refusal(self, file: Path, *arguments: object, kind: str = "invoices") -> str:
        """The one thing said of a file that is refused as a whole."""
        said = self("import", kind, file, "--yes", "--json", *arguments, code=2)
        assert said.out == ""
        return said.err.removesuffix("\n")

    def owed(self, as_of: str) -> dict[str, tuple[str, str]]:
        """Open and overdue per currency."""
        page = self("receivables", "--as-of", as_of, "--json").document
        return {group["currency"]: (group["open"], group["overdue"]) for group in page["currencies"]}

    def clients(self, as_of: str, *search: str) -> list[dict[str, Any]]:
        return self("clients", *search, "--as-of", as_of, "--json").document["clients"]

    def names(self, as_of: str, *search: str) -> list[str]:
        return [row["name"] for row in self.clients(as_of, *search)]

    def invoices(self, as_of: str) -> int:
        """How many invoices the book holds as of a day."""
        return sum(row["habits"]["invoices"] for row in self.clients(as_of))

    def client(self, name: str, as_of: str) -> dict[str, Any]:
        return self("client", name, "--as-of", as_of, "--json").document

    def whole(self, as_of: str) -> list[tuple[object, ...]]:
        """All that a reader sees of the clients, without what is random."""
        return [
            (row["name"], row["open"], row["overdue"], row["on_account"], row["habits"]) for row in self.clients(as_of)
        ]


class Rejected(NamedTuple):
    """A row of the file of rejected rows: where it stood and why it stayed out."""

    line: str
    column: str
    value: str
    reason: str


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def rejected() -> Callable[[dict[str, Any]], list[Rejected]]:
    """Reads the rejects file of an outcome: line, column, value, reason."""

    def read(outcome: dict[str, Any]) -> list[Rejected]:
        ours = ("mainstay_line", "mainstay_column", "mainstay_value", "mainstay_reason")
        return [Rejected(*(row[name] for name in ours)) for row in rows_of(Path(outcome["rejects_file"]))]

    return read


@pytest.fixture(scope="session")
def mended() -> Callable[[dict[str, Any], dict[str, str]], Path]:
    """Writes the rejects file anew with these cells in every row, as a person would in a spreadsheet."""

    def mend(outcome: dict[str, Any], cells: dict[str, str]) -> Path:
        path = Path(outcome["rejects_file"])
        rows = [{**row, **cells} for row in rows_of(path)]
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return path

    return mend


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes a file for the test: its lines, or a header and rows as dictionaries."""

    def make(name: str, *lines: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes("".join(f"{line}\r\n" for line in lines).encode(encoding))
        return path

    return make


@pytest.fixture
def write_layout(tmp_path: Path) -> Callable[..., Path]:
    """Writes rows under the header of another product, letter by letter as that product exports it."""

    def make(header: str, *rows: dict[str, str]) -> Path:
        names = next(csv.reader([header.removeprefix("\ufeff")]))
        path = tmp_path / "export.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            file.write(f"{header}\r\n")
            for row in rows:
                unknown = set(row) - set(names)
                assert not unknown
                csv.writer(file).writerow([row.get(name, "") for name in names])
        return path

    return make


# -- in this process -------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _quick_scoring(short_history: None) -> None:
    """What commands do is asked here, what is scored of past months in tests/scoring."""


@pytest.fixture(autouse=True)
def _read_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is read in this process alone, not in a child first; a test of the child asks for `read_apart`."""
    if "read_apart" not in request.fixturenames:
        monkeypatch.setattr("mainstay.billing.formats.vetting.vet", lambda *_asked, **_more: Ending({}))


@pytest.fixture
def read_apart() -> None:
    """Stands for what a user's command does: a child process reads each file first."""


@pytest.fixture
def mainstay(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., Said]]:
    """Runs a command in this process, in the home that the whole session has."""

    def run(*arguments: object, code: int | None = 0) -> Said:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        said = Said(int(ended.value.code or 0), *capsys.readouterr())
        assert code is None or said.code == code, said
        assert "Traceback" not in said.err
        return said

    yield run
    speak("en")
    translation.activate("en")


def new_name() -> str:
    return f"c-{_RUN}-{next(_number)}"


@pytest.fixture
def new_firm(mainstay: Callable[..., Said], firm_called: Callable[..., str]) -> Callable[..., Book]:
    """Founds a firm at each call, as `mainstay firms add` does; all are removed after the test."""

    def make(country: str = "GB") -> Book:
        currency = "TRY" if country == "TR" else "GBP"
        details = {"country": country, "currency": currency, "language": "en", "time_zone": "UTC"}
        return Book(mainstay, firm_called(new_name(), name="Çağlar & O'Brien", **details))

    return make


@pytest.fixture
def british(new_firm: Callable[..., Book]) -> Book:
    return new_firm("GB")


@pytest.fixture
def turkish(new_firm: Callable[..., Book]) -> Book:
    return new_firm("TR")


# -- in a process of its own -----------------------------------------------------------------------------------------


class Place:
    """A MAINSTAY_HOME of its own and the processes started in it."""

    def __init__(self, home: Path, **settings: str) -> None:
        self.home = home
        self.settings = settings
        self._running: list[Started] = []

    @property
    def environment(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            # Bytecode is kept, as on a user's machine: a process starts in half the time.
            if name not in {"LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "COLUMNS", "PYTHONDONTWRITEBYTECODE"}
        }
        return {**kept, "MAINSTAY_HOME": str(self.home), "PYTHONWARNINGS": "error", **self.settings}

    def start(self, *arguments: object, stdin: int = subprocess.DEVNULL, code: str = MAINSTAY) -> Started:
        process = start_warm(*map(str, arguments), environment=self.environment, code=code, stdin=stdin)
        self._running.append(process)
        return process

    def ended(self, process: Started, code: int = 0) -> Said:
        out, err = process.communicate(timeout=PATIENCE)
        self._running.remove(process)
        said = Said(process.returncode, out, err)
        assert said.code == code, said
        assert "Traceback" not in said.err
        return said

    def run(self, *arguments: object, code: int = 0) -> Said:
        return self.ended(self.start(*arguments), code)

    def book(self, firm: str) -> Book:
        return Book(self.run, firm)

    @property
    def log(self) -> str:
        path = self.home / "mainstay.log"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def stop(self) -> None:
        for process in self._running:
            process.kill()
            process.communicate(PATIENCE)


@pytest.fixture
def place(tmp_path: Path, book_template: Path, engine: str) -> Iterator[Place]:
    """A home of the test's own, without a book."""
    home = tmp_path / "home"
    home.mkdir()
    if book_template.is_dir():
        shutil.copytree(book_template, home / "templates")
    made = Place(home)
    yield made
    made.stop()


@pytest.fixture
def rows_kept(place: Place, engine: str) -> Callable[[str, str], int]:
    """Counts the rows of a table of a firm's book from outside, while others write it."""

    def count_in(firm: str, table: str) -> int:
        if engine == "postgresql":
            with server().bare_cursor() as cursor:
                cursor.execute(f'SELECT count(*) FROM "firm_{firm}".{table}')
                return int((cursor.fetchone() or [0])[0])
        with closing(sqlite3.connect(f"{(place.home / 'firms' / firm).as_uri()}.sqlite3?mode=ro", uri=True)) as book:
            return int(book.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    return count_in


@pytest.fixture
def empty_place(place: Place, engine: str) -> Iterator[Place]:
    """A place in which there is no firm at all; on PostgreSQL a database of its own."""
    if engine == "sqlite":
        yield place
        return
    address = make_database(os.environ["DATABASE_URL"])
    place.settings["DATABASE_URL"] = address
    yield place
    place.stop()
    drop_database(os.environ["DATABASE_URL"], address)


@pytest.fixture
def shop(place: Place) -> Iterator[Book]:
    """A British firm in a process of its own."""
    slug = new_name()
    place.run("firms", "add", slug, "--name", "O'Brien & Sons", "--currency", "GBP", "--time-zone", "UTC")
    yield place.book(slug)
    if slug in [row["slug"] for row in place.run("firms", "--json").document["firms"]]:
        place.run("firms", "remove", slug, "--yes")


@pytest.fixture(scope="session")
def until() -> Callable[..., None]:
    """Waits until something is so, and no longer than patience lasts."""
    return wait_until
