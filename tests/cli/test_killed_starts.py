"""The first start and the demonstration, killed at any step: afterwards there is all of it or nothing, and no harm."""

from __future__ import annotations

import signal
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kills processes")

DRIVER = """
import os, signal, sys
from importlib import import_module
from mainstay.config.starting import start
act, where, when = sys.argv[1:]
module, name = where.rsplit(".", 1)
def killed(real):
    def run(*arguments, **named):
        if when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        real(*arguments, **named)
        os.kill(os.getpid(), signal.SIGKILL)
    return run
if act != "secret":
    start()
at = import_module(module)
setattr(at, name, killed(getattr(at, name)))
if act == "secret":
    from pathlib import Path
    from mainstay.config.serving import make_secret
    make_secret(Path(os.environ["MAINSTAY_HOME"]))
else:
    from datetime import UTC, date, datetime
    from mainstay.kernel.actor import Actor
    by, now = Actor("person", "", "Ada", "owner"), datetime(2026, 3, 1, 9, tzinfo=UTC)
    if act == "demo":
        from mainstay.demonstration.actions.demonstrating import make_demonstration
        make_demonstration(language="en", today=date(2026, 3, 1), by=by, now=now)
    elif act == "copy":
        from mainstay.overview.actions.copies import open_copy
        from mainstay.store.backups import stored_copies
        from mainstay.store.context import use_firm
        with use_firm("acme"):
            (copy,) = stored_copies("acme", "by-hand")
            open_copy(name=copy.name, by=Actor("terminal", "", "owner", "owner"), now=now, key="k")
    else:
        from mainstay.web.views.starting import _founded
        from mainstay.firm.rules.drafts import FirmDraft, FoundingDraft
        firm = FirmDraft("Acme", "GB", "en", "GBP", "UTC")
        _founded("", FoundingDraft(firm, "Ada", "ada@example.com", "long and easy"), is_waiting=False)
"""


def kill_at(place, act: str, where: str, when: str) -> None:
    place.settings["MAINSTAY_SECRET_KEY"] = "" if act == "secret" else "a secret of the tests"
    place.ended(place.start(act, where, when, code=DRIVER), -signal.SIGKILL)
    del place.settings["MAINSTAY_SECRET_KEY"]


STEPS = [
    ("mainstay.store.book_templates.copy_template_to", "after"),
    ("mainstay.store.book_templates.sync_file", "before"),
    ("os.link", "before"),
]
IN_THE_MIDDLE = {
    "demo": [
        ("mainstay.billing.demonstration.void_invoice", "after"),
        ("mainstay.demonstration.actions.demonstrating.update_scores", "after"),
    ],
    "start": [
        ("mainstay.web.views.starting.add_person", "before"),
        ("mainstay.web.views.starting.add_person", "after"),
    ],
}


@pytest.mark.parametrize("act", ["demo", "start"])
def test_what_was_killed_before_its_end_is_not_there_and_can_be_done_again(empty_place, engine, act):
    # The steps of founding are the same for both; a whole demonstration takes seconds, a first start none.
    for where, when in [*(STEPS if (engine, act) == ("sqlite", "start") else []), *IN_THE_MIDDLE[act]]:
        kill_at(empty_place, act, where, when)
        said = empty_place.run("firms")
        assert ("demo" in said.out, "Acme" in said.out) == (False, False), (where, when)
    if act == "demo":
        empty_place.run("demo")
        empty_place.run("--firm", "demo", "check")
        empty_place.run("demo", "--remove")


def test_what_was_killed_after_its_end_is_there_whole(empty_place, engine):
    if engine != "sqlite":
        pytest.skip("a commit is the end")
    kill_at(empty_place, "start", "os.link", "after")
    empty_place.run("--firm", "book", "check")


def test_a_copy_whose_opening_was_killed_is_no_firm_and_can_be_opened_again(empty_place, engine):
    if engine != "sqlite":
        pytest.skip("PostgreSQL has tools of its own")
    empty_place.run("firms", "add", "acme", "--name", "Acme", "--country", "GB")
    copy = empty_place.run("copies", "make", "--json").document["file"]
    for where, when in (
        ("mainstay.store.backups._drop_programs", "before"),
        ("mainstay.overview.actions.copies.settle_copy", "after"),
        ("mainstay.overview.actions.copies.drop_unfinished_jobs", "after"),
        ("mainstay.store.book_templates.sync_file", "before"),
        ("os.link", "before"),
    ):
        kill_at(empty_place, "copy", where, when)
        assert [firm["slug"] for firm in empty_place.run("firms", "--json").document["firms"]] == ["acme"], where
    kill_at(empty_place, "copy", "os.link", "after")
    (_, opened) = [firm["slug"] for firm in empty_place.run("firms", "--json").document["firms"]]
    empty_place.run("--firm", opened, "check")
    # What was cut off after its end is done: said again with its key, it is the same firm.
    assert empty_place.run("copies", "open", copy, "--key", "k", "--json").document["firm"] == opened
    assert len(empty_place.run("firms", "--json").document["firms"]) == 2


@pytest.mark.parametrize(("where", "when"), [("os.fsync", "before"), ("os.link", "before"), ("os.link", "after")])
def test_a_secret_is_there_whole_or_not_at_all(place, where, when):
    kill_at(place, "secret", where, when)
    path = place.home / "secret"
    assert path.exists() is (when == "after")
    driver = "import sys; from pathlib import Path; from mainstay.config.serving import make_secret, secret_of; "
    driver += "home = Path(sys.argv[1]); make_secret(home); print(secret_of(home))"

    place.settings["MAINSTAY_SECRET_KEY"] = " "

    def made() -> str:
        return place.ended(place.start(str(place.home), code=driver)).out.strip()

    first = made()
    assert len(first) > 50
    assert (made(), oct(path.stat().st_mode & 0o777)) == (first, "0o600")
    path.write_text("\n")  # what a power cut may leave
    assert len(second := made()) > 50
    assert second != first
