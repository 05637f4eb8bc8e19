"""Documents and money as records with a life. What they say never changes; only what is left of them is kept current.

Amounts are whole minor units of the row's currency. What is left of an invoice, a payment or a credit note moves with
the allocations and is proved against them by `mainstay check`; triggers fix every other column once it is written.
"""

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
    """Money that went back to the client, out of one payment or one credit note."""

    ref = models.CharField(max_length=32, unique=True)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, related_name="refunds")
    credit_note = models.ForeignKey(CreditNote, on_delete=models.PROTECT, null=True, related_name="refunds")
    minor = models.BigIntegerField()
    refunded_on = models.DateField()
    note = models.CharField(max_length=300, default="")
    recorded_at = models.DateTimeField()

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.CheckConstraint(condition=Q(minor__gt=0), name="refund_is_positive"),
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
    """Money that came in after all for what was written off."""

    ref = models.CharField(max_length=32, unique=True)
    write_off = models.ForeignKey(WriteOff, on_delete=models.PROTECT, related_name="recoveries")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="recoveries")
    minor = models.BigIntegerField()
    recovered_on = models.DateField()
    recorded_at = models.DateTimeField()

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (models.CheckConstraint(condition=Q(minor__gt=0), name="recovery_is_positive"),)

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


class Dispute(BookModel):
    """The client says that the invoice is not owed as it stands. `opened_on` is None where an export did not say."""

    ref = models.CharField(max_length=32, unique=True)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="disputes", db_index=False)
    opened_on = models.DateField(null=True)
    reason = models.CharField(max_length=300, default="")
    closed_on = models.DateField(null=True)
    outcome = models.CharField(max_length=300, default="")
    recorded_at = models.DateTimeField()

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["invoice"], condition=Q(closed_on__isnull=True), name="invoice_has_one_open_dispute"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(opened_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="dispute_closes_after_it_opens",
            ),
        )
        indexes = (models.Index(fields=["invoice"], name="dispute_by_invoice"),)

    def __str__(self) -> str:
        """Name the dispute for a developer."""
        return self.ref


class ExpectedDate(BookModel):
    """When somebody expects an invoice to be paid and why, until `ended_on`; `forecast_on`: what the forecast said."""

    ref = models.CharField(max_length=32, unique=True)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="expected_dates")
    expected_on = models.DateField()
    reason = models.CharField(max_length=300)
    forecast_on = models.DateField(null=True)
    set_on = models.DateField()
    set_by = models.CharField(max_length=120)
    ended_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["invoice"], condition=Q(ended_on__isnull=True), name="one_expected_date"),
            models.CheckConstraint(condition=Q(expected_on__gte=F("set_on")), name="expected_date_is_ahead"),
        )

    def __str__(self) -> str:
        """Name the day for a developer."""
        return self.ref


class Import(BookModel):
    """One file that was imported. What it brought bears its `recorded_at` and the source "import".

    `figures` are the counts and sums of its result. `taken_back_at` says when it was undone by correcting records.
    """

    ref = models.CharField(max_length=32, unique=True)
    file_name = models.CharField(max_length=300)
    imported_on = models.DateField()
    recorded_at = models.DateTimeField()
    figures = models.JSONField()
    taken_back_at = models.DateTimeField(null=True)

    objects = BookManager()

    def __str__(self) -> str:
        """Name the import by its file."""
        return self.file_name


class UnbookedDocument(BookModel):
    """A credit note, refund or payment of an imported file that could not be booked; on Today until dealt with.

    `kind` is one of billing.rules.unbooked.KINDS, `code` the problem that kept it out.
    """

    ref = models.CharField(max_length=32, unique=True)
    imported = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="unbooked")
    kind = models.CharField(max_length=20)
    number = models.CharField(max_length=100, default="")
    number_key = models.CharField(max_length=100, default="")
    client_name = models.CharField(max_length=200, default="")
    currency = models.CharField(max_length=3)
    minor = models.BigIntegerField()
    line = models.IntegerField()
    code = models.CharField(max_length=60)
    dealt_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, default="")
    recorded_at = models.DateTimeField()

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (models.CheckConstraint(condition=Q(minor__gt=0), name="unbooked_document_is_positive"),)
        indexes = (
            models.Index(fields=["currency"], condition=Q(dealt_at__isnull=True), name="unbooked_document_waiting"),
        )

    def __str__(self) -> str:
        """Name the document for a developer."""
        return self.ref


class InvoiceOutlook(BookModel):
    """When an open invoice will be paid and whether it ever will be, as last forecast; made anew with each scoring.

    Half of such invoices that are paid at all are paid by `expected_on`, one of ten by `early_on`, nine of ten by
    `late_on`. `late_ppm`, `late30_ppm`, `never_ppm` are in millionths; `reason` and `version` are insight.outlook's.
    """

    invoice = models.OneToOneField(Invoice, on_delete=models.PROTECT, related_name="outlook")
    as_of = models.DateField()
    version = models.SmallIntegerField()
    early_on = models.DateField()
    expected_on = models.DateField()
    late_on = models.DateField()
    late_ppm = models.IntegerField()
    late30_ppm = models.IntegerField()
    never_ppm = models.IntegerField()
    reason = models.JSONField()

    objects = BookManager()

    class Meta(BookModel.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(early_on__lte=F("expected_on"), expected_on__lte=F("late_on")),
                name="outlook_days_are_in_order",
            ),
            models.CheckConstraint(
                condition=Q(
                    late_ppm__range=(0, 1_000_000), late30_ppm__range=(0, 1_000_000), never_ppm__range=(0, 1_000_000)
                ),
                name="outlook_chances_are_between_none_and_all",
            ),
        )

    def __str__(self) -> str:
        """Name the outlook for a developer."""
        return f"outlook of invoice {self.invoice_id} on {self.as_of}"
