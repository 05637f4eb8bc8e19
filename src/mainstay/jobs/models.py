"""Work behind the screen, and which day's work was asked for."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from mainstay.store.querysets import BookManager, BookModel


class Job(BookModel):
    """Work to be done behind the screen. Every claim takes the next number; who holds an older one writes no more."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    params = models.JSONField(default=dict)
    state = models.CharField(max_length=10)
    by_kind = models.CharField(max_length=20)
    by_id = models.CharField(max_length=100, db_default="")
    by_role = models.CharField(max_length=20, db_default="")
    by_name = models.CharField(max_length=200)
    language = models.CharField(max_length=12)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    tries = models.IntegerField(default=0)
    token = models.IntegerField(default=0)
    worker = models.CharField(max_length=100, default="")
    beat_at = models.DateTimeField(null=True, default=None)
    progress = models.JSONField(default=dict)
    outcome = models.JSONField(default=dict)
    trouble = models.TextField(default="")
    ended_at = models.DateTimeField(null=True, default=None)

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "done", "failed"]), name="a_job_has_a_known_state"
            ),
            models.UniqueConstraint(fields=["key"], condition=~Q(state="failed"), name="a_job_is_asked_for_once"),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(beat_at__isnull=False), name="a_running_job_shows_signs_of_life"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "failed"], ended_at__isnull=False)
                | Q(state__in=["waiting", "running"], ended_at=None),
                name="a_job_that_is_over_has_an_end",
            ),
        )
        indexes = (
            models.Index(fields=["due_at"], condition=Q(state__in=["waiting", "running"]), name="a_job_is_unfinished"),
        )

    def __str__(self) -> str:
        """Name the job."""
        return f"{self.kind} {self.key}"


class ScheduledRun(BookModel):
    """A day's work was asked for. One row for each work and day: whatever the clock does, none is asked for twice."""

    name = models.CharField(max_length=60)
    ran_on = models.DateField()
    asked_at = models.DateTimeField()

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (models.UniqueConstraint(fields=["name", "ran_on"], name="a_scheduled_run_comes_once_a_day"),)

    def __str__(self) -> str:
        """Name the work and its day."""
        return f"{self.name} {self.ran_on}"
