"""One row per thing that happened. Triggers on both engines keep it from being changed or deleted."""

from __future__ import annotations

from django.db import models

from mainstay.firm.querysets import BookManager, BookModel


class Entry(BookModel):
    """What happened to one client (or to the firm, without a client), when, and who did it.

    `client_id` is a plain number because clients stand above the timeline; `mainstay check` proves that it points
    at a client. `facts` holds figures and references, never a sentence: phrases make the sentence when it is read.
    """

    client_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=60)
    happened_on = models.DateField()
    recorded_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=100, db_default="")
    actor_name = models.CharField(max_length=120)
    subject_ref = models.CharField(max_length=32, default="")
    facts = models.JSONField(default=dict)

    objects = BookManager()

    class Meta(BookModel.Meta):
        indexes = (models.Index(fields=["client_id", "happened_on"], name="timeline_by_client_and_day"),)

    def __str__(self) -> str:
        """Name the event for a developer."""
        return f"{self.kind} {self.happened_on}"
