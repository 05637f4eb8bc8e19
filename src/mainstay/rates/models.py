"""Exchange rates of a day."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from mainstay.store.querysets import BookManager, BookModel


class ExchangeRate(BookModel):
    """On a day one unit of `one` was worth so many billionths of a unit of `other`.

    `pair` holds both codes in the order of the alphabet: between two currencies there is one rate a day.
    """

    ref = models.CharField(max_length=32, unique=True)
    one = models.CharField(max_length=3)
    other = models.CharField(max_length=3)
    pair = models.CharField(max_length=7)
    valid_on = models.DateField()
    billionths = models.BigIntegerField()
    set_at = models.DateTimeField()

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["pair", "valid_on"], name="two_currencies_have_one_rate_a_day"),
            models.CheckConstraint(condition=Q(billionths__gt=0), name="exchange_rate_is_more_than_nothing"),
            models.CheckConstraint(condition=~Q(one=F("other")), name="exchange_rate_is_between_two_currencies"),
            models.CheckConstraint(condition=Exact(Length("pair"), 7), name="exchange_rate_names_its_pair"),
        )

    def __str__(self) -> str:
        """Name the pair and the day."""
        return f"{self.one}/{self.other} {self.valid_on}"
