"""Bring invoices from a file into the book, batch by batch; each batch is one transaction.

A run that is killed leaves whole batches and is simply started again: what is in the book already is recognised by
its number (or the id of the product it came from) and left alone.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction

from mainstay.billing.actions._batches import BatchOutcome, Writing, note, reject, write
from mainstay.clients.actions.recognising import Named, Recognised, recognise_clients
from mainstay.firm import bulk
from mainstay.firm.refs import new_refs
from mainstay.kernel.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from mainstay.billing.formats.invoice_rows import InvoiceRow
    from mainstay.kernel.actor import Actor

DEFAULT_TERMS_DAYS: Final = 30
"""Days from issue to due where neither the file nor the client says."""

_KNOWN: Final = """
    SELECT i.id, i.number, i.external_id, i.client_id, i.currency, i.issued_on, i.total_minor, i.paid_minor,
           i.credited_minor, i.written_off_minor, i.settled_on, i.is_settled_day_known,
           CASE WHEN d.id IS NULL THEN 0 ELSE 1 END, i.due_on
    FROM billing_invoice i LEFT JOIN billing_dispute d ON d.invoice_id = i.id AND d.closed_on IS NULL
    WHERE i.{column} {{in_list}}
"""


@transaction.atomic
def take_invoices(
    *, rows: Sequence[InvoiceRow], columns: Mapping[str, str], file_name: str, today: date, by: Actor, now: datetime
) -> BatchOutcome:
    """Take one batch of invoices, with what the file says was paid, written off or disputed; all of it or none.

    A row whose number is in the book with the same client, day and amount brings only what is new: a payment, a
    write-off, a dispute opened or closed. One that says something else is rejected, never overwritten. `columns`
    names the file's columns for the list of rejected rows. A payment without a day is dated `today` and marked.
    """
    outcome = BatchOutcome()
    if not rows:
        return outcome
    bulk.import_lock()
    known = {row[1]: row for row in bulk.select_in(_KNOWN.format(column="number"), [r.number for r in rows])}
    by_external = {
        row[2]: row
        for row in bulk.select_in(_KNOWN.format(column="external_id"), [r.external_id for r in rows if r.external_id])
    }
    recognised = _recognise(rows, known, by_external, by, now)
    outcome.clients = recognised.added
    fresh: dict[str, tuple[InvoiceRow, int]] = {}
    writing = Writing(bulk.instant_text(now), today)
    changed: set[int] = set()
    # A file that is silent about payments (a ledger, a template) does not say that nothing was paid.
    tells_paid = any(name in columns for name in ("paid", "balance", "paid_on", "status"))
    for row in rows:
        one = Named(row.client_external_id, row.client_name)
        client = recognised.ids.get(one)
        number = _number_of(row)
        if client is None and one in recognised.ambiguous:
            problem = Problem("client_name", "client_ambiguous", one.name, {"count": recognised.ambiguous[one]})
            outcome.rejects.append(reject(row, "client_name", problem, columns))
            continue
        before = by_external.get(row.external_id) if row.external_id else None
        before = before or known.get(number)
        twin = fresh.get(number)
        if before is not None:
            problem_found = _difference(row, client, before)
            if problem_found is None and before[0] not in changed:
                if not tells_paid:
                    row = row._replace(paid_minor=int(before[7]))  # noqa: PLW2901 -- the file leaves that open
                problem_found = _renew(row, before, writing, outcome)
                changed.add(before[0])
            elif problem_found is None:
                outcome.unchanged += 1
            if problem_found is not None:
                outcome.rejects.append(reject(row, problem_found.field, problem_found, columns))
        elif twin is not None:
            if twin[1] == client and _same(twin[0], row):
                outcome.unchanged += 1
            else:
                problem = Problem("number", "number_repeated", number, {"line": twin[0].line})
                outcome.rejects.append(reject(row, "number", problem, columns))
        elif client is None:
            # The row that would have brought this client with it was rejected itself.
            problem = Problem("client_name", "client_unknown", one.name)
            outcome.rejects.append(reject(row, "client_name", problem, columns))
        else:
            fresh[number] = (row, client)
    _prepare(fresh, recognised.terms_days, writing, outcome)
    write(writing)
    outcome.invoices = len(writing.invoices)
    outcome.payments += len(writing.payments)
    note(writing, file_name, by, now)
    return outcome


def _same(first: InvoiceRow, second: InvoiceRow) -> bool:
    return (first.currency, first.issued_on, first.due_on, first.total_minor, first.paid_minor, first.paid_on) == (
        second.currency, second.issued_on, second.due_on, second.total_minor, second.paid_minor, second.paid_on
    )  # fmt: skip


def _number_of(row: InvoiceRow) -> str:
    return row.number or f"#{row.external_id[:16]}"


def _recognise(
    rows: Sequence[InvoiceRow], known: Mapping[str, object], by_external: Mapping[str, object], by: Actor, now: datetime
) -> Recognised:
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
    found = recognise_clients(named=bringing, by=by, now=now)
    left = {one: fields for one, fields in others.items() if one not in bringing}
    if not left:
        return found
    more = recognise_clients(named=left, by=by, now=now, add_unknown=False)
    return Recognised(
        {**found.ids, **more.ids},
        {**found.ambiguous, **more.ambiguous},
        {**found.terms_days, **more.terms_days},
        found.added,
    )


def _difference(row: InvoiceRow, client: int | None, before: Sequence[object]) -> Problem | None:
    """What a file says otherwise of an invoice than the book, which keeps what was issued."""
    for name, ours, theirs in (
        ("client_name", before[3], client),
        ("currency", before[4], row.currency),
        ("issued_on", str(before[5]), row.issued_on),
        ("total", before[6], row.total_minor),
    ):
        if ours != theirs:
            return Problem(name, f"differs_in_{name}", str(row.number), {"line": row.line})
    if row.due_on is not None and row.due_on != str(before[13]):
        return Problem("due_on", "differs_in_due_on", row.number, {"ours": str(before[13])})
    return None


def _renew(row: InvoiceRow, before: Sequence[object], writing: Writing, outcome: BatchOutcome) -> Problem | None:
    """Add what a newer export says of a known invoice: money that came since, a loss, a dispute."""
    key, number, _, client, currency, _, total, paid, credited, lost, settled, is_known, is_disputed, _ = before
    total, paid, credited, lost = int(total), int(paid), int(credited), int(lost)  # type: ignore[call-overload]
    lost_now = max(lost, row.written_off_minor)
    wanted = min(row.paid_minor, total - lost_now)
    more = wanted - paid
    payment_key = f"import:{number}:{row.paid_minor}"
    excess = 0
    if row.paid_minor > total - lost_now or more > 0:
        taken = [
            str(k[0]) for k in bulk.select_in("SELECT key FROM billing_payment WHERE key {in_list}", [payment_key])
        ]
        if taken:
            more = 0
        elif row.paid_minor > total - lost_now:
            excess = row.paid_minor - (total - lost_now) - _excess_before(str(number))
    if more < 0 and row.paid_minor < paid:
        return Problem("paid", "book_has_more", str(number))
    more, excess = max(more, 0), max(excess, 0)
    loss = lost_now - lost
    if more + loss > total - paid - credited - lost:
        return Problem("paid", "settled_otherwise", str(number))
    changed = False
    latest = str(settled or "")
    issued = row.issued_on
    day_known = bool(is_known)
    if more + excess > 0:
        paid_on = row.paid_on or max(str(writing.today), issued)
        day_known = day_known and row.paid_on is not None
        on = max(paid_on, issued)
        writing.payments.append(
            (client, payment_key, currency, paid_on, row.paid_on is not None, more + excess, excess, key, on, more)
        )
        latest = max(latest, on)
        outcome.overpaid += excess > 0
        writing.by_client[int(str(client)), "payments"] += 1
        changed = True
    if loss > 0:
        on = max(row.written_off_on or str(writing.today), issued)
        writing.write_offs.append((key, loss, on))
        latest = max(latest, on)
        changed = True
    if more + loss > 0:
        left = total - paid - credited - lost - more - loss
        if left == 0:
            earlier = bulk.select_rows("SELECT MAX(allocated_on) FROM billing_allocation WHERE invoice_id = %s", [key])
            latest = max(latest, str(earlier[0][0] or ""))
        writing.updates.append((left, paid + more, lost_now, latest if left == 0 else None, day_known, key))
    if row.disputed is True and not is_disputed:
        was = bulk.select_rows("SELECT 1 FROM billing_dispute WHERE invoice_id = %s AND closed_on IS NOT NULL", [key])
        if not was:
            writing.disputes.append((key,))
            changed = True
    elif row.disputed is False and is_disputed:
        writing.closed_disputes.append((str(writing.today), key))
        changed = True
    if changed:
        writing.by_client[int(str(client)), "invoices"] += 0
        writing.latest = max(writing.latest, latest)
    else:
        outcome.unchanged += 1
    return None


def _excess_before(number: str) -> int:
    """What earlier imports of an invoice left on the client's account beyond its total."""
    rows = bulk.select_rows(
        """SELECT p.minor, COALESCE((SELECT SUM(a.minor) FROM billing_allocation a
                                     WHERE a.payment_id = p.id AND a.invoice_id = i.id), 0)
           FROM billing_invoice i JOIN billing_payment p ON p.client_id = i.client_id
           WHERE i.number = %s AND p.key LIKE %s""",
        [number, f"import:{number}:%"],
    )
    return sum(int(minor) - int(used) for minor, used in rows)


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
    days_later: dict[tuple[str, int], str] = {}
    for (number, (row, client)), key, ref in zip(fresh.items(), ids, refs, strict=True):
        issued = row.issued_on
        due = row.due_on
        if due is None:
            span = (issued, terms.get(client, DEFAULT_TERMS_DAYS))
            due = days_later.get(span)
            if due is None:
                due = days_later[span] = str(date.fromisoformat(issued) + timedelta(days=span[1]))
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
