"""Documents and their numbers: invoices, their instalments and lines, credit notes."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from mainstay.clients.models import Client
from mainstay.store.querysets import BookManager, BookModel


class NumberSeries(BookModel):
    """The next number of a gapless series ("invoice", "credit_note"); taken only in the transaction that issues."""

    name = models.CharField(max_length=40, unique=True)
    prefix = models.CharField(max_length=20, default="")
    next_number = models.BigIntegerField(default=1)

    objects = BookManager()

    def __str__(self) -> str:
        """Name the series."""
        return self.name


class LatestBusinessDate(BookModel):
    """The latest day that anything in billing is dated: on and after it the stored columns are the truth of the day."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    last_on = models.DateField()

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (models.CheckConstraint(condition=Q(id=1), name="latest_business_date_is_one_row"),)

    def __str__(self) -> str:
        """Name the day."""
        return str(self.last_on)


class Invoice(BookModel):
    """What a client owes for, once issued.

    `settled_on` is the day on which nothing was left open. `has_reversals` says that an allocation was taken back once,
    so that the state on a past day must be worked out from the allocations instead of from `settled_on`.
    `is_settled_day_known` is false where an export said that it was paid but not when. `number_key` is the number in
    the form in which numbers are compared; `number_scope` tells a second invoice of the same number apart (another
    client's or another year's), and is "" for the first.
    """

    ref = models.CharField(max_length=32, unique=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="invoices", db_index=False)
    number = models.CharField(max_length=100)
    number_key = models.CharField(max_length=100)
    number_scope = models.CharField(max_length=40, default="")
    external_id = models.CharField(max_length=120, default="")
    reference = models.CharField(max_length=300, default="")
    currency = models.CharField(max_length=3)
    issued_on = models.DateField()
    due_on = models.DateField()
    total_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=40, default="")
    source = models.CharField(max_length=20)
    recorded_at = models.DateTimeField()
    open_minor = models.BigIntegerField()
    paid_minor = models.BigIntegerField(default=0)
    credited_minor = models.BigIntegerField(default=0)
    written_off_minor = models.BigIntegerField(default=0)
    settled_on = models.DateField(null=True)
    has_reversals = models.BooleanField(default=False)
    is_settled_day_known = models.BooleanField(default=True)

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["number_key", "number_scope"], name="invoice_number_is_used_once"),
            models.UniqueConstraint(
                fields=["external_id"], condition=~Q(external_id=""), name="invoice_external_id_is_used_once"
            ),
            models.CheckConstraint(condition=Q(total_minor__gt=0), name="invoice_total_is_positive"),
            models.CheckConstraint(condition=Q(due_on__gte=F("issued_on")), name="invoice_is_not_due_before_issue"),
            models.CheckConstraint(
                condition=Q(
                    total_minor=F("open_minor") + F("paid_minor") + F("credited_minor") + F("written_off_minor")
                ),
                name="invoice_total_is_open_plus_settled",
            ),
            models.CheckConstraint(
                condition=Q(open_minor__gte=0, paid_minor__gte=0, credited_minor__gte=0, written_off_minor__gte=0),
                name="invoice_parts_are_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(open_minor=0, settled_on__isnull=False) | Q(open_minor__gt=0, settled_on__isnull=True),
                name="invoice_is_settled_when_nothing_is_open",
            ),
        )
        indexes = (
            # Holds all that habits and scores are worked out from, so that they are read without the rows themselves.
            models.Index(
                fields=[
                    "client",
                    "issued_on",
                    "due_on",
                    "settled_on",
                    "paid_minor",
                    "written_off_minor",
                    "is_settled_day_known",
                    "has_reversals",
                    "total_minor",
                    "open_minor",
                    "currency",
                    "channel",
                ],
                name="invoice_habits",
            ),
            # A list by day, its sums, and the typical invoice of a year are read from here.
            models.Index(fields=["issued_on", "currency", "total_minor", "open_minor"], name="invoice_sums_by_day"),
            models.Index(
                fields=["client", "currency", "due_on", "open_minor"],
                condition=Q(open_minor__gt=0),
                name="invoice_open",
            ),
            # A search walks through what was written, not through the rows.
            models.Index(fields=["reference"], condition=~Q(reference=""), name="invoice_by_reference"),
            models.Index(fields=["number"], name="invoice_by_number"),
        )

    def __str__(self) -> str:
        """Name the invoice by its number."""
        return self.number


class Instalment(BookModel):
    """A part of an invoice that falls due on a day of its own; payments cover the earliest part first.

    The parts add up to the invoice, the last is due on its `due_on`; `later_minor` is what falls due after this part.
    """

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="instalments", db_index=False)
    due_on = models.DateField()
    minor = models.BigIntegerField()
    later_minor = models.BigIntegerField()
    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["invoice", "due_on"], name="instalment_has_a_due_date_of_its_own"),
            models.CheckConstraint(condition=Q(minor__gt=0, later_minor__gte=0), name="instalment_is_positive"),
        )

    def __str__(self) -> str:
        """Name the instalment for a developer."""
        return f"{self.invoice_id} {self.due_on}"


class InvoiceLine(BookModel):
    """What was delivered: `quantity` millionths of a unit at `price_minor` each, `minor` in all.

    `source_kind` and `source_ref` name what it was billed from; "" where a person wrote it. The lines of an invoice add
    up to its total; an invoice that came from elsewhere may have none.
    """

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines", db_index=False)
    position = models.SmallIntegerField()
    description = models.CharField(max_length=300)
    quantity = models.BigIntegerField()
    unit = models.CharField(max_length=20, default="")
    price_minor = models.BigIntegerField()
    minor = models.BigIntegerField()
    source_kind = models.CharField(max_length=20, default="")
    source_ref = models.CharField(max_length=32, default="")
    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["invoice", "position"], name="line_has_a_position_of_its_own"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="line_quantity_is_positive"),
        )

    def __str__(self) -> str:
        """Name the line for a developer."""
        return f"{self.invoice_id} {self.position}"


class CreditNote(BookModel):
    """Takes back part or all of what was invoiced; a second document, the first stays."""

    ref = models.CharField(max_length=32, unique=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="credit_notes")
    number = models.CharField(max_length=100)
    number_key = models.CharField(max_length=100)
    number_scope = models.CharField(max_length=40, default="")
    currency = models.CharField(max_length=3)
    issued_on = models.DateField()
    total_minor = models.BigIntegerField()
    reason = models.CharField(max_length=300, default="")
    voids = models.ForeignKey(Invoice, on_delete=models.PROTECT, null=True, related_name="voided_by")
    recorded_at = models.DateTimeField()
    unallocated_minor = models.BigIntegerField()

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["number_key", "number_scope"], name="credit_note_number_is_used_once"),
            models.CheckConstraint(condition=Q(total_minor__gt=0), name="credit_note_total_is_positive"),
            models.CheckConstraint(
                condition=Q(unallocated_minor__gte=0) & Q(unallocated_minor__lte=F("total_minor")),
                name="credit_note_unallocated_is_within_total",
            ),
        )

    def __str__(self) -> str:
        """Name the credit note by its number."""
        return self.number
