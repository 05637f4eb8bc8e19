"""How invoice numbers run: as an option says, or asked at a terminal where a trial of the import leaves it open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from mainstay.cli.import_proposals import is_asked
from mainstay.cli.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from mainstay.billing.rules.import_outcome import ImportOutcome, NumberingDoubt
    from mainstay.billing.rules.numbers import Numbering
    from mainstay.clients.actions.importing import ClientsOutcome
    from mainstay.intake.import_reading import ImportReading

_MOST_TRIED: Final = 20_000
"""Rows of files that are tried out to learn whether to ask; larger ones come in as they and the book show."""


def chosen_numbering(
    said: str | None,
    import_readings: Sequence[ImportReading],
    try_out: Callable[[], Iterable[ImportOutcome | ClientsOutcome]],
    options: dict[str, Any],
) -> Numbering | None:
    """How invoice numbers run; None where neither an option nor a person says. `try_out` is the import, undone."""
    from mainstay.billing.rules.import_outcome import ImportOutcome, numbering_doubt
    from mainstay.billing.rules.numbers import Numbering

    if said:
        return Numbering(said)
    if not is_asked(options) or sum(one.reading.rows for one in import_readings) > _MOST_TRIED:
        return None
    doubts = (numbering_doubt(one) for one in try_out() if isinstance(one, ImportOutcome))
    doubt = next((one for one in doubts if one is not None), None)
    return None if doubt is None else _asked(doubt)


def _asked(doubt: NumberingDoubt) -> Numbering:
    from mainstay.billing.phrases.sentences import doubt_sentence, numbering_label, numbering_sentence
    from mainstay.billing.rules.numbers import Numbering

    shown = doubt.shown
    click.echo(doubt_sentence(doubt.number) if shown is None else numbering_sentence(shown, doubt.number))
    for numbering in Numbering:
        click.echo(f"  {numbering.value}: {numbering_label(numbering)}")
    choice = click.Choice([numbering.value for numbering in Numbering])
    default = None if shown is None else shown.value
    return Numbering(click.prompt(_("Your invoice numbers"), type=choice, default=default))
