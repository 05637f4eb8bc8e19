"""Promises to pay, as they were made."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from mainstay.store.querysets import BookManager, BookModel


class Promise(BookModel):
    """What was promised of one invoice; whether it was kept is worked out. What the client said is on the timeline."""

    ref = models.CharField(max_length=32, unique=True)
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT, related_name="+")
    invoice = models.ForeignKey("billing.Invoice", on_delete=models.PROTECT, related_name="+")
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    made_on = models.DateField()
    promised_on = models.DateField()
    recorded_at = models.DateTimeField()

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.CheckConstraint(condition=Q(minor__gt=0), name="promise_is_over_something"),
            models.CheckConstraint(condition=Q(promised_on__gte=F("made_on")), name="promise_is_about_a_day_to_come"),
        )

    def __str__(self) -> str:
        """Name the promise for a developer."""
        return f"{self.ref} {self.minor} {self.currency}"
