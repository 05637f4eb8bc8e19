"""Bring exported credit notes back into a book: all of them at once, with what they settled and what was paid back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mainstay.billing.actions._balances import Balances, InvoiceMove, are_sound, write_refunds
from mainstay.billing.actions._settling import extend_to
from mainstay.billing.formats.credit_sheets import read_credit_notes, read_parts
from mainstay.billing.formats.payment_sheets import Given, gives_in_order, read_history
from mainstay.billing.models import CreditNote
from mainstay.billing.rules.acts import IMPORT_INVOICES
from mainstay.billing.rules.applied import fits_each_day
from mainstay.billing.rules.happenings import CREDIT_NOTE_ISSUED, PAYMENT_REFUNDED
from mainstay.billing.rules.numbers import number_key, number_scope
from mainstay.billing.rules.settling import Source
from mainstay.clients.queries.fetching import client_called, clients_called
from mainstay.firm.permissions import require
from mainstay.kernel.money import amount_text
from mainstay.kernel.refusal import Refusal
from mainstay.kernel.returning import RefusedRow, RowsImported
from mainstay.store import bulk
from mainstay.store.refs import new_refs
from mainstay.store.sql import as_day, rows_in
from mainstay.timeline.actions.recording import Happening, record_many

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from mainstay.billing.actions._balances import SettledInvoice
    from mainstay.billing.formats.credit_sheets import AppliedPart, CreditRecord
    from mainstay.kernel.actor import Actor

_KNOWN: Final = """
    SELECT client_id, number_key, issued_on, currency, total_minor FROM billing_creditnote
    WHERE number_key {in_list} AND number_scope NOT LIKE 'void:%%'
"""
_AS_EXPORTED: Final = _("it isn’t as an export writes it.")


class NoCreditNotesInFile(Refusal):
    """The file is another sheet, or none of ours."""

    code = "no_credit_notes_in_file"
    sentence = _("These aren’t credit notes: choose the sheet “Credit notes” of an export, as CSV.")


@dataclass(slots=True)
class _Planned:
    """A credit note that is to come in, what it settles, and what of it was paid back.

    `cancelled_minor` is what settled invoices that are not in the book.
    """

    record: CreditRecord
    client_id: int
    applied: list[InvoiceMove]
    refunds: list[Given]
    cancelled_minor: int = 0

    @property
    def left_minor(self) -> int:
        """What nobody used yet."""
        used = sum(one.minor for one in self.applied) + sum(one.minor for one in self.refunds)
        return self.record.total_minor - used

    @property
    def is_sound(self) -> bool:
        """Whether no day shows more of it used than there was, nor anything before it was issued."""
        record = self.record
        uses = [*((one.on, one.minor) for one in self.applied), *((one.on, one.minor) for one in self.refunds)]
        is_early = any(one.on < max(record.issued_on, as_day(one.invoice.issued_on)) for one in self.applied)
        is_whole = are_sound(self.applied) and gives_in_order(self.refunds, record.issued_on)
        return is_whole and not is_early and fits_each_day(record.total_minor, uses)


class _Known(NamedTuple):
    """A credit note of the book; its day as the engine returns it."""

    client_id: int
    number_key: str
    issued_on: object
    currency: str
    total_minor: int


class _Facts:
    """What settles what: the parts of an older export by number, what went back by note, and the invoices here."""

    def __init__(
        self, parts: Mapping[str, list[AppliedPart]], given: Mapping[str, list[Given]], balances: Balances
    ) -> None:
        self.parts = parts
        self.given = given
        self.balances = balances
        self.of_number: dict[tuple[int, str, str], SettledInvoice] = {}
        for one in balances.invoices.values():
            self.of_number.setdefault((one.client_id, one.number_key, one.currency), one)


@transaction.atomic
def import_credit_sheets(
    *,
    notes: Iterable[str],
    allocations: Iterable[str],
    refunds: Sequence[str],
    today: date,
    by: Actor,
    now: datetime,
) -> RowsImported:
    """Bring the credit notes of an exported sheet in, by its lines and those of “Allocations” and “Refunds”.

    Known is one of the same client, number, day and amount. One that cancels an invoice is left out, for the invoice
    is. Refuses a file of another kind; a row that does not fit is refused by itself.
    """
    require(by, IMPORT_INVOICES)
    sheet = read_credit_notes(notes)
    if sheet.is_another:
        raise NoCreditNotesInFile
    bulk.import_lock()
    done = RowsImported(refused=[RefusedRow(line, str(_AS_EXPORTED)) for line in sheet.unreadable])
    standing = [record for record in sheet.records if not record.stays_out]
    done.left_out = len(sheet.records) - len(standing)
    clients = _clients_of(standing, done, by)
    keys = sorted({number_key(record.number) for record in standing})
    known = rows_in(_Known, _KNOWN, keys)
    parts = {} if all(record.applied is not None for record in standing) else read_parts(allocations, refunds)
    given = read_history((), refunds, ()).given
    balances = Balances.of(sorted(_keys(standing, parts)))
    plans = _planned(standing, clients, known, _Facts(parts, given, balances), today, done)
    _write(plans, balances, {one.number_key for one in known}, by=by, now=now)
    done.added = len(plans)
    return done


def _clients_of(records: Sequence[CreditRecord], done: RowsImported, by: Actor) -> dict[str, int]:
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
    facts: _Facts,
    today: date,
    done: RowsImported,
) -> list[_Planned]:
    there = {(*one[:2], str(one.issued_on), *one[3:5]) for one in known}
    taken = {(one.client_id, one.number_key, str(one.issued_on)[:4]) for one in known}
    often = Counter(record.number for record in records)
    found = []
    for record in records:
        client = clients.get(record.client)
        if client is None:
            continue
        key, day = number_key(record.number), str(record.issued_on)
        if (client, key, day, record.currency, record.total_minor) in there:
            done.known += 1
            continue
        plan = _Planned(record, client, [], [], record.cancelled_minor)
        sentence = (
            _plan_whole(plan, facts)
            if record.applied is not None
            else _plan(plan, facts, is_shared=often[record.number] > 1)
        )
        if (client, key, day[:4]) in taken:
            sentence = _("there is another credit note of this number here.")
        if record.issued_on > today:
            sentence = _("it is dated in the future.")
        if not sentence and plan.cancelled_minor == record.total_minor:
            done.left_out += 1
            continue
        if not sentence and (full := facts.balances.takes(Source.CREDIT_NOTE, plan.applied)) is not None:
            sentence = _("invoice %(number)s hasn’t as much open as was credited.") % {"number": full.number}
        if sentence:
            done.refused.append(RefusedRow(record.line, str(sentence)))
        else:
            taken.add((client, key, day[:4]))
            found.append(plan)
    return found


def _plan(plan: _Planned, facts: _Facts, *, is_shared: bool) -> object:
    """Settle what becomes of a note of an older export; returns a sentence why that cannot be, "" where it can.

    With `is_shared` others bear its number: what names an invoice of another client is theirs.
    """
    record = plan.record
    for part in facts.parts.get(record.number, ()):
        if not part.invoice:
            on = max(part.on, record.issued_on)
            plan.refunds.append(Given("", on, part.minor, part.note, ""))
            continue
        invoice = facts.of_number.get((plan.client_id, number_key(part.invoice), record.currency))
        if invoice is None:
            plan.cancelled_minor += 0 if is_shared else part.minor
        else:
            on = max(part.on, record.issued_on, as_day(invoice.issued_on))
            plan.applied.append(InvoiceMove(invoice, on, part.minor))
    return _whole(plan)


def _plan_whole(plan: _Planned, facts: _Facts) -> object:
    """Settle what becomes of a note that tells it itself; returns a sentence why that cannot be, "" where it can."""
    record = plan.record
    for part in record.applied or ():
        invoice = facts.balances.invoices.get(
            (plan.client_id, number_key(part.invoice), record.currency, part.issued_on)
        )
        if invoice is None:
            return _("an invoice it was applied to isn’t here.")
        plan.applied.append(InvoiceMove(invoice, part.on, part.minor))
    plan.refunds.extend(facts.given.get(record.ref, ()))
    return _whole(plan) or ("" if plan.is_sound else _AS_EXPORTED)


def _whole(plan: _Planned) -> object:
    if plan.left_minor < plan.cancelled_minor:
        is_only_cancelled = plan.left_minor >= 0 and plan.record.applied is None
        return "" if is_only_cancelled else _("more of it was used than its total.")
    if 0 < plan.cancelled_minor < plan.record.total_minor:
        return _("an invoice it was applied to isn’t here.")
    return ""


def _keys(records: Sequence[CreditRecord], parts: Mapping[str, list[AppliedPart]]) -> set[str]:
    """The keys of the numbers of all invoices that the notes name."""
    whole = {number_key(part.invoice) for record in records for part in record.applied or ()}
    named = {part.invoice for record in records for part in parts.get(record.number, ()) if part.invoice}
    return whole | set(map(number_key, named))


def _write(plans: Sequence[_Planned], balances: Balances, taken: set[str], *, by: Actor, now: datetime) -> None:
    if not plans:
        return
    stamp = bulk.instant_text(now)
    made = CreditNote.objects.bulk_create(_notes(plans, taken, now))
    for note, plan in zip(made, plans, strict=True):
        balances.allocate(Source.CREDIT_NOTE, note.pk, plan.applied)
    last = balances.write(stamp)
    paid_back = [(note, one) for note, plan in zip(made, plans, strict=True) for one in plan.refunds]
    refs = write_refunds([(None, note.pk, one) for note, one in paid_back], stamp)
    days = [note.issued_on for note in made] + [one.on for _note, one in paid_back]
    extend_to(max([*days, last] if last else days))
    undone = {one.undoes for _note, one in paid_back if one.undoes}
    refunded = [
        _refunded(note, one, ref)
        for ref, (note, one) in zip(refs, paid_back, strict=True)
        if one.minor > 0 and one.ref not in undone
    ]
    record_many(happenings=[*map(_issued, made), *refunded], by=by, now=now)


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


def _issued(note: CreditNote) -> Happening:
    facts: dict[str, object] = {"number": note.number, "total": amount_text(note.total_minor, note.currency)}
    return Happening(note.client_id, CREDIT_NOTE_ISSUED, note.issued_on, note.ref, facts)


def _refunded(note: CreditNote, one: Given, ref: str) -> Happening:
    facts: dict[str, object] = {"amount": amount_text(one.minor, note.currency)}
    return Happening(note.client_id, PAYMENT_REFUNDED, one.on, ref, facts, {"note": one.note})
