"""Custom fields of clients, and the value of each that a client has."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from mainstay.clients.models import Client
from mainstay.fields.rules.values import KINDS
from mainstay.store.querysets import BookManager, BookModel


class CustomField(BookModel):
    """What the owner wants to know of clients; `name_key` is the folded name, `options` are the choices, one a line.

    Fields stand in the order of `place`. `retired_on`: no longer asked for; what is known stays.
    """

    ref = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=60)
    name_key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=10)
    options = models.TextField(default="")
    place = models.IntegerField()
    is_listed = models.BooleanField(default=False)
    retired_on = models.DateField(null=True)
    defined_at = models.DateTimeField()

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="custom_field_has_a_name"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="custom_field_is_of_a_known_kind"),
            models.CheckConstraint(
                condition=(Q(kind="choice") & ~Q(options="")) | (~Q(kind="choice") & Q(options="")),
                name="custom_field_of_choices_has_some",
            ),
        )

    def __str__(self) -> str:
        """Name the field."""
        return self.name


class FieldValue(BookModel):
    """What is known of one client in one field, as `fields.rules.values` keeps it.

    `search_key` is the folded text of a text or a choice; a number stands in millionths, too.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", db_index=False)
    field = models.ForeignKey(CustomField, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.CharField(max_length=500)
    search_key = models.CharField(max_length=1200, default="")
    millionths = models.BigIntegerField(null=True)

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["client", "field"], name="client_has_one_value_a_field"),
            models.CheckConstraint(condition=~Q(text=""), name="field_value_is_not_empty"),
        )
        indexes = (models.Index(fields=["field", "text"], name="field_value_by_field_and_text"),)

    def __str__(self) -> str:
        """Show the value."""
        return self.text
