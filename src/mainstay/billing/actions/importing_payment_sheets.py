"""Bring exported payments back into a book with all that became of them; each batch one transaction."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import transaction

from mainstay.billing.actions._balances import Balances, InvoiceMove, are_sound, write_refunds
from mainstay.billing.actions._batches import PAYMENT_COLUMNS, BatchOutcome, Writing, note
from mainstay.billing.actions._payments_known import payments_taken, take_back_undated
from mainstay.billing.actions._settling import extend_to
from mainstay.billing.actions.imports import record_import
from mainstay.billing.formats.payment_sheets import (
    LostPart,
    PaymentRecord,
    UnreadPayment,
    read_history,
    read_payments,
    read_write_offs,
)
from mainstay.billing.formats.statuses import PAYMENT
from mainstay.billing.rules.acts import IMPORT_PAYMENTS
from mainstay.billing.rules.applied import fits_each_day
from mainstay.billing.rules.happenings import PAYMENT_RECOVERED, PAYMENT_REFUNDED, PAYMENT_REVERSED
from mainstay.billing.rules.import_outcome import ImportOutcome, figures_of
from mainstay.billing.rules.import_tally import RowResult, SumOf
from mainstay.billing.rules.numbers import number_key
from mainstay.billing.rules.settling import Source
from mainstay.billing.rules.unbooked import is_to_be_dealt_with
from mainstay.clients.actions.client_matching import Named, match_clients
from mainstay.firm.permissions import require
from mainstay.intake.records import Bad, DocumentOutline, Reject
from mainstay.kernel.money import amount_text
from mainstay.kernel.problem import Problem
from mainstay.store import bulk
from mainstay.store.refs import new_refs
from mainstay.store.sql import as_day, rows_in
from mainstay.timeline.actions.recording import Happening, record_many

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from mainstay.billing.actions._balances import SettledInvoice
    from mainstay.clients.actions.client_matching import MatchedClient
    from mainstay.kernel.actor import Actor
    from mainstay.timeline.rules.kinds import Kind

BATCH: Final = 5_000
_KEY: Final = "import:payment:"
_LOSSES: Final = """
    SELECT w.id, w.invoice_id, w.minor, w.written_off_on,
           (SELECT CAST(SUM(a.minor) AS bigint) FROM billing_allocation a WHERE a.write_off_id = w.id) AS lost,
           (SELECT CAST(SUM(v.minor) AS bigint) FROM billing_recovery v WHERE v.write_off_id = w.id) AS recovered
    FROM billing_writeoff w WHERE w.invoice_id {in_list} ORDER BY w.id
"""
_RECOVERY: Final = ("id", "ref", "write_off_id", "payment_id", "minor", "reverses_id", "recovered_on", "recorded_at")


class _Loss(NamedTuple):
    """A write-off of the book; day and sums as the engine returns them, `lost` what of it was not undone."""

    id: int
    invoice_id: int
    minor: int
    written_off_on: object
    lost: int | None
    recovered: int | None


@dataclass(slots=True)
class _Losses:
    """The write-offs that payments of the export name, as the book has them; `recovered` counts the batch, too."""

    parts: Mapping[str, tuple[LostPart, int]]
    stored: dict[tuple[int, int, date], list[_Loss]] = field(default_factory=dict)
    recovered: Counter[int] = field(default_factory=Counter)


@dataclass(slots=True)
class _Planned:
    """A payment that is to come in; `losses` has the write-offs it recovered by their names in the export."""

    record: PaymentRecord
    client_id: int
    moves: list[InvoiceMove]
    losses: dict[str, tuple[_Loss, SettledInvoice]]
    id: int = 0
    ref: str = ""


def import_payment_sheet(
    *, sheet: Callable[[str], Iterable[str]], file_name: str, today: date, by: Actor, now: datetime
) -> ImportOutcome:
    """Bring the payments of an exported sheet in, each whole: what it settled and when, and what went back.

    `sheet` gives the lines of a sheet of the export by its name. A payment that is in the book stays as it is; one
    that does not fit is rejected with all its rows. Every batch is whole in the book or not at all.
    """
    require(by, IMPORT_PAYMENTS)
    history = read_history(sheet("Payments"), sheet("Refunds"), sheet("Recoveries"))
    losses = _numbered(read_write_offs(sheet("Write-offs")).records)
    outcome = ImportOutcome()
    rejects: list[Reject] = []
    seen: set[str] = set()
    for batch in _batches(read_payments(sheet("Payments"), history)):
        seen.update(one.payment_id for one in batch)
        done = take_payment_records(records=batch, losses=losses, file_name=file_name, today=today, by=by, now=now)
        outcome.rows += sum(one.rows for one in batch)
        outcome.payments += done.payments
        outcome.refunds += done.refunds
        outcome.tally.merge(done.tally)
        rejects += done.rejects
    for undone, (line, _reversal) in history.reversals.items():
        if undone not in seen:
            outcome.rows += 1
            outcome.tally.add(RowResult.REJECTED, 1, SumOf.RECEIVED, "", 0)
            rejects.append(Reject(line, "Undoes", undone, Problem("undoes", "reversed_payment_missing", undone), []))
    outcome.rejects = rejects = sorted(rejects, key=lambda one: one.line)
    outcome.ref = record_import(
        file_name=file_name,
        figures=figures_of(outcome),
        waiting=[one for one in rejects if is_to_be_dealt_with(one)],
        came_in=(),
        today=today,
        by=by,
        now=now,
    )
    return outcome


@transaction.atomic
def take_payment_records(
    *,
    records: Sequence[PaymentRecord | UnreadPayment],
    losses: Mapping[str, tuple[LostPart, int]],
    file_name: str,
    today: date,
    by: Actor,
    now: datetime,
) -> BatchOutcome:
    """Take one batch of exported payments; `losses` are the write-offs of the export, each with its place among equals.

    What an earlier file said was paid, but not when, is taken back for the invoices named here.
    """
    require(by, IMPORT_PAYMENTS)
    outcome = BatchOutcome()
    bulk.import_lock()
    read = [one for one in records if isinstance(one, PaymentRecord)]
    for one in records:
        if isinstance(one, UnreadPayment):
            _reject(one, Problem("paid", "payment_not_as_exported", one.payment_id), outcome)
    clients = match_clients(
        named={Named(one.client_id, one.client_name): {} for one in read}, by=by, now=now, add_unknown=False
    )
    taken = payments_taken([one.payment_id for one in read])
    fresh = []
    for record in read:
        if (key := f"{_KEY}{record.payment_id}") in taken:
            _count(record, RowResult.UNCHANGED, outcome)
        else:
            fresh.append(record)
            taken.add(key)
    named_losses = [losses[given.write_off][0] for one in fresh for given in one.given if given.write_off in losses]
    keys = {number_key(part.invoice) for one in fresh for part in one.applied}
    take_back_undated(sorted(keys), by=by, now=now)
    balances = Balances.of(sorted(keys | {number_key(one.invoice) for one in named_losses}))
    known_losses = _losses_of(losses, named_losses, balances)
    plans = []
    for record in fresh:
        try:
            plans.append(_plan(record, clients, balances, known_losses, today))
        except Bad as bad:
            _reject(record, bad.problem, outcome)
        else:
            _count(record, RowResult.CAME_IN, outcome)
    _write(plans, balances, file_name, today, by, now)
    outcome.payments = len(plans)
    outcome.refunds = sum(not given.write_off for plan in plans for given in plan.record.given)
    return outcome


def _batches(records: Iterable[PaymentRecord | UnreadPayment]) -> Iterator[list[PaymentRecord | UnreadPayment]]:
    rest = iter(records)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _numbered(records: Iterable[LostPart]) -> dict[str, tuple[LostPart, int]]:
    """Each write-off with its place among those of the same invoice, day and amount."""
    places: Counter[tuple[object, ...]] = Counter()
    found = {}
    for one in records:
        alike = (one.invoice, one.client_id, one.issued_on, one.on, one.minor)
        found[one.ref] = one, places[alike]
        places[alike] += 1
    return found


def _losses_of(parts: Mapping[str, tuple[LostPart, int]], named: Sequence[LostPart], balances: Balances) -> _Losses:
    found = _Losses(parts)
    if not named:
        return found
    keys = {number_key(one.invoice) for one in named}
    ids = [one.id for one in balances.invoices.values() if one.number_key in keys]
    for stored in rows_in(_Loss, _LOSSES, ids):
        alike = stored.invoice_id, stored.minor, as_day(stored.written_off_on)
        found.stored.setdefault(alike, []).append(stored)
        found.recovered[stored.id] = int(stored.recovered or 0)
    return found


def _plan(record: PaymentRecord, clients: MatchedClient, balances: Balances, losses: _Losses, today: date) -> _Planned:
    """Settle what becomes of a payment, and count it in; Bad where it cannot come in."""
    named = Named(record.client_id, record.client_name)
    client = clients.ids.get(named)
    if client is None:
        code = "client_ambiguous" if named in clients.ambiguous else "client_unknown"
        raise Bad(Problem("client_name", code, named.name, {"count": clients.ambiguous.get(named, 0)}))
    if record.paid_on > today + timedelta(1):
        raise Bad(Problem("paid_on", "day_ahead", str(record.paid_on)))
    if not record.adds_up:
        raise Bad(Problem("paid", "payment_parts_differ", record.payment_id))
    moves = [
        InvoiceMove(_invoice(part.invoice, client, record.currency, part.issued_on, balances), part.on, part.minor)
        for part in record.applied
    ]
    for move in moves:
        if move.on < max(record.paid_on, as_day(move.invoice.issued_on)):
            raise Bad(Problem("paid_on", "settled_too_early", move.invoice.number))
    uses = [*((move.on, move.minor) for move in moves), *((one.on, one.minor) for one in record.given)]
    is_turned = record.reversal is not None and record.reversal.on < record.paid_on
    if is_turned or not record.gives_in_order or not are_sound(moves) or not fits_each_day(record.minor, uses):
        raise Bad(Problem("paid", "payment_not_as_exported", record.payment_id))
    found = _recovered(record, client, balances, losses)
    if (full := balances.takes(Source.PAYMENT, moves, is_day_known=record.is_day_known)) is not None:
        raise Bad(Problem("number", "more_than_open_here", full.number))
    for one in record.given:
        if one.write_off:
            losses.recovered[found[one.write_off][0].id] += one.minor
    return _Planned(record, client, moves, found)


def _invoice(number: str, client: int, currency: str, issued_on: date, balances: Balances) -> SettledInvoice:
    found = balances.invoices.get((client, number_key(number), currency, issued_on))
    if found is None:
        raise Bad(Problem("number", "invoice_unknown", number))
    return found


def _recovered(
    record: PaymentRecord, client: int, balances: Balances, losses: _Losses
) -> dict[str, tuple[_Loss, SettledInvoice]]:
    """The write-offs that a payment recovered, as the book has them."""
    found: dict[str, tuple[_Loss, SettledInvoice]] = {}
    sums: Counter[str] = Counter()
    for given in record.given:
        if not given.write_off:
            continue
        part, place = losses.parts.get(given.write_off, (None, 0))
        if part is None:
            raise Bad(Problem("number", "write_off_unknown", given.write_off))
        invoice = _invoice(part.invoice, client, record.currency, part.issued_on, balances)
        same = losses.stored.get((invoice.id, part.minor, part.on), [])
        if len(same) <= place:
            raise Bad(Problem("number", "write_off_unknown", part.invoice))
        if given.on < part.on:
            raise Bad(Problem("paid_on", "settled_too_early", part.invoice))
        found[given.write_off] = same[place], invoice
        sums[given.write_off] += given.minor
    for ref, minor in sums.items():
        loss, invoice = found[ref]
        if losses.recovered[loss.id] + minor > int(loss.lost or 0):
            raise Bad(Problem("number", "more_than_lost_here", invoice.number))
    return found


def _count(record: PaymentRecord, result: RowResult, outcome: BatchOutcome) -> None:
    received = 0 if record.reversal is not None else record.minor - sum(one.minor for one in record.given)
    outcome.tally.add(result, record.rows, SumOf.RECEIVED, record.currency, received)


def _reject(one: PaymentRecord | UnreadPayment, problem: Problem, outcome: BatchOutcome) -> None:
    outline = None
    if isinstance(one, PaymentRecord):
        _count(one, RowResult.REJECTED, outcome)
        outline = DocumentOutline(PAYMENT, "", one.client_name, one.currency, one.minor)
    else:
        outcome.tally.add(RowResult.REJECTED, one.rows, SumOf.RECEIVED, "", 0)
    outcome.rejects.append(Reject(one.line, problem.field, problem.value, problem, [], outline))


def _write(  # noqa: PLR0917 -- all that writing them needs
    plans: Sequence[_Planned], balances: Balances, file_name: str, today: date, by: Actor, now: datetime
) -> None:
    if not plans:
        return
    stamp = bulk.instant_text(now)
    writing = Writing(stamp, today)
    undone = [(plan, plan.record.reversal) for plan in plans if plan.record.reversal is not None]
    ids = bulk.reserve_ids("billing_payment", len(plans) + len(undone))
    refs = sorted(new_refs("p", len(ids)))
    days = []
    for plan, new_id, ref in zip(plans, ids, refs, strict=False):
        plan.id, plan.ref = new_id, ref
        days += [plan.record.paid_on, *(one.on for one in plan.record.given)]
        writing.by_client[plan.client_id, "payments"] += 1
    rows = [_row(plan, stamp) for plan in plans]
    happenings = []
    for (plan, reversal), new_id, ref in zip(undone, ids[len(plans) :], refs[len(plans) :], strict=True):
        record = plan.record
        rows.append((
            new_id, ref, plan.client_id, f"{_KEY}{reversal.payment_id}", record.currency, reversal.on, True,
            -record.minor, plan.id, reversal.note, "import", stamp, 0,
        ))  # fmt: skip
        days.append(reversal.on)
        happenings.append(_happened(PAYMENT_REVERSED, plan, reversal.on, plan.ref, {"reason": reversal.note}))
    bulk.insert_rows("billing_payment", PAYMENT_COLUMNS, rows)
    for plan in plans:
        balances.allocate(Source.PAYMENT, plan.id, plan.moves)
    last = balances.write(stamp)
    happenings += [*_refund(plans, stamp), *_recover(plans, stamp)]
    extend_to(max([*days, last] if last else days))
    note(writing, file_name, by, now)
    record_many(happenings=happenings, by=by, now=now)


def _row(plan: _Planned, stamp: str) -> tuple[object, ...]:
    record = plan.record
    used = sum(move.minor for move in plan.moves) + sum(one.minor for one in record.given)
    left = 0 if record.reversal is not None else record.minor - used
    return (
        plan.id, plan.ref, plan.client_id, f"{_KEY}{record.payment_id}", record.currency, record.paid_on,
        record.is_day_known, record.minor, None, record.note, "import", stamp, left,
    )  # fmt: skip


def _refund(plans: Sequence[_Planned], stamp: str) -> list[Happening]:
    """Write what went back to clients, and what undid it; returns what still stands."""
    given = [(plan, one) for plan in plans for one in plan.record.given if not one.write_off]
    refs = write_refunds([(plan.id, None, one) for plan, one in given], stamp)
    undone = {one.undoes for _plan, one in given}
    return [
        _happened(PAYMENT_REFUNDED, plan, one.on, ref, {"note": one.note}, one.minor)
        for ref, (plan, one) in zip(refs, given, strict=True)
        if one.minor > 0 and one.ref not in undone
    ]


def _recover(plans: Sequence[_Planned], stamp: str) -> list[Happening]:
    """Write what came in after it was written off, and what undid it; returns what still stands."""
    given = [(plan, one) for plan in plans for one in plan.record.given if one.write_off]
    ids = bulk.reserve_ids("billing_recovery", len(given))
    places = {one.ref: new_id for new_id, (_plan, one) in zip(ids, given, strict=True)}
    bulk.insert_rows("billing_recovery", _RECOVERY, [
        (new_id, ref, plan.losses[one.write_off][0].id, plan.id, one.minor, places.get(one.undoes), one.on, stamp)
        for new_id, ref, (plan, one) in zip(ids, new_refs("v", len(given)), given, strict=True)
    ])  # fmt: skip
    undone = {one.undoes for _plan, one in given}
    found = []
    for plan, one in given:
        if one.minor > 0 and one.ref not in undone:
            invoice = plan.losses[one.write_off][1]
            happening = _happened(PAYMENT_RECOVERED, plan, one.on, invoice.ref, {}, one.minor)
            found.append(happening._replace(facts={**happening.facts, "number": invoice.number}))
    return found


def _happened(  # noqa: PLR0917 -- all that is told of it
    kind: Kind, plan: _Planned, on: date, ref: str, words: dict[str, object], minor: int | None = None
) -> Happening:
    record = plan.record
    facts: dict[str, object] = {"amount": amount_text(record.minor if minor is None else minor, record.currency)}
    return Happening(plan.client_id, kind, on, ref, facts, words)
