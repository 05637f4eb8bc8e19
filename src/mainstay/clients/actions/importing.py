"""Bring a file of clients into the book, batch by batch; each batch is one transaction."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db import transaction

from mainstay.clients.actions._column_takers import column_takers
from mainstay.clients.actions.client_matching import Named, match_clients
from mainstay.clients.actions.importing_decisions import DecisionsOutcome, take_proposals, take_standings
from mainstay.clients.formats.client_layouts import (
    OWN_CLIENTS,
    OWN_CONTACTS,
    PROPOSALS,
    STANDINGS,
    is_own,
    is_own_contacts,
    own_layout,
)
from mainstay.clients.formats.client_rows import ClientPlan, read_clients
from mainstay.clients.phrases import import_sentence
from mainstay.clients.rules.acts import ANSWER_SUGGESTION, IMPORT_CLIENTS, OVERRIDE_STANDING
from mainstay.clients.rules.audit_diff import field_changes
from mainstay.clients.rules.happenings import CLIENT_CHANGED, parted
from mainstay.clients.rules.keys import keys_of, tax_key
from mainstay.firm.actions.firms import note_code_page
from mainstay.firm.permissions import may, require
from mainstay.firm.queries.people import colleagues
from mainstay.intake.own_sheets import read_own_sheet
from mainstay.intake.records import Reject
from mainstay.intake.rejects import LazyRejects
from mainstay.kernel.problem import Problem
from mainstay.store import bulk
from mainstay.store.sql import rows_in
from mainstay.timeline.actions.recording import Happening, record_many

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from mainstay.clients.actions._column_takers import Taker
    from mainstay.clients.formats.client_rows import ClientRow, ParsedClients
    from mainstay.firm.rules.permissions import Act
    from mainstay.intake.import_reading import ImportReading
    from mainstay.intake.tables import Table
    from mainstay.kernel.actor import Actor


class _KnownClient(NamedTuple):
    """A client of the book: who it is, and then the fields a file may bring."""

    id: int
    name: str
    external_id: str
    email: str
    phone: str
    street: str
    city: str
    region: str
    postal_code: str
    country: str
    tax_number: str
    tax_office: str
    billing_address: str
    delivery_address: str
    time_zone: str
    website: str
    currency: str
    language: str
    terms_days: int | None
    credit_limit_minor: int | None
    deposit_percent: int | None
    client_group: str
    responsible: str
    tags: str
    notes: str


_FIELDS: Final = _KnownClient._fields[3:]
_ARCHIVED: Final = "archived_on"
"""What a file says of a client that the book does not know; of a known one it is decided here."""
_KNOWN: Final = f"SELECT {', '.join(_KnownClient._fields)} FROM clients_client WHERE id {{in_list}}"
_UPDATE: Final = (
    f"UPDATE clients_client SET search_key = %s, {', '.join(f'{name} = %s' for name in _FIELDS)}, "
    "version = version + 1 WHERE id = %s"
)


_DECISIONS: Final[Mapping[str, tuple[Act, Callable[..., DecisionsOutcome]]]] = {
    STANDINGS: (OVERRIDE_STANDING, take_standings),
    PROPOSALS: (ANSWER_SUGGESTION, take_proposals),
}
"""Kind of sheet -> what somebody must be allowed to decide, and what takes it."""


@dataclass(slots=True)
class ClientsOutcome:
    """What came of a file of clients; `clients` were added, `changed` got new details, `contacts` were added.

    `decisions` are ratings set by hand and suggestions that came in or were brought up to date.
    """

    rows: int = 0
    clients: int = 0
    changed: int = 0
    contacts: int = 0
    decisions: int = 0
    unchanged: int = 0
    skipped: int = 0
    rejected: int = 0
    rejects_file: Path | None = None
    rejects: list[Reject] = field(default_factory=list)


def import_client_file(
    *,
    import_reading: ImportReading,
    rejects_file: Path | None,
    is_dry_run: bool = False,
    by: Actor,
    now: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> ClientsOutcome:
    """Take a file of clients in as it was read; a dry run does the same and undoes it, and writes no file.

    Unknown clients are added. Of a known one the file's details replace ours; what the file leaves empty stays.
    """
    require(by, IMPORT_CLIENTS)
    layout = import_reading.layout
    if layout is None or not import_reading.is_settled:
        msg = "the reading is not settled"
        raise ValueError(msg)
    plan = ClientPlan(layout, import_reading.table.header, import_reading.decimal, import_reading.currency)
    takers = column_takers(import_reading, by=by, now=now)
    outcome = ClientsOutcome()
    wanted = None if is_dry_run else rejects_file
    writer = LazyRejects(wanted, import_reading.table.header, import_reading.mapping(), import_sentence)
    with writer as rejects, transaction.atomic() if is_dry_run else nullcontext():
        for parsed, takes in _parts(import_reading, plan, takers):
            outcome.rows += parsed.source_rows
            outcome.skipped += len(parsed.skipped)
            outcome.rejected += rejects.write(parsed.rejects)
            done = take_clients(rows=parsed.rows, columns=layout.columns, takers=takes, by=by, now=now)
            outcome.rejected += rejects.write(done.rejects)
            for name in ("clients", "changed", "contacts", "unchanged"):
                setattr(outcome, name, getattr(outcome, name) + getattr(done, name))
            if progress is not None:
                progress(outcome.rows, parsed.bytes_done)
        for read, taken in _decisions(import_reading, by, now):
            outcome.rows += read
            outcome.decisions += taken.decisions
            outcome.unchanged += taken.unchanged
            outcome.rejected += rejects.write(taken.rejects)
        note_code_page(code_page=import_reading.table.code_page, by=by, now=now)
        if is_dry_run:
            transaction.set_rollback(True)
    outcome.rejects_file = rejects.path
    outcome.rejects = rejects.first
    return outcome


def _parts(
    import_reading: ImportReading, plan: ClientPlan, takers: Sequence[Taker]
) -> Iterator[tuple[ParsedClients, Sequence[Taker]]]:
    """The clients with who else takes of them, and the contacts that a workbook of ours has in another sheet."""
    if plan.layout.kind in _DECISIONS:
        return
    for parsed in read_clients(import_reading.table, plan):
        yield parsed, takers
    if plan.layout.name == OWN_CLIENTS and (contacts := import_reading.table.beside(is_own_contacts)) is not None:
        for parsed in read_clients(contacts, ClientPlan(own_layout(OWN_CONTACTS), contacts.header)):
            yield parsed, ()


def _decisions(import_reading: ImportReading, by: Actor, now: datetime) -> Iterator[tuple[int, DecisionsOutcome]]:
    """Take what people decided: a file of it, or the sheets beside the clients of a workbook of ours.

    With what came of each batch go its rows. A sheet that somebody may not decide on is left unread.
    """
    for kind, (act, take) in _DECISIONS.items():
        sheet: Table | None = None
        layout = import_reading.layout
        if layout is not None and layout.kind == kind:
            sheet = import_reading.table
        elif layout is not None and layout.name == OWN_CLIENTS and may(by, act):
            sheet = import_reading.table.beside(partial(is_own, kind))
        if sheet is None:
            continue
        own = own_layout(f"mainstay_{kind}")
        for rows, unread in read_own_sheet(sheet, own):
            done = take(rows=rows, layout=own, today=now.date(), by=by, now=now)
            done.rejects += unread
            yield len(rows) + len(unread), done


@transaction.atomic
def take_clients(
    *, rows: Sequence[ClientRow], columns: Mapping[str, str], takers: Sequence[Taker] = (), by: Actor, now: datetime
) -> ClientsOutcome:
    """Take one batch of clients; all of it or none. A name that several clients of the book share is rejected.

    Then the `takers` take what else the rows say of these clients.
    """
    require(by, IMPORT_CLIENTS)
    outcome = ClientsOutcome()
    if not rows:
        return outcome
    bulk.import_lock()
    rows = _with_people(_without_contradictions(rows, columns, outcome))
    details = {
        Named(row.external_id, row.name): {name: getattr(row, name) for name in (*_FIELDS, _ARCHIVED)} for row in rows
    }
    recognised = match_clients(named=details, by=by, now=now)
    outcome.clients = recognised.added
    known = {row.id: row for row in rows_in(_KnownClient, _KNOWN, list(set(recognised.ids.values())))}
    changes: dict[int, tuple[object, ...]] = {}
    changes_of: dict[int, list[dict[str, object]]] = {}
    for row in rows:
        one = Named(row.external_id, row.name)
        client = recognised.ids.get(one)
        if client is None:
            code = "client_unclear" if tax_key(row.tax_number) else "client_ambiguous"
            problem = Problem("name", code, row.name, {"count": recognised.ambiguous.get(one, 0)})
            if (ours := recognised.other_tax_numbers.get(one)) is not None:
                problem = Problem("name", "other_tax_number", row.name, {"ours": ours})
            outcome.rejects.append(_rejected(row, problem, columns))
            continue
        before = known[client]
        uploaded: dict[str, Any] = {
            name: value for name, value in details[one].items() if name in _FIELDS and value not in {None, ""}
        }
        after = before._replace(**uploaded)
        fields = field_changes(*({name: getattr(row, name) for name in _FIELDS} for row in (before, after)))
        if fields:
            search = keys_of(after.name, after.email, after.city, after.external_id).search_key
            changes[client] = (search, *(getattr(after, name) for name in _FIELDS), client)
            changes_of.setdefault(client, []).extend(fields)
        known[client] = after
    bulk.update_rows(_UPDATE, changes.values())
    outcome.changed = len(changes)
    outcome.contacts = _add_contacts(rows, recognised.ids)
    named = [(recognised.ids.get(Named(row.external_id, row.name)), row) for row in rows]
    taken = [(client, row.line, row.raw[0]) for client, row in named if client is not None]
    for take in takers:
        outcome.rejects += take(taken)
    refused = sum(Named(row.external_id, row.name) not in recognised.ids for row in rows)
    outcome.unchanged = max(len(rows) - refused - outcome.clients - outcome.changed, 0)
    record_many(
        happenings=[_changed(client, fields, now) for client, fields in changes_of.items()],
        by=by,
        now=now,
    )
    return outcome


def _without_contradictions(
    rows: Sequence[ClientRow], columns: Mapping[str, str], outcome: ClientsOutcome
) -> list[ClientRow]:
    """The rows but for those that name one client by several tax numbers: they are rejected."""
    numbers: dict[Named, set[str]] = {}
    for row in rows:
        if tax := tax_key(row.tax_number):
            numbers.setdefault(Named(row.external_id, row.name), set()).add(tax)
    several = {one for one, taxes in numbers.items() if len(taxes) > 1}
    consistent = []
    for row in rows:
        if Named(row.external_id, row.name) in several:
            outcome.rejects.append(_rejected(row, Problem("name", "tax_numbers_differ", row.name), columns))
        else:
            consistent.append(row)
    return consistent


def _with_people(rows: list[ClientRow]) -> list[ClientRow]:
    """The rows, without whoever looks after a client there and is not of this firm: that is not known here."""
    if not any(row.responsible for row in rows):
        return rows
    people = {one.email for one in colleagues()}
    return [row if row.responsible.casefold() in people else row._replace(responsible="") for row in rows]


def _rejected(row: ClientRow, problem: Problem, columns: Mapping[str, str]) -> Reject:
    return Reject(row.line, columns.get("name", "name"), row.name, problem, row.raw)


def _changed(client: int, changes: Sequence[dict[str, object]], now: datetime) -> Happening:
    facts, words = parted(changes)
    return Happening(client, CLIENT_CHANGED, now.date(), "", {"changes": facts}, {"changes": words})


def _add_contacts(rows: Sequence[ClientRow], ids: Mapping[Named, int]) -> int:
    """Add the people the file names whom the book does not know at that client."""
    wanted: dict[tuple[int, str, str], tuple[str, ...]] = {}
    for row in rows:
        client = ids.get(Named(row.external_id, row.name))
        for person in row.contacts if client is not None else ():
            name = " ".join(part for part in (person.first_name, person.last_name) if part) or person.email
            if name:
                more = (person.phone[:60], person.role[:120], person.language, person.time_zone, person.receives)
                wanted.setdefault((client or 0, name[:300], person.email[:254]), more)
    clients = list({client for client, _, _ in wanted})
    there = set(bulk.select_in("SELECT client_id, name, email FROM clients_contact WHERE client_id {in_list}", clients))
    fresh = {key: more for key, more in wanted.items() if key not in there}
    new_ids = bulk.reserve_ids("clients_contact", len(fresh))
    bulk.insert_rows(
        "clients_contact",
        ("id", "client_id", "name", "email", "phone", "role", "language", "time_zone", "receives"),
        [(i, *who, *more) for i, (who, more) in zip(new_ids, fresh.items(), strict=True)],
    )
    return len(fresh)
