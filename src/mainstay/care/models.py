"""Calls to clients, as they were logged."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from mainstay.care.rules.calls import PUT_OFF
from mainstay.care.rules.drafts import OUTCOMES
from mainstay.clients.models import Client
from mainstay.store.querysets import BookManager, BookModel


class Call(BookModel):
    """What came of one call, or that it was put off (`put_off`); until `until_on` the client is left in peace.

    A promise is noted with its day and, where one was named, its amount. `withdrawn_on` says that it was logged by
    mistake; the row stays.
    """

    ref = models.CharField(max_length=32, unique=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", db_index=False)
    happened_on = models.DateField()
    outcome = models.CharField(max_length=20)
    note = models.TextField(default="")
    until_on = models.DateField()
    promised_on = models.DateField(null=True)
    promised_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, default="")
    logged_by = models.CharField(max_length=120)
    logged_at = models.DateTimeField()
    withdrawn_on = models.DateField(null=True)

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.CheckConstraint(condition=Q(outcome__in=(*OUTCOMES, PUT_OFF)), name="call_has_a_known_outcome"),
            models.CheckConstraint(
                condition=Q(until_on__gte=F("happened_on")), name="call_leaves_in_peace_from_its_day"
            ),
            models.CheckConstraint(
                condition=Q(outcome="promised", promised_on__isnull=False)
                | (~Q(outcome="promised") & Q(promised_on__isnull=True, promised_minor__isnull=True)),
                name="call_with_a_promise_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(promised_minor__isnull=True, currency="") | (Q(promised_minor__gt=0) & ~Q(currency="")),
                name="promised_amount_has_a_currency",
            ),
        )
        indexes = (
            models.Index(fields=["client", "happened_on"], name="call_by_client_and_day"),
            models.Index(fields=["until_on"], name="call_by_end_of_peace"),
        )

    def __str__(self) -> str:
        """Name the call for a developer."""
        return f"{self.outcome} {self.happened_on}"
