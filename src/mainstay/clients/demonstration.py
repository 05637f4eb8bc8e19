"""How what happens to clients in the demonstration firm is recorded: by the actions of the package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mainstay.clients.actions.clients import add_client
from mainstay.clients.actions.contacts import add_contact
from mainstay.clients.rules.demonstration import ClientAdded
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


RECORDED: Final[dict[type[Dated], Callable[[Any, Stage], None]]] = {ClientAdded: _add_client}
"""Kind of event -> what records one."""
