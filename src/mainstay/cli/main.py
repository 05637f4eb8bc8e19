"""The `mainstay` command: what there is, in the user's language, without starting Django before it is needed."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Final, NamedTuple

import click

from mainstay.cli.words import LANGUAGES, _, language_of_environment, speak


class Place(NamedTuple):
    """Where a command is, and one line on what it does."""

    module: str
    name: str
    summary: str


def _places() -> dict[str, Place]:
    return {
        "today": Place("reading", "today", _("This morning: what is owed, whom to call first, what changed.")),
        "serve": Place("serving", "serve", _("Open the app in a browser.")),
        "worker": Place("working", "work", _("Run the background work without the app.")),
        "clients": Place("reading", "clients", _("The clients, what they owe and how they pay.")),
        "search": Place("searching", "search", _("Find clients, invoices and payments by name, number or amount.")),
        "client": Place("clients", "client", _("One client: show, edit, plan the next contact.")),
        "calls": Place("calls", "calls", _("Log calls to clients: what came of each, and what was promised.")),
        "tasks": Place("tasks", "tasks", _("What is to be done, by whom and by when: add, finish, put off.")),
        "fields": Place("fields", "fields", _("Custom fields of clients: define them, fill them in.")),
        "merges": Place("merges", "merges", _("Clients merged into others; merge them again from an export.")),
        "rates": Place("rates", "rates", _("Exchange rates of a day: set them, remove them.")),
        "attach": Place("attachments", "attach", _("Attach files to a client.")),
        "attachments": Place("attachments", "attachments", _("Files of a client: list, save, remove, import.")),
        "receivables": Place("reading", "receivables", _("What is owed, by age, per currency and client.")),
        "provision": Place("reading", "provision", _("The provision for doubtful debts, by age and client.")),
        "insights": Place("insights", "book", _("Insights: money at risk, expected cash, client concentration.")),
        "invoices": Place("reading", "invoices", _("The invoices: open, overdue, of an age, settled.")),
        "payments": Place("payments", "payments", _("The payments: all, left on account, reversed.")),
        "outlook": Place("outlook", "outlook", _("When invoices will be paid: those of the book, or of a file.")),
        "score": Place("scoring", "score", _("Update the forecast now: money at risk and when invoices will be paid.")),
        "suggestions": Place(
            "proposing", "proposals", _("Terms to agree with clients and things to do: accept, put off, decline.")
        ),
        "import": Place("importing", "bring", _("Import invoices or clients from CSV or XLSX.")),
        "imports": Place("imports", "imports", _("What was imported, what of it is not in the book; undo one.")),
        "payers": Place("payers", "payers", _("Who may have paid an amount.")),
        "statement": Place("statements", "statement", _("The statement of account of a client.")),
        "record": Place("recording", "record", _("Record by hand: invoices, payments, corrections.")),
        "check": Place("maintenance", "check", _("Prove that nothing in the book contradicts itself.")),
        "backup": Place("maintenance", "backup", _("Copy the book to a file while others go on working.")),
        "export": Place("maintenance", "export", _("Write everything to XLSX or CSV files for other programs.")),
        "copies": Place("copies", "copies", _("The copies Mainstay keeps: make, check, open one beside the book.")),
        "restore": Place("maintenance", "restore", _("Put a backup in the book's place, after proving it.")),
        "upgrade": Place("maintenance", "upgrade", _("Bring a book made by an earlier Mainstay up to date.")),
        "demo": Place("firms", "demo", _("Make (or remove) the demonstration firm, beside your own book.")),
        "firms": Place("firms", "firms", _("The firms kept here; add one, describe it, remove it.")),
        "lists": Place("lists", "lists", _("Columns and row height of the lists, as somebody sees them in the app.")),
        "people": Place("people", "people", _("Your team: who can sign in, and links for a new password.")),
        "where": Place("firms", "where", _("Where your data is.")),
    }


_OLD_NAMES: Final = {"work": "worker", "book": "insights", "proposals": "suggestions"}
"""What a command was called -> its name now; the old one still works, and help does not show it."""


class Commands(click.Group):
    """Loads a command when it is called, so that help is instant."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        """The commands in the order of a day."""
        return list(_places())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- click's signature
        """Load one command."""
        place = _places().get(_OLD_NAMES.get(cmd_name, cmd_name))
        if place is None:
            return None
        command: click.Command = getattr(import_module(f"mainstay.cli.{place.module}"), place.name)
        command.short_help = place.summary
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without loading them."""
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, place.summary) for name, place in _places().items()])


def _group() -> click.Group:
    group = Commands(
        name="mainstay",
        help=_("Mainstay keeps your clients, their promises and their money, and tells you each morning what to do."),
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        params=[
            click.Option(["--firm"], metavar="NAME", expose_value=False, help=_("Work in this firm's book.")),
            click.Option(
                ["--language"], type=click.Choice(LANGUAGES), expose_value=False, help=_("Speak English or Turkish.")
            ),
        ],
    )
    return click.version_option(package_name="mainstay", prog_name="Mainstay")(group)


def _taken_from(arguments: list[str], name: str) -> tuple[str | None, list[str]]:
    """Take a global option out of the arguments, wherever it stands before a `--`."""
    rest: list[str] = []
    found = None
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            return found, [*rest, argument, *waiting]
        if argument == name:
            found = next(waiting, "")
        elif argument.startswith(f"{name}="):
            found = argument.partition("=")[2]
        else:
            rest.append(argument)
    return found, rest


def main(arguments: list[str] | None = None) -> None:
    """Run `mainstay`: exit 0 done, 1 a mistake of ours, 2 refused."""
    arguments = sys.argv[1:] if arguments is None else arguments
    language, arguments = _taken_from(arguments, "--language")
    firm, arguments = _taken_from(arguments, "--firm")
    speak(language or language_of_environment())
    if language is not None and language not in LANGUAGES:
        click.echo(_("Mainstay speaks en (English) and tr (Turkish): choose one of them."), err=True)
        sys.exit(2)
    if not arguments:
        arguments = ["--help"]
    from mainstay.cli.opening import Asked

    _group().main(args=arguments, prog_name="mainstay", obj=Asked(firm=firm, language=language))
