"""How documents are settled: payments, refunds, write-offs, recoveries, and what each settles."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from mainstay.billing.models.documents import CreditNote, Invoice
from mainstay.clients.models import Client
from mainstay.store.querysets import BookManager, BookModel


class Payment(BookModel):
    """Money that came in. A payment recorded by mistake is taken back by a second row that `reverses` it.

    `is_day_known` is false where an export said that money came but not when; such a payment settles, and stays out
    of payment habits. `key` says which payment of a file, a bank or another program it
    is (PaymentDraft.external_id).
    """

    ref = models.CharField(max_length=32, unique=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="payments", db_index=False)
    key = models.CharField(max_length=200, default="")
    currency = models.CharField(max_length=3)
    paid_on = models.DateField()
    is_day_known = models.BooleanField(default=True)
    minor = models.BigIntegerField()
    reverses = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="reversed_by", db_index=False
    )
    note = models.CharField(max_length=300, default="")
    source = models.CharField(max_length=20)
    recorded_at = models.DateTimeField()
    unallocated_minor = models.BigIntegerField()

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="payment_key_is_used_once"),
            models.UniqueConstraint(
                fields=["reverses"], condition=Q(reverses__isnull=False), name="payment_is_reversed_once"
            ),
            models.CheckConstraint(
                condition=Q(minor__gt=0, reverses__isnull=True, unallocated_minor__gte=0)
                | Q(minor__lt=0, reverses__isnull=False, unallocated_minor=0),
                name="payment_is_positive_or_reverses_one",
            ),
            models.CheckConstraint(
                condition=Q(minor__lt=0) | Q(unallocated_minor__lte=F("minor")),
                name="payment_unallocated_is_within_amount",
            ),
        )
        indexes = (
            models.Index(fields=["client", "paid_on"], name="payment_by_client_and_day"),
            models.Index(fields=["paid_on", "id"], name="payment_by_day"),
            models.Index(
                fields=["client", "currency", "unallocated_minor"],
                condition=Q(unallocated_minor__gt=0),
                name="payment_unallocated",
            ),
            models.Index(fields=["note"], condition=~Q(note=""), name="payment_by_note"),
        )

    def __str__(self) -> str:
        """Name the payment for a developer."""
        return self.ref


class Refund(BookModel):
    """Money that went back to the client, out of one payment or one credit note; a negative row undoes one whole."""

    ref = models.CharField(max_length=32, unique=True)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, related_name="refunds")
    credit_note = models.ForeignKey(CreditNote, on_delete=models.PROTECT, null=True, related_name="refunds")
    minor = models.BigIntegerField()
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")
    refunded_on = models.DateField()
    note = models.CharField(max_length=300, default="")
    recorded_at = models.DateTimeField()

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(minor__gt=0, reverses__isnull=True) | Q(minor__lt=0, reverses__isnull=False),
                name="refund_is_positive_or_undoes_one",
            ),
            models.CheckConstraint(
                condition=Q(payment__isnull=False, credit_note__isnull=True)
                | Q(payment__isnull=True, credit_note__isnull=False),
                name="refund_has_one_source",
            ),
        )

    def __str__(self) -> str:
        """Name the refund for a developer."""
        return self.ref


class WriteOff(BookModel):
    """What the owner no longer expects. Turnover keeps it; receivables lose it; it may be recovered later."""

    ref = models.CharField(max_length=32, unique=True)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="write_offs")
    minor = models.BigIntegerField()
    written_off_on = models.DateField()
    reason = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (models.CheckConstraint(condition=Q(minor__gt=0), name="write_off_is_positive"),)

    def __str__(self) -> str:
        """Name the write-off for a developer."""
        return self.ref


class Recovery(BookModel):
    """Money that came in after all for what was written off; a negative row undoes one whole."""

    ref = models.CharField(max_length=32, unique=True)
    write_off = models.ForeignKey(WriteOff, on_delete=models.PROTECT, related_name="recoveries")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="recoveries")
    minor = models.BigIntegerField()
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")
    recovered_on = models.DateField()
    recorded_at = models.DateTimeField()

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(minor__gt=0, reverses__isnull=True) | Q(minor__lt=0, reverses__isnull=False),
                name="recovery_is_positive_or_undoes_one",
            ),
        )

    def __str__(self) -> str:
        """Name the recovery for a developer."""
        return self.ref


class Allocation(BookModel):
    """Reduces what is open on an invoice by a payment, a credit note or a write-off, from `allocated_on`.

    A negative row takes one positive row back whole (`reverses`). The sum of an invoice's rows up to a day is what
    was settled of it by that day.
    """

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="allocations", db_index=False)
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, null=True, related_name="allocations", db_index=False
    )
    credit_note = models.ForeignKey(
        CreditNote, on_delete=models.PROTECT, null=True, related_name="allocations", db_index=False
    )
    write_off = models.ForeignKey(
        WriteOff, on_delete=models.PROTECT, null=True, related_name="allocations", db_index=False
    )
    allocated_on = models.DateField()
    minor = models.BigIntegerField()
    reverses = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="reversed_by", db_index=False
    )
    recorded_at = models.DateTimeField()

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["reverses"], condition=Q(reverses__isnull=False), name="allocation_is_reversed_once"
            ),
            models.CheckConstraint(
                condition=Q(minor__gt=0, reverses__isnull=True) | Q(minor__lt=0, reverses__isnull=False),
                name="allocation_is_positive_or_reverses_one",
            ),
            models.CheckConstraint(
                condition=Q(payment__isnull=False, credit_note__isnull=True, write_off__isnull=True)
                | Q(payment__isnull=True, credit_note__isnull=False, write_off__isnull=True)
                | Q(payment__isnull=True, credit_note__isnull=True, write_off__isnull=False),
                name="allocation_has_one_source",
            ),
        )
        # Partial, because each row has one source and few rows reverse: an import writes two index entries, not six.
        indexes = (
            models.Index(fields=["invoice", "allocated_on", "minor"], name="allocation_by_invoice_and_day"),
            models.Index(fields=["payment"], condition=Q(payment__isnull=False), name="allocation_by_payment"),
            models.Index(
                fields=["credit_note"], condition=Q(credit_note__isnull=False), name="allocation_by_credit_note"
            ),
            models.Index(fields=["write_off"], condition=Q(write_off__isnull=False), name="allocation_by_write_off"),
        )

    def __str__(self) -> str:
        """Name the allocation for a developer."""
        return f"allocation {self.pk}"
