"""The list of clients and the page of one: what they owe, how they pay, what happened."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from mainstay.billing.queries.fragments import OPEN_OF_CLIENT_ON_A_PAST_DAY
from mainstay.billing.queries.receivables import Ageing, AgeingRow, ageing_rows, is_current
from mainstay.billing.rules.due import bucket_starts, days_past_due
from mainstay.clients.models import Client, Contact
from mainstay.clients.queries.fetching import client_called, client_names, has_clients, matching
from mainstay.clients.queries.next_contacts import clients_with_contact_due, next_contact_with
from mainstay.clients.queries.proposals import client_with_proposals, open_proposals
from mainstay.clients.queries.visible import clients_for
from mainstay.clients.rules.acts import SEE_RISK
from mainstay.firm.permissions import may
from mainstay.overview.rules.client_filter import EVERY_CLIENT, ClientsWanted
from mainstay.scoring.queries.outlooks import COLUMNS, JOIN, WIDTH, Foreseen, at_risk, foreseen_in
from mainstay.scoring.queries.payment_habits import PaidLate, habits, habits_of_one, medians
from mainstay.scoring.queries.standings import NOT_KNOWN, ClientStanding, Held, standing_of, standings_held
from mainstay.scoring.rules.payment_habits import NO_HABITS, Habits
from mainstay.store.sql import as_day
from mainstay.timeline.queries.events import EVENT_COLUMNS, EVENT_JOIN, event_of

if TYPE_CHECKING:
    from mainstay.clients.queries.next_contacts import PlannedContact
    from mainstay.clients.rules.proposing import OpenProposal
    from mainstay.kernel.actor import Actor
    from mainstay.timeline.queries.events import Event

_LATELY: Final = 24
"""How many of the last paid invoices the picture of a client's habits shows."""
_IS_DISPUTED: Final = """
    EXISTS (SELECT 1 FROM billing_dispute d WHERE d.invoice_id = i.id
            AND (d.opened_on IS NULL OR d.opened_on <= %(today)s)
            AND (d.closed_on IS NULL OR d.closed_on > %(today)s))
"""
_OPEN_NOW: Final = f"""
    SELECT {_IS_DISPUTED}, i.ref, i.number, i.currency, i.issued_on, i.due_on, i.total_minor, i.open_minor,
           {COLUMNS}
    FROM billing_invoice i {JOIN} WHERE i.client_id = %(client)s AND i.open_minor > 0 ORDER BY i.due_on, i.id
"""
_OPEN_THEN: Final = f"""
    WITH {OPEN_OF_CLIENT_ON_A_PAST_DAY}
    SELECT {_IS_DISPUTED}, i.ref, i.number, i.currency, i.issued_on, i.due_on, i.total_minor, owed.open_minor,
           {COLUMNS}
    FROM owed JOIN billing_invoice i ON i.id = owed.id {JOIN} WHERE owed.open_minor > 0 ORDER BY i.due_on, i.id
"""
_MONEY_IN: Final = """
    SELECT * FROM (
        SELECT ROW_NUMBER() OVER (ORDER BY paid_on DESC, id DESC) AS place, ref, paid_on, is_day_known, minor, currency,
               note
        FROM billing_payment WHERE client_id = %(client)s AND paid_on <= %(today)s ORDER BY place LIMIT 12
    ) AS latest
    UNION ALL
    SELECT 0, NULL, NULL, NULL, minor, currency, NULL FROM ({on_account}) AS waiting
    ORDER BY place
"""
"""What waits on the client's account in each currency (place 0), then the latest payments."""
_EVENTS: Final = f"""
    SELECT e.id, {EVENT_COLUMNS} FROM timeline_entry e {EVENT_JOIN}
    WHERE e.client_id = %(client)s AND e.happened_on <= %(today)s {{older}}
    ORDER BY e.happened_on DESC, e.id DESC LIMIT 21
"""
_OLDER: Final = "AND (e.happened_on < %(before_on)s OR (e.happened_on = %(before_on)s AND e.id < %(before_id)s))"
_SHOWN_EVENTS: Final = 20
_POINT: Final = re.compile(r"(\d{4}-\d{2}-\d{2})\.(\d{1,18})", re.ASCII)
ON_ACCOUNT: Final = """
    SELECT client_id, currency, SUM(minor) AS minor FROM (
        SELECT p.client_id, p.currency,
               p.minor - COALESCE((SELECT SUM(a.minor) FROM billing_allocation a
                                   WHERE a.payment_id = p.id AND a.allocated_on <= %(today)s), 0)
                       - COALESCE((SELECT SUM(r.minor) FROM billing_refund r
                                   WHERE r.payment_id = p.id AND r.refunded_on <= %(today)s), 0)
                       - COALESCE((SELECT SUM(v.minor) FROM billing_recovery v
                                   WHERE v.payment_id = p.id AND v.recovered_on <= %(today)s), 0)
                       + COALESCE((SELECT SUM(b.minor) FROM billing_payment b
                                   WHERE b.reverses_id = p.id AND b.paid_on <= %(today)s), 0) AS minor
        FROM billing_payment p WHERE p.reverses_id IS NULL AND p.paid_on <= %(today)s {of_payment}
        UNION ALL
        SELECT n.client_id, n.currency,
               n.total_minor - COALESCE((SELECT SUM(a.minor) FROM billing_allocation a
                                         WHERE a.credit_note_id = n.id AND a.allocated_on <= %(today)s), 0)
                             - COALESCE((SELECT SUM(r.minor) FROM billing_refund r
                                         WHERE r.credit_note_id = n.id AND r.refunded_on <= %(today)s), 0)
        FROM billing_creditnote n WHERE n.issued_on <= %(today)s {of_note}
    ) AS parts WHERE minor > 0 GROUP BY client_id, currency
"""
_ON_ACCOUNT_NOW: Final = """
    SELECT client_id, currency, SUM(unallocated_minor) AS minor FROM (
        SELECT client_id, currency, unallocated_minor FROM billing_payment p WHERE unallocated_minor > 0 {of_payment}
        UNION ALL
        SELECT client_id, currency, unallocated_minor FROM billing_creditnote n WHERE unallocated_minor > 0 {of_note}
    ) AS parts GROUP BY client_id, currency
"""


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """An invoice with something open at the end of the day; `days_late` is negative before it is due.

    `foreseen` is its outlook; None where it was not judged by the day.
    """

    ref: str
    number: str
    currency: str
    issued_on: date
    due_on: date
    total_minor: int
    open_minor: int
    days_late: int
    is_disputed: bool
    foreseen: Foreseen | None = None


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment (negative: one taken back)."""

    ref: str
    paid_on: date
    is_day_known: bool
    minor: int
    currency: str
    note: str


@dataclass(frozen=True, slots=True)
class ClientRow:
    """One line of the client list; amounts in minor units by currency."""

    ref: str
    name: str
    open_minor: dict[str, int]
    overdue_minor: dict[str, int]
    on_account_minor: dict[str, int]
    habits: Habits
    standing: Held = NOT_KNOWN


@dataclass(frozen=True, slots=True)
class ClientsPage:
    """The clients that were wanted, as of a day: those of one page, of `count` on all `pages`.

    `is_book_empty`: there is no client at all, whatever was asked.
    """

    as_of: date
    search: str
    clients: tuple[ClientRow, ...]
    count: int
    number: int
    pages: int
    is_book_empty: bool = False


@dataclass(frozen=True, slots=True)
class ClientPage:
    """One client as of a day."""

    as_of: date
    ref: str
    external_id: str
    name: str
    email: str
    phone: str
    address: str
    country: str
    terms_days: int | None
    client_group: str
    contacts: tuple[tuple[str, str, str], ...]
    habits: Habits
    lately: tuple[PaidLate, ...]
    ageing: dict[str, Ageing]
    on_account_minor: dict[str, int]
    open_invoices: tuple[OpenInvoice, ...]
    payments: tuple[PaymentRow, ...]
    events: tuple[Event, ...]
    standing: ClientStanding
    next_contact: PlannedContact | None = None
    older_events: str = ""
    """What to ask for (`before`) to see the twenty events before these; empty where there are none."""
    currency: str = ""
    credit_limit_minor: int | None = None
    deposit_percent: int | None = None
    proposals: tuple[OpenProposal, ...] = ()

    @property
    def at_risk_minor(self) -> dict[str, int]:
        """What of the open invoices may never come, on average: currency -> minor units; empty where none is judged."""
        return at_risk((invoice.currency, invoice.foreseen) for invoice in self.open_invoices)


def clients_page(*, as_of: date, wanted: ClientsWanted = EVERY_CLIENT, by: Actor) -> ClientsPage:
    """List the wanted clients.

    Only what decides is read of all clients, and the rest of those on the page. A page beyond the last is the last.
    """
    found = matching(wanted.search, by=by) if wanted.search.strip() else clients_for(by)
    ids = list(found.order_by("sort_key", "id").values_list("id", flat=True))
    now = is_current(as_of)
    owed = _owed(ageing_rows(as_of, now=now), as_of) if wanted.asks_for_debts else {}
    if wanted.asks_for_debts:
        ids = [
            each for each in ids if wanted.fits(owed.get(each, _NO_DEBT).open_minor, owed.get(each, _NO_DEBT).days_late)
        ]
    if wanted.is_contact_due:
        due = clients_with_contact_due(today=as_of, by=by)
        ids = [each for each in ids if each in due]
    is_risk_seen = may(by, SEE_RISK)
    held = standings_held(as_of=as_of) if wanted.standing and is_risk_seen else {}
    if wanted.standing:
        ids = [each for each in ids if held.get(each, NOT_KNOWN).holds == wanted.standing]
    if wanted.sort == "overdue":
        ids.sort(key=lambda each: -max(owed.get(each, _NO_DEBT).overdue_minor.values(), default=0))
    elif wanted.sort == "slowest":
        usual = medians(as_of=as_of)
        ids.sort(key=lambda each: -usual.get(each, -1e9))
    length = wanted.length or max(len(ids), 1)
    pages = max(1, -(-len(ids) // length))
    number = min(max(wanted.number, 1), pages)
    listed = ids[(number - 1) * length : number * length]
    only = None if wanted == EVERY_CLIENT else listed
    if not wanted.asks_for_debts:
        owed = _owed(ageing_rows(as_of, now=now, clients=only), as_of)
    if not wanted.standing and is_risk_seen:
        held = standings_held(as_of=as_of, clients=only)
    names = client_names(listed)
    credit = on_account(as_of=as_of, now=now)
    paying = habits(as_of=as_of, clients=only)
    rows = []
    for each in listed:
        debt = owed.get(each, _NO_DEBT)
        how = paying.get(each, NO_HABITS)
        standing = held.get(each, NOT_KNOWN)
        owes = (debt.open_minor, debt.overdue_minor, credit.get(each, {}))
        rows.append(ClientRow(*names[each][:2], *owes, how, standing))
    return ClientsPage(as_of, wanted.search, tuple(rows), len(ids), number, pages, not ids and not has_clients())


@dataclass(slots=True)
class _Debt:
    """What one client owes, by currency in minor units, and how late the oldest of it is (negative: not yet due)."""

    open_minor: dict[str, int]
    overdue_minor: dict[str, int]
    days_late: int


_NO_DEBT: Final = _Debt({}, {}, 0)


def _owed(rows: list[AgeingRow], as_of: date) -> dict[int, _Debt]:
    """What is open and overdue, by client id."""
    owed: dict[int, _Debt] = {}
    for row in rows:
        debt = owed.setdefault(row[0], _Debt({}, {}, 0))
        debt.open_minor[row[1]] = int(row[2])
        debt.days_late = max(debt.days_late, days_past_due(as_day(row[10]), as_of))
        if row[3]:
            debt.overdue_minor[row[1]] = int(row[3])
    return owed


def client_page(*, wanted: str, as_of: date, by: Actor, before: str = "") -> ClientPage:
    """Show one client, found by reference, external id or name, as known at the end of a day.

    Of what happened the twenty latest are shown, or the twenty before those of another page (its `older_events`).
    """
    client = client_called(wanted=wanted, by=by)
    page = _page(client, open_proposals(client_ref=client.ref, by=by), as_of, before)
    return page if may(by, SEE_RISK) else _without_risk(page)


def client_page_of(*, ref: str, as_of: date, by: Actor, before: str = "") -> ClientPage:
    """Show the client with this reference and no other; ClientNotFound otherwise."""
    page = _page(*client_with_proposals(ref=ref, by=by), as_of, before)
    return page if may(by, SEE_RISK) else _without_risk(page)


def _without_risk(page: ClientPage) -> ClientPage:
    """The page without what was judged: standing, suggestions and outlooks."""
    invoices = tuple(replace(invoice, foreseen=None) for invoice in page.open_invoices)
    return replace(page, standing=ClientStanding(None, None, ()), proposals=(), open_invoices=invoices)


def _page(client: Client, proposals: tuple[OpenProposal, ...], as_of: date, before: str) -> ClientPage:
    parameters: dict[str, date | int] = {"client": client.pk, "today": as_of}
    now = is_current(as_of)
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_NOW if now else _OPEN_THEN, parameters)
        invoices = tuple(_open_invoice(row, as_of) for row in cursor.fetchall())
        cursor.execute(_MONEY_IN.format(on_account=_on_account(now=now, of_one=True)), parameters)
        came = cursor.fetchall()
        payments = tuple(
            PaymentRow(ref, as_day(on), bool(known), int(minor), currency, note)
            for place, ref, on, known, minor, currency, note in came
            if place
        )
        point = _point(before)
        cursor.execute(_EVENTS.format(older=_OLDER if point else ""), parameters | point)
        happened = cursor.fetchall()
    contacts = Contact.objects.filter(client=client).order_by("id").values_list("name", "email", "phone")
    paying, lately = habits_of_one(as_of=as_of, client_id=client.pk, most=_LATELY)
    places = (client.street, client.postal_code, client.city, client.region)
    return ClientPage(
        as_of=as_of,
        ref=client.ref,
        external_id=client.external_id,
        name=client.name,
        email=client.email,
        phone=client.phone,
        address=", ".join(place for place in places if place),
        country=client.country,
        terms_days=client.terms_days,
        client_group=client.client_group,
        contacts=tuple((name, email, phone) for name, email, phone in contacts),
        habits=paying,
        lately=lately,
        ageing=_aged(invoices, as_of),
        on_account_minor={row[5]: int(row[4]) for row in came if not row[0]},
        open_invoices=invoices,
        payments=payments,
        events=tuple(event_of(row[1:]) for row in happened[:_SHOWN_EVENTS]),
        next_contact=next_contact_with(client_id=client.pk, today=as_of),
        currency=client.currency,
        credit_limit_minor=client.credit_limit_minor,
        deposit_percent=client.deposit_percent,
        proposals=proposals,
        older_events=_point_of(happened[_SHOWN_EVENTS - 1]) if len(happened) > _SHOWN_EVENTS else "",
        standing=standing_of(client_id=client.pk, as_of=as_of),
    )


def on_account(*, as_of: date, now: bool | None = None) -> dict[int, dict[str, int]]:
    """What clients have paid or were credited beyond what it was allocated to: client id -> currency -> minor units.

    `now` is what `is_current` said of the day, where it was asked already.
    """
    statement = _on_account(now=is_current(as_of) if now is None else now)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"today": as_of})
        found: dict[int, dict[str, int]] = {}
        for owner, currency, minor in cursor.fetchall():
            found.setdefault(owner, {})[currency] = int(minor)
    return found


def _on_account(*, now: bool, of_one: bool = False) -> str:
    """The question what is on account: of all clients, or of the one in the parameters."""
    of_payment, of_note = (f"AND {t}.client_id = %(client)s" if of_one else "" for t in "pn")
    return (_ON_ACCOUNT_NOW if now else ON_ACCOUNT).format(of_payment=of_payment, of_note=of_note)


def _point_of(row: tuple[object, ...]) -> str:
    """Where a page of events ends: the day and the number of its last one."""
    entry, _, on, *_ = row
    return f"{as_day(on)}.{entry}"


def _point(before: str) -> dict[str, date | int]:
    """Read what `_point_of` wrote; nothing for anything else, which shows the newest."""
    found = _POINT.fullmatch(before)
    try:
        return {"before_on": date.fromisoformat(found[1]), "before_id": int(found[2])} if found else {}
    except ValueError:
        return {}


def _open_invoice(row: tuple[Any, ...], as_of: date) -> OpenInvoice:
    is_disputed, ref, number, currency, issued, due, total, left = row[:-WIDTH]
    due_on, open_minor = as_day(due), int(left)
    late = days_past_due(due_on, as_of)
    seen = foreseen_in(row[-WIDTH:], open_minor)
    return OpenInvoice(
        ref, number, currency, as_day(issued), due_on, int(total), open_minor, late, bool(is_disputed), seen
    )


def _aged(invoices: tuple[OpenInvoice, ...], as_of: date) -> dict[str, Ageing]:
    """Age one client's open invoices; the statement for the whole book says the same, and a test proves it."""
    starts = bucket_starts(as_of)
    found = {}
    for currency in sorted({invoice.currency for invoice in invoices}):
        buckets = [0, 0, 0, 0, 0]
        for invoice in invoices:
            if invoice.currency == currency:
                place = next((i for i, start in enumerate(starts) if invoice.due_on >= start), 4)
                buckets[place] += invoice.open_minor
        total = sum(buckets)
        parts = (buckets[0], buckets[1], buckets[2], buckets[3], buckets[4])
        found[currency] = Ageing(total, total - buckets[0], parts)
    return found
