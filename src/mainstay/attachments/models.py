"""The files attached to clients, and apart from them their bytes, which no list ever reads."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from mainstay.attachments.rules.kinds import KINDS
from mainstay.clients.models import Client
from mainstay.store.querysets import BookManager, BookModel


class Attachment(BookModel):
    """A file of a client: what it is called, what it is, who attached it and when.

    `note_ref` is the reference of the words of the note that it belongs to, "" for none. `author_kind` and `author_id`
    tell the actor who attached it, "" where it came in from an export.
    """

    ref = models.CharField(max_length=32, unique=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", db_index=False)
    note_ref = models.CharField(max_length=32, default="")
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=10)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    attached_on = models.DateField()
    attached_at = models.DateTimeField()
    attached_by = models.CharField(max_length=120)
    author_kind = models.CharField(max_length=20, default="")
    author_id = models.CharField(max_length=100, default="")

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="attachment_has_a_name"),
            models.CheckConstraint(condition=Q(kind__in=tuple(KINDS)), name="attachment_is_of_a_known_kind"),
            models.CheckConstraint(condition=Q(size__gt=0), name="attachment_is_not_empty"),
        )
        indexes = (
            models.Index(fields=["client", "attached_at"], name="attachment_by_client_and_time"),
            models.Index(fields=["note_ref"], condition=~Q(note_ref=""), name="attachment_by_note"),
        )

    def __str__(self) -> str:
        """Name the file."""
        return self.name


class Content(BookModel):
    """The bytes of one attached file."""

    attachment = models.OneToOneField(Attachment, on_delete=models.PROTECT, related_name="content")
    data = models.BinaryField()

    objects = BookManager()

    def __str__(self) -> str:
        """Name the bytes for a developer, without them."""
        return f"content of {self.attachment_id}"
