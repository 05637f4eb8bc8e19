"""Recognise the clients a file names, and add those the book does not know: set-based, for imports."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.clients.queries.merging import became
from mainstay.clients.rules.acts import IMPORT_CLIENTS
from mainstay.clients.rules.happenings import CLIENT_ADDED
from mainstay.clients.rules.keys import keys_of, tax_key
from mainstay.firm.permissions import require
from mainstay.kernel.text import match_key
from mainstay.store import bulk
from mainstay.store.refs import new_refs
from mainstay.store.sql import rows_in
from mainstay.timeline.actions.recording import Happening, record_many

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from mainstay.kernel.actor import Actor

_COLUMNS = (
    "id", "ref", "external_id", "name", "search_key", "match_key", "sort_key", "email", "phone", "street", "city",
    "region", "postal_code", "country", "tax_number", "tax_office", "billing_address", "delivery_address", "time_zone",
    "website", "currency", "language", "responsible", "tags", "terms_days",
    "credit_limit_minor", "deposit_percent", "client_group", "notes", "archived_on", "recorded_at",
)  # fmt: skip
_TEXTS = (
    "email", "phone", "street", "city", "region", "postal_code", "country", "tax_number", "tax_office",
    "billing_address", "delivery_address", "time_zone", "website", "currency", "language", "responsible", "tags",
)  # fmt: skip
_LIMITS = {
    "email": 254, "phone": 60, "street": 500, "city": 120, "region": 120, "postal_code": 30, "country": 80,
    "tax_number": 60, "tax_office": 120, "billing_address": 500, "delivery_address": 500, "time_zone": 64,
    "website": 300, "currency": 3, "language": 12, "responsible": 254, "tags": 1000,
}  # fmt: skip

_BY = """
    SELECT id, external_id, match_key, terms_days, name, email, city, tax_number FROM clients_client
    WHERE {column} {{in_list}}
"""
"""The clients whose `{column}` is `{in_list}`."""
_TAX_NUMBER: Final = "tax_number <> '' AND LOWER(REPLACE(REPLACE(REPLACE(tax_number, ' ', ''), '.', ''), '-', ''))"


class _KnownClient(NamedTuple):
    """A client of the book as a file may name it."""

    id: int
    external_id: str
    match_key: str
    terms_days: int | None
    name: str
    email: str
    city: str
    tax_number: str


class _TaxNumbers(NamedTuple):
    """The clients of a tax number, and the tax number of each client that has one."""

    clients: dict[str, list[tuple[int, str]]]
    numbers: dict[int, str]


class Named(NamedTuple):
    """How a file names a client: the id the other product gave them, and the name; one of the two may be empty."""

    external_id: str
    name: str


class MatchedClient(NamedTuple):
    """The client ids of what was named; names that fit several clients of the book; and how many were added.

    `renamed` are those found by their id whose name in the book is another one. `other_tax_numbers` are names that a
    client bears of whom the book has another tax number, which it gives. `merged` are those that became another client
    since, each with the one it was.
    """

    ids: dict[Named, int]
    ambiguous: dict[Named, int]
    terms_days: dict[int, int]
    added: int
    renamed: frozenset[Named] = frozenset()
    other_tax_numbers: Mapping[Named, str] = MappingProxyType({})
    merged: Mapping[Named, int] = MappingProxyType({})


def match_clients(
    *, named: Mapping[Named, Mapping[str, object]], by: Actor, now: datetime, add_unknown: bool = True
) -> MatchedClient:
    """Find each client by external id, else by tax number or folded name; add the unknown with the fields of the file.

    Runs inside the caller's transaction. A name or a tax number that several clients share is left to a person: it is
    `ambiguous`, with the number of clients that bear it. So is a name whose client has another tax number.
    """
    require(by, IMPORT_CLIENTS)
    keys = {one: match_key(one.name or one.external_id) for one in named}
    taxes = {one: tax for one, fields in named.items() if (tax := tax_key(str(fields.get("tax_number") or "")))}
    by_external, by_key, by_tax, words, terms = _known(named, keys, taxes)
    other_taxes: dict[Named, str] = {}
    now_is = became(frozenset(words))
    ids: dict[Named, int] = {}
    ambiguous: dict[Named, int] = {}
    adopted: list[tuple[str, str, int]] = []
    unknown: dict[Named, list[Named]] = {}
    first_of: dict[tuple[str, str], Named] = {}
    with_id: dict[str, Named] = {}
    renamed: set[Named] = set()
    for one in named:
        found, other_tax = _found(one, keys[one], taxes.get(one, ""), by_external, by_key, by_tax)
        if len({now_is.get(client, client) for client, _ in found}) > 1:
            ambiguous[one] = len(found)
        elif other_tax:
            other_taxes[one] = other_tax
        elif found:
            ids[one] = found[0][0]
            if one.external_id and one.name and found[0][0] in words and keys[one] != match_key(words[found[0][0]][0]):
                renamed.add(one)
            if one.external_id and not found[0][1]:
                search_key = keys_of(*words[found[0][0]], one.external_id).search_key
                adopted.append((one.external_id, search_key, found[0][0]))
                by_external[one.external_id] = found[0][0]
                # From now on this client has an id: another id of the same name is another client.
                same_name = by_key.get(keys[one], ())
                by_key[keys[one]] = [(i, one.external_id if i == found[0][0] else e) for i, e in same_name]
        else:
            # The same new client in two spellings, or with and without its id, is added once.
            identity = (one.external_id, "") if one.external_id else ("", keys[one])
            first = first_of.setdefault(identity, one)
            if one.external_id:
                with_id.setdefault(keys[one], first)
            else:
                first = with_id.get(keys[one], first)
            unknown.setdefault(first, []).append(one)
    if adopted:
        bulk.update_rows("UPDATE clients_client SET external_id = %s, search_key = %s WHERE id = %s", adopted)
    if not add_unknown:
        unknown.clear()
    new_ids = _add({first: named[first] for first in unknown}, keys, terms, now)
    ids.update((spelt, new_ids[first]) for first, spellings in unknown.items() for spelt in spellings)
    record_many(happenings=[Happening(i, CLIENT_ADDED, now.date(), "", {}) for i in new_ids.values()], by=by, now=now)
    # What a file says of a client that was merged belongs to the one it became.
    merged = {one: client for one, client in ids.items() if client in now_is}
    ids = {one: now_is.get(client, client) for one, client in ids.items()}
    terms.update({there: terms[client] for client, there in now_is.items() if client in terms and there not in terms})
    return MatchedClient(ids, ambiguous, terms, len(unknown), frozenset(renamed), other_taxes, merged)


def _known(
    named: Iterable[Named], keys: Mapping[Named, str], taxes: Mapping[Named, str]
) -> tuple[
    dict[str, int], dict[str, list[tuple[int, str]]], _TaxNumbers, dict[int, tuple[str, str, str]], dict[int, int]
]:
    """The clients that may be meant: by external id, key, tax number; the words they are searched by, their terms."""
    by_external: dict[str, int] = {}
    by_key: dict[str, list[tuple[int, str]]] = {}
    words: dict[int, tuple[str, str, str]] = {}
    terms: dict[int, int] = {}
    found = _by("external_id", [one.external_id for one in named if one.external_id])
    found += _by("match_key", list(keys.values()))
    # Our own export names a client without an id of another product by our reference.
    refs = [one.external_id for one in named if one.external_id.startswith("c-")]
    by_ref = bulk.select_in("SELECT id, ref FROM clients_client WHERE external_id = '' AND ref {in_list}", refs)
    if by_ref:
        found += _by("ref", [ref for _, ref in by_ref])
        by_external.update({ref: client_id for client_id, ref in by_ref})
    found += _by(_TAX_NUMBER, list(taxes.values()))
    by_tax = _TaxNumbers({}, {})
    for row in dict.fromkeys(found):
        if tax := tax_key(row.tax_number):
            by_tax.clients.setdefault(tax, []).append((row.id, row.external_id))
            by_tax.numbers[row.id] = row.tax_number
        words[row.id] = (row.name, row.email, row.city)
        if row.external_id:
            by_external[row.external_id] = row.id
        by_key.setdefault(row.match_key, []).append((row.id, row.external_id))
        if row.terms_days is not None:
            terms[row.id] = row.terms_days
    return by_external, by_key, by_tax, words, terms


def _by(column: str, values: list[str]) -> list[_KnownClient]:
    return rows_in(_KnownClient, _BY.format(column=column), values)


def _found(  # noqa: PLR0917 -- what is known of the clients that may be meant
    one: Named, key: str, tax: str, by_external: Mapping[str, int], by_key: Mapping[str, list[tuple[int, str]]],
    by_tax: _TaxNumbers,
) -> tuple[list[tuple[int, str]], str]:  # fmt: skip
    """The clients that one may be; second: the other tax number of the client who bears the name."""
    if one.external_id in by_external:
        return [(by_external[one.external_id], one.external_id)], ""
    found = by_key.get(key, [])
    if one.external_id:
        # Without a name the id is all there is; with one, a client known by name only is the same client.
        found = [pair for pair in found if not pair[1]] if one.name else []
    return _by_tax(tax, found, by_tax) if tax else (found, "")


def _by_tax(tax: str, found: list[tuple[int, str]], by_tax: _TaxNumbers) -> tuple[list[tuple[int, str]], str]:
    """The clients of a tax number, those of the name if it is theirs; else those of the name, if none has another.

    Second: the other tax number that the one client of the name has.
    """
    same = by_tax.clients.get(tax, [])
    named = [pair for pair in found if pair in same]
    if same:
        without = [pair for pair in found if pair[0] not in by_tax.numbers]
        return (named, "") if len(named) == 1 else ([*same, *without], "")
    others = [by_tax.numbers[pair[0]] for pair in found if pair[0] in by_tax.numbers]
    open_ = [pair for pair in found if pair[0] not in by_tax.numbers]
    return (open_, "") if open_ or not others else ([], others[0])


def _add(
    named: Mapping[Named, Mapping[str, object]], keys: Mapping[Named, str], terms: dict[int, int], now: datetime
) -> dict[Named, int]:
    ids = bulk.reserve_ids("clients_client", len(named))
    stamp = bulk.instant_text(now)
    added = dict(zip(named, ids, strict=True))
    rows = []
    for (one, fields), client_id, ref in zip(named.items(), ids, new_refs("c", len(named)), strict=True):
        name = " ".join((one.name or one.external_id).split())
        texts = {field: str(fields.get(field) or "")[: _LIMITS[field]] for field in _TEXTS}
        made = keys_of(name, texts["email"], texts["city"], one.external_id)
        days = fields.get("terms_days")
        if isinstance(days, int):
            terms[client_id] = days
        limit = fields.get("credit_limit_minor") if texts["currency"] else None
        rows.append((
            client_id, ref, one.external_id, name, made.search_key, keys[one][:400], made.sort_key,
            *(texts[field] for field in _TEXTS), days, limit, fields.get("deposit_percent"),
            str(fields.get("client_group") or "")[:120], str(fields.get("notes") or ""),
            str(fields.get("archived_on") or "") or None, stamp,
        ))  # fmt: skip
    bulk.insert_rows("clients_client", _COLUMNS, rows)
    return added
