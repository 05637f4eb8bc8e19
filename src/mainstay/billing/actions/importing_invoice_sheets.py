"""Bring exported write-offs and disputes back to their invoices: all of a sheet at once."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, TypeVar

from django.db import transaction

from mainstay.billing.actions._balances import Balances, InvoiceMove
from mainstay.billing.actions._settling import extend_to
from mainstay.billing.formats.dispute_sheets import DisputeRecord, read_disputes
from mainstay.billing.formats.payment_sheets import LostPart, read_write_offs
from mainstay.billing.models import Dispute
from mainstay.billing.phrases.sentences import import_sentence
from mainstay.billing.rules.acts import IMPORT_INVOICES
from mainstay.billing.rules.happenings import DISPUTE_CLOSED, INVOICE_DISPUTED, INVOICE_WRITTEN_OFF
from mainstay.billing.rules.numbers import number_key
from mainstay.billing.rules.settling import Source
from mainstay.clients.actions.client_matching import Named, match_clients
from mainstay.firm.permissions import require
from mainstay.kernel.money import amount_text
from mainstay.kernel.problem import Problem
from mainstay.kernel.returning import RefusedRow, RowsImported
from mainstay.store import bulk
from mainstay.store.refs import new_refs
from mainstay.store.sql import as_day
from mainstay.timeline.actions.recording import Happening, record_many

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from mainstay.billing.actions._balances import SettledInvoice
    from mainstay.billing.formats.dispute_sheets import DisputeSheet
    from mainstay.billing.formats.payment_sheets import WriteOffSheet
    from mainstay.kernel.actor import Actor

_Row = TypeVar("_Row", LostPart, DisputeRecord)
_WRITE_OFF: Final = ("id", "ref", "invoice_id", "minor", "written_off_on", "reason", "recorded_at")
_KNOWN: Final = "SELECT invoice_id, minor, written_off_on FROM billing_writeoff WHERE invoice_id {in_list}"


@transaction.atomic
def import_write_off_sheet(*, lines: Iterable[str], by: Actor, now: datetime) -> RowsImported:
    """Bring the write-offs of an exported sheet in, with their days and reasons; those undone since, too.

    Known is one of the same invoice, day and amount. One of a cancelled invoice is left out, for the invoice is.
    """
    require(by, IMPORT_INVOICES)
    bulk.import_lock()
    sheet = read_write_offs(lines)
    done = RowsImported()
    balances = _balances_named(sheet, done)
    pairs = _with_invoices(sheet.records, balances, done, by, now)
    known: Counter[tuple[int, int, str]] = Counter(
        (invoice, minor, str(on)) for invoice, minor, on in bulk.select_in(_KNOWN, [one.id for _, one in pairs])
    )
    fresh: list[tuple[LostPart, SettledInvoice, list[InvoiceMove]]] = []
    for part, invoice in pairs:
        alike = (invoice.id, part.minor, str(part.on))
        moves = [InvoiceMove(invoice, part.on, part.minor)]
        if part.undone_on is not None:
            moves.append(InvoiceMove(invoice, part.undone_on, -part.minor))
        if known[alike]:
            known[alike] -= 1
            done.known += 1
        elif part.on < as_day(invoice.issued_on) or (part.undone_on is not None and part.undone_on < part.on):
            _refuse(done, part.line, "row_not_as_exported")
        elif balances.takes(Source.WRITE_OFF, moves) is not None:
            _refuse(done, part.line, "more_than_open_here", part.invoice)
        else:
            fresh.append((part, invoice, moves))
    _write_off(fresh, balances, by, now)
    done.added = len(fresh)
    return done


@transaction.atomic
def import_dispute_sheet(*, lines: Iterable[str], by: Actor, now: datetime) -> RowsImported:
    """Bring the disputes of an exported sheet in, settled ones with their outcome.

    Known is one of the same invoice, day and reason; where the sheet says how it ended and the book does not, it ends.
    One of a cancelled invoice is left out, for the invoice is. One that stood while another did is refused.
    """
    require(by, IMPORT_INVOICES)
    bulk.import_lock()
    sheet = read_disputes(lines)
    done = RowsImported()
    balances = _balances_named(sheet, done)
    there: dict[int, list[Dispute]] = {}
    for stored in Dispute.objects.filter(invoice__in=[one.id for one in balances.invoices.values()]).order_by("id"):
        there.setdefault(stored.invoice_id, []).append(stored)
    happenings, fresh = [], []
    for record, invoice in _with_invoices(sheet.records, balances, done, by, now):
        before = there.setdefault(invoice.id, [])
        same = next((one for one in before if (one.opened_on, one.reason) == (record.opened_on, record.reason)), None)
        is_there = same is not None and (same.closed_on is not None or record.closed_on is None)
        if is_there or (record.closed_on is None and any(map(_is_flag, before))):
            done.known += 1
            continue
        if same is None and not all(_is_before(one, record) for one in before):
            _refuse(done, record.line, "disputes_overlap", record.invoice)
            continue
        if same is None:
            made = Dispute(
                invoice_id=invoice.id, opened_on=record.opened_on, reason=record.reason, closed_on=record.closed_on,
                outcome=record.outcome, recorded_at=now,
            )  # fmt: skip
            before.append(made)
            fresh.append(made)
        else:
            Dispute.objects.filter(pk=same.pk).update(closed_on=record.closed_on, outcome=record.outcome)
            same.closed_on = record.closed_on
        done.added += 1
        happenings += _disputed(record, invoice, is_new=same is None)
    for made, ref in zip(fresh, new_refs("d", len(fresh)), strict=True):
        made.ref = ref
    Dispute.objects.bulk_create(fresh)
    record_many(happenings=happenings, by=by, now=now)
    return done


def _balances_named(sheet: WriteOffSheet | DisputeSheet, done: RowsImported) -> Balances:
    """The invoices that a sheet names; rows that could not be read are refused."""
    for line in sheet.unreadable:
        _refuse(done, line, "row_not_as_exported")
    return Balances.of(sorted({number_key(one.invoice) for one in sheet.records if not one.is_of_void}))


def _with_invoices(
    records: Sequence[_Row], balances: Balances, done: RowsImported, by: Actor, now: datetime
) -> list[tuple[_Row, SettledInvoice]]:
    """Each row with its invoice; those of cancelled invoices are counted, those without one refused."""
    clients = match_clients(
        named={Named(one.client_id, one.client_name): {} for one in records}, by=by, now=now, add_unknown=False
    )
    found = []
    for one in records:
        client = clients.ids.get(Named(one.client_id, one.client_name), 0)
        invoice = balances.invoices.get((client, number_key(one.invoice), one.currency, one.issued_on))
        if one.is_of_void:
            done.left_out += 1
        elif invoice is None:
            _refuse(done, one.line, "invoice_unknown", one.invoice)
        else:
            found.append((one, invoice))
    return found


def _write_off(
    fresh: Sequence[tuple[LostPart, SettledInvoice, list[InvoiceMove]]], balances: Balances, by: Actor, now: datetime
) -> None:
    if not fresh:
        return
    stamp = bulk.instant_text(now)
    ids = bulk.reserve_ids("billing_writeoff", len(fresh))
    rows = [
        (new_id, ref, invoice.id, part.minor, part.on, part.reason, stamp)
        for new_id, ref, (part, invoice, _moves) in zip(ids, new_refs("w", len(fresh)), fresh, strict=True)
    ]
    bulk.insert_rows("billing_writeoff", _WRITE_OFF, rows)
    for new_id, (_part, _invoice, moves) in zip(ids, fresh, strict=True):
        balances.allocate(Source.WRITE_OFF, new_id, moves)
    if (last := balances.write(stamp)) is not None:
        extend_to(last)
    happenings = [
        Happening(
            invoice.client_id, INVOICE_WRITTEN_OFF, part.on, invoice.ref,
            {"number": invoice.number, "amount": amount_text(part.minor, part.currency)}, {"reason": part.reason},
        )
        for part, invoice, _moves in fresh
        if part.undone_on is None
    ]  # fmt: skip
    record_many(happenings=happenings, by=by, now=now)


def _is_before(one: Dispute, record: DisputeRecord) -> bool:
    """Whether a dispute of the book had ended when the other was opened."""
    return one.closed_on is not None and (record.opened_on is None or record.opened_on >= one.closed_on)


def _is_flag(one: Dispute) -> bool:
    """Whether a file said of an invoice that it is disputed, and no more."""
    return (one.opened_on, one.reason, one.closed_on) == (None, "", None)


def _disputed(record: DisputeRecord, invoice: SettledInvoice, *, is_new: bool) -> list[Happening]:
    facts: dict[str, object] = {"number": invoice.number}
    found = []
    if is_new and record.opened_on is not None:
        words: dict[str, object] = {"reason": record.reason}
        found.append(Happening(invoice.client_id, INVOICE_DISPUTED, record.opened_on, invoice.ref, facts, words))
    if record.closed_on is not None:
        words = {"outcome": record.outcome}
        found.append(Happening(invoice.client_id, DISPUTE_CLOSED, record.closed_on, invoice.ref, facts, words))
    return found


def _refuse(done: RowsImported, line: int, code: str, value: str = "") -> None:
    """Note that a row could not come in, and why."""
    done.refused.append(RefusedRow(line, import_sentence(Problem("row", code, value))))
