"""`mainstay serve` and `mainstay worker` as processes: started once, stopped by one Ctrl-C, killed without harm."""

from __future__ import annotations

import os
import re
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.builders import ACT
from tests.cli.conftest import new_name
from tests.patience import PATIENCE

from mainstay.billing.models import Invoice
from mainstay.cli import serving, working
from mainstay.firm.actions.people import add_person
from mainstay.jobs.models import Job
from mainstay.overview.queries.checks import prove_book

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")

HEADER = "Customer,Invoice No,Invoice Date,Due Date,Total,Paid,Payment Date,Currency"
ROWS = 20_000
settings.SECRET_KEY = "a secret of the tests, long enough to sign with and never anybody’s own"


def state_of(pid: int) -> str:
    """The letter of the process's state; "" when it is gone."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    return ""


def is_gone(pid: int) -> bool:
    """Ended, whether or not anybody has asked how."""
    return state_of(pid) in {"", "Z"}


def children(pid: int) -> set[int]:
    found = set()
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(FileNotFoundError, ProcessLookupError):
            fields = (path / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            if int(fields[1]) == pid and fields[0] != "Z":
                found.add(int(path.name))
    return found


@pytest.fixture
def here(place):
    """The home of this test process: what is done here is seen by the processes that are started."""
    place.home = Path(settings.MAINSTAY_HOME)
    return place


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def serve(here, port, until) -> Iterator[Callable[..., SimpleNamespace]]:
    """Starts the server and waits until it answers and, where it has one, its worker lives."""
    started: list[int] = []

    def is_answering() -> bool:
        try:
            urlopen(f"http://127.0.0.1:{port}/start/", timeout=PATIENCE).close()
        except HTTPError:
            return True  # it knows better than to let us in
        except (URLError, ConnectionError):
            return False
        return True

    def workers() -> set[int]:
        """Each worker that lives, by its lock."""
        pids = {int(path.name.split("-")[0]) for path in (here.home / "workers").glob("*-*.lock")}
        return {pid for pid in pids if not is_gone(pid)}

    def begin(*arguments: str) -> SimpleNamespace:
        process = here.start("serve", "--port", port, *arguments)
        until(is_answering)
        if "--no-worker" not in arguments:
            until(workers)
        server = SimpleNamespace(process=process, is_answering=is_answering, workers=workers)
        started.extend((process.pid, *children(process.pid)))
        return server

    yield begin
    for pid in started:
        with suppress(ProcessLookupError):
            if not is_gone(pid):
                os.kill(pid, signal.SIGKILL)


@pytest.fixture
def asked(here, book):
    """A file of many invoices, brought in a browser; nobody works on it yet."""
    user = add_person(
        email="o@example.com", name="Özge Çağlar", role="owner", language="en", password="uzun ve kolay", **ACT
    )
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(user)
    lines = [
        f"Client {number % 97},{number},2024-01-{number % 28 + 1:02},2024-02-28,10.50,10.50,2024-03-01,GBP"
        for number in range(ROWS)
    ]
    content = "\n".join([HEADER, *lines]).encode()
    at = browser.post(
        f"/{book}/import/", {"kind": "invoices", "file": SimpleUploadedFile("book.csv", content)}
    ).headers["Location"]
    browser.post(at, {"act": "bring"})
    assert job() == ("waiting", 0, 0)
    return SimpleNamespace(browser=browser, at=at, slug=book)


def job() -> tuple[str, int, int]:
    """State, tries and token of the import."""
    return Job.objects.filter(kind="bring_invoices_in").values_list("state", "tries", "token").get()


def is_begun() -> bool:
    return Invoice.objects.exists()


def assert_whole(asked) -> None:
    assert Invoice.objects.count() == ROWS
    assert prove_book() == []
    result = asked.browser.get(asked.at).content.decode()
    assert "Result" in result
    assert ("This import was interrupted" in result) == (job()[2] > 1)


# -- starting and stopping ---------------------------------------------------------------------------------------------


def test_one_interrupt_ends_all_without_a_word(serve, here):
    server = serve()
    all_of_them = {server.process.pid, *children(server.process.pid)}
    assert len(all_of_them) == 3

    server.process.send_signal(signal.SIGINT)

    said = here.ended(server.process)
    assert re.fullmatch(r"((Create your firm|Mainstay is at|Give the firm) .*\n)+Stop it with Ctrl-C\.\n", said.out)
    assert said.err == ""
    assert [pid for pid in all_of_them if not is_gone(pid)] == []
    assert server.workers() == set()


def test_a_port_in_use_is_told_in_a_sentence(serve, here, port):
    serve("--no-worker")
    said = here.run("serve", "--port", port, code=2)
    assert said.out == ""
    assert said.err == (
        f"Port {port} is in use: another program, or another Mainstay, listens there. "
        "Stop it, or choose another with --port.\n"
    )


def test_an_address_of_another_machine_is_told_in_a_sentence(here):
    said = here.run("serve", "--host", "192.0.2.1", code=2)
    assert said.err == (
        "Mainstay cannot listen on 192.0.2.1, port 8000. Choose another address with --host and --port.\n"
    )


def test_the_token_of_a_link_is_written_down_nowhere(serve, here, book, port, until):
    server = serve("--no-worker")
    for address in ("join/s3cr3t-token/", "reset/s3cr3t-token/", "reset/s3cr3t-token/further/"):
        with suppress(HTTPError):
            urlopen(f"http://127.0.0.1:{port}/{book}/{address}", timeout=PATIENCE).close()
    until(lambda: f"Not Found: /{book}/reset/…/further/" in here.log)
    server.process.send_signal(signal.SIGINT)
    said = here.ended(server.process)
    assert "s3cr3t" not in said.out + said.err + here.log


def test_a_home_is_closed_to_others_under_a_lax_umask(place):
    before = os.umask(0)
    try:
        place.home.chmod(0o777)
        slug = new_name()
        place.run("firms", "add", slug, "--name", "Acme", "--time-zone", "UTC")
        place.run("--firm", slug, "firms", "describe", "--name", "Acme Joinery")
        place.run("work", "--once")
        place.run("firms", "remove", slug, "--yes")
    finally:
        os.umask(before)
    paths = [place.home, *place.home.rglob("*")]
    assert {path.name for path in paths if path.stat().st_mode & 0o077} == set()
    assert "mainstay.log" in {path.name for path in paths}


@pytest.mark.parametrize(
    ("host", "environment", "is_warned"),
    [
        ("::", {}, True),
        ("192.168.1.5", {}, True),
        ("127.0.0.1", {}, False),
        ("::1", {}, False),
        ("localhost", {}, False),
        ("::", {"MAINSTAY_TLS": "1"}, False),
    ],
)
def test_plain_http_to_other_machines_is_warned_of(host, environment, is_warned, monkeypatch, capsys):
    monkeypatch.setattr(serving.os, "environ", environment)
    serving._warn_of_plain_http(host, is_tls=False)
    assert capsys.readouterr().err.startswith("Warning: this isn’t encrypted") is is_warned
    serving._warn_of_plain_http(host, is_tls=True)
    assert capsys.readouterr().err == ""


# -- killing -----------------------------------------------------------------------------------------------------------


def test_a_worker_that_is_killed_is_started_again(serve, until):
    server = serve()
    (killed,) = server.workers()
    os.kill(killed, signal.SIGKILL)
    until(lambda: server.workers() - {killed})
    assert server.workers() <= children(server.process.pid)


def test_what_answers_is_started_again_when_it_is_killed(serve, until):
    server = serve()
    (killed,) = children(server.process.pid) - server.workers()
    os.kill(killed, signal.SIGKILL)
    until(lambda: children(server.process.pid) - server.workers() - {killed})
    until(server.is_answering)


def test_the_children_of_a_parent_that_is_killed_leave(serve, until):
    server = serve()
    left = children(server.process.pid)
    assert len(left) == 2
    server.process.kill()
    until(lambda: all(is_gone(pid) for pid in left))
    assert not server.is_answering()


# -- working -----------------------------------------------------------------------------------------------------------


def test_an_import_survives_the_death_of_the_server(serve, asked, until):
    server = serve()
    tree = [server.process.pid, *children(server.process.pid)]
    until(is_begun)
    for pid in tree:
        os.kill(pid, signal.SIGKILL)
    until(lambda: all(is_gone(pid) for pid in tree))
    assert 0 < Invoice.objects.count() < ROWS
    assert job() == ("running", 1, 1)
    assert "Importing" in asked.browser.get(asked.at).content.decode()

    serve()
    until(lambda: job()[0] == "done")

    assert job() == ("done", 2, 2)
    assert_whole(asked)


def test_an_import_is_handed_back_by_a_server_that_is_stopped(serve, here, asked, until):
    server = serve()
    until(is_begun)
    server.process.send_signal(signal.SIGINT)
    here.ended(server.process)
    assert job() == ("waiting", 0, 1)

    said = here.run("work", "--once")

    assert re.fullmatch(r"\d+ jobs? (was|were) due\.\n", said.out)
    assert job() == ("done", 1, 2)
    assert_whole(asked)


def test_without_a_worker_the_work_waits_for_one(serve, here, asked, until):
    server = serve("--no-worker")
    assert len(children(server.process.pid)) == 1
    assert job() == ("waiting", 0, 0)

    worker = here.start("work")
    until(lambda: job()[0] == "done")
    worker.send_signal(signal.SIGINT)

    assert here.ended(worker) == (0, "Background work is running. Stop it with Ctrl-C.\n", "")
    assert_whole(asked)
    assert job() == ("done", 1, 1)


def test_a_worker_that_has_grown_makes_room_for_a_fresh_one(monkeypatch):
    sizes = iter([100.0, 120.0, 149.0])
    monkeypatch.setattr(working, "_most_memory_mb", lambda: next(sizes))
    monkeypatch.setattr(working, "_LOOK_SECONDS", 0)
    monkeypatch.setattr(working.signal, "signal", lambda _number, _act: None)
    rounds = []
    monkeypatch.setattr("mainstay.jobs.worker.Rounds.go", lambda _self: rounds.append(1) or 1)
    assert working._work(may_leave=True) == 1
    assert len(rounds) == 2
