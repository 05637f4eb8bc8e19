"""What a newer export says of invoices the book knows: money that came since, a loss, a dispute opened or closed."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.billing.rules.numbers import Numbering
from mainstay.kernel.problem import Problem
from mainstay.store import bulk
from mainstay.store.sql import rows_in
from mainstay.timeline.queries.events import FIRST_CLIENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mainstay.billing.actions._batches import BatchOutcome, Writing
    from mainstay.billing.formats.invoice_rows import InvoiceRow

_KNOWN: Final = """
    SELECT i.id, i.ref, i.number, i.number_key, i.number_scope, i.external_id, i.client_id, i.currency, i.issued_on,
           i.due_on, i.total_minor AS total,
           i.paid_minor AS paid, i.credited_minor AS credited, i.written_off_minor AS lost,
           i.is_settled_day_known AS is_day_known,
           (SELECT a.allocated_on FROM billing_allocation a WHERE a.invoice_id = i.id
            GROUP BY a.allocated_on HAVING SUM(a.minor) <> 0 ORDER BY a.allocated_on DESC LIMIT 1) AS allocated_last,
           (SELECT COUNT(*) FROM billing_dispute d WHERE d.invoice_id = i.id AND d.closed_on IS NULL) AS open_disputes,
           (SELECT COUNT(*) FROM billing_dispute d WHERE d.invoice_id = i.id AND d.closed_on IS NOT NULL)
           AS closed_disputes
    FROM billing_invoice i WHERE i.{column} {{in_list}} AND i.number_scope NOT LIKE 'void:%%'
"""
"""The invoices whose `{column}` is `{in_list}`, but for those taken back with their import."""


_FIRST_CLIENT: Final = (
    f"SELECT i.id, {FIRST_CLIENT.format(table='billing_invoice', row='i.id')} FROM billing_invoice i"
    " WHERE i.id {in_list}"
)
"""Invoices, each with the client it was of before it was moved; NULL for one that never was."""


class Known(NamedTuple):
    """An invoice of the book as an import needs it; days as the engine returns them."""

    id: int
    ref: str
    number: str
    number_key: str
    number_scope: str
    external_id: str
    client_id: int
    currency: str
    issued_on: object
    due_on: object
    total: int
    paid: int
    credited: int
    lost: int
    is_day_known: bool
    allocated_last: object
    open_disputes: int
    closed_disputes: int

    @property
    def open(self) -> int:
        """Minor units still open."""
        return self.total - self.paid - self.credited - self.lost


class _NewPayment(NamedTuple):
    """A payment that the book does not have yet; `excess` of it is more than was open."""

    key: str
    paid_on: str | None
    more: int
    excess: int


class Origin(NamedTuple):
    """The client that a row names, before it became another, and the first client of each invoice in doubt."""

    client_id: int
    first: Mapping[int, int]

    def chosen(self, found: Sequence[Known]) -> Known:
        """The one that was this client's from the start, else the first."""
        return next((one for one in found if self.first.get(one.id, one.client_id) == self.client_id), found[0])


def origins_of(known: Mapping[str, Sequence[Known]]) -> dict[int, int]:
    """Invoice -> the client it was first of, for those that share number, client and year since a merge."""
    shared: dict[tuple[str, int, str], list[int]] = {}
    for key, sharing in known.items():
        for one in sharing:
            shared.setdefault((key, one.client_id, str(one.issued_on)[:4]), []).append(one.id)
    ids = [invoice for invoices in shared.values() if len(invoices) > 1 for invoice in invoices]
    return {invoice: client for invoice, client in bulk.select_in(_FIRST_CLIENT, ids) if client is not None}


def known_by(column: str, values: Sequence[str]) -> Iterable[Known]:
    """Invoices of the book by "number_key" or "external_id", in one statement."""
    return rows_in(Known, _KNOWN.format(column=column), values)


def is_written_alike(row: InvoiceRow, known: Known) -> bool:
    """Whether day, currency and total of a row are those of an invoice of the book."""
    return (row.issued_on, row.currency, row.total_minor) == (str(known.issued_on), known.currency, known.total)


def known_of(
    row: InvoiceRow, client: int | None, sharing: Sequence[Known], numbering: Numbering | None, origin: Origin
) -> Known | None:
    """The invoice of the book that a row is, among those that share its number; None for one the book does not know.

    Another client's or another year's is the same invoice only where nothing shows that numbers run so: `difference`
    then says what speaks against it. Of several that a merge brought together it is that of the client `origin` names.
    """
    own = [one for one in sharing if one.client_id == client]
    of_year = [one for one in own if str(one.issued_on)[:4] == row.issued_on[:4]]
    if of_year:
        return origin.chosen([one for one in of_year if is_written_alike(row, one)] or of_year)
    if own:
        return own[0] if numbering is Numbering.BOOK else None
    alike = next((one for one in sharing if is_written_alike(row, one)), None)
    if numbering is Numbering.CLIENT:
        return None
    return alike or (sharing[0] if sharing else None)


def difference(row: InvoiceRow, client: int | None, known: Known) -> Problem | None:
    """What a file says otherwise of an invoice than the book, which keeps what was issued."""
    for name, ours, theirs in (
        ("client_name", known.client_id, client),
        ("currency", known.currency, row.currency),
        ("issued_on", str(known.issued_on), row.issued_on),
        ("total", known.total, row.total_minor),
    ):
        if name == "client_name" and ours != theirs and not is_written_alike(row, known):
            return Problem(name, "number_of_another_client", str(row.number), {"line": row.line})
        if ours != theirs:
            return Problem(name, f"differs_in_{name}", str(row.number), {"line": row.line})
    return None


def keys_taken(pairs: Sequence[tuple[InvoiceRow, Known]]) -> set[str]:
    """Which of the payments these rows may bring are in the book already, whatever became of them since."""
    keys = [_key(known, so_far) for row, known in pairs if row.paid_minor > known.paid for so_far, _on in _paid_by(row)]
    return {row[0] for row in bulk.select_in("SELECT key FROM billing_payment WHERE key {in_list}", keys)}


def update_known(
    row: InvoiceRow, known: Known, taken: set[str], writing: Writing, outcome: BatchOutcome
) -> Problem | bool:
    """Gather what the row adds to its invoice, or say why it does not fit; False for a row that adds nothing."""
    lost_now = max(known.lost, row.written_off_minor)
    most = known.total - lost_now
    more, excess = 0, 0
    payments = []
    so_far = known.paid
    for paid_minor, paid_on in _paid_by(row):
        key = _key(known, paid_minor)
        if key in taken:
            so_far = max(so_far, min(paid_minor, most))
            continue
        part = max(min(paid_minor, most) - so_far, 0)
        beyond = max(paid_minor - most - excess - _excess_before(known), 0) if paid_minor > most else 0
        if part + beyond:
            payments.append(_NewPayment(key, paid_on, part, beyond))
        more, excess, so_far = more + part, excess + beyond, so_far + part
    if row.paid_minor < known.paid:
        return Problem("paid", "book_has_more", known.number)
    loss = lost_now - known.lost
    if more + loss > known.open:
        return Problem("paid", "settled_otherwise", known.number)
    has_settled = _settle(row, known, payments, loss, writing)
    if _dispute(row, known, writing) or has_settled:
        writing.by_client[known.client_id, "payments"] += more + excess > 0
        outcome.overpaid += excess > 0
        return True
    return False


def _settle(row: InvoiceRow, known: Known, payments: Sequence[_NewPayment], loss: int, writing: Writing) -> bool:
    """Gather payments and a write-off of `loss`; False when there is nothing of either."""
    more = sum(one.more for one in payments)
    today = str(writing.today)
    latest = str(known.allocated_last or "")
    is_day_known = bool(known.is_day_known)
    for one in payments:
        paid_on = one.paid_on or max(today, row.issued_on)
        is_day_known = is_day_known and one.paid_on is not None
        on = max(paid_on, row.issued_on)
        writing.payments.append((
            known.client_id, one.key, known.currency, paid_on, one.paid_on is not None, one.more + one.excess,
            one.excess, known.id, on, one.more,
        ))  # fmt: skip
        latest = max(latest, on)
    if loss > 0:
        on = max(row.written_off_on or today, row.issued_on)
        writing.write_offs.append((known.id, loss, on))
        latest = max(latest, on)
    if more + loss > 0:
        left = known.open - more - loss
        settled_on = None if left else latest
        writing.updates.append((left, known.paid + more, known.lost + loss, settled_on, is_day_known, known.id))
    if payments or loss > 0:
        writing.latest = max(writing.latest, latest)
    return bool(payments) or loss > 0


def _dispute(row: InvoiceRow, known: Known, writing: Writing) -> bool:
    """Gather a dispute to open or to close; one that was closed in the book is not opened again by an old flag."""
    if row.disputed is True and not known.open_disputes and not known.closed_disputes:
        writing.disputes.append((known.id,))
        return True
    if row.disputed is False and known.open_disputes:
        writing.closed_disputes.append((str(writing.today), known.id))
        return True
    return False


def identity(number: str, scope: str) -> str:
    """What names an invoice in the key of a payment that an import brought with it."""
    return f"{number}@{scope}" if scope else number


def _paid_by(row: InvoiceRow) -> Iterable[tuple[int, str | None]]:
    """What was paid in all with each payment of a row, and on which day that was."""
    if not row.payments:
        return ((row.paid_minor, row.paid_on),)
    return zip(accumulate(minor for minor, _on in row.payments), (on for _minor, on in row.payments), strict=True)


def _key(known: Known, paid_minor: int) -> str:
    return f"import:{identity(known.number, known.number_scope)}:{paid_minor}"


def _excess_before(known: Known) -> int:
    """What earlier imports of an invoice left on the client's account beyond its total; asked for few invoices."""
    rows = bulk.select_rows(
        """SELECT p.minor, COALESCE((SELECT SUM(a.minor) FROM billing_allocation a
                                     WHERE a.payment_id = p.id AND a.invoice_id = i.id), 0)
           FROM billing_invoice i JOIN billing_payment p ON p.client_id = i.client_id
           WHERE i.id = %s AND p.key LIKE %s""",
        [known.id, f"import:{identity(known.number, known.number_scope)}:%"],
    )
    return sum(int(minor) - int(used) for minor, used in rows)
