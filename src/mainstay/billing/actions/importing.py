"""Bring invoices from a file into the book, batch by batch; each batch is one transaction.

A run that is killed leaves whole batches and is simply started again: what is in the book already is recognised by
its number (or the id of the product it came from) and left alone.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

from django.db import transaction

from mainstay.billing.actions._batches import BatchOutcome, Writing, note, reject, write
from mainstay.billing.actions._following import follow_voids
from mainstay.billing.actions._import_state import ImportState
from mainstay.billing.actions._update_known import (
    Origin,
    difference,
    identity,
    is_written_alike,
    keys_taken,
    known_by,
    known_of,
    origins_of,
    update_known,
)
from mainstay.billing.formats.invoice_rows import REPEATED
from mainstay.billing.formats.layouts import is_own_invoices
from mainstay.billing.rules.acts import IMPORT_INVOICES
from mainstay.billing.rules.import_tally import RowResult, SumOf
from mainstay.billing.rules.instalments import InstalmentPart, with_later
from mainstay.billing.rules.numbers import Numbering, document_number, number_key, number_scope
from mainstay.billing.rules.source_changes import DUE_ON, SourceChange
from mainstay.clients.actions.client_matching import MatchedClient, Named, match_clients
from mainstay.firm.permissions import require
from mainstay.kernel.problem import Problem
from mainstay.store import bulk
from mainstay.store.refs import new_refs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from mainstay.billing.actions._update_known import Known
    from mainstay.billing.formats.invoice_rows import InvoiceRow
    from mainstay.intake.records import Skipped
    from mainstay.kernel.actor import Actor

DEFAULT_TERMS_DAYS: Final = 30
"""Days from issue to due where neither the file nor the client says."""
_INSTALMENTS: Final = "SELECT invoice_id, due_on, minor FROM billing_instalment WHERE invoice_id {in_list}"
_ENOUGH_ALIKE: Final = 2
"""So many invoices of the book say that a client of the file is one of the book by another name."""


@transaction.atomic
def take_invoices(
    *,
    rows: Sequence[InvoiceRow],
    columns: Mapping[str, str],
    file_name: str,
    today: date,
    by: Actor,
    now: datetime,
    left_out: Sequence[Skipped] = (),
    state: ImportState | None = None,
) -> BatchOutcome:
    """Take one batch of invoices, with what the file says was paid, written off or disputed; all of it or none.

    A row whose number is in the book with the same client, day and amount brings only what is new: a payment, a
    write-off, a dispute opened or closed. One that says something else is rejected, never overwritten. `columns`
    names the file's columns for the list of rejected rows. A payment without a day is dated `today` and marked.
    `left_out` rows are compared with the book: what is void in the file and open here is a change at the source.
    """
    require(by, IMPORT_INVOICES)
    outcome = BatchOutcome()
    state = state or ImportState()
    outcome.changes += follow_voids(left_out=left_out, state=state, today=today, by=by, now=now)
    if not rows:
        return outcome
    bulk.import_lock()
    known: dict[str, list[Known]] = {}
    for one in known_by("number_key", [number_key(document_number(row.number, row.external_id)) for row in rows]):
        known.setdefault(one.number_key, []).append(one)
    by_external = {
        one.external_id: one for one in known_by("external_id", [row.external_id for row in rows if row.external_id])
    }
    recognised = _recognise(rows, known, by_external, state, by, now)
    state.origins = origins_of(known)
    outcome.clients = recognised.added
    # A file that is silent about payments (a ledger, a statement, a template, our own) doesn't say that none were made.
    says_paid = any(name in columns for name in ("paid", "balance", "paid_on", "status", "payment_status"))
    says_paid = says_paid and "debit" not in columns and not is_own_invoices(columns)
    fresh = _Fresh()
    updates: dict[int, tuple[InvoiceRow, Known]] = {}
    for row in rows:
        before = by_external.get(row.external_id) if row.external_id else None
        problem = _sort(row, before, known, recognised, fresh, state)
        if isinstance(problem, Problem):
            _refuse(row, problem, columns, outcome)
        elif problem is None:
            continue
        elif problem.id in updates or state.came_in(problem.id):
            outcome.tally.leave_out(REPEATED, len(row.raw), SumOf.INVOICED, row.currency, row.total_minor)
        else:
            updates[problem.id] = (row if says_paid else row._replace(paid_minor=problem.paid), problem)
    writing = Writing(bulk.instant_text(now), today)
    taken = keys_taken(list(updates.values()))
    for row, before in updates.values():
        done = update_known(row, before, taken, writing, outcome)
        if isinstance(done, Problem):
            _refuse(row, done, columns, outcome)
            continue
        result = RowResult.UPDATED if done else RowResult.UNCHANGED
        outcome.tally.add(result, len(row.raw), SumOf.INVOICED, row.currency, row.total_minor)
        if row.due_on is not None and row.due_on != str(before.due_on):
            days = (str(before.due_on), row.due_on)
            outcome.changes.append(SourceChange(DUE_ON, before.ref, before.number, *days, before.currency, before.open))
    outcome.changes += _other_instalments(updates)
    _prepare(fresh, recognised.terms_days, writing, outcome, state)
    write(writing)
    outcome.invoices = len(writing.invoices)
    outcome.payments += len(writing.payments)
    note(writing, file_name, by, now)
    return outcome


@dataclass(slots=True)
class _Fresh:
    """The invoices of a batch that are new: row, client, key of the number and what tells the number apart."""

    invoices: list[tuple[InvoiceRow, int, str, str]] = field(default_factory=list)
    by_number: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    external_ids: set[str] = field(default_factory=set)


def _refuse(row: InvoiceRow, problem: Problem, columns: Mapping[str, str], outcome: BatchOutcome) -> None:
    outcome.tally.add(RowResult.REJECTED, len(row.raw), SumOf.INVOICED, row.currency, row.total_minor)
    outcome.rejects.append(reject(row, problem.field, problem, columns))


def _other_instalments(updates: Mapping[int, tuple[InvoiceRow, Known]]) -> list[SourceChange]:
    """Invoices that the file has in other instalments than the book, with the days of both."""
    split = {invoice: row.instalments for invoice, (row, _before) in updates.items() if row.instalments}
    ours: dict[int, list[InstalmentPart]] = {invoice: [] for invoice in split}
    for invoice, due_on, minor in bulk.select_in(_INSTALMENTS, list(split)):
        ours[invoice].append(InstalmentPart(str(due_on), int(minor)))
    found = []
    for invoice, theirs in split.items():
        before, mine = updates[invoice][1], sorted(ours[invoice])
        if tuple(mine) != theirs and theirs[-1].due_on == str(before.due_on):
            days = (", ".join(part.due_on for part in parts) for parts in (mine, theirs))
            known, seen = days
            of = (before.ref, before.number, known or str(before.due_on), seen)
            found.append(SourceChange(DUE_ON, *of, before.currency, before.open))
    return found


def _sort(  # noqa: PLR0917 -- one answer for each way in which a row can meet the book
    row: InvoiceRow,
    before: Known | None,
    known: Mapping[str, list[Known]],
    recognised: MatchedClient,
    fresh: _Fresh,
    state: ImportState,
) -> Problem | Known | None:
    """Put a row among the fresh ones (None), find the invoice it is, or say why it does not come in."""
    one = Named(row.client_external_id, row.client_name)
    client = recognised.ids.get(one)
    if client is None and one in recognised.ambiguous:
        return Problem("client_name", "client_ambiguous", one.name, {"count": recognised.ambiguous[one]})
    key = number_key(document_number(row.number, row.external_id))
    sharing = known.get(key, [])
    origin = Origin(recognised.merged.get(one, client or 0), state.origins)
    before = before or known_of(row, client, sharing, state.numbering, origin)
    if before is not None:
        return difference(row, client, before) or before
    if client is None:
        # The row that would have brought this client with it was rejected itself.
        return Problem("client_name", "client_unknown", one.name)
    bearers = fresh.by_number.setdefault(key, [])
    if row.external_id and row.external_id in fresh.external_ids:
        return Problem("external_id", "external_id_repeated", row.external_id)
    if (client, row.issued_on[:4]) in bearers or (bearers and state.said is Numbering.BOOK):
        return Problem("number", "number_repeated", row.number, {"lines": str(row.line)})
    scope = ""
    if sharing or bearers:
        clients = {same_number.client_id for same_number in sharing} | {client_id for client_id, _year in bearers}
        shown = Numbering.CLIENT if clients != {client} else Numbering.YEAR
        state.numberings.setdefault(shown, row.number)
        scope = number_scope(client, row.issued_on)
    bearers.append((client, row.issued_on[:4]))
    if row.external_id:
        fresh.external_ids.add(row.external_id)
    fresh.invoices.append((row, client, key, scope))
    return None


def _recognise(  # noqa: PLR0917 -- all that decides who is meant
    rows: Sequence[InvoiceRow],
    known: Mapping[str, list[Known]],
    by_external: Mapping[str, object],
    state: ImportState,
    by: Actor,
    now: datetime,
) -> MatchedClient:
    """Find the clients of all rows; add the unknown of those that bring an invoice, for the others may be rejected."""
    bringing: dict[Named, dict[str, object]] = {}
    others: dict[Named, dict[str, object]] = {}
    seen: set[tuple[str, Named]] = set()
    for row in rows:
        one = Named(row.client_external_id, row.client_name)
        key = number_key(document_number(row.number, row.external_id))
        if one in bringing:
            seen.add((key, one))
            continue
        is_known = row.external_id and row.external_id in by_external
        if (key, one) in seen or is_known or (key in known and state.numbering is not Numbering.CLIENT):
            others[one] = {}
            continue
        seen.add((key, one))
        fields: dict[str, object] = dict(row.client_fields)
        fields["client_group"] = row.client_group
        if row.terms_days is not None:
            fields["terms_days"] = row.terms_days
        bringing[one] = fields
    if known:
        state.same_clients.update(_renamed(rows, known, {**others, **bringing}, state, by, now))
    same = {one: client for one, client in state.same_clients.items() if one in bringing or one in others}
    bringing = {one: fields for one, fields in bringing.items() if one not in same}
    found = match_clients(named=bringing, by=by, now=now)
    left = {one: fields for one, fields in others.items() if one not in bringing and one not in same}
    if left:
        more = match_clients(named=left, by=by, now=now, add_unknown=False)
        found = MatchedClient(
            {**found.ids, **more.ids},
            {**found.ambiguous, **more.ambiguous},
            {**found.terms_days, **more.terms_days},
            found.added,
            found.renamed | more.renamed,
            merged={**found.merged, **more.merged},
        )
    for one, client in found.ids.items():
        if one in found.renamed:
            state.other_names.setdefault(client, set()).add(one.name)
        else:
            state.own_names.add(client)
    return found._replace(ids={**found.ids, **same})


def _renamed(  # noqa: PLR0917 -- all that decides who is meant
    rows: Sequence[InvoiceRow],
    known: Mapping[str, list[Known]],
    named: Mapping[Named, Mapping[str, object]],
    state: ImportState,
    by: Actor,
    now: datetime,
) -> dict[Named, int]:
    """Clients of the file that the book knows by another name: several of their invoices are those of one client.

    None where numbers run for each client, where the other name stands in the file too, or where invoices disagree.
    """
    if state.numbering is Numbering.CLIENT:
        return {}
    matched = match_clients(named=named, by=by, now=now, add_unknown=False)
    votes: dict[Named, Counter[int]] = {}
    for row in rows:
        one = Named(row.client_external_id, row.client_name)
        if one in matched.ids or one in matched.ambiguous or one in state.same_clients:
            continue
        for same_number in known.get(number_key(document_number(row.number, row.external_id)), ()):
            client = same_number.client_id if is_written_alike(row, same_number) else 0
            votes.setdefault(one, Counter())[client] += 1
    present = set(matched.ids.values())
    found: dict[Named, int] = {}
    for one, counted in votes.items():
        [(client, count), *others] = counted.most_common()
        if client and not others and count >= _ENOUGH_ALIKE and client not in present:
            found[one] = client
            state.other_names.setdefault(client, set()).add(one.name or one.external_id)
    return found


def _prepare(fresh: _Fresh, terms: dict[int, int], writing: Writing, outcome: BatchOutcome, state: ImportState) -> None:
    """Make the rows of invoices the book does not know yet."""
    if not fresh.invoices:
        return
    ids = bulk.reserve_ids("billing_invoice", len(fresh.invoices))
    state.added.append(ids)
    # In order, so that a batch walks once through the index of references instead of jumping about in it.
    refs = sorted(new_refs("i", len(fresh.invoices)))
    stamp, today = writing.stamp, str(writing.today)
    add_invoice, add_payment = writing.invoices.append, writing.payments.append
    latest = ""
    counts: Counter[int] = Counter()
    paid_counts: Counter[int] = Counter()
    sums: Counter[str] = Counter()
    source_rows = 0
    for (row, client, number_known_by, scope), key, ref in zip(fresh.invoices, ids, refs, strict=True):
        number = document_number(row.number, row.external_id)
        issued = row.issued_on
        due = row.due_on or _due(issued, terms.get(client, DEFAULT_TERMS_DAYS))
        total = row.total_minor
        sums[row.currency] += total
        source_rows += len(row.raw)
        lost = row.written_off_minor
        received = row.paid_minor
        paid = min(received, total - lost)
        left = total - paid - lost
        settled = ""
        is_known = True
        for minor, said_on, used, so_far in _payments(row, paid) if received else ():
            is_day_known = said_on is not None
            paid_on = said_on or max(today, issued)
            allocated_on = max(issued, paid_on)
            add_payment((
                client, f"import:{identity(number, scope)}:{so_far}", row.currency, paid_on, is_day_known, minor,
                minor - used, key, allocated_on, used,
            ))  # fmt: skip
            is_known = is_known and is_day_known
            settled = max(settled, allocated_on)
            paid_counts[client] += 1
            outcome.overpaid += minor > used
        if lost:
            on = max(row.written_off_on or today, issued)
            writing.write_offs.append((key, lost, on))
            settled = max(settled, on)
        _note_beside(row, key, writing)
        add_invoice((
            key, ref, client, number, number_known_by, scope, row.external_id, row.reference, row.currency, issued, due,
            total, row.tax_minor, row.channel, "import", stamp, left, paid, 0, lost,
            None if left else settled, False, is_known,
        ))  # fmt: skip
        counts[client] += 1
        latest = max(latest, settled, issued)
    for currency, minor in sums.items():
        outcome.tally.add(RowResult.CAME_IN, 0, SumOf.INVOICED, currency, minor)
    outcome.tally.rows[RowResult.CAME_IN] += source_rows
    for client, count in counts.items():
        writing.by_client[client, "invoices"] += count
    for client, count in paid_counts.items():
        writing.by_client[client, "payments"] += count
    writing.latest = max(writing.latest, latest)


def _payments(row: InvoiceRow, most: int) -> Iterator[tuple[int, str | None, int, int]]:
    """Each payment of a row: amount, day, what of it the invoice takes (`most` in all), and all that was paid with it.

    In one row of many there are several.
    """
    so_far, left = 0, most
    for minor, paid_on in row.payments or ((row.paid_minor, row.paid_on),):
        so_far += minor
        used = min(minor, left)
        left -= used
        yield minor, paid_on, used, so_far


def _note_beside(row: InvoiceRow, key: int, writing: Writing) -> None:
    """Take what the file says of an invoice beside its money: that it is disputed, and its instalments."""
    if row.disputed:
        writing.disputes.append((key,))
    for part, later in with_later(row.instalments):
        writing.instalments.append((key, part.due_on, part.minor, later))
    for place, line in enumerate(row.lines, start=1):
        writing.lines.append((
            key, place, line.description, line.quantity, line.unit, line.price_minor, line.minor, line.source_kind,
            line.source_ref,
        ))  # fmt: skip


@cache
def _due(issued: str, days: int) -> str:
    return str(date.fromisoformat(issued) + timedelta(days=days))
