"""Bring exported credit notes back into a book: all of them at once, with what they settled and what was paid back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mainstay.billing.actions._setting_off import set_off
from mainstay.billing.actions._settling import extend_to
from mainstay.billing.formats.credit_sheets import read_credit_notes, read_parts
from mainstay.billing.models import CreditNote, Refund
from mainstay.billing.rules.acts import IMPORT_INVOICES
from mainstay.billing.rules.happenings import CREDIT_NOTE_ISSUED, PAYMENT_REFUNDED
from mainstay.billing.rules.numbers import number_key, number_scope
from mainstay.clients.queries.fetching import client_called, clients_called
from mainstay.firm.permissions import require
from mainstay.kernel.money import amount_text
from mainstay.kernel.refusal import Refusal
from mainstay.kernel.returning import RefusedRow
from mainstay.store import bulk
from mainstay.store.refs import new_refs
from mainstay.store.sql import rows_in
from mainstay.timeline.actions.recording import Happening, record_many

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from mainstay.billing.formats.credit_sheets import AppliedPart, CreditRecord
    from mainstay.kernel.actor import Actor

_INVOICES: Final = """
    SELECT i.number_key, i.id, i.client_id, i.currency, i.issued_on, i.open_minor, i.credited_minor,
           (SELECT MAX(a.allocated_on) FROM billing_allocation a WHERE a.invoice_id = i.id) AS allocated_last
    FROM billing_invoice i WHERE i.number_key {in_list} AND i.number_scope NOT LIKE 'void:%%' ORDER BY i.open_minor
"""
_KNOWN: Final = """
    SELECT client_id, number_key, issued_on, currency, total_minor FROM billing_creditnote
    WHERE number_key {in_list} AND number_scope NOT LIKE 'void:%%'
"""
_BALANCE: Final = ("open_minor", "credited_minor", "settled_on")
_AS_EXPORTED: Final = _("it isn’t as an export writes it.")


class NoCreditNotesInFile(Refusal):
    """The file is another sheet, or none of ours."""

    code = "no_credit_notes_in_file"
    sentence = _("These aren’t credit notes: choose the sheet “Credit notes” of an export, as CSV.")


@dataclass(slots=True)
class CreditNotesImported:
    """How many came in, were there already, and were left out with the invoice they cancel; `refused` could not."""

    added: int = 0
    known: int = 0
    left_out: int = 0
    refused: list[RefusedRow] = field(default_factory=list)


class _Invoice(NamedTuple):
    """An invoice that a credit note may have been applied to; days as the engine returns them."""

    number_key: str
    id: int
    client_id: int
    currency: str
    issued_on: object
    open_minor: int
    credited_minor: int
    allocated_last: object


class _Applied(NamedTuple):
    """What of a credit note settles an invoice from a day."""

    invoice: _Invoice
    on: str
    minor: int


@dataclass(slots=True)
class _Planned:
    """A credit note that is to come in, what it settles, and what of it was paid back.

    `cancelled_minor` is what settled invoices that are not in the book.
    """

    record: CreditRecord
    client_id: int
    applied: list[_Applied]
    refunds: list[AppliedPart]
    cancelled_minor: int = 0

    @property
    def left_minor(self) -> int:
        """What nobody used yet."""
        used = sum(one.minor for one in self.applied) + sum(one.minor for one in self.refunds)
        return self.record.total_minor - used


class _Known(NamedTuple):
    """A credit note of the book; its day as the engine returns it."""

    client_id: int
    number_key: str
    issued_on: object
    currency: str
    total_minor: int


@transaction.atomic
def import_credit_sheets(
    *,
    notes: Iterable[str],
    allocations: Iterable[str],
    refunds: Iterable[str],
    today: date,
    by: Actor,
    now: datetime,
) -> CreditNotesImported:
    """Bring the credit notes of an exported sheet in, by its lines and those of “Allocations” and “Refunds”.

    Known is one of the same client, number, day and amount. One that cancels an invoice is left out, for the invoice
    is. Refuses a file of another kind; a row that does not fit is refused by itself.
    """
    require(by, IMPORT_INVOICES)
    sheet = read_credit_notes(notes)
    if sheet.is_another:
        raise NoCreditNotesInFile
    bulk.import_lock()
    done = CreditNotesImported(refused=[RefusedRow(line, str(_AS_EXPORTED)) for line in sheet.unreadable])
    standing = [record for record in sheet.records if not record.voids]
    done.left_out = len(sheet.records) - len(standing)
    clients = _clients_of(standing, done, by)
    keys = sorted({number_key(record.number) for record in standing})
    known = rows_in(_Known, _KNOWN, keys)
    plans = _planned(standing, clients, known, read_parts(allocations, refunds), today, done)
    _write(plans, {one.number_key for one in known}, by=by, now=now)
    done.added = len(plans)
    return done


def _clients_of(records: Sequence[CreditRecord], done: CreditNotesImported, by: Actor) -> dict[str, int]:
    found = clients_called(wanted={record.client for record in records}, by=by)
    for record in records:
        if record.client not in found:
            try:
                found[record.client] = client_called(wanted=record.client, by=by).pk
            except Refusal as refusal:
                done.refused.append(RefusedRow(record.line, str(refusal)))
    return found


def _planned(  # noqa: PLR0917 -- all that is known of them
    records: Sequence[CreditRecord],
    clients: Mapping[str, int],
    known: Sequence[_Known],
    parts: Mapping[str, list[AppliedPart]],
    today: date,
    done: CreditNotesImported,
) -> list[_Planned]:
    there = {(*one[:2], str(one.issued_on), *one[3:5]) for one in known}
    taken = {(one.client_id, one.number_key, str(one.issued_on)[:4]) for one in known}
    named = {part.invoice for record in records for part in parts.get(record.number, ()) if part.invoice}
    invoices = {
        (one.client_id, one.number_key, one.currency): one
        for one in rows_in(_Invoice, _INVOICES, sorted(map(number_key, named)))
    }
    often = Counter(record.number for record in records)
    left = {one.id: one.open_minor for one in invoices.values()}
    found = []
    for record in records:
        client = clients.get(record.client)
        if client is None:
            continue
        key, day = number_key(record.number), str(record.issued_on)
        if (client, key, day, record.currency, record.total_minor) in there:
            done.known += 1
            continue
        plan = _Planned(record, client, [], [])
        sentence = _plan(plan, parts.get(record.number, ()), invoices, left, is_shared=often[record.number] > 1)
        if (client, key, day[:4]) in taken:
            sentence = _("there is another credit note of this number here.")
        if record.issued_on > today:
            sentence = _("it is dated in the future.")
        if sentence:
            done.refused.append(RefusedRow(record.line, str(sentence)))
        elif plan.cancelled_minor == record.total_minor:
            done.left_out += 1
        else:
            for one in plan.applied:
                left[one.invoice.id] -= one.minor
            taken.add((client, key, day[:4]))
            found.append(plan)
    return found


def _plan(
    plan: _Planned,
    parts: Iterable[AppliedPart],
    invoices: Mapping[tuple[int, str, str], _Invoice],
    left: Mapping[int, int],
    *,
    is_shared: bool,
) -> object:
    """Settle what becomes of a credit note; returns a sentence why that cannot be, "" where it can.

    With `is_shared` others bear its number: what names an invoice of another client is theirs.
    """
    record = plan.record
    for part in parts:
        if not part.invoice:
            plan.refunds.append(part)
            continue
        invoice = invoices.get((plan.client_id, number_key(part.invoice), record.currency))
        if invoice is None:
            plan.cancelled_minor += 0 if is_shared else part.minor
        elif part.minor > left[invoice.id]:
            return _("invoice %(number)s hasn’t as much open as was credited.") % {"number": part.invoice}
        else:
            on = max(str(part.on), str(record.issued_on), str(invoice.issued_on))
            plan.applied.append(_Applied(invoice, on, part.minor))
    if plan.left_minor < 0:
        return _("more of it was used than its total.")
    if 0 < plan.cancelled_minor < record.total_minor:
        return _("an invoice it was applied to isn’t here.")
    return ""


def _write(plans: Sequence[_Planned], taken: set[str], *, by: Actor, now: datetime) -> None:
    if not plans:
        return
    made = CreditNote.objects.bulk_create(_notes(plans, taken, now))
    pairs: list[tuple[int, int, date, int]] = []
    credited: Counter[int] = Counter()
    touched: dict[int, _Invoice] = {}
    last: dict[int, str] = {}
    for note, plan in zip(made, plans, strict=True):
        for one in plan.applied:
            pairs.append((one.invoice.id, note.pk, one.on, one.minor))  # type: ignore[arg-type]  # a day as text
            credited[one.invoice.id] += one.minor
            touched[one.invoice.id] = one.invoice
            last[one.invoice.id] = max(last.get(one.invoice.id, str(one.invoice.allocated_last or "")), one.on)
    if pairs:
        set_off(pairs, bulk.instant_text(now))
        bulk.update_columns("billing_invoice", _BALANCE, [_balance(one, credited, last) for one in touched.values()])
    paid_back = [(note, part) for note, plan in zip(made, plans, strict=True) for part in plan.refunds]
    refs = new_refs("r", len(paid_back))
    refunds = Refund.objects.bulk_create([
        Refund(
            ref=ref, credit_note=note, minor=part.minor, refunded_on=max(part.on, note.issued_on), note=part.note,
            recorded_at=now,
        )
        for ref, (note, part) in zip(refs, paid_back, strict=True)
    ])  # fmt: skip
    days = [note.issued_on for note in made] + [one.refunded_on for one in refunds]
    extend_to(max([*days, *(type(days[0]).fromisoformat(on) for on in last.values())]))
    record_many(happenings=[*map(_issued, made), *map(_refunded, refunds)], by=by, now=now)


def _notes(plans: Sequence[_Planned], taken: set[str], now: datetime) -> list[CreditNote]:
    """The rows; a number that another client or year has already is told apart by both."""
    keys = [number_key(plan.record.number) for plan in plans]
    found = []
    for plan, key, ref in zip(plans, keys, new_refs("n", len(plans)), strict=True):
        record = plan.record
        facts: dict[str, Any] = {
            "number": record.number, "number_key": key, "currency": record.currency, "issued_on": record.issued_on,
            "total_minor": record.total_minor, "reason": record.reason, "unallocated_minor": plan.left_minor,
        }  # fmt: skip
        scope = number_scope(plan.client_id, str(record.issued_on)) if key in taken else ""
        taken.add(key)
        found.append(CreditNote(ref=ref, client_id=plan.client_id, number_scope=scope, recorded_at=now, **facts))
    return found


def _balance(one: _Invoice, credited: Counter[int], last: Mapping[int, str]) -> tuple[object, ...]:
    open_minor = one.open_minor - credited[one.id]
    settled_on = None if open_minor else last[one.id]
    return open_minor, one.credited_minor + credited[one.id], settled_on, one.id


def _issued(note: CreditNote) -> Happening:
    facts: dict[str, object] = {"number": note.number, "total": amount_text(note.total_minor, note.currency)}
    return Happening(note.client_id, CREDIT_NOTE_ISSUED, note.issued_on, note.ref, facts)


def _refunded(one: Refund) -> Happening:
    note = one.credit_note
    facts: dict[str, object] = {} if note is None else {"amount": amount_text(one.minor, note.currency)}
    client = None if note is None else note.client_id
    return Happening(client, PAYMENT_REFUNDED, one.refunded_on, one.ref, facts, {"note": one.note})
