"""One home per worker, Django started once, a fresh book per test on the engine that DATABASE_URL names.

On PostgreSQL each worker has a database of its own: what goes through all firms there meets no other worker's.

A book that a test is given is removed after it; so are the connections its thread holds.

A test that uses the database says so by a fixture that leads to `engine`; only these run on PostgreSQL, too. On SQLite
a test that does not say so is refused the database, so that none is forgotten. `tests/statements.py` says which of them
PostgreSQL runs after a run on SQLite has noted what each asks.
"""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import tempfile
from contextlib import closing
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import pytest
from django.conf import settings as settings_of_django
from hypothesis import HealthCheck, settings
from tests.databases import SpareSchemas, drop_database, make_database
from tests.statements import Notes, enough, read_notes

from mainstay.config.starting import start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_HOME = tempfile.mkdtemp(prefix="mainstay-tests-")
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
os.environ["MAINSTAY_HOME"] = _HOME
os.environ["MAINSTAY_LANGUAGE"] = "en"
if _SERVER := os.environ.get("DATABASE_URL", ""):
    os.environ["DATABASE_URL"] = make_database(_SERVER)
    atexit.register(drop_database, _SERVER, os.environ["DATABASE_URL"])
start()

# A slow or busy machine fails no test. All else is as Hypothesis chose it: by chance here, always the same in CI.
settings.register_profile(
    "mainstay",
    settings.default,
    deadline=None,
    suppress_health_check=[*(settings.default or settings()).suppress_health_check, HealthCheck.too_slow],
)
settings.load_profile("mainstay")

if not _SERVER:
    # Only processes of their own wait for the disk; `tests/firm/test_settings.py` holds the real setting in place.
    _OPTIONS = settings_of_django.DATABASES["default"]["OPTIONS"]
    _OPTIONS["init_command"] = _OPTIONS["init_command"].replace("synchronous = FULL", "synchronous = OFF")
settings_of_django.PASSWORD_HASHERS = ["tests.passwords.CheapArgon2"]  # journeys, in processes of their own, pay it

# Only now may models and what stands on them be imported.
from django.db import connections, transaction  # noqa: E402

from mainstay.firm.actions.firms import found_firm, remove_firm  # noqa: E402
from mainstay.firm.models import Firm  # noqa: E402
from mainstay.firm.queries.firms import firm_exists  # noqa: E402
from mainstay.kernel.actor import Actor  # noqa: E402
from mainstay.store.book_templates import template_file, template_schema  # noqa: E402
from mainstay.store.context import use_firm  # noqa: E402
from mainstay.store.paths import book_schema, uploads_folder  # noqa: E402

_RUN = secrets.token_hex(4)
_number = count(1)
_TESTER = Actor("person", "1", "Özge Çağlar", "owner")
_FOUNDED_AT = datetime(2024, 2, 29, 9, 30, tzinfo=UTC)
_FIRM: Final[dict[str, Any]] = {
    "name": "Işık İnşaat",
    "country": "TR",
    "language": "tr",
    "currency": "TRY",
    "time_zone": "Europe/Istanbul",
}


def uses_database(item: pytest.Item) -> bool:
    """Say whether the test, or one of its fixtures, asks for `engine`."""
    return "engine" in getattr(item, "fixturenames", ())


def pytest_addoption(parser: pytest.Parser) -> None:
    """The two ways to `tests/statements.py`."""
    parser.addoption("--note-statements", metavar="FOLDER", type=Path, help="note there what each test asks")
    parser.addoption(
        "--noted-statements", metavar="FOLDER", type=Path, help="leave out what others noted there ask, too"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Hear what is asked, where somebody wants to know."""
    if folder := config.getoption("--note-statements"):
        config.pluginmanager.register(Notes.begin(folder))


def is_always_run(item: pytest.Item) -> bool:
    """Say whether a test runs on PostgreSQL whatever it asks: in a process of its own, or because engines differ."""
    own_arguments = getattr(item, "_fixtureinfo").argnames  # noqa: B009 -- pytest's own, without a type
    return "engine" in own_arguments or "place" in getattr(item, "fixturenames", ())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL leave out what does not use the database, for it has run on SQLite, and what others ask, too."""
    if not _SERVER:
        return
    needed = {item.nodeid for item in items if uses_database(item)}
    if folder := config.getoption("--noted-statements"):
        notes = {test: noted for test, noted in read_notes(folder).items() if test in needed}
        always = {item.nodeid for item in items if is_always_run(item)}
        needed -= notes.keys() - enough(notes, always)
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in needed])
    items[:] = [item for item in items if item.nodeid in needed]


@pytest.fixture(autouse=True)
def _database_is_asked_for(request: pytest.FixtureRequest) -> Iterator[None]:
    if uses_database(request.node):
        yield
        return

    def refuse(self: object) -> NoReturn:
        msg = "a test uses the database, and PostgreSQL would never see it: ask for `engine`, or a fixture that does"
        raise AssertionError(msg)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(connections["default"]), "ensure_connection", refuse)
        yield


@pytest.fixture(scope="session", autouse=True)
def _connections_closed_at_the_end() -> Iterator[None]:
    yield
    connections.close_all()


@pytest.fixture(scope="session")
def engine() -> str:
    """ "sqlite" or "postgresql"."""
    return connections["default"].vendor


@pytest.fixture(scope="session")
def book_template() -> Path:
    """The folder from which a home of its own takes what a book is founded from; on PostgreSQL that is a schema."""
    if _SERVER:
        template_schema()
        return Path(_HOME, "nothing")
    return template_file().parent


@pytest.fixture(scope="session")
def spare_schemas(engine: str) -> Iterator[SpareSchemas | None]:
    """On PostgreSQL: the schemas that tests have ended with."""
    if engine == "sqlite":
        yield None
    else:
        with closing(SpareSchemas(os.environ["DATABASE_URL"], template_schema())) as spare:
            yield spare


@pytest.fixture
def firm_called(engine: str, spare_schemas: SpareSchemas | None) -> Iterator[Callable[..., str]]:
    """Founds a firm of a name, with these details, and returns the name; all are removed after the test."""
    made: list[str] = []

    def make(slug: str, **details: str) -> str:
        if spare_schemas and spare_schemas.take(book_schema(slug)):
            with use_firm(slug), transaction.atomic():
                Firm(id=1, created_at=_FOUNDED_AT, **{**_FIRM, **details}).save(force_insert=True)
        else:
            found_firm(slug=slug, **{**_FIRM, **details}, by=_TESTER, now=_FOUNDED_AT)
            if spare_schemas:
                spare_schemas.made(book_schema(slug))
        made.append(slug)
        return slug

    yield make
    for slug in made:
        if spare_schemas and spare_schemas.give_back(book_schema(slug)):
            shutil.rmtree(uploads_folder(slug), ignore_errors=True)
        elif firm_exists(slug):
            remove_firm(slug=slug, by=_TESTER, now=_FOUNDED_AT)


@pytest.fixture
def new_book(firm_called: Callable[..., str]) -> Callable[[], str]:
    """Founds a firm at each call and returns its slug; all are removed after the test."""
    return lambda: firm_called(f"t-{_RUN}-{next(_number)}")


@pytest.fixture(autouse=True)
def _is_up_to_date(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests record all on one day and ask about later ones as of a book that is kept; `stale_book` asks as it is."""
    if "stale_book" not in request.fixturenames:
        monkeypatch.setattr("mainstay.scoring.queries.ledger.recorded_until", lambda: date.max)


@pytest.fixture(scope="session")
def stale_book() -> None:
    """Stands for a book in which nothing was recorded since the day on which the test recorded it."""


@pytest.fixture
def short_history(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an import no past month is scored; a test that looks at them asks for `whole_history`."""
    if "whole_history" not in request.fixturenames:
        monkeypatch.setattr("mainstay.scoring.actions.scoring._month_ends", lambda _today: [])


@pytest.fixture(scope="session")
def whole_history() -> None:
    """Stands for what a user's book has: twelve past months are scored."""


@pytest.fixture
def book(new_book: Callable[[], str]) -> Iterator[str]:
    """A fresh firm's slug; its book is active for the test."""
    with use_firm(new_book()) as slug:
        yield slug


@pytest.fixture
def other_book(new_book: Callable[[], str]) -> str:
    """Another fresh firm's slug; not active."""
    return new_book()
