"""Who the firm is: one row in each book."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from mainstay.firm.querysets import BookManager, BookModel


class Firm(BookModel):
    """The firm this book belongs to. Its slug is not in the book: it is the name the book is opened by."""

    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    language = models.CharField(max_length=12)
    currency = models.CharField(max_length=3)
    time_zone = models.CharField(max_length=64)
    is_demonstration = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.CheckConstraint(condition=Q(id=1), name="a_book_belongs_to_one_firm"),
            models.CheckConstraint(condition=~Q(name=""), name="a_firm_has_a_name"),
            models.CheckConstraint(condition=Exact(Length("country"), 2), name="a_country_has_two_letters"),
            models.CheckConstraint(condition=Exact(Length("currency"), 3), name="a_currency_has_three_letters"),
        )

    def __str__(self) -> str:
        """Name the firm."""
        return self.name
