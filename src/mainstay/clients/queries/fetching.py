"""From a reference or a name to a client: the only way there."""

from __future__ import annotations

from dataclasses import fields
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mainstay.clients.models import Client
from mainstay.clients.queries.name_order import by_name, name_key
from mainstay.clients.queries.visible import clients_for, listed_clients
from mainstay.clients.rules.drafts import ClientDraft
from mainstay.kernel import text
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.store.sql import among, rows

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from mainstay.kernel.actor import Actor


_AT_ONCE: Final = 500


class ClientNotFound(NotFound):
    """No client answers to this."""

    code = "client_not_found"
    sentence = _("No client is called “%(wanted)s”: look at `mainstay clients`, or search for a part of the name.")


class ClientIsAmbiguous(Refusal):
    """Several clients answer to this."""

    code = "client_is_ambiguous"
    sentence = _("“%(wanted)s” fits several clients: %(names)s. Give the reference of one.")


def has_clients() -> bool:
    """Say whether the book holds any client at all, so that a list without lines can tell why it is empty."""
    return Client.objects.exists()


class ClientName(NamedTuple):
    """Who a client is, and the key by which names are sorted."""

    ref: str
    name: str
    sort_key: str


class _NamedRow(NamedTuple):
    id: int
    ref: str
    name: str
    sort_key: str


def client_names(ids: Collection[int]) -> dict[int, ClientName]:
    """Reference, name and sort key of these clients, in one statement; whether they may be seen was asked before."""
    if not ids:
        return {}
    found = rows(
        _NamedRow, f"SELECT id, ref, name, {name_key()} AS sort_key FROM clients_client WHERE id IN ({among(ids)})"
    )
    return {row.id: ClientName(row.ref, row.name, row.sort_key) for row in found}


def client_ids() -> list[int]:
    """The id of every client of the book, ascending."""
    return list(Client.objects.order_by("id").values_list("id", flat=True))


def client_for(*, ref: str, by: Actor) -> Client:
    """Fetch the client with this reference, for somebody who may see it; ClientNotFound otherwise."""
    client = clients_for(by).filter(ref=ref).first()
    if client is None:
        raise ClientNotFound(wanted=ref)
    return client


def client_called(*, wanted: str, by: Actor) -> Client:
    """Fetch the one client that a person means by a reference, an external id, a name or a part of a name.

    Refuses with ClientNotFound, or with ClientIsAmbiguous and up to five names.
    """
    theirs = clients_for(by)
    exact = theirs.filter(Q(ref=wanted) | (Q(external_id=wanted) & ~Q(external_id=""))).first()
    if exact is not None:
        return exact
    whole = list(theirs.filter(match_key=text.match_key(wanted)).order_by("id")[:2])
    if len(whole) == 1:
        return whole[0]
    found = whole or list(matching(wanted, by=by).order_by(*by_name())[:6])
    if not found:
        raise ClientNotFound(wanted=wanted)
    if len(found) > 1:
        names = ", ".join(f"{c.name} ({c.ref})" for c in found[:5]) + (", …" if len(found) > 5 else "")  # noqa: PLR2004
        raise ClientIsAmbiguous(wanted=wanted, names=names)
    return found[0]


def clients_called(*, wanted: Collection[str], by: Actor) -> dict[str, int]:
    """The ids of the clients that bear exactly these references or external ids; what is neither is left out."""
    texts = [text for text in set(wanted) if text]
    theirs, found = clients_for(by), dict[str, int]()
    for start in range(0, len(texts), _AT_ONCE):
        some = texts[start : start + _AT_ONCE]
        found |= dict(theirs.filter(external_id__in=some).values_list("external_id", "id"))
        found |= dict(theirs.filter(ref__in=some).values_list("ref", "id"))
    return found


def matching(words: str, *, by: Actor, among_all: bool = True) -> QuerySet[Client]:
    """Clients the actor may see, archived ones only `among_all`, by words of name, e-mail or city.

    However these are cased or marked: each word stands somewhere in the folded text.
    """
    found = clients_for(by) if among_all else listed_clients(by)
    for word in text.fold(words).split():
        spelt = (Q(search_key__contains=one) for one in text.with_either_apostrophe(word))
        found = found.filter(reduce(or_, spelt))
    return found


def draft_of(client: Client) -> ClientDraft:
    """What is kept of a client, as somebody may change it: with clean lines, whatever an import brought."""
    return ClientDraft(**{field.name: getattr(client, field.name) for field in fields(ClientDraft)}).tidied()
