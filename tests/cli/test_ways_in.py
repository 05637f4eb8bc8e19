"""What `mainstay serve` prints for whom, when a browser is opened, and what ./start does without a terminal."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from tests.patience import PATIENCE

from mainstay.cli.desktop import is_desktop

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("environment", "platform", "is_one"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"DISPLAY": ""}, "linux", False),
        ({}, "darwin", True),
        ({"DISPLAY": ":0", "CI": "true"}, "linux", False),
        ({"CI": "1"}, "darwin", False),
        ({"SSH_CONNECTION": "10.0.0.1 5 10.0.0.2 22"}, "darwin", False),
    ],
)
def test_a_browser_is_opened_on_a_desktop_alone(environment: dict[str, str], platform: str, is_one: bool) -> None:
    assert is_desktop(environment, platform) is is_one


def said_by_serve(place) -> tuple[str, list[str]]:
    """Where it serves, and the lines it prints before it does, without their keys."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = place.start("serve", "--port", str(port))
    lines = list(iter(process.stdout.readline, "Stop it with Ctrl-C.\n"))
    process.terminate()
    process.communicate(timeout=PATIENCE)
    return f"http://127.0.0.1:{port}/", [line.partition("?")[0].strip() for line in lines]


def test_serve_prints_a_way_in_for_each_who_waits(empty_place):
    at, lines = said_by_serve(empty_place)
    assert lines == [f"Create your firm and your account at {at}start/"]
    for slug in ("north", "south"):
        empty_place.run("firms", "add", slug, "--name", f"The {slug}", "--time-zone", "UTC")
    at, lines = said_by_serve(empty_place)
    assert lines == [f"Give the firm “{slug}” its owner at {at}start/" for slug in ("north", "south")]


@pytest.mark.parametrize("slug", ["start", "look", "static", "firms", "demo"])
def test_a_firm_is_not_called_as_an_address_of_ours(place, slug):
    said = place.run("firms", "add", slug, "--name", "A firm", code=2)
    assert said.err == (f"“{slug}” is a name that Mainstay keeps for itself: choose another short name for the firm.\n")


def test_start_knows_its_terminal():
    """Without a terminal it shows the morning and leaves: the word that serves is guarded."""
    text = (ROOT / "start").read_text(encoding="utf-8")
    assert '[ -t 0 ] && [ -t 1 ] && [ -z "${CI:-}" ] || is_served=no' in text
    subprocess.run(["sh", "-n", str(ROOT / "start")], check=True, env=dict(os.environ))


def test_every_command_is_loaded_before_django_is_started():
    """In a process of their own, as on the command line: here something else may have started Django already."""
    loads = (
        "from mainstay.cli.main import _group; g = _group(); [g.get_command(None, c) for c in g.list_commands(None)]"
    )
    said = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr) == (0, "")
