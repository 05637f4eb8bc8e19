"""What happened, who did it, and the words that were written about it; triggers on both engines keep all three."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from mainstay.store.querysets import BookManager, BookModel


class Author(BookModel):
    """Who did something, under the name they bore then; one row for each actor and name."""

    kind = models.CharField(max_length=20)
    identity = models.CharField(max_length=100)
    name = models.CharField(max_length=120)

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (models.UniqueConstraint(fields=["kind", "identity", "name"], name="timeline_author_once"),)

    def __str__(self) -> str:
        """Name the author for a developer."""
        return f"{self.kind} {self.identity}"


class Entry(BookModel):
    """What happened to one client (or to the firm, without a client), when, and who did it.

    `client_id` is a plain number because clients stand above the timeline; `mainstay check` proves that it points
    at a client. `facts` holds figures, days, codes and references, never what a person wrote: that stands in `Words`.
    Phrases make the sentence when it is read.
    """

    client_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=60)
    happened_on = models.DateField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="+", db_index=False)
    subject_ref = models.CharField(max_length=32, default="")
    facts = models.JSONField(default=dict)

    objects = BookManager()

    class Meta(BookModel.Meta):
        indexes = (models.Index(fields=["client_id", "happened_on"], name="timeline_by_client_and_day"),)

    def __str__(self) -> str:
        """Name the event for a developer."""
        return f"{self.kind} {self.happened_on}"


class Words(BookModel):
    """What people wrote in an entry: names, notes, reasons. An entry without words has no row here.

    `texts` is merged into the entry's facts when it is read (rules/merging.py). The trigger lets it change in two ways
    only: it is erased once and for good, or corrected by its author soon after it was recorded. `recorded_at` and `by`
    repeat the entry's, so that the trigger sees them.
    """

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="words")
    ref = models.CharField(max_length=32, unique=True)
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="+", db_index=False)
    texts = models.JSONField(default=dict)
    corrected_at = models.DateTimeField(null=True)
    corrected_by = models.ForeignKey(Author, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    erased_at = models.DateTimeField(null=True)
    erased_on = models.DateField(null=True)

    objects = BookManager()

    def __str__(self) -> str:
        """Name the words for a developer, without the words."""
        return self.ref


class Move(BookModel):
    """What hung on one client hangs on another since; the way back is a second row, which `undoes` the first.

    The triggers of every table that moves ask for such a row, so that nothing changes hands without one.
    """

    from_client_id = models.BigIntegerField()
    to_client_id = models.BigIntegerField()
    undoes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["undoes"], condition=Q(undoes__isnull=False), name="move_is_undone_once"),
        )
        indexes = (models.Index(fields=["from_client_id", "to_client_id"], name="move_by_clients"),)

    def __str__(self) -> str:
        """Name the move for a developer."""
        return f"{self.from_client_id} to {self.to_client_id}"


class MovedRow(BookModel):
    """One row that a move took along: the table and its id there."""

    move = models.ForeignKey(Move, on_delete=models.PROTECT, related_name="rows", db_index=False)
    table_name = models.CharField(max_length=60)
    row_id = models.BigIntegerField()

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["move", "table_name", "row_id"], name="row_is_moved_once_by_a_move"),
        )

    def __str__(self) -> str:
        """Name the row for a developer."""
        return f"{self.table_name} {self.row_id}"
