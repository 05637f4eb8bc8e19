"""Opening a book for a command: which firm, in which language, on which day; every fault ends in one sentence."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from zoneinfo import ZoneInfo

import click

from mainstay.cli.words import _, language_of_environment, speak, spoken
from mainstay.kernel.actor import Actor
from mainstay.kernel.refusal import Refusal
from mainstay.kernel.zones import time_zones

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mainstay.firm.queries.firms import FirmRow

DEMO = "demo"
OWN = "book"
OWNER = Actor("terminal", "", "owner", "owner")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for on the command line, for every command alike."""

    firm: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A book that is open: its firm, the day there, and the instant."""

    firm: FirmRow
    today: date
    now: datetime
    by: Actor = OWNER


def agreed(question: str, *, is_careful: bool = False) -> bool:
    """Ask a question to be answered by yes or no, in the user's language; Enter says yes, or no to a careful one."""
    yes, no = _("y yes").split(), _("n no").split()
    while True:
        answer = (
            click.prompt(f"{question} [{yes[0]}/{no[0]}]", default=(no if is_careful else yes)[0], show_default=False)
            .strip()
            .casefold()
        )
        if answer in {*yes, "y"}:
            return True
        if answer in no:
            return False


def refuse(sentence: str) -> NoReturn:
    """Tell the user why not, and end with exit code 2."""
    click.echo(sentence, err=True)
    sys.exit(2)


@contextmanager
def faults() -> Iterator[None]:
    """Turn whatever goes wrong into one sentence: 2 for a refusal or a fault of the place, 1 for a mistake of ours."""
    try:
        yield
    except Refusal as refusal:
        refuse(str(refusal))
    except (click.ClickException, click.exceptions.Exit, SystemExit):
        raise
    except click.Abort:
        # Nobody there to answer, or they would not: that is a no, and no mistake of ours.
        click.echo(_("Aborted!"), err=True)
        sys.exit(2)
    except KeyboardInterrupt:
        click.echo(_("Stopped. What was finished before is kept; start the command again to go on."), err=True)
        sys.exit(130)
    except BrokenPipeError:
        # The reader has gone (`mainstay clients | head`): nothing to tell anybody.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 -- the last stop before the user
        _known_or_ours(error)


def _known_or_ours(error: Exception) -> NoReturn:
    from django.conf import settings

    if not settings.configured:
        with suppress(Exception):  # the home could not be written to before Django was up: it is told all the same
            start(Asked())
    from mainstay.intake.phrases import sentence
    from mainstay.intake.records import Unreadable
    from mainstay.store.errors import sentence_for

    if isinstance(error, Unreadable):  # a file that changed under our hands, say
        refuse(sentence(error.problem))
    refusal = sentence_for(error)
    log = logging.getLogger("mainstay.cli")
    if refusal is not None:
        log.warning("refused: %s", refusal.code, exc_info=error)
        refuse(str(refusal))
    incident = os.urandom(4).hex()
    log.error("incident %s", incident, exc_info=error)
    click.echo(
        _("Something went wrong that should not have (incident %(incident)s). The details are in the log: %(log)s")
        % {"incident": incident, "log": _log_file()},
        err=True,
    )
    sys.exit(1)


def _log_file() -> str:
    from django.conf import settings

    return str(Path(settings.MAINSTAY_HOME) / "mainstay.log")


def start(asked: Asked) -> None:
    """Start Django in the language spoken; refuses settings that cannot be right."""
    from mainstay.config.starting import start as start_django

    start_django(language=asked.language)
    from django.utils.translation import activate

    activate(spoken())


@contextmanager
def opened(
    asked: Asked, *, today: date | None = None, found_if_missing: str | None = None, key: str = ""
) -> Iterator[Opened]:
    """Open the book of the firm asked for, in the user's language, and turn faults into sentences.

    A command repeated with its `key` runs on the day on which it was first said, so that what it leaves out is the
    same.

    Without --firm it is the user's only firm. `found_if_missing` names the currency of a first firm to be founded
    when there is none yet; without it a missing book is refused. A firm founded so goes again when nothing came in.
    """
    with faults():
        start(asked)
        from mainstay.firm.idempotency import used_at
        from mainstay.firm.queries.firms import this_firm
        from mainstay.store.context import use_firm
        from mainstay.store.schema import require_current
        from mainstay.store.written import begin_act

        begin_act()
        slug, is_new = _chosen(asked, found_if_missing)
        # faults() again: here it is known which firm a fault belongs to.
        with _withdrawn_if_empty(slug, is_new=is_new), use_firm(slug), faults():
            require_current(slug)
            firm = this_firm()
            if asked.language is None and not os.environ.get("MAINSTAY_LANGUAGE"):
                from django.utils.translation import activate

                speak(firm.language)
                activate(firm.language)
            # On the firm's clock: the day of `now` is the firm's day.
            now = datetime.now(UTC).astimezone(ZoneInfo(firm.time_zone))
            there = (used_at(key) or now).astimezone(now.tzinfo).date()
            yield Opened(firm, today or there, now)


@contextmanager
def _withdrawn_if_empty(slug: str, *, is_new: bool) -> Iterator[None]:
    from mainstay.overview.actions.founding import withdraw_empty_firm

    try:
        yield
    finally:
        if is_new:
            withdraw_empty_firm(slug=slug, by=OWNER, now=datetime.now(UTC))


def _chosen(asked: Asked, found_if_missing: str | None) -> tuple[str, bool]:
    """The firm to work in, and whether it was founded just now."""
    from mainstay.firm.queries.firms import firm_exists, firm_slugs, own_firms
    from mainstay.store.context import UnknownFirm

    if asked.firm is not None:
        if not firm_exists(asked.firm):
            raise UnknownFirm(firm=asked.firm)
        return asked.firm, False
    if OWN in firm_slugs():
        return OWN, False
    own = own_firms()
    if len(own) == 1:
        return own[0], False
    if own:
        refuse(_("Several firms are kept here: say which with --firm (%(firms)s).") % {"firms": ", ".join(own)})
    if found_if_missing is None:
        refuse(
            _(
                "You have no book yet. Import invoices with “mainstay import invoices FILE”, or look at the "
                "demonstration: “mainstay demo”, then “mainstay --firm demo today”."
            )
        )
    return found_own(found_if_missing)


def found_own(currency: str) -> tuple[str, bool]:
    """Found the user's first firm, as the system's settings suggest; `mainstay firms describe` changes it later.

    The second value is false when another command was quicker.
    """
    from mainstay.firm.actions.firms import FirmExists, found_firm

    language = language_of_environment() if spoken() == "en" else spoken()
    country = "TR" if language == "tr" else "GB"
    # Two first commands at once: the second works in the book of the first.
    with suppress(FirmExists):
        found_firm(
            slug=OWN,
            name=_("My firm"),
            country=country,
            language=language,
            currency=currency or ("TRY" if country == "TR" else "GBP"),
            time_zone=system_time_zone(country),
            by=OWNER,
            now=datetime.now(UTC),
        )
        return OWN, True
    return OWN, False


def system_time_zone(country: str) -> str:
    """The machine's time zone; where it keeps none, the country's."""
    names = [os.environ.get("TZ", "").removeprefix(":")]
    if Path("/etc/timezone").is_file():
        names.append(Path("/etc/timezone").read_text(encoding="utf-8").strip())
    local = Path("/etc/localtime")
    if local.is_symlink():
        names.append(str(local.resolve()).partition("zoneinfo/")[2])
    zones = time_zones()
    usual = "Europe/Istanbul" if country == "TR" else "Europe/London"
    return next((name for name in names if name in zones and name not in {"Etc/UTC", "UTC"}), usual)


class Described(click.Group):
    """A group that lists what its commands do in whole sentences; click would cut them short."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with their help."""
        rows = [(name, str(self.commands[name].help)) for name in self.list_commands(ctx)]
        with formatter.section(_("Commands")):
            formatter.write_dl(rows)


class WithDefault(Described):
    """A group whose command `default` is meant where none is named: `mainstay tasks` is `mainstay tasks list`."""

    default = "list"

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put it before what else was typed."""
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = [self.default, *args]
        return super().parse_args(ctx, args)
