"""Bring invoices from a file into the book, batch by batch; each batch is one transaction.

A run that is killed leaves whole batches and is simply started again: what is in the book already is recognised by
its number (or the id of the product it came from) and left alone.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

from django.db import transaction

from mainstay.billing.actions._batches import BatchOutcome, Writing, note, reject, write
from mainstay.billing.actions._update_known import difference, keys_taken, known_by, update_known
from mainstay.billing.formats.layouts import OWN_INVOICES
from mainstay.billing.rules.acts import IMPORT_INVOICES
from mainstay.clients.actions.client_matching import MatchedClient, Named, match_clients
from mainstay.firm.permissions import require
from mainstay.kernel.problem import Problem
from mainstay.store import bulk
from mainstay.store.refs import new_refs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from mainstay.billing.actions._update_known import Known
    from mainstay.billing.formats.invoice_rows import InvoiceRow
    from mainstay.kernel.actor import Actor

DEFAULT_TERMS_DAYS: Final = 30
"""Days from issue to due where neither the file nor the client says."""


@transaction.atomic
def take_invoices(
    *, rows: Sequence[InvoiceRow], columns: Mapping[str, str], file_name: str, today: date, by: Actor, now: datetime
) -> BatchOutcome:
    """Take one batch of invoices, with what the file says was paid, written off or disputed; all of it or none.

    A row whose number is in the book with the same client, day and amount brings only what is new: a payment, a
    write-off, a dispute opened or closed. One that says something else is rejected, never overwritten. `columns`
    names the file's columns for the list of rejected rows. A payment without a day is dated `today` and marked.
    """
    require(by, IMPORT_INVOICES)
    outcome = BatchOutcome()
    if not rows:
        return outcome
    bulk.import_lock()
    known = {one.number: one for one in known_by("number", [row.number for row in rows])}
    by_external = {
        one.external_id: one for one in known_by("external_id", [row.external_id for row in rows if row.external_id])
    }
    recognised = _recognise(rows, known, by_external, by, now)
    outcome.clients = recognised.added
    # A file that is silent about payments (a ledger, a template, our own) does not say that nothing was paid.
    says_paid = any(name in columns for name in ("paid", "balance", "paid_on", "status"))
    says_paid = says_paid and dict(columns) != OWN_INVOICES.columns
    fresh: dict[str, tuple[InvoiceRow, int]] = {}
    updates: dict[int, tuple[InvoiceRow, Known]] = {}
    for row in rows:
        before = (by_external.get(row.external_id) if row.external_id else None) or known.get(_number_of(row))
        problem = _sort(row, before, recognised, fresh)
        if problem is not None:
            outcome.rejects.append(reject(row, problem.field, problem, columns))
        elif before is None:
            outcome.unchanged += fresh[_number_of(row)][0] is not row
        elif before.id in updates:
            outcome.unchanged += 1
        else:
            updates[before.id] = (row if says_paid else row._replace(paid_minor=before.paid), before)
    writing = Writing(bulk.instant_text(now), today)
    taken = keys_taken(list(updates.values()))
    for row, before in updates.values():
        problem = update_known(row, before, taken, writing, outcome)
        if problem is not None:
            outcome.rejects.append(reject(row, problem.field, problem, columns))
    _prepare(fresh, recognised.terms_days, writing, outcome)
    write(writing)
    outcome.invoices = len(writing.invoices)
    outcome.payments += len(writing.payments)
    note(writing, file_name, by, now)
    return outcome


def _sort(
    row: InvoiceRow, before: Known | None, recognised: MatchedClient, fresh: dict[str, tuple[InvoiceRow, int]]
) -> Problem | None:
    """Put a row among the fresh ones, or say why it does not come in; None also for one that is known already."""
    one = Named(row.client_external_id, row.client_name)
    client = recognised.ids.get(one)
    if client is None and one in recognised.ambiguous:
        return Problem("client_name", "client_ambiguous", one.name, {"count": recognised.ambiguous[one]})
    if before is not None:
        return difference(row, client, before)
    number = _number_of(row)
    twin = fresh.get(number)
    if twin is not None:
        if twin[1] == client and _same(twin[0], row):
            return None
        return Problem("number", "number_repeated", number, {"line": twin[0].line})
    if client is None:
        # The row that would have brought this client with it was rejected itself.
        return Problem("client_name", "client_unknown", one.name)
    fresh[number] = (row, client)
    return None


def _same(first: InvoiceRow, second: InvoiceRow) -> bool:
    return (first.currency, first.issued_on, first.due_on, first.total_minor, first.paid_minor, first.paid_on) == (
        second.currency, second.issued_on, second.due_on, second.total_minor, second.paid_minor, second.paid_on
    )  # fmt: skip


def _number_of(row: InvoiceRow) -> str:
    return row.number or f"#{row.external_id[:16]}"


def _recognise(
    rows: Sequence[InvoiceRow], known: Mapping[str, object], by_external: Mapping[str, object], by: Actor, now: datetime
) -> MatchedClient:
    """Find the clients of all rows; add the unknown of those that bring an invoice, for the others may be rejected."""
    bringing: dict[Named, dict[str, object]] = {}
    others: dict[Named, dict[str, object]] = {}
    seen: set[str] = set()
    for row in rows:
        one = Named(row.client_external_id, row.client_name)
        if one in bringing:
            seen.add(_number_of(row))
            continue
        number = _number_of(row)
        if number in seen or number in known or (row.external_id and row.external_id in by_external):
            others[one] = {}
            continue
        seen.add(number)
        fields: dict[str, object] = dict(row.client_fields)
        fields["client_group"] = row.client_group
        if row.terms_days is not None:
            fields["terms_days"] = row.terms_days
        bringing[one] = fields
    found = match_clients(named=bringing, by=by, now=now)
    left = {one: fields for one, fields in others.items() if one not in bringing}
    if not left:
        return found
    more = match_clients(named=left, by=by, now=now, add_unknown=False)
    return MatchedClient(
        {**found.ids, **more.ids},
        {**found.ambiguous, **more.ambiguous},
        {**found.terms_days, **more.terms_days},
        found.added,
    )


def _prepare(
    fresh: dict[str, tuple[InvoiceRow, int]], terms: dict[int, int], writing: Writing, outcome: BatchOutcome
) -> None:
    """Make the rows of invoices the book does not know yet."""
    if not fresh:
        return
    ids = bulk.reserve_ids("billing_invoice", len(fresh))
    # In order, so that a batch walks once through the index of references instead of jumping about in it.
    refs = sorted(new_refs("i", len(fresh)))
    stamp, today = writing.stamp, str(writing.today)
    add_invoice, add_payment = writing.invoices.append, writing.payments.append
    latest = ""
    counts: Counter[int] = Counter()
    paid_counts: Counter[int] = Counter()
    for (number, (row, client)), key, ref in zip(fresh.items(), ids, refs, strict=True):
        issued = row.issued_on
        due = row.due_on or _due(issued, terms.get(client, DEFAULT_TERMS_DAYS))
        total = row.total_minor
        lost = row.written_off_minor
        received = row.paid_minor
        paid = min(received, total - lost)
        left = total - paid - lost
        settled = ""
        if received:
            paid_on = row.paid_on
            is_known = paid_on is not None
            if paid_on is None:
                paid_on = max(today, issued)
            settled = max(issued, paid_on)
            add_payment((
                client, f"import:{number}:{received}", row.currency, paid_on, is_known, received, received - paid,
                key, settled, paid,
            ))  # fmt: skip
            paid_counts[client] += 1
            outcome.overpaid += received > paid
        else:
            is_known = True
        if lost:
            on = max(row.written_off_on or today, issued)
            writing.write_offs.append((key, lost, on))
            settled = max(settled, on)
        if row.disputed:
            writing.disputes.append((key,))
        add_invoice((
            key, ref, client, number, row.external_id, row.reference, row.currency, issued, due, total, row.tax_minor,
            row.channel, "import", stamp, left, paid, 0, lost, None if left else settled, False, is_known,
        ))  # fmt: skip
        counts[client] += 1
        latest = max(latest, settled, issued)
    for client, count in counts.items():
        writing.by_client[client, "invoices"] += count
    for client, count in paid_counts.items():
        writing.by_client[client, "payments"] += count
    writing.latest = max(writing.latest, latest)


@cache
def _due(issued: str, days: int) -> str:
    return str(date.fromisoformat(issued) + timedelta(days=days))
