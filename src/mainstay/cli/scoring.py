"""Scoring the book: the outlook of what is open, for the whole book at once."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from mainstay.cli.opening import Asked, opened
from mainstay.cli.words import _, ngettext

if TYPE_CHECKING:
    from mainstay.cli.opening import Opened
    from mainstay.scoring.actions.scoring import ScoresUpdated


@click.command(
    help=_(
        "Update the forecast as of today: when each open invoice will be paid, if at all. Where the app runs, this "
        "happens every night."
    )
)
@click.option("--json", "is_json", is_flag=True, help=_("Print JSON for other programs."))
@click.pass_obj
def score(asked: Asked, *, is_json: bool) -> None:
    """Score and keep what was found."""
    with opened(asked) as book:
        from mainstay.cli.show import as_json, day

        scoring = update(book, is_quiet=is_json)
        if is_json:
            as_json({"as_of": scoring.as_of, "versions": scoring.versions, **scoring.inputs})
            return
        count = scoring.inputs["open"]
        click.echo(
            ngettext(
                "Updated as of %(day)s: %(count)d open invoice, based on %(payments)d payments.",
                "Updated as of %(day)s: %(count)d open invoices, based on %(payments)d payments.",
                count,
            )
            % {"day": day(scoring.as_of), "count": count, "payments": scoring.inputs["payments"]}
        )


def update(book: Opened, *, is_quiet: bool) -> ScoresUpdated:
    """Score the book as of its today, saying which step begins where somebody waits before a terminal."""
    from mainstay.scoring.actions.scoring import update_scores
    from mainstay.scoring.phrases import STEPS

    def on_step(step: str) -> None:
        if not is_quiet and sys.stderr.isatty():
            click.secho(f"{STEPS[step]} …", err=True, dim=True)

    return update_scores(today=book.today, by=book.by, now=book.now, on_step=on_step)
