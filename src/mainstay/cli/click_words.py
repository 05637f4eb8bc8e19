"""The words click itself says, so that the catalogue holds them; click looks them up in it."""

from __future__ import annotations

from mainstay.cli.words import _, ngettext


def words() -> list[str]:
    """List them; nothing calls this but the search for words to translate."""
    return [
        _("Usage:"),
        _("Options"),
        _("Commands"),
        _("Positional arguments"),
        _("Show this message and exit."),
        _("Show the version and exit."),
        _("%(prog)s, version %(version)s"),
        _("Error: {message}"),
        _("Error: invalid input"),
        _("Try '{command} {option}' for help."),
        _("No such option {name!r}."),
        _("No such command {name!r}."),
        _("Missing command."),
        _("Missing argument"),
        _("Missing option"),
        _("Missing parameter"),
        _("Invalid value: {message}"),
        _("Invalid value for {param_hint}: {message}"),
        _("Choose from:\n\t{choices}"),
        _("{value!r} is not a valid {number_type}."),
        _("default: {default}"),
        _("Aborted!"),
        _("Option {name!r} does not take a value."),
        ngettext("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})", 2),
        ngettext("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)", 2),
        ngettext("{value!r} is not {choice}.", "{value!r} is not one of {choices}.", 2),
        ngettext("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments.", 2),
    ]
