"""Take a whole import back by correcting records, while nothing that was recorded later rests on it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mainstay.billing.actions._batches import PAYMENT_COLUMNS
from mainstay.billing.actions._numbers import free_numbers
from mainstay.billing.actions._setting_off import Document, set_credit_notes_off, set_off
from mainstay.billing.actions._settling import extend_to, unsettle
from mainstay.billing.actions.imports import ImportNotFound
from mainstay.billing.models import (
    Allocation,
    CreditNote,
    Dispute,
    Import,
    Invoice,
    Payment,
)
from mainstay.billing.queries.returning import standing_recoveries, standing_refunds
from mainstay.billing.rules.acts import TAKE_IMPORT_BACK
from mainstay.billing.rules.happenings import IMPORT_TAKEN_BACK
from mainstay.billing.rules.numbers import number_key, released_scope
from mainstay.firm.permissions import require
from mainstay.kernel.refusal import Refusal
from mainstay.store import bulk
from mainstay.store.refs import new_refs
from mainstay.store.sql import rows_of
from mainstay.timeline.actions.recording import Happening, record_many

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from mainstay.kernel.actor import Actor

_SOURCE: Final = "import"
_CREDIT_NOTE_COLUMNS: Final = (
    "id", "ref", "client_id", "number", "number_key", "number_scope", "currency", "issued_on", "total_minor", "reason",
    "voids_id", "recorded_at", "unallocated_minor",
)  # fmt: skip


class ImportTakenBackAlready(Refusal):
    """It was taken back before."""

    code = "import_taken_back_already"
    sentence = _("The import of %(file)s was already undone.")


class LaterRecordsRest(Refusal):
    """Something that was recorded later rests on what the import brought."""

    code = "later_records_rest"
    sentence = _(
        "The import of %(file)s can’t be undone as a whole, because later records depend on it: %(what)s. Undo those "
        "first."
    )


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What taking an import back undid; clients stay."""

    file_name: str
    invoices: int
    credit_notes: int
    payments: int
    is_dry_run: bool = False


class _Paid(NamedTuple):
    """A payment of the import."""

    id: int
    client_id: int
    currency: str
    paid_on: date
    minor: int


@transaction.atomic
def take_import_back(*, ref: str, by: Actor, now: datetime, is_dry_run: bool = False) -> TakenBack:
    """Undo everything that one import brought, each record by a second one of its own day, so that no day shows it.

    Payments are reversed, invoices voided, credit notes (also those that void) set against an invoice of their own;
    what they settled is open again, and the same file may be imported anew. A dry run undoes all this. Refuses what
    later records rest on.
    """
    require(by, TAKE_IMPORT_BACK)
    bulk.import_lock()
    made = Import.objects.select_for_update().filter(ref=ref).first()
    if made is None:
        raise ImportNotFound(wanted=ref)
    if made.taken_back_at is not None:
        raise ImportTakenBackAlready(file=made.file_name)
    at = made.recorded_at
    invoices = Invoice.objects.filter(source=_SOURCE, recorded_at=at)
    payments = Payment.objects.filter(source=_SOURCE, recorded_at=at, reverses__isnull=True)
    notes = CreditNote.objects.filter(recorded_at=at)
    _require_nothing_later(made, invoices, payments, notes)
    # What came in with its own reversal is undone already, and stays known.
    payments = payments.filter(reversed_by__isnull=True)
    counts: Counter[tuple[int, str]] = Counter()
    days: list[date] = [made.imported_on]
    _undo_allocations(at, now)
    days += _reverse_payments(payments, counts, now)
    days += _void_invoices(invoices, counts, now)
    days += set_credit_notes_off(notes, counts, now, gettext("Import undone"))
    Dispute.objects.filter(invoice__in=invoices, closed_on__isnull=True).update(
        closed_on=made.imported_on, outcome=gettext("Import undone")
    )
    extend_to(max(days))
    Import.objects.filter(pk=made.pk).update(taken_back_at=now)
    clients = dict.fromkeys(client for client, _kind in counts)
    record_many(
        happenings=[
            Happening(
                client,
                IMPORT_TAKEN_BACK,
                now.date(),
                "",
                {
                    "file": made.file_name,
                    "invoices": counts[client, "invoices"],
                    "payments": counts[client, "payments"],
                },
            )
            for client in clients
        ],
        by=by,
        now=now,
    )
    undone = {
        kind: sum(count for (_client, of), count in counts.items() if of == kind)
        for kind in ("invoices", "credit_notes", "payments")
    }
    if is_dry_run:
        transaction.set_rollback(True)
    return TakenBack(made.file_name, is_dry_run=is_dry_run, **undone)


def _require_nothing_later(
    made: Import, invoices: QuerySet[Invoice], payments: QuerySet[Payment], notes: QuerySet[CreditNote]
) -> None:
    """Refuse where something recorded later, or a refund or a replaced payment, rests on the import."""
    at = made.recorded_at
    of_documents = Q(invoice__in=invoices) | Q(payment__in=payments) | Q(credit_note__in=notes)
    found = {
        gettext("allocations: %(count)s"): Allocation.objects.filter(of_documents, recorded_at__gt=at).count(),
        gettext("refunds: %(count)s"): standing_refunds()
        .filter(Q(payment__in=payments) | Q(credit_note__in=notes))
        .count(),
        gettext("recoveries of what was written off: %(count)s"): standing_recoveries()
        .filter(Q(payment__in=payments) | Q(write_off__invoice__in=invoices))
        .count(),
        gettext("payments reversed: %(count)s"): Payment.objects.filter(reverses__in=payments)
        .exclude(_came_reversed(at))
        .count(),
        gettext("payments whose date it gave: %(count)s"): Payment.objects.filter(
            recorded_at=at, reverses__isnull=False
        )
        .exclude(_came_reversed(at))
        .count(),
        gettext("disputes: %(count)s"): Dispute.objects.filter(invoice__in=invoices, recorded_at__gt=at).count(),
    }
    later = [words % {"count": count} for words, count in found.items() if count]
    if later:
        raise LaterRecordsRest(file=made.file_name, what=", ".join(later))


def _came_reversed(at: datetime) -> Q:
    """Which payments are reversals that came in with the import itself, as those of an export do."""
    return Q(recorded_at=at, reverses__isnull=False, source=_SOURCE)


def _undo_allocations(at: datetime, now: datetime) -> None:
    """Take back what was settled with the import, each on its own day."""
    allocations = Allocation.objects.filter(recorded_at=at, minor__gt=0, reversed_by__isnull=True)
    for allocation in allocations.select_related("invoice", "payment", "credit_note", "write_off").order_by("id"):
        unsettle(allocation=allocation, invoice=allocation.invoice, on=allocation.allocated_on, now=now)


def _reverse_payments(payments: QuerySet[Payment], counts: Counter[tuple[int, str]], now: datetime) -> list[date]:
    found = rows_of(_Paid, payments)
    if not found:
        return []
    stamp, note = bulk.instant_text(now), gettext("Import undone")
    payments.update(unallocated_minor=0, key="")
    ids = bulk.reserve_ids("billing_payment", len(found))
    rows = [
        (new_id, ref, one.client_id, "", one.currency, one.paid_on, True, -one.minor, one.id, note, "app", stamp, 0)
        for one, new_id, ref in zip(found, ids, new_refs("p", len(found)), strict=True)
    ]
    bulk.insert_rows("billing_payment", PAYMENT_COLUMNS, rows)
    counts.update((one.client_id, "payments") for one in found)
    return [max(one.paid_on for one in found)]


def _void_invoices(invoices: QuerySet[Invoice], counts: Counter[tuple[int, str]], now: datetime) -> list[date]:
    found = rows_of(Document, invoices)
    if not found:
        return []
    stamp, reason = bulk.instant_text(now), gettext("Import undone")
    ids = bulk.reserve_ids("billing_creditnote", len(found))
    numbers = dict(zip(ids, free_numbers(series="credit_note", count=len(found)), strict=True))
    bulk.insert_rows(
        "billing_creditnote",
        _CREDIT_NOTE_COLUMNS,
        [
            (new_id, ref, one.client_id, numbers[new_id], number_key(numbers[new_id]), "", one.currency, one.issued_on,
             one.total_minor, reason, one.id, stamp, 0)
            for one, new_id, ref in zip(found, ids, new_refs("n", len(found)), strict=True)
        ],
    )  # fmt: skip
    set_off([(one.id, new_id, one.issued_on, one.total_minor) for one, new_id in zip(found, ids, strict=True)], stamp)
    bulk.update_rows(
        "UPDATE billing_invoice SET open_minor = 0, paid_minor = 0, credited_minor = total_minor, "
        "written_off_minor = 0, settled_on = issued_on, is_settled_day_known = %s, external_id = '', "
        "number_scope = %s WHERE id = %s",
        ((True, released_scope(one.id), one.id) for one in found),
    )
    counts.update((one.client_id, "invoices") for one in found)
    return [max(one.issued_on for one in found)]
