"""What is noted of invoices: disputes, expected dates, forecasts; and the imports they came with."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from mainstay.billing.models.documents import Invoice
from mainstay.store.querysets import BookManager, BookModel


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
