"""Tasks: what is to be done, by whom and by when; and who does the work of somebody who is away."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from mainstay.clients.models import Client
from mainstay.store.querysets import BookManager, BookModel
from mainstay.tasks.rules.repeating import REPEATS


class Task(BookModel):
    """What is to be done by a day; one that repeats moves on to its next day when it is done.

    `who` is the e-mail address of a person of the firm, "" for nobody yet. `first_on` is the day by which the days of
    one that repeats are counted. `done_on` and `done_due_on` say when it was last done, and which day that was due:
    what is undone goes back there. `ended_on` is the day on which it was done for good, or dropped.
    """

    ref = models.CharField(max_length=32, unique=True)
    client = models.ForeignKey(Client, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    what = models.CharField(max_length=200)
    note = models.TextField(default="")
    who = models.CharField(max_length=254, default="")
    due_on = models.DateField()
    repeat = models.CharField(max_length=20, default="")
    first_on = models.DateField()
    added_on = models.DateField()
    added_by = models.CharField(max_length=120)
    done_on = models.DateField(null=True)
    done_due_on = models.DateField(null=True)
    done_by = models.CharField(max_length=120, default="")
    ended_on = models.DateField(null=True)
    is_dropped = models.BooleanField(default=False)

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.CheckConstraint(condition=~Q(what=""), name="task_says_what"),
            models.CheckConstraint(condition=Q(repeat__in=("", *REPEATS)), name="task_repeats_in_a_known_way"),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, done_due_on__isnull=True)
                | Q(done_on__isnull=False, done_due_on__isnull=False),
                name="done_task_says_which_day",
            ),
            models.CheckConstraint(
                condition=Q(is_dropped=False) | Q(ended_on__isnull=False), name="dropped_task_has_ended"
            ),
        )
        indexes = (
            models.Index(fields=["due_on"], condition=Q(ended_on__isnull=True), name="open_task_by_day"),
            models.Index(fields=["client"], condition=Q(client__isnull=False), name="task_by_client"),
            models.Index(fields=["done_on"], condition=Q(done_on__isnull=False), name="task_by_day_done"),
        )

    def __str__(self) -> str:
        """Name the task."""
        return self.what


class StandIn(BookModel):
    """Who does the work of a person that is away, from a day until a day; `ended_on` says it ended sooner.

    Both are e-mail addresses. Nothing of the person's is moved: whoever asks for the work of the stand-in is shown
    theirs, too.
    """

    ref = models.CharField(max_length=32, unique=True)
    person = models.CharField(max_length=254)
    stand_in = models.CharField(max_length=254)
    from_on = models.DateField()
    until_on = models.DateField()
    set_by = models.CharField(max_length=120)
    ended_on = models.DateField(null=True)

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_on__isnull=True), name="person_has_one_stand_in"
            ),
            models.CheckConstraint(condition=~Q(person=F("stand_in")), name="stand_in_is_somebody_else"),
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="stand_in_ends_after_it_began"),
        )

    def __str__(self) -> str:
        """Name the two for a developer."""
        return f"{self.stand_in} for {self.person}"
