"""What was thought of the whole book on a day, so that the trend shows and last month's scores can be explained."""

from __future__ import annotations

from django.db import models

from mainstay.store.querysets import BookManager, BookModel


class Scoring(BookModel):
    """One scores of the whole book: as of a day, on which facts, by which versions of the rules.

    `inputs` counts what it rested on and holds what the firm's book had taught; `figures` has, for each currency, what
    is owed and at risk, the cash ahead and how the income hangs on few; `calibration` holds what was forecast beside
    what happened (empty where that was not asked), `alike` the clients most like the best, nearest first. The documents
    are those of scoring.rules.scores.
    """

    as_of = models.DateField(unique=True)
    scored_at = models.DateTimeField()
    versions = models.JSONField()
    inputs = models.JSONField()
    figures = models.JSONField()
    calibration = models.JSONField()
    alike = models.JSONField()

    objects = BookManager()

    def __str__(self) -> str:
        """Name the scores by its day."""
        return str(self.as_of)
