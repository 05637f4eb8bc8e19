"""How what happens to clients in the demonstration firm is recorded: by the actions of the package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mainstay.clients.actions.archiving import archive_clients
from mainstay.clients.actions.clients import add_client
from mainstay.clients.actions.contacts import add_contact
from mainstay.clients.actions.merging import store_merge
from mainstay.clients.rules.demonstration import ClientAdded, ClientArchived, ClientMerged
from mainstay.clients.rules.drafts import ClientDraft

if TYPE_CHECKING:
    from collections.abc import Callable

    from mainstay.kernel.offers import Dated, Stage


def _add_client(event: ClientAdded, stage: Stage) -> None:
    draft = ClientDraft(
        name=event.name,
        email=event.email,
        phone=event.phone,
        city=event.city,
        country=event.country,
        currency=event.currency,
        language=event.language,
        terms_days=event.terms_days,
        client_group=event.client_group,
    )
    by, now = stage.by, stage.now
    ref = stage.refs["client"][event.client] = add_client(draft=draft, by=by, now=now).ref
    for person in event.contacts:
        add_contact(client_ref=ref, name=person.name, email=person.email, phone=person.phone, role=person.role, by=by,
                    now=now)  # fmt: skip


def _merge_client(event: ClientMerged, stage: Stage) -> None:
    gone, stays = (stage.refs["client"][key] for key in (event.client, event.stays))
    store_merge(gone_ref=gone, stays_ref=stays, take=(), moved=stage.moved, today=event.on, by=stage.by, now=stage.now)


def _archive_client(event: ClientArchived, stage: Stage) -> None:
    refs = (stage.refs["client"][event.client],)
    archive_clients(client_refs=refs, today=event.on, by=stage.by, now=stage.now)


RECORDED: Final[dict[type[Dated], Callable[[Any, Stage], None]]] = {
    ClientAdded: _add_client,
    ClientMerged: _merge_client,
    ClientArchived: _archive_client,
}
"""Kind of event -> what records one."""
