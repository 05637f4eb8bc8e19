"""Bring credit notes and refunds from a file into the book, once its invoices are there; each batch one transaction."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import transaction
from django.utils.translation import gettext

from mainstay.billing.actions._batches import BatchOutcome, reject
from mainstay.billing.actions._import_state import ImportState
from mainstay.billing.actions.payments import issue_credit_note, refund
from mainstay.billing.formats.invoice_rows import APPLIED, REPEATED
from mainstay.billing.formats.statuses import REFUND
from mainstay.billing.models import CreditNote, Payment, Refund
from mainstay.billing.rules.acts import IMPORT_INVOICES
from mainstay.billing.rules.crediting import OpenInvoice, credited_invoices
from mainstay.billing.rules.drafts import CreditNoteDraft
from mainstay.billing.rules.import_tally import RowResult, SumOf
from mainstay.billing.rules.numbers import RELEASED, document_number, number_key
from mainstay.clients.actions.client_matching import Named, match_clients
from mainstay.clients.queries.fetching import client_names
from mainstay.firm.permissions import require
from mainstay.kernel.money import Money
from mainstay.kernel.problem import Problem
from mainstay.kernel.refusal import Refusal
from mainstay.store import bulk
from mainstay.store.sql import rows as read_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from mainstay.billing.formats.credit_rows import CreditRow
    from mainstay.kernel.actor import Actor

_OPEN: Final = """
    SELECT i.ref, i.number_key, i.issued_on, i.due_on, i.open_minor
    FROM billing_invoice i WHERE i.client_id = %s AND i.currency = %s AND i.open_minor > 0
"""


class _Open(NamedTuple):
    """An open invoice of a client; days as the engine returns them."""

    ref: str
    number_key: str
    issued_on: object
    due_on: object
    open_minor: int


@transaction.atomic
def take_credits(
    *,
    rows: Sequence[CreditRow],
    columns: Mapping[str, str],
    by: Actor,
    now: datetime,
    state: ImportState | None = None,
) -> BatchOutcome:
    """Take credit notes and refunds; a credit note settles the invoices it names, or the only one it can be for.

    Else, and where only its sign says that it is one, it stays on the client's account. A refund needs money on the
    client's account on its day. What is in the book already, with the same client, day and amount, is left alone.
    """
    require(by, IMPORT_INVOICES)
    outcome = BatchOutcome()
    if not rows:
        return outcome
    bulk.import_lock()
    state = state or ImportState()
    named = {Named(row.client_external_id, row.client_name): dict(row.client_fields) for row in rows}
    crediting = {Named(row.client_external_id, row.client_name) for row in rows if row.kind != REFUND}
    same = {one: client for one, client in state.same_clients.items() if one in named}
    found = match_clients(
        named={one: fields for one, fields in named.items() if one in crediting and one not in same}, by=by, now=now
    )
    others = {one: fields for one, fields in named.items() if one not in crediting and one not in same}
    more = match_clients(named=others, by=by, now=now, add_unknown=False)
    outcome.clients = found.added
    ids = {**found.ids, **more.ids, **same}
    ambiguous = {**found.ambiguous, **more.ambiguous}
    for row in rows:
        one = Named(row.client_external_id, row.client_name)
        client = ids.get(one)
        if client is None:
            count = ambiguous.get(one)
            problem = Problem("client_name", "client_unknown", one.name)
            if count is not None:
                problem = Problem("client_name", "client_ambiguous", one.name, {"count": count})
            _refuse(row, problem, columns, outcome)
            continue
        same_credit = (row.kind, client, number_key(row.number or row.external_id), row.issued_on, row.minor)
        if same_credit in state.credits_taken:
            outcome.tally.leave_out(REPEATED, len(row.raw), _sum_of(row), row.currency, -row.minor - row.applied_minor)
            continue
        done = (
            _refunded(row, client, outcome, by, now) if row.kind == REFUND else _credited(row, client, outcome, by, now)
        )
        if isinstance(done, Problem):
            _refuse(row, done, columns, outcome)
            continue
        state.credits_taken.add(same_credit)
        outcome.tally.add(done, len(row.raw), _sum_of(row), row.currency, -row.minor)
        if row.applied_minor:
            outcome.tally.leave_out(APPLIED, 0, SumOf.INVOICED, row.currency, -row.applied_minor)
    return outcome


def _sum_of(row: CreditRow) -> SumOf:
    return SumOf.RECEIVED if row.kind == REFUND else SumOf.INVOICED


def _refuse(row: CreditRow, problem: Problem, columns: Mapping[str, str], outcome: BatchOutcome) -> None:
    outcome.tally.add(RowResult.REJECTED, len(row.raw), _sum_of(row), row.currency, -row.minor - row.applied_minor)
    outcome.rejects.append(reject(row, problem.field, problem, columns))


def _credited(row: CreditRow, client: int, outcome: BatchOutcome, by: Actor, now: datetime) -> Problem | RowResult:
    number, day = document_number(row.number, row.external_id), date.fromisoformat(row.issued_on)
    known_notes = CreditNote.objects.exclude(number_scope__startswith=RELEASED)
    for known in known_notes.filter(number_key=number_key(number), client_id=client):
        if known.issued_on.year != day.year:
            continue
        if (known.issued_on, known.currency, known.total_minor) == (day, row.currency, row.minor):
            return RowResult.UNCHANGED
        return Problem("number", "credit_note_differs", number)
    total = row.minor
    invoices = [
        OpenInvoice(one.ref, one.number_key, str(one.issued_on), str(one.due_on), one.open_minor)
        for one in read_rows(_Open, _OPEN, [client, row.currency])
    ]
    keys = [number_key(part) for part in (row.references, *re.split(r"[\s,;()]+", row.references)) if part]
    settles = credited_invoices(total, row.issued_on, keys, invoices, is_named=row.is_named)
    draft = CreditNoteDraft(
        client_names([client])[client].ref, day, Money(total, row.currency), number,
        row.references[:300] or gettext("Imported"),
    )  # fmt: skip
    try:
        with transaction.atomic():
            issue_credit_note(draft=draft, settles=settles, by=by, now=now)
    except Refusal as refusal:
        return Problem("number", "credit_note_refused", number, {"why": str(refusal)})
    outcome.credit_notes += 1
    return RowResult.CAME_IN


def _refunded(row: CreditRow, client: int, outcome: BatchOutcome, by: Actor, now: datetime) -> Problem | RowResult:
    day, said = date.fromisoformat(row.issued_on), (row.number or row.external_id)[:300]
    known = Refund.objects.filter(refunded_on=day, minor=row.minor, note=said)
    if known.filter(payment__client_id=client).exists() or known.filter(credit_note__client_id=client).exists():
        return RowResult.UNCHANGED
    notes = CreditNote.objects.filter(client_id=client, currency=row.currency, issued_on__lte=day)
    payments = Payment.objects.filter(client_id=client, currency=row.currency, paid_on__lte=day)
    origins = [
        *notes.filter(unallocated_minor__gte=row.minor).order_by("issued_on", "id").values_list("ref", flat=True)[:1],
        *payments.filter(unallocated_minor__gte=row.minor).order_by("paid_on", "id").values_list("ref", flat=True)[:1],
    ]
    for origin in origins:
        try:
            with transaction.atomic():
                refund(origin_ref=origin, minor=row.minor, on=day, note=said, by=by, now=now)
        except Refusal:
            continue
        outcome.refunds += 1
        return RowResult.CAME_IN
    return Problem("total", "nothing_to_refund", row.number, {"client": row.client_name})
