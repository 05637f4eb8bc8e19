"""The list of clients and the page of one: what they owe, how they pay, what happened."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.billing.queries.on_account import on_account
from mainstay.billing.queries.receivables import (
    AgeingRow,
    ageing_rows,
    is_current,
)
from mainstay.billing.rules.due import days_past_due
from mainstay.clients.queries.fetching import client_called, client_names, has_clients, matching
from mainstay.clients.queries.labels import tags_shown
from mainstay.clients.queries.name_order import by_name
from mainstay.clients.queries.narrowing import narrowed
from mainstay.clients.queries.next_contacts import clients_with_contact_due
from mainstay.clients.queries.panels import ClientShown
from mainstay.clients.queries.proposals import client_with_proposals, open_proposals
from mainstay.clients.rules.acts import SEE_RISK
from mainstay.fields.queries.definitions import fields_in_use
from mainstay.fields.queries.values import order_of_field, values_of_clients, with_values
from mainstay.firm.permissions import may, seen_by
from mainstay.kernel.offers import Shown
from mainstay.overview.gathered import client_panels, hidden_kinds
from mainstay.overview.rules.client_filter import EVERY_CLIENT, ClientFilter
from mainstay.rates.queries.rates import worths_on
from mainstay.rates.rules.converting import by_worth
from mainstay.scoring.queries.payment_habits import cached_habits, habits, medians
from mainstay.scoring.queries.standings import NOT_KNOWN, CurrentStanding, current_standings
from mainstay.scoring.rules.calling import is_beyond_habit
from mainstay.scoring.rules.payment_habits import NO_HABITS, Habits
from mainstay.store.book_version import book_version
from mainstay.store.result_cache import remembered
from mainstay.store.sql import as_day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from mainstay.fields.rules.definitions import FieldRow
    from mainstay.kernel.actor import Actor
    from mainstay.kernel.offers import Panel


@dataclass(frozen=True, slots=True)
class ClientListRow:
    """One line of the client list; amounts in minor units by currency, `values` of custom fields by their reference."""

    ref: str
    name: str
    open_minor: dict[str, int]
    overdue_minor: dict[str, int]
    on_account_minor: dict[str, int]
    habits: Habits
    standing: CurrentStanding = NOT_KNOWN
    values: Mapping[str, str] = field(default_factory=dict)
    is_beyond_habit: bool = False
    """Whether something is overdue by more days than the client's record explains."""


@dataclass(frozen=True, slots=True, weakref_slot=True)
class ClientsPage:
    """The clients that were wanted, as of a day: those of one page, of `count` on all `pages`.

    `is_book_empty`: there is no client at all, whatever was asked. The two sums are those of all that were wanted.
    `fields` are the custom fields of the firm.
    """

    as_of: date
    search: str
    clients: tuple[ClientListRow, ...]
    count: int
    number: int
    pages: int
    is_book_empty: bool = False
    open_minor: Mapping[str, int] = field(default_factory=dict)
    overdue_minor: Mapping[str, int] = field(default_factory=dict)
    fields: tuple[FieldRow, ...] = ()


@dataclass(frozen=True, slots=True)
class ClientPage:
    """One client as of a day: who they are, and the panels that the packages offer of them."""

    as_of: date
    ref: str
    external_id: str
    name: str
    email: str
    phone: str
    address: str
    country: str
    client_group: str
    tags: tuple[str, ...]
    archived_on: date | None
    merged_into: tuple[str, str] | None
    panels: tuple[Panel, ...]


def clients_page(*, as_of: date, wanted: ClientFilter = EVERY_CLIENT, by: Actor) -> ClientsPage:
    """List the wanted clients.

    Only what decides is read of all clients, once until something is written, and the rest of those on the page. A page
    beyond the last is the last.
    """
    version = book_version()

    def read() -> ClientsPage:
        return _read_page(as_of, wanted, version, by)

    if wanted.length is None:  # a whole list, for a file: too much to hold on to
        return read()
    return remembered(("clients page", wanted, seen_by(by)), as_of, version, read)


def _read_page(as_of: date, wanted: ClientFilter, version: str, by: Actor) -> ClientsPage:
    whole = replace(wanted, length=None, number=1)

    def decide() -> _Wanted:
        return _wanted(whole, as_of, version, by)

    found = remembered(("wanted clients", whole, seen_by(by)), as_of, version, decide)
    length = wanted.length or max(len(found.ids), 1)
    pages = max(1, -(-len(found.ids) // length))
    number = min(max(wanted.number, 1), pages)
    listed = found.ids[(number - 1) * length : number * length]
    fields = fields_in_use(by=by)
    rows = _rows(listed, as_of, version, is_all=wanted == EVERY_CLIENT, is_risk_seen=may(by, SEE_RISK))
    if fields:
        values = values_of_clients(listed)
        rows = tuple(replace(row, values=values.get(each, {})) for each, row in zip(listed, rows, strict=True))
    return ClientsPage(
        as_of, wanted.search, rows, len(found.ids), number, pages, found.is_book_empty, found.open_minor,
        found.overdue_minor, fields,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The ids of the clients that are wanted, in their order, and what they owe together by currency."""

    ids: tuple[int, ...]
    open_minor: Mapping[str, int]
    overdue_minor: Mapping[str, int]
    is_book_empty: bool


def _wanted(wanted: ClientFilter, as_of: date, version: str, by: Actor) -> _Wanted:
    """Read which clients are wanted, on all pages."""
    ids = _ids_of(wanted, by)
    owed = _all_owed(as_of, version).by_client
    if wanted.asks_for_debts:
        ids = [
            each for each in ids if wanted.fits(owed.get(each, _NO_DEBT).open_minor, owed.get(each, _NO_DEBT).days_late)
        ]
    if wanted.is_contact_due:
        due = clients_with_contact_due(today=as_of, by=by)
        ids = [each for each in ids if each in due]
    if wanted.asks_for_ratings:
        current = current_standings(as_of=as_of) if may(by, SEE_RISK) else {}
        rated = {each: current.get(each, NOT_KNOWN) for each in ids}
        ids = [each for each in ids if wanted.fits_ratings(rated[each].current, rated[each].payment)]
    _sort(ids, wanted, owed, as_of, by)
    if wanted.sort.startswith("f-"):
        _sort_by_field(ids, wanted.sort, fields_in_use(by=by))
    return _Wanted(tuple(ids), *_totals(ids, owed), is_book_empty=not ids and not has_clients())


def _rows(
    listed: Sequence[int], as_of: date, version: str, *, is_all: bool, is_risk_seen: bool
) -> tuple[ClientListRow, ...]:
    """Read what the list says of these clients."""
    only = None if is_all else listed
    owed = _all_owed(as_of, version)
    current = current_standings(as_of=as_of, clients=only) if is_risk_seen else {}
    paying = habits(as_of=as_of) if is_all else cached_habits(as_of=as_of, clients=listed, version=version)
    names = client_names(listed)
    rows = []
    for each in listed:
        debt = owed.by_client.get(each, _NO_DEBT)
        amounts = (debt.open_minor, debt.overdue_minor, owed.on_account.get(each, {}))
        how = paying.get(each, NO_HABITS)
        is_beyond = bool(debt.overdue_minor) and is_beyond_habit(how, debt.days_late)
        rows.append(
            ClientListRow(*names[each][:2], *amounts, how, current.get(each, NOT_KNOWN), is_beyond_habit=is_beyond)
        )
    return tuple(rows)


def _sort(ids: list[int], wanted: ClientFilter, owed: Mapping[int, _Debt], as_of: date, by: Actor) -> None:
    """Put the clients, which stand by name, into the order that is wanted; amounts compare at the firm's rates."""
    if wanted.sort == "name-down":
        ids.reverse()
    elif wanted.sort in {"owed", "overdue"}:
        debts = [owed.get(each, _NO_DEBT) for each in ids]
        amounts = [debt.open_minor if wanted.sort == "owed" else debt.overdue_minor for debt in debts]
        worths = worths_on(currencies=set().union(*amounts), as_of=as_of, by=by)
        order = dict(zip(ids, (by_worth(sums, worths) for sums in amounts), strict=True))
        ids.sort(key=order.__getitem__)
    elif wanted.sort == "slowest":
        usual = medians(as_of=as_of)
        ids.sort(key=lambda each: -usual.get(each, -1e9))


def _sort_by_field(ids: list[int], sort: str, fields: tuple[FieldRow, ...]) -> None:
    """Put the clients into the order of a custom field; those without a value come last."""
    wanted = sort.removesuffix("-down")
    by_field = next((one for one in fields if f"f-{one.ref}" == wanted), None)
    if by_field is not None:
        order = order_of_field(by_field)
        known = sorted((each for each in ids if each in order), key=order.__getitem__, reverse=sort != wanted)
        ids[:] = [*known, *(each for each in ids if each not in order)]


def _totals(ids: list[int], owed: Mapping[int, _Debt]) -> tuple[dict[str, int], dict[str, int]]:
    """What these clients owe together, and what of it is overdue, by currency."""
    open_minor: dict[str, int] = {}
    overdue_minor: dict[str, int] = {}
    for each in ids:
        debt = owed.get(each, _NO_DEBT)
        for sums, of_one in ((open_minor, debt.open_minor), (overdue_minor, debt.overdue_minor)):
            for currency, minor in of_one.items():
                sums[currency] = sums.get(currency, 0) + minor
    return open_minor, overdue_minor


def _ids_of(wanted: ClientFilter, by: Actor) -> list[int]:
    """The clients that fit by what is known of them alone, by name."""
    found = matching(wanted.search, by=by).filter(archived_on__isnull=not wanted.is_archived, merged_into__isnull=True)
    found = narrowed(found, tag=wanted.tag, group=wanted.group, people=wanted.people, refs=wanted.refs)
    found = with_values(found, wanted.fields)
    return list(found.order_by(*by_name()).values_list("id", flat=True))


@dataclass(slots=True)
class _Debt:
    """What one client owes, by currency in minor units, and how late the oldest of it is (negative: not yet due)."""

    open_minor: dict[str, int]
    overdue_minor: dict[str, int]
    days_late: int


_NO_DEBT: Final = _Debt({}, {}, 0)


class _Owed(NamedTuple):
    """What every client owes and has on account, by client id."""

    by_client: Mapping[int, _Debt]
    on_account: Mapping[int, dict[str, int]]


def _all_owed(as_of: date, version: str) -> _Owed:
    """Read it, once until something is written."""

    def read() -> _Owed:
        now = is_current(as_of)
        return _Owed(_owed(ageing_rows(as_of, now=now), as_of), on_account(as_of=as_of, now=now))

    return remembered("owed by client", as_of, version, read)


def _owed(rows: list[AgeingRow], as_of: date) -> dict[int, _Debt]:
    """What is open and overdue, by client id."""
    owed: dict[int, _Debt] = {}
    for row in rows:
        debt = owed.setdefault(row.client_id, _Debt({}, {}, 0))
        debt.open_minor[row.currency] = int(row.open_minor)
        debt.days_late = max(debt.days_late, days_past_due(as_day(row.oldest_due_on), as_of))
        if row.overdue_minor:
            debt.overdue_minor[row.currency] = int(row.overdue_minor)
    return owed


def client_page(*, wanted: str, as_of: date, by: Actor, before: str = "") -> ClientPage:
    """Show one client, found by reference, external id or name, as known at the end of a day.

    Of what happened the twenty latest are shown, or the twenty before those of another page.
    """
    client = client_called(wanted=wanted, by=by)
    subject = ClientShown(client, open_proposals(client_ref=client.ref, by=by))
    return _page(Shown(subject, client.pk, client.ref, as_of, by, hidden_kinds(by), before))


def client_page_of(*, ref: str, as_of: date, by: Actor, before: str = "") -> ClientPage:
    """Show the client with this reference and no other; ClientNotFound otherwise."""
    subject = ClientShown(*client_with_proposals(ref=ref, by=by))
    return _page(Shown(subject, subject.client.pk, ref, as_of, by, hidden_kinds(by), before))


def _page(shown: Shown[ClientShown]) -> ClientPage:
    client = shown.subject.client
    places = (client.street, client.postal_code, client.city, client.region)
    return ClientPage(
        as_of=shown.as_of,
        ref=client.ref,
        external_id=client.external_id,
        name=client.name,
        email=client.email,
        phone=client.phone,
        address=", ".join(place for place in places if place),
        country=client.country,
        client_group=client.client_group,
        tags=tags_shown(client.tags),
        archived_on=client.archived_on,
        merged_into=None if client.merged_into is None else (client.merged_into.ref, client.merged_into.name),
        panels=client_panels(shown),
    )
