"""What a search looks through before it asks for documents."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from mainstay.store.querysets import BookManager, BookModel


class SearchText(BookModel):
    """What is written on neighbouring documents as one text, a line for each id from the first to the last.

    `kind` is a key of billing.queries.search_texts.KINDS. Written once, when no more ids can come between the two: what
    is searched for on a document never changes, or is taken away.
    """

    kind = models.CharField(max_length=20)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    lines = models.TextField()

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["kind", "first_id"], name="search_text_has_a_place_of_its_own"),
            models.CheckConstraint(condition=Q(last_id__gte=F("first_id")), name="search_text_has_lines"),
        )

    def __str__(self) -> str:
        """Name the text for a developer."""
        return f"{self.kind} {self.first_id}-{self.last_id}"
